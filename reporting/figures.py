"""The figure: one number about one subject at one place, or the reason why it is not there. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

# Where a figure is about. "rest" is a sector's smaller services together.
SERVICE, SECTOR, SYSTEM, REST = "service", "sector", "system", "rest"

# What a figure is about.
OVERALL, FEATURE, STATEMENT, QUESTION, OPTION, STAGE, PART, LINE, POSITION = (
    "overall",
    "feature",
    "statement",
    "question",
    "option",
    "stage",
    "part",  # a part of the measure itself, such as a level of training (see the measure’s `parts`)
    "line",  # a line of the change journey
    "position",  # a position on one, as line:value
)

# Whether it may be seen.
SHOWN, WITHHELD, NONE = "shown", "withheld", "none"

UNDER = "under"  # the one edge that stands before its number

# What kind of number it is.
SHARE_POSITIVE = "share_positive"  # per cent of ratings in the top options
MEAN = "mean"  # mean rating on the scale's own range, or mean stage from 0 to 4
COUNT = "count"  # services, organisations or records; of `denominator` where there is one
PEOPLE = "people"  # people reached, heard or trained: no secret, counted from records
ORGANISATIONS = "organisations"  # organisations that took part, of `denominator`
RESPONSES = "responses"  # people who answered, as a band
RATE = "rate"  # per cent of `denominator`


# How a figure of a round moved since the round before, in percentage points: see `reporting/change.py`.
CHANGE = "change"
# How far one person's answers to several questions go together, in per cent: what a change takes beside figures.


@dataclass(frozen=True)
class Ends:
    """The least and the greatest share, in per cent, that a published one may stand for."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Place:
    """A place as a figure names it: its kind, its number (0 for the system) and its name at the time."""

    level: str
    key: int
    name: str
    sector: int | None = None


@dataclass(frozen=True)
class Figure:
    """One number, with all that is needed to read it. `low` and `high` are the interval of a change, in points."""

    measure: str
    place: Place
    statistic: str
    subject_kind: str = OVERALL
    subject: str = ""
    status: str = SHOWN
    value: Decimal | None = None
    edge: str = ""
    base_low: int | None = None
    base_high: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    note: str = ""
    low: Decimal | None = None
    high: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.status == SHOWN) != (self.value is not None or self.base_low is not None):
            raise ValueError("A figure that is shown has a value or a band, and no other has.")


def in_words(statistic: str, status: str, value: Decimal | None, edge: str, low: int | None, high: int | None) -> str:
    """A figure as people read it: "66%", "85% or more", "under 15%", "10 to 14", "3.4", "[c]"."""
    if status == WITHHELD:
        return "[c]"
    if status == NONE:
        return "–"
    if statistic == RESPONSES:
        return band_in_words(low, high)
    if statistic == CHANGE:
        # What is called higher or lower is never "+0 points": it moved, by less than rounding shows.
        is_little = not value and edge in ("higher", "lower")
        return f"less than 1 point: {edge}" if is_little else f"{value or 0:+.0f} points: {edge}"
    number = f"{value:.1f}" if statistic == MEAN else plain(value)
    unit = "%" if statistic in (SHARE_POSITIVE, RATE) else ""
    return f"{edge} {number}{unit}" if edge == UNDER else f"{number}{unit} {edge}".strip()


def plain(value: Decimal | None) -> str:
    """A decimal without needless zeros, thousands apart: 66, 3.4, 1,240."""
    if value is None:
        return ""
    return f"{int(value):,}" if value == value.to_integral_value() else f"{value:,.1f}"


def combined(sector: str) -> str:
    """What a sector's smaller services together are called, where the sector is not named beside them."""
    return f"{sector}: smaller services (combined result)"


def band_in_words(low: int | None, high: int | None) -> str:
    """A band of people: "fewer than 5", "10 to 14", and from 50 on "about 1,240"."""
    if low is None or high is None:
        return ""
    if low == 0:
        return f"fewer than {high + 1}"
    return f"about {low:,}" if low >= 50 else f"{low} to {high}"


def within(words: str) -> str:
    """Words within a sentence, without their capital letter; a name in capitals keeps it: "TiP events", "I feel"."""
    keeps = words[1:2].isupper() or not words[1:2].isalpha() or words.startswith("TiP")
    return words if keeps else words[:1].lower() + words[1:]

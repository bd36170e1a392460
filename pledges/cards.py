"""A pledge as a card to share (1200 by 630) and as a poster: how large its words are, and where they stand."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisations.models import Partnership
from organisations.printing import png_of
from organisations.text_metrics import FAMILIES, Fitted, drawable, fitted, is_right_to_left, lines_of, width_of
from pledges.models import Pledge

WIDTH, HEIGHT = 1200, 630  # pixels, as the places expect where addresses are shared
LEFT, RIGHT = 84, WIDTH - 72
BAND = 84  # height of the partnership's band at the foot
WORDS_TOP = 72
SIZES = (68, 62, 56, 50, 46, 42, 38, 35, 32, 30, 28, 26, 24, 22)
BOLD_FROM = 38  # smaller letters read better in the plain weight
LEADING = 1.28
BASELINE = 1.38  # where letters stand in a line twice as high as they are large, in Noto Sans
DAY_KEPT = 24 * 60 * 60


@dataclass(frozen=True)
class Line:
    """One line of words: where its letters stand, how large, and whether it runs from right to left."""

    text: str
    x: float
    y: float
    size: int
    weight: int = 400
    fill: str = "#1b2326"
    at_the_end: bool = False
    right_to_left: bool = False

    @property
    def top(self) -> float:
        """Where a box with these letters begins whose height is twice their size."""
        return round(self.y - self.size * BASELINE, 1)


@dataclass
class Card:
    """A drawing of 1200 by 630 with its title for those who cannot see it."""

    title: str
    colour: str
    quoted: bool = True
    lines: list[Line] = field(default_factory=list)
    width: int = WIDTH
    height: int = HEIGHT
    band: int = HEIGHT - BAND
    left: int = LEFT
    room: int = RIGHT - LEFT
    families: str = FAMILIES

    def write(self, fit: Fitted, y: float, *, leading: float = LEADING, **style) -> float:
        """Write lines below each other, the top of the first at y; where the next would begin."""
        for text in fit.lines:
            self.lines.append(_line(text, y + fit.size, fit.size, **style))
            y += fit.size * leading
        return y


def _line(text: str, y: float, size: int, **style) -> Line:
    """A line at the left; one that runs from right to left begins at the right."""
    right_to_left = is_right_to_left(text)
    return Line(text, RIGHT if right_to_left else LEFT, round(y, 1), size, right_to_left=right_to_left, **style)


def card_of(pledge: Pledge) -> Card:
    """A pledge's card. Whatever its length, every word of it is there; emoji stay on its page."""
    place, employer_name = pledge.organisation.partnership, drawable(pledge.organisation.name)
    who, text = drawable(f"{pledge.leader_name}, {pledge.leader_role}"), drawable(pledge.text)
    title = _("“%(words)s” %(who)s, %(organisation)s") % {"words": text, "who": who, "organisation": employer_name}
    card = Card(title, place.colour)
    leader = fitted(who, (28, 26, 24, 22), width=RIGHT - LEFT, height=66, leading=1.2, weight=700)
    employer = fitted(employer_name, (26, 24, 22), width=RIGHT - LEFT, height=62, leading=1.2)
    by = (len(leader.lines) * leader.size + len(employer.lines) * employer.size) * 1.2 + 10
    top_of_by = card.band - 30 - by
    words = _words(f"“{text}”", top_of_by - 26 - WORDS_TOP)
    free = top_of_by - 26 - WORDS_TOP - len(words.lines) * words.size * LEADING
    card.write(words, WORDS_TOP + free / 2, weight=_weight(words))
    y = card.write(leader, top_of_by, leading=1.2, weight=700)
    card.write(employer, y + 4, leading=1.2, fill="#5a6468")
    _foot(card, place, date_format(pledge.made_on, "j F Y"))
    return card


def wall_card(place: Partnership, pledges: int) -> Card:
    """The card of a whole wall."""
    title = _("What our leaders have promised")
    card = Card(title, place.colour, quoted=False)
    y = card.write(fitted(title, (84, 72), width=RIGHT - LEFT, height=260, leading=1.15, weight=700), 120, weight=700)
    said = ngettext("%(pledges)s pledge for anyone to read", "%(pledges)s pledges for anyone to read", pledges)
    said %= {"pledges": pledges}
    card.write(Fitted((said if pledges else _("The pledge wall"),), 34), y + 20, fill="#5a6468")
    _foot(card, place, _("The pledge wall"))
    return card


def _words(text: str, height: float) -> Fitted:
    bold = fitted(text, SIZES[: SIZES.index(BOLD_FROM) + 1], **_box(height), weight=700)
    if len(bold.lines) * bold.size * LEADING <= height and not bold.lines[-1].endswith("…"):
        return bold
    return fitted(text, SIZES[SIZES.index(BOLD_FROM) + 1 :], **_box(height))


def _box(height: float) -> dict[str, float]:
    return {"width": RIGHT - LEFT, "height": height, "leading": LEADING}


def _weight(words: Fitted) -> int:
    return 700 if words.size >= BOLD_FROM else 400


def _foot(card: Card, place: Partnership, day: str) -> None:
    """The partnership's band: its name at the left, the day at the right."""
    room = RIGHT - LEFT - width_of(day, size=24) - 40
    name = fitted(drawable(place.name), (32, 28, 24, 20), width=room, height=BAND - 16, leading=1.1, weight=700)
    top = card.band + (BAND - len(name.lines) * name.size * 1.1) / 2 - name.size * 0.08
    for number, text in enumerate(name.lines):
        y = round(top + name.size * (1 + number * 1.1), 1)
        card.lines.append(Line(text, LEFT, y, name.size, 700, "#ffffff"))
    card.lines.append(Line(day, RIGHT, card.band + BAND / 2 + 9, 24, 400, "#ffffff", True))


def svg_of(card: Card) -> str:
    """The card as a drawing that stands alone."""
    return render_to_string("pledges/card.svg", {"card": card})


def png_of_card(card: Card) -> bytes:
    """The card as a picture, kept in memory for a day. Raises NoPdf where this machine cannot draw one."""
    svg = svg_of(card)
    key = f"pledge-card-{hashlib.sha256(svg.encode()).hexdigest()}"
    made = cache.get(key)
    if made is None:
        made = png_of("pledges/card_page.html", {"card": card})
        cache.set(key, made, DAY_KEPT)
    return made


# --- the poster: A4, sizes in points -------------------------------------------------------------

POSTER_SIZES = (64, 56, 48, 42, 38, 34, 30, 27, 24, 22, 20, 18, 16)
POINTS_WIDE, POINTS_HIGH = 470, 400


def poster_size(pledge: Pledge) -> int:
    """How large the words stand on a poster, in points: as large as the names below and the code leave room for."""
    below = (f"{pledge.leader_name}, {pledge.leader_role}", pledge.organisation.name)
    names = sum(len(lines_of(text, width=POINTS_WIDE, size=16, weight=700)) for text in below)
    head = len(lines_of(pledge.organisation.partnership.name, width=POINTS_WIDE, size=15))
    box = {"width": POINTS_WIDE, "height": POINTS_HIGH - 23 * (names - 2) - 22 * (head - 1), "leading": 1.3}
    return fitted(f"“{drawable(pledge.text)}”", POSTER_SIZES, weight=700, **box).size

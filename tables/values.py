"""What people write for a number, a year or a direction: read where one thing is meant, asked about where not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from tables.cells import Cell, CellKind
from tables.folding import fold, tidy
from tables.limits import LONGEST_READ

T = TypeVar("T")

_SIGNS = str.maketrans("−﹣－％", "---%")
MOST_PLACES = 6
NO_NUMBER, ZERO, POSTS, ROUGHLY = "no number", "zero", "posts", "roughly"
_MANY_PEOPLE = 5_000  # more than work in any one service that we know of; a whole trust or a list of patients
_HUGE = Decimal(10) ** 10
_MOST_PEOPLE = 2_147_483_647
_UNKNOWN = """-|--|---|.|..|...|…|?|??|n/a|#n/a|na|n.a.|n/k|nk|none|nil|unknown|not known|not applicable|tbc|tbd|tba|
t.b.c.|to be confirmed|to follow|pending|not available|not recorded|no data|not yet"""
_SUPPRESSED = """*|**|***|-|–|—|.|..|...|…|:|~|c|x|z|s|u|[c]|[x]|[z]|[u]|[s]|[e]|[w]|[low]|(c)|(x)|(z)|n/a|na|
suppressed|withheld|confidential|redacted|not published|not available|not applicable|not collected|no data|too small|
<5|< 5|less than 5|fewer than 5"""
_NOT_KNOWN = frozenset(word.strip() for word in _UNKNOWN.split("|"))
_NOT_PUBLISHED = frozenset(word.strip() for word in _SUPPRESSED.split("|"))
_SPACES = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_MONEY = re.compile(r"^([+-]?)\s*[£$€]\s*|\s*(£|€|gbp|pounds?)$", re.IGNORECASE)
_ABOUT = re.compile(
    r"^(circa|ca\.?|c\.?|approx(imately|\.)?|about|around|roughly|est(imated|\.)?|nearly|almost|over|under|up to|"
    r"at least|more than|less than|[~≈><≥≤]|\+/-|±)\s*(?=\d)|(?<=\d)\s*(\+|ish|approx\.?|\(approx\.?\)|\(est\.?\))$",
    re.IGNORECASE,
)
_FTE = re.compile(
    r"\s*\(?(f\.?t\.?e\.?s?|w\.?t\.?e\.?s?|full[- ]time equivalents?|whole[- ]time equivalents?)\)?\s*", re.IGNORECASE
)
_PEOPLE = re.compile(r"\s*(people|staff|persons?|employees|members of staff|heads?|headcount)\.?$", re.IGNORECASE)
_RANGE = re.compile(r"(\d[\d,]*)\s*(?:-|–|—|to)\s*(\d[\d,]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Value(Generic[T]):
    """What was read of one cell.

    Either `value` is there, or nothing was written (`value` is None and `ask` empty), or `ask` has the question that
    somebody has to answer, with the answers that may be meant in `suggestions`. `said` tells what was done to it.
    """

    value: T | None = None
    ask: str = ""
    suggestions: tuple[T, ...] = ()
    said: str = ""
    about: str = ""  # of a headcount: what kind of question it is, so that one answer can stand for all alike
    is_not_published: bool = False  # of a figure: left out on purpose by whoever published it


@dataclass(frozen=True, slots=True)
class Years:
    """A year by the one in which it ends, as 2025 for 2024/25; `first` only for some years taken together."""

    last: int
    first: int | None = None


def _plain(cell: Cell) -> str:
    """A cell's text with the common signs: minus, spaces, and none around it."""
    return tidy(cell.text[:LONGEST_READ]).translate(_SIGNS).strip()


def _number(text: str) -> Decimal | None:
    """A number with or without commas or spaces between thousands."""
    text = _SPACES.sub("", text.replace(" ", " "))
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if not _PLAIN.fullmatch(text):
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if abs(number) < Decimal(10) ** 30 else None


def _shown(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# How many people work somewhere


def headcount(cell: Cell) -> Value[int]:
    """How many people work at a place: a whole number of at least 1, or nothing."""
    text = _plain(cell)
    if cell.kind is CellKind.FORMULA:
        return Value(ask=_("This is a formula without a result. How many people work there?"), about=NO_NUMBER)
    if cell.kind in (CellKind.FAULT, CellKind.DATE, CellKind.YES_NO, CellKind.PERCENT):
        return _no_number_of_people(text)
    if not text:
        return Value()
    if text.casefold() in _NOT_KNOWN:
        return Value(said=_("“%(text)s” was read as not known") % {"text": text})
    if span := _RANGE.fullmatch(text):
        ends = tuple(int(end.replace(",", "")) for end in span.groups())
        return Value(ask=_("It says %(text)s. Which number do you use?") % {"text": text}, suggestions=ends)
    is_equivalent = bool(_FTE.search(text))
    about = _PEOPLE.sub("", _FTE.sub("", text)).strip()
    bare = _ABOUT.sub("", about).strip()
    number = _number(bare)
    if number is None or number < 0 or number > _MOST_PEOPLE:
        return _no_number_of_people(text)
    whole = int(number.to_integral_value(ROUND_HALF_UP))
    if number == 0:
        said = _("It says that no one works there. Leave it empty if you do not know how many do")
        return Value(ask=said, about=ZERO)
    if is_equivalent:
        question = _("It says %(text)s, which counts posts. How many people work there?")
        return Value(ask=question % {"text": text}, suggestions=_around(number), about=POSTS)
    if number != whole:
        question = _("It says %(text)s, which may count posts instead of people. How many people work there?")
        return Value(ask=question % {"text": text}, suggestions=_around(number), about=POSTS)
    if bare != about:
        return Value(
            ask=_("It says %(text)s. Which number do you use?") % {"text": text}, suggestions=(whole,), about=ROUGHLY
        )
    if whole > _MANY_PEOPLE:
        question = _("Do %(count)s people work in this one service? It may be a number of patients or pupils")
        return Value(ask=question % {"count": f"{whole:,}"}, suggestions=(whole,))
    return Value(whole)


def _no_number_of_people(text: str) -> Value[int]:
    question = _("“%(text)s” is not a number of people. How many work there?")
    return Value(ask=question % {"text": text}, about=NO_NUMBER)


def _around(number: Decimal) -> tuple[int, ...]:
    """The whole number itself, or the two between which it lies; none below 1."""
    low = int(number)
    return (low,) if number == low else tuple(each for each in (low + 1, low) if each)


# A figure


def decimal(cell: Cell) -> Value[Decimal]:
    """A published figure with at most six decimals, without its unit."""
    text = _plain(cell)
    if cell.kind is CellKind.FORMULA:
        return Value(ask=_("This is a formula without a result. Which figure is meant?"))
    if cell.kind in (CellKind.FAULT, CellKind.DATE, CellKind.YES_NO):
        return Value(ask=_("“%(text)s” is not a figure. Which figure is meant?") % {"text": text})
    if not text:
        return Value()
    if text.casefold() in _NOT_PUBLISHED:
        return Value(said=_("“%(text)s” was read as not published") % {"text": text}, is_not_published=True)
    said: list[str] = []
    bare = _MONEY.sub(r"\1", text).strip()
    if bare != text:
        said.append(_("the sign for money was left out"))
    if bare.endswith("%"):
        bare = bare.removesuffix("%").strip()
    elif bare.casefold().endswith(("per cent", "percent")):
        bare = bare[: bare.casefold().rindex("per")].strip()
    number = _number(bare)
    if number is None:
        return _unclear_figure(text, bare)
    if "e" in bare.casefold():
        said.append(_("%(text)s was read as %(number)s") % {"text": text, "number": _shown(number)})
    if abs(number) >= _HUGE:
        question = _("%(number)s is a very large figure. Is it right?") % {"number": f"{number:,f}"}
        return Value(ask=question, suggestions=(number,) if number == number.to_integral_value() else ())
    rounded = number.quantize(Decimal(1).scaleb(-MOST_PLACES), ROUND_HALF_UP)
    if rounded != number:
        said.append(_("rounded to %(number)s") % {"number": _shown(rounded)})
    return Value(Decimal(_shown(rounded)), said="; ".join(said))


def _unclear_figure(text: str, bare: str) -> Value[Decimal]:
    """A question, with the figures that may be meant."""
    suggestions: list[Decimal] = []
    if re.fullmatch(r"[+-]?\d+,\d+", bare):  # 12,5 is twelve and a half on the continent, and nothing here
        suggestions.append(Decimal(bare.replace(",", ".")))
    if bracketed := re.fullmatch(r"\((\d[\d,.]*)\)", bare):  # accountants put what is below zero in brackets
        inside = _number(bracketed[1])
        suggestions += [-inside] if inside is not None else []
    if (about := _ABOUT.sub("", bare)) != bare and (number := _number(about)) is not None:
        suggestions.append(number)
    # Codes for "estimated", "revised" or "provisional" stand after a figure.
    if (marked := re.fullmatch(r"(.*\d%?)\s*(\[\w+\]|[a-z*†‡]{1,2})", bare, re.IGNORECASE)) and (
        number := _number(marked[1].removesuffix("%"))
    ) is not None:
        suggestions.append(number)
    question = _("“%(text)s” is not a figure that we understand. Which figure is meant?") % {"text": text}
    return Value(ask=question, suggestions=tuple(dict.fromkeys(suggestions)))


# A year

_FULL = r"((?:19|20)\d{2})"
_PART = r"((?:19|20)?\d{2})"
_TO = r"\s*(?:-|/|–|—|to)\s*"
_PREFIX = r"(?:(?:f\.?y\.?|a\.?y\.?|c\.?y\.?|(?:(?:financial|academic|school|calendar) )?year(?: ending)?)[\s:]*)?"
_ONE_YEAR = re.compile(rf"{_PREFIX}{_FULL}(?:\.0+)?", re.IGNORECASE)
_TWO_YEARS = re.compile(rf"{_PREFIX}{_FULL}{_TO}{_PART}", re.IGNORECASE)
_SHORT_YEARS = re.compile(rf"{_PREFIX}(\d{{2}})\s*[/–-]\s*(\d{{2}})", re.IGNORECASE)
_POOLED = re.compile(rf"{_PREFIX}{_FULL}[-/–]{_PART}{_TO}{_FULL}[-/–]{_PART}", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
_MONTH_AND_YEAR = re.compile(
    rf"(?:year ending\s*)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s)?{_MONTH}[\s-]*((?:19|20)?\d{{2}})", re.IGNORECASE
)
_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]((?:19|20)\d{2})|((?:19|20)\d{2})-\d{2}(?:-\d{2}.*)?")
_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def year(cell: Cell) -> Value[Years]:
    """The year of a figure: for 2024/25 the one in which it ends, 2025. Some years together keep their first too."""
    text = _plain(cell)
    if not text:
        return Value()
    if found := _ONE_YEAR.fullmatch(text):
        return Value(Years(int(found[1])))
    if found := _TWO_YEARS.fullmatch(text):
        first, last = int(found[1]), _in_full(found[2], int(found[1]))
        if last == first + 1:
            return Value(Years(last), said=_("%(text)s was read as %(year)s") % {"text": text, "year": last})
        return _pooled(text, first, last) if last > first else _unclear_year(text)
    if found := _POOLED.fullmatch(text):
        first, last = _in_full(found[2], int(found[1])), _in_full(found[4], int(found[3]))
        return _pooled(text, first, last) if last > first else _unclear_year(text)
    if (found := _SHORT_YEARS.fullmatch(text)) and (int(found[1]) + 1) % 100 == int(found[2]):
        last = 2000 + int(found[2])
        return Value(Years(last), said=_("%(text)s was read as %(year)s") % {"text": text, "year": last})
    if (found := _MONTH_AND_YEAR.fullmatch(text)) or (found := _DAY.fullmatch(text)):
        last = _in_full(next(part for part in found.groups() if part), 2000)
        return Value(Years(last), said=_("%(text)s was read as %(year)s") % {"text": text, "year": last})
    return _unclear_year(text)


def _in_full(part: str, first: int) -> int:
    return int(part) if len(part) == 4 else first // 100 * 100 + int(part) + (100 if int(part) < first % 100 else 0)


def _pooled(text: str, first: int, last: int) -> Value[Years]:
    if last - first > 30:
        return _unclear_year(text)
    said = _("%(text)s was read as the years %(first)s to %(last)s together")
    return Value(Years(last, first), said=said % {"text": text, "first": first, "last": last})


def _unclear_year(text: str) -> Value[Years]:
    named = [int(each) for each in _ANY_YEAR.findall(text)]
    if not named and (odd := re.fullmatch(r"((?:19|20)\d{2})(\d)", text)):
        named = [int(odd[1]), int(odd[1]) + 1]
    if not named and (run := re.fullmatch(r"((?:19|20)\d{2})(\d{2})", text)) and int(run[2]) == (int(run[1]) + 1) % 100:
        named = [int(run[1]) + 1]
    question = _("“%(text)s” is not a year that we understand. Which year is meant?") % {"text": text}
    return Value(ask=question, suggestions=tuple(Years(each) for each in dict.fromkeys(named)))


# Which way is better

_LOWER = frozenset(("lower", "low", "down", "decrease", "decreasing", "fewer", "less", "smaller", "reduce", "falling"))
_HIGHER = frozenset(("higher", "high", "up", "increase", "increasing", "more", "greater", "larger", "raise", "rising"))
_NOBODY = ("", "-", "neither", "none", "no", "n/a", "na", "not applicable", "neutral", "nobody judges")


def direction(cell: Cell) -> Value[str]:
    """ "lower" or "higher", whichever is better; "" where nobody judges."""
    folded = fold(cell.text[:LONGEST_READ]).strip(".↓↑ ")
    if cell.text.strip() in ("↓", "↑"):
        return Value("lower" if "↓" in cell.text else "higher")
    if folded in _NOBODY or "no judg" in folded or "not judged" in folded:
        return Value("")
    words = set(re.findall(r"[a-z]+", folded))
    is_bad = bool(words & {"worse", "bad", "not"})
    named = [way for way, names in (("lower", _LOWER), ("higher", _HIGHER)) if words & names]
    if len(named) == 1 and not is_bad and len(words) <= 6:
        return Value(named[0])
    question = _("“%(text)s” does not say which is better. Is a lower or a higher figure better?")
    other = {"lower": "higher", "higher": "lower"}
    suggestions = (other[named[0]],) if len(named) == 1 and is_bad else ("lower", "higher")
    return Value(ask=question % {"text": tidy(cell.text)}, suggestions=suggestions)

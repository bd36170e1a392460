"""Which column of a list is which: by its name in many spellings, then by what stands in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from tables.cells import Cell
from tables.folding import fold
from tables.limits import LONGEST_READ

if TYPE_CHECKING:
    from tables.finding import Column, FoundList

Looks = Callable[[Sequence[Cell]], float]
_NEW_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NO_WORD = re.compile(r"[^\w']+|_")
_MOST_LOOKED_AT = 500
_ENOUGH = 0.8
_SPELLINGS = {
    "organization": "organisation",
    "organizations": "organisation",
    "org": "organisation",
    "orgs": "organisation",
    "center": "centre",
    "centers": "centre",
    "program": "programme",
    "programs": "programme",
    "no": "number",
    "num": "number",
    "nr": "number",
    "dept": "department",
    "e-mail": "email",
    "mail": "email",
    "tel": "phone",
    "telephone": "phone",
    "staffing": "staff",
}
# What a name is about besides the thing itself. "Service manager" is no service, "Organisation code" no organisation.
_ABOUT_PEOPLE = """manager contact email phone mobile fax head headteacher principal owner lead chair director officer
    person people forename firstname surname lastname first last middle title birth dob gender age ethnicity line job
    role user login partner"""
_ABOUT_THE_THING = """code id identifier number ref reference key url website web link date day time created updated
    changed opened closed open close reviewed status postcode address street town city county locality region latitude
    longitude easting northing ward description notes note comment summary cost price fee budget spend percentage
    percent rate ratio count total capacity band flag reason hours opening type category
    kind phase"""
_PEOPLE = frozenset(_ABOUT_PEOPLE.split())
_THING = frozenset(_ABOUT_THE_THING.split())


@dataclass(frozen=True, slots=True)
class Wanted:
    """A column that somebody looks for.

    `never` are words of names that only seem to fit, and `despite` those that overrule them where they stand before: no
    "pupils" for a headcount, but "staff who work with pupils". `instead` is taken where none of the names is there.
    """

    key: str
    label: str
    names: tuple[str, ...]
    looks: Looks | None = None
    is_needed: bool = False
    never: tuple[str, ...] = ()
    despite: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a column's name in one spelling: EstablishmentName and "establishment names" are the same."""
    name = name[:LONGEST_READ]
    apart = _NEW_WORD.sub(" ", name) if not name.isupper() else name
    words = (_in_one_spelling(word) for word in _NO_WORD.split(fold(apart)) if word)
    return tuple(word for word in words if word)


@lru_cache(maxsize=256)
def _words_of_all(names: tuple[str, ...]) -> dict[tuple[str, ...], int]:
    """The words of some names, each with its rank among them."""
    return {words_of(name): rank for rank, name in reversed(list(enumerate(names)))}


def _in_one_spelling(word: str) -> str:
    word = word.removesuffix("'s").strip("'")
    if word in _SPELLINGS:
        return _SPELLINGS[word]
    if len(word) > 4 and word.endswith("ies"):
        word = f"{word[:-3]}y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "ods")):
        word = word[:-1]
    return _SPELLINGS.get(word, word)


def _place_of(part: tuple[str, ...], words: tuple[str, ...]) -> int:
    """Where some words stand one after the other among others, or -1."""
    for at in range(len(words) - len(part) + 1):
        if words[at : at + len(part)] == part:
            return at
    return -1


def is_exactly(head: str, wanted: Wanted) -> bool:
    """Whether a column's name is one of the names that are looked for."""
    return words_of(head) in _words_of_all(wanted.names)


def fit_of_name(head: str, wanted: Wanted) -> float:
    """How well a column's name fits, 0 to 3: over 2 for a name itself, over 1 for one within other words."""
    words = words_of(head)
    if not words:
        return 0
    known = _words_of_all(wanted.names)
    if words in known:
        return 3 - known[words] / (len(wanted.names) + 1)
    nevers = [at for phrase in wanted.never if (at := _place_of(words_of(phrase), words)) >= 0]
    overruled = [at for phrase in wanted.despite if (at := _place_of(words_of(phrase), words)) >= 0]
    if nevers and not (overruled and min(overruled) < min(nevers)):
        return 0
    best = _within(words, known, despite_people=bool(overruled))
    if best:
        return 1 + best
    stand_ins = _words_of_all(wanted.instead)
    return 0.99 if words in stand_ins else _within(words, stand_ins, despite_people=bool(overruled)) / 2


def _within(words: tuple[str, ...], names: dict[tuple[str, ...], int], *, despite_people: bool) -> float:
    """How much of a column's name one of the names is, from 0 to 0.9; 0 where the rest makes something else of it."""
    best = 0.0
    for name, rank in names.items():
        if not name or name == ("name",) or _place_of(name, words) < 0:
            continue
        besides = set(words) - set(name)
        if besides & _THING or (besides & _PEOPLE and not despite_people):
            continue
        best = max(best, 0.9 * len(name) / len(words) - 0.05 * rank / len(names))
    return best


def is_about_something_else(head: str, wanted: Wanted) -> bool:
    """Whether a column's name says that it is not what is looked for, whatever stands in it."""
    words = words_of(head)
    return bool(
        set(words) & (_PEOPLE | _THING) or any(_place_of(words_of(phrase), words) >= 0 for phrase in wanted.never)
    )


def propose(found: FoundList, wanted: Sequence[Wanted]) -> dict[str, int]:
    """The column for each wanted key where one fits, each column once: by name first, then by what stands in it."""
    fits = [
        (fit, -at, -column.index)
        for at, want in enumerate(wanted)
        for column in found.columns
        if found.header_line is not None and (fit := _fit_of(column, want)) > 0
    ]
    chosen: dict[str, int] = {}
    taken: set[int] = set()
    _take(fits, wanted, chosen, taken)
    looked = []
    for at, want in enumerate(wanted):
        if want.looks is None or want.key in chosen:
            continue
        for column in found.columns:
            if column.index in taken:
                continue
            if found.header_line is not None and is_about_something_else(column.head, want):
                continue
            fit = want.looks([row.at(column.index) for row in found.rows[:_MOST_LOOKED_AT] if not row.problem])
            if fit >= _ENOUGH:
                looked.append((fit, -at, -column.index))
    _take(looked, wanted, chosen, taken)
    return chosen


def _fit_of(column: Column, want: Wanted) -> float:
    """An empty column gives way to any other."""
    return fit_of_name(column.head, want) / (1 if column.samples else 10)


def _take(
    fits: list[tuple[float, int, int]], wanted: Sequence[Wanted], chosen: dict[str, int], taken: set[int]
) -> None:
    """The best first; of two that are equally good the one that is wanted first, and stands first."""
    for _fit, at, index in sorted(fits, reverse=True):
        key = wanted[-at].key
        if key not in chosen and -index not in taken:
            chosen[key] = -index
            taken.add(-index)


def shape_of(found: FoundList) -> str:
    """The same for two lists with the same column names in the same order, however they are spelt."""
    if found.header_line is None:
        shape = [f"no names, {len(found.columns)} columns"]
    else:
        shape = [" ".join(words_of(column.head)) for column in found.columns]
    return hashlib.sha256("\x1f".join(shape).encode()).hexdigest()[:32]


# What stands in a column: each of these says from 0 to 1 how much it looks like it.

_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_WHOLE = re.compile(r"[0-9]{1,3}(,[0-9]{3})+|[0-9]+(\.0+)?")
_DECIMAL = re.compile(r"[£$€]?[+−-]?[0-9,]*\.?[0-9]+%?")
_YEAR = re.compile(r"(?:FY\s?)?(?:19|20)[0-9]{2}(?:\.0)?(?:\s?[-/–]\s?(?:[0-9]{2}|[0-9]{4}))?", re.IGNORECASE)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T].*)?|[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:[0-9]{2}|[0-9]{4})(?: .*)?")
_URN = re.compile(r"1[0-9]{5}")
_ODS = re.compile(r"[A-Z][A-Z0-9]{2,5}|[0-9][A-Z][A-Z0-9]{1,4}")
_UPRN = re.compile(r"[0-9]{8,12}")
_GSS = re.compile(r"[EWSNK][0-9]{8}")
_CHARITY = re.compile(r"(?:SC0|NIC1|[1-9])[0-9]{5,6}(?:-[0-9]{1,2})?")


def _texts(cells: Iterable[Cell]) -> list[str]:
    return [cell.text[:LONGEST_READ] for cell in cells if cell.text]


def _share(cells: Sequence[Cell], pattern: re.Pattern[str]) -> float:
    texts = _texts(cells)
    return sum(bool(pattern.fullmatch(text)) for text in texts) / len(texts) if texts else 0


def _different(cells: Sequence[Cell]) -> float:
    texts = _texts(cells)
    return len(set(texts)) / len(texts) if texts else 0


def _codes(pattern: re.Pattern[str]) -> Looks:
    """A code stands once for each place, and is no code where all rows have the same."""

    def look(cells: Sequence[Cell]) -> float:
        return _share(cells, pattern) * _different(cells) if len(_texts(cells)) > 1 else 0

    return look


def emails(cells: Sequence[Cell]) -> float:
    return _share(cells, _EMAIL)


def whole_numbers(cells: Sequence[Cell]) -> float:
    return _share(cells, _WHOLE)


def decimals(cells: Sequence[Cell]) -> float:
    return _share(cells, _DECIMAL)


def years(cells: Sequence[Cell]) -> float:
    return _share(cells, _YEAR)


def dates(cells: Sequence[Cell]) -> float:
    return _share(cells, _DATE)


def names_of_places(cells: Sequence[Cell]) -> float:
    """Texts of some words, most of them different."""
    texts = _texts(cells)
    if not texts or len(texts) < len(cells) / 2:
        return 0
    worded = sum(len(text) > 5 and " " in text and not text[0].isdigit() and "@" not in text for text in texts)
    return worded / len(texts) * _different(cells)


urns, ods_codes, uprns, gss_codes, charity_numbers = (
    _codes(pattern) for pattern in (_URN, _ODS, _UPRN, _GSS, _CHARITY)
)

"""Reading who came from what someone pastes or sends: columns found by their names, or a line an organisation.

Names of people may stand in such a list. Nothing but organisation, people, kind of role, status, course and date is
read, and no message repeats a cell of a list of people.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from activities.who_came.columns import Columns, Line, cell_of, columns_of, fit_of, is_organisation, sheets_of
from activities.who_came.places import Asked, KnownPlaces
from activities.who_came.statuses import Said, means, status_of
from activities.who_came.tally import MOST_SHOWN, Key, Tally
from organisations.models import Organisation
from tables.cells import Book
from tables.folding import fold, tidy

MOST_PEOPLE = 100_000
MOST_PROBLEMS = 20
_PERSON = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*")
_OF_AN_ORGANISATION = re.compile(
    r"the|and|of|for|council|hospital|trust|school|academy|college|university|centre|services?|charity|foundation|team"
    r"|police|nhs|health|care|clinic|surgery|practice|housing|association|society|group|network|church|mosque|nursery"
    r"|borough|city|county|district|community|partnership|ltd|limited|cic|uk|youth|family|families|children|women|mind"
)
_WHOLE = re.compile(r"([0-9]{1,6})(?:\.0*)?")
# "Trust x3", "Trust - 4", "Academy: 2", "Police (5)", "3 x Trust".
_COUNTED = (
    re.compile(r"(?P<name>.+?)\s*(?:\s[x×]\s?|\s[-–—=]\s?|:\s*|\s?=\s?)(?P<people>\d{1,6})(?:\s+people)?"),
    re.compile(r"(?P<name>.+?)\s*[(\[]\s*[x×]?\s*(?P<people>\d{1,6})(?:\s+people)?\s*[)\]]"),
    re.compile(r"(?P<people>\d{1,6})\s*[x×]\s+(?P<name>.+)"),
    re.compile(r"(?P<people>\d{1,6})\s+(?:people )?(?:from|of)\s+(?P<name>.+)"),
)


def lines_of(pasted: str) -> list[Line]:
    """The lines of what was pasted with their numbers: copied from a sheet with tabs, or with commas."""
    found = []
    for number, line in enumerate(pasted.replace("\0", "").splitlines(), start=1):
        cells = next(csv.reader(io.StringIO(line), delimiter="\t" if "\t" in line else ","), [])
        found.append((number, [tidy(cell) for cell in cells]))
    return found


def read_file(
    book: Book, organisations: Iterable[Organisation], roles: Mapping[str, str] | None, domains: Mapping[str, int]
) -> Tally:
    """What a file comes to: the sheet that looks most like a list of people."""
    known = KnownPlaces.of(organisations, domains)
    sheets = sheets_of(book)
    best = max(sheets, key=lambda lines: fit_of(lines, known.__contains__), default=[])
    return _Reader(known, roles or {}).read(best)


def read_pasted(
    pasted: str,
    organisations: Iterable[Organisation],
    roles: Mapping[str, str] | None = None,
    domains: Mapping[str, int] | None = None,
) -> Tally:
    """What pasted lines come to."""
    return _Reader(KnownPlaces.of(organisations, domains), roles or {}).read(lines_of(pasted))


class _Reader:
    """Reads one list. Two lines about the same are added up; what cannot be told is said, and the others stand."""

    def __init__(self, known: KnownPlaces, roles: Mapping[str, str]) -> None:
        self.known = known
        self.roles = roles
        self.kinds = {fold(str(words)): key for key, words in roles.items()} | {key: key for key in roles}
        self.tally = Tally()
        self.unknown: list[int] = []  # lines of people whose organisation nothing tells
        self.seen: set[tuple[str, ...]] = set()

    def read(self, lines: Sequence[Line]) -> Tally:
        columns = columns_of(lines, self.known.__contains__)
        self.tally.has_statuses = columns.status is not None
        first = 0 if columns.header is None else columns.header + 1
        for number, cells in lines[first : columns.end]:
            if any(cells):
                self._read_line(number, cells, columns)
        if self.unknown:
            self.tally.problems.append(_unknown_lines(self.unknown))
        if len(self.tally.problems) > MOST_PROBLEMS:
            more = len(self.tally.problems) - MOST_PROBLEMS
            self.tally.problems[MOST_PROBLEMS:] = [_("%(more)s more lines like these") % {"more": more}]
        return self.tally

    def _read_line(self, number: int, cells: list[str], columns: Columns) -> None:
        status = status_of(cell_of(cells, columns.status)) if columns.status is not None else ""
        name, people = self._name_and_people(cells, columns)
        told = self._told(name, cells, columns)
        if told is None:
            if not status or means(status) is not Said.OUT:  # who did not come is no matter
                self._not_told(number, name, cells, columns)
            return
        if people is None:
            self.tally.problems.append(_no_number(number, cell_of(cells, columns.people)))
            return
        kind = cell_of(cells, columns.role)
        role = self.kinds.get(fold(kind), "") if self.roles else ""
        if self.roles and kind and not role and columns.people is not None and not columns.is_of_people:
            self.tally.problems.append(_("Line %(line)s: use one of the kinds of role") % {"line": number})
            return
        place = self.tally.place_of(told)
        if place is None:
            self.unknown.append(number)
        elif self._came_in_again(cells, columns):
            self.tally.again += 1
        elif people:
            role = role or ("not_known" if self.roles else "")
            course = cell_of(cells, columns.course)[:MOST_SHOWN]
            self.tally.people[Key(place, role, status, course, _day(cell_of(cells, columns.date)))] += people

    def _name_and_people(self, cells: list[str], columns: Columns) -> tuple[str, int | None]:
        """The text that names an organisation, and how many people a line says; None where that cannot be told."""
        name, said = cell_of(cells, columns.organisation), cell_of(cells, columns.people)
        if columns.header is None and not said and name not in self.known:
            for pattern in _COUNTED:
                found = pattern.fullmatch(name)
                if found and self.known.told(found["name"]) is not None:
                    return found["name"], int(found["people"])
        if columns.people is None or (not said and columns.header is None and len(cells) < 2):
            return name, 1
        whole = _WHOLE.fullmatch(said)
        return name, int(whole.group(1)) if whole and int(whole.group(1)) <= MOST_PEOPLE else None

    def _told(self, name: str, cells: list[str], columns: Columns) -> int | Asked | None:
        """By its own column, else by brackets after somebody's name, else by the address; what is sure comes first."""
        ways = [self.known.told(name)]
        if columns.is_of_people:
            ways += [self.known.told_by_name(cell_of(cells, at)) for at in columns.names]
            ways.append(self.known.told_by_email(cell_of(cells, columns.email)))
        return next((way for way in ways if isinstance(way, int)), None) or next((way for way in ways if way), None)

    def _came_in_again(self, cells: list[str], columns: Columns) -> bool:
        """Whether a meeting's report has somebody a second time, who was cut off or left and joined again."""
        if columns.joined is None or not columns.is_of_people:
            return False
        who = tuple(fold(cell_of(cells, at)) for at in (*columns.names, columns.email))
        again = who in self.seen
        self.seen.add(who)
        return again

    def _not_told(self, number: int, name: str, cells: list[str], columns: Columns) -> None:
        counted = _WHOLE.fullmatch(cell_of(cells, columns.people))
        # A cell is repeated in a message only where it cannot be someone's name: beside a number, or below
        # “organisation”.
        if name and (counted or is_organisation(columns.title)) and not self._may_be_somebody(name):
            said = {"line": number, "name": name}
            self.tally.problems.append(_("Line %(line)s: there is no organisation called “%(name)s”.") % said)
        else:
            self.unknown.append(number)

    def _may_be_somebody(self, name: str) -> bool:
        """Whether it looks like a person's name: two to four words with capitals, none of them as organisations have.

        What is nearly a known organisation's name was taken for that before.
        """
        if "@" in name:
            return True
        words = name.replace(".", " ").replace(",", " ").split()
        if not 2 <= len(words) <= 4 or not all(_PERSON.fullmatch(word) for word in words):
            return False
        of_organisations = {word for each in self.known.by_name for word in each.split()}
        folded = fold(name).split()
        return not any(word in of_organisations or _OF_AN_ORGANISATION.fullmatch(word) for word in folded)


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)"),
    re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}|\d{2})(?!\d)"),
    re.compile(
        r"(?:[A-Za-z]{3,9},? )?(?P<day>\d{1,2})(?:st|nd|rd|th)?[ -](?P<month>[A-Za-z]{3})[a-z]*[ -](?P<year>\d{4})"
    ),
    re.compile(r"(?:[A-Za-z]{3,9},? )?(?P<month>[A-Za-z]{3})[a-z]* (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})"),
)


def _day(text: str) -> str:
    """A date as 2026-11-03, without its time; "" where it is none. Of two numbers the day stands first."""
    for pattern in _DAYS:
        if not (found := pattern.match(text)):
            continue
        month, year = found["month"].lower(), int(found["year"])
        number = int(month) if month.isdigit() else _MONTHS.index(month) + 1 if month in _MONTHS else 0
        try:
            return datetime.date(year if year > 99 else 2000 + year, number, int(found["day"])).isoformat()
        except ValueError:
            continue
    return ""


def _no_number(number: int, said: str) -> str:
    if not said:
        return _("Line %(line)s: enter how many people came. Enter 0 if no one came.") % {"line": number}
    if len(said) > 8 or any(letter.isalpha() for letter in said):  # it may be someone's name or number
        return _("Line %(line)s: enter how many people came as a whole number") % {"line": number}
    return _("Line %(line)s: “%(people)s” is not a number of people. Enter a whole number up to 100,000.") % {
        "line": number,
        "people": said,
    }


def _unknown_lines(lines: list[int]) -> str:
    if len(lines) == 1:
        return _("Line %(line)s: enter the name of an organisation in the partnership") % {"line": lines[0]}
    shown = ", ".join(map(str, lines[:10]))
    if len(lines) > 10:
        return _("Lines %(lines)s and %(more)s more: enter the name of an organisation in the partnership") % {
            "lines": shown,
            "more": len(lines) - 10,
        }
    return _("Lines %(lines)s: enter the name of an organisation in the partnership") % {"lines": shown}

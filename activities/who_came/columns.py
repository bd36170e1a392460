"""Where a list of people begins and ends, and which of its columns is which."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from activities.who_came.statuses import are_statuses
from tables.cells import Book
from tables.folding import fold, tidy

HEADER_WITHIN = 60  # lines in which the columns' names are looked for
_ORGANISATION = re.compile(
    r"organi[sz]ations?|employers?|agency|agencies|companies|company|workplace|provider|school|trust|setting"
)
_PEOPLE = re.compile(r"people|number|how many|headcount|attend(?:ed|ees|ance)|total|count|participants|quantity")
_ROLE = re.compile(r"roles?|kind of role|type of role")
_SOMEBODY_S = re.compile(r"phone|mobile|tel|mail|post|nhs|\bid\b|\bref|\border\b|\bcode\b")  # a number, not of people
_NAME = re.compile(
    r"(full |first |last |sur|fore|display |user |given |family )?name|(attendee|participant|delegate|learner|staff"
    r"|employee|user|person)('s)?( name)?|name \(original name\)|your name|surname|forename"
)
_EMAIL = re.compile(r"(your |work |user |attendee |contact |learner )?e-?mail( address)?( \(upn\))?|upn")
# The first of these that is there and has words that we know is the one that counts.
_STATUS = (
    re.compile(r"attended\??|checked[ -]?in\??|check[ -]?in( status)?|present\??|(did )?(they|you) (come|attend)\??"),
    re.compile(r"(attendee|attendance|completion|training|learner|course|enrol?ment) ?status|attendance|completed\??"),
    re.compile(r"status|rsvp( status)?|response( status)?|result|outcome|state"),
    re.compile(r"(registration|booking|ticket|order|approval|payment) ?status|attending\??|going\??"),
    re.compile(r"(will|are|can) you (be )?(com|attend|join|mak).*"),
)
_COURSE = re.compile(
    r"(course|training|event|session|class|module|learning|activity)( ?(title|name))?|name of (course|event|training)"
    r"|title"
)
_DATE = re.compile(
    r"date|day|((session|course|training|class|event|start|attendance|completion) date)|date (attended|completed|of .*)"
    r"|(attended|completed) (on|date)"
)
_JOINED = re.compile(r"(first )?join( ?time)?|joined( at)?")
_SECTION = re.compile(r"\d{1,2}\.\s+\D.*")

Line = tuple[int, list[str]]


@dataclass(frozen=True)
class Columns:
    """Where the columns are, from 0; `people` is None where each line is one person.

    `header` and `end` are places among the lines: of the one that names the columns, and of the first after the list.
    """

    organisation: int | None = 0
    people: int | None = 1
    role: int | None = 2
    header: int | None = None
    end: int | None = None
    names: tuple[int, ...] = ()
    email: int | None = None
    status: int | None = None
    course: int | None = None
    date: int | None = None
    joined: int | None = None
    title: str = ""  # what the organisation's column is called

    @property
    def is_of_people(self) -> bool:
        """Whether the list has somebody's name or address."""
        return bool(self.names) or self.email is not None


def sheets_of(book: Book) -> list[list[Line]]:
    """The lines of each sheet, with their own numbers; what a merged cell fills is read as it stands."""
    return [[(row.line, [tidy(cell.text) for cell in row.cells]) for row in sheet.rows] for sheet in book.sheets]


def cell_of(cells: Sequence[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def columns_of(lines: Sequence[Line], is_known: Callable[[str], bool] = lambda _text: False) -> Columns:
    """The columns by name, where one of the first lines names the organisation's or somebody's; else by place."""
    for place, (_number, cells) in enumerate(lines[:HEADER_WITHIN]):
        # A line that names an organisation of ours is already one of the rows, whatever its other words look like.
        if any(is_known(cell) for cell in cells):
            continue
        found = _named(cells)
        if found is not None:
            return _below(lines, place, found)
        names = [fold(cell) for cell in cells]
        if any(names) and names[0] == "name" and not any(names[1:]):
            return Columns(people=None, header=place)
    is_counted = any(cell_of(cells, 1) for _number, cells in lines)
    return Columns(people=1 if is_counted else None)


def fit_of(lines: Sequence[Line], is_known: Callable[[str], bool]) -> int:
    """How much a sheet looks like a list of people: how many of its columns are known."""
    columns = columns_of(lines, is_known)
    if columns.header is None:
        return 0 if lines else -1
    known = [columns.organisation, columns.people, columns.email, columns.status, columns.role, *columns.names]
    return 1 + sum(place is not None for place in known)


def _named(cells: Sequence[str]) -> Columns | None:
    """The columns that a line names; None for a line that is no header."""
    names = [fold(cell) for cell in cells]
    filled = sum(map(bool, names))
    people_s = tuple(at for at, name in enumerate(names) if _NAME.fullmatch(name))
    email = _place(names, _EMAIL, whole=True)
    # A single word in a line may be a title (“Organisations at the launch”): alone it has to be exactly a
    # column's name.
    own = _place([name if at not in people_s else "" for at, name in enumerate(names)], _ORGANISATION, filled < 2)
    others = [name if at != own else "" for at, name in enumerate(names)]
    people = _place(others, _PEOPLE)
    # “Name” beside a number of people is an organisation's name; alone it would be a person's.
    if own is None and people is not None and "name" in names and email is None:
        own, people_s = names.index("name"), ()
    statuses = [at for at, name in enumerate(others) if any(pattern.fullmatch(name) for pattern in _STATUS)]
    if own is None and not (people_s and (email is not None or statuses)):
        return None
    return Columns(
        own,
        people,
        _place(names, _ROLE, whole=True),
        names=people_s,
        email=email,
        course=_place(others, _COURSE, whole=True),
        date=_place(others, _DATE, whole=True),
        joined=_place(others, _JOINED, whole=True),
        title=names[own] if own is not None else "",
    )


def _below(lines: Sequence[Line], header: int, found: Columns) -> Columns:
    """With where the list ends, and the column that says who came, which only its own words tell."""
    end = len(lines)
    for place in range(header + 1, len(lines)):
        cells = lines[place][1]
        filled = [cell for cell in cells if cell]
        if len(filled) == 1 and _SECTION.fullmatch(filled[0]) and filled[0] == cells[0]:
            end = place
            break
    names = [fold(cell) for cell in lines[header][1]]
    rows = [cells for _number, cells in lines[header + 1 : end]]

    def has_statuses(at: int) -> bool:
        return are_statuses([cell_of(cells, at) for cells in rows])

    places = [at for pattern in _STATUS for at, name in enumerate(names) if pattern.fullmatch(name)]
    status = next((at for at in dict.fromkeys(places) if at != found.organisation and has_statuses(at)), None)
    people = found.people if found.people != status else None
    # “Attendee” and “participants” head a column of names as well as one of numbers.
    if people is not None and people in found.names:
        people = None
    return Columns(
        found.organisation,
        people,
        found.role,
        header,
        end,
        found.names,
        found.email,
        status,
        found.course,
        found.date,
        found.joined,
        found.title,
    )


def _place(names: Sequence[str], words: re.Pattern, whole: bool = False) -> int | None:
    """The first column that is called so, or else, unless `whole`, whose short name holds the words."""
    exact = next((at for at, name in enumerate(names) if words.fullmatch(name)), None)
    if exact is not None or whole:
        return exact
    return next((at for at, name in enumerate(names) if says(name, words)), None)


def says(name: str, words: re.Pattern) -> bool:
    if len(name) > 80 or _SOMEBODY_S.search(name):
        return False
    return any(words.fullmatch(word) for word in re.findall(r"\w+", name)) or name.startswith("how many")


def is_organisation(title: str) -> bool:
    """Whether a column's name says that organisations stand in it."""
    return says(title, _ORGANISATION)

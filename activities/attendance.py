"""Reading who came from what someone pastes or sends: columns found by their names, or a line an organisation.

Names of people may stand in such a sheet. Nothing but organisation, people and kind of role is read, and no message
repeats a cell of a sheet of people.
"""

import csv
import difflib
import io
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from tables.folding import fold

MOST_PEOPLE = 100_000
HEADER_WITHIN = 10  # lines in which the columns' names are looked for
_ORGANISATION = re.compile(r"organi[sz]ations?|employers?|agency|agencies|companies|company")
_PEOPLE = re.compile(r"people|number|how many|headcount|attend(?:ed|ees|ance)|total|count|participants")
_ROLE = re.compile(r"roles?|kind of role|type of role")
_SOMEBODY_S = re.compile(r"phone|mobile|tel|mail|post|nhs|\bid\b|\bref")  # a number, and not of people
_NAME = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*")
_OF_AN_ORGANISATION = re.compile(
    r"the|and|of|for|council|hospital|trust|school|academy|college|university|centre|services?|charity|foundation|team"
    r"|police|nhs|health|care|clinic|surgery|practice|housing|association|society|group|network|church|mosque|nursery"
    r"|borough|city|county|district|community|partnership|ltd|limited|cic|uk|youth|family|families|children|women|mind"
)
_WHOLE = re.compile(r"([0-9]{1,6})(?:\.0*)?")


@dataclass
class Came:
    """Who came, as it was read: people by organisation (id) and kind of role, and the lines not understood."""

    people: dict[tuple[int, str], int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Columns:
    """Where the columns are, from 0; `people` is None where each line is one person."""

    organisation: int = 0
    people: int | None = 1
    role: int | None = 2
    header: int | None = None  # the place of the line that names them, from 0


def lines_of(pasted: str) -> list[list[str]]:
    """The cells of what was pasted, empty lines too: copied from a sheet with tabs, or with commas."""
    found = []
    for line in pasted.replace("\0", "").splitlines():
        cells = next(csv.reader(io.StringIO(line), delimiter="\t" if "\t" in line else ","), [])
        found.append([cell.strip() for cell in cells])
    return found


def columns_of(lines: list[list[str]], known: Container[str] = ()) -> Columns:
    """The columns by name, where one of the first lines names the organisation's; else by place."""
    for place, cells in enumerate(lines[:HEADER_WITHIN]):
        names = [_plain(cell) for cell in cells]
        # A line that names an organisation of ours is already one of the rows, whatever its other words look like.
        if any(fold(cell) in known for cell in cells):
            continue
        # A single word in a line may be a title (“Organisations at the launch”): alone it has to be exactly a
        # column's name.
        own = _place(names, _ORGANISATION, whole=sum(map(bool, names)) < 2)
        people = _place([name if at != own else "" for at, name in enumerate(names)], _PEOPLE)
        # “Name” beside a number of people is an organisation's name; alone it would be a person's.
        if own is None and people is not None:
            own = next((at for at, name in enumerate(names) if name == "name"), None)
        if own is not None:
            return Columns(own, people, _place(names, _ROLE, whole=True), place)
        if any(names) and names[0] == "name" and not any(names[1:]):
            return Columns(people=None, header=place)
    return Columns(people=1 if any(_cell(cells, 1) for cells in lines) else None)


def read_attendance(
    lines: Iterable[list[str]], organisations: Iterable[Organisation], roles: Mapping[str, str] | None = None
) -> Came:
    """What the lines say: organisation, people, with `roles` (key to words) kind of role.

    Two lines about the same are added up; without a column of people each line is one person. Lines above the columns'
    names are passed over. What cannot be told is a problem with its line's number, and the other lines stand.
    """
    lines = list(lines)
    by_name = {fold(organisation.name): organisation for organisation in organisations}
    kinds = {_plain(words): key for key, words in (roles or {}).items()} | {key: key for key in roles or {}}
    came, columns = Came(), columns_of(lines, by_name)
    named = columns.header is not None
    title = _plain(_cell(lines[columns.header], columns.organisation)) if columns.header is not None else ""
    for number, cells in enumerate(lines, start=1):
        if (named and number <= (columns.header or 0) + 1) or not any(cell.strip() for cell in cells):
            continue
        name, kind = _cell(cells, columns.organisation), _cell(cells, columns.role)
        organisation = by_name.get(fold(name))
        if organisation is None:
            counted = _WHOLE.fullmatch(_cell(cells, columns.people))
            # A cell is repeated in a message only where it cannot be someone's name: beside a number, or below
            # “organisation”.
            shown = counted or _says(title, _ORGANISATION)  # else it may be someone's name
            came.problems.append(
                _unknown(number, name if shown and not _may_be_somebody(name, by_name) else "", by_name)
            )
            continue
        people = _people(cells, columns)
        if people is None:
            came.problems.append(_no_number(number, _cell(cells, columns.people)))
            continue
        role = kinds.get(_plain(kind), "") if roles else ""
        if roles and kind and not role and columns.people is not None:
            came.problems.append(str(_("Line %(line)s: use one of the kinds of role") % {"line": number}))
            continue
        if people:
            key = (organisation.pk, role or ("not_known" if roles else ""))
            # A sign-in sheet has a line a person, so lines about the same organisation add up.
            came.people[key] = came.people.get(key, 0) + people
    return came


def _may_be_somebody(name: str, known: Iterable[str]) -> bool:
    """Whether it looks like a person's name: two to four words with capitals, none of them as organisations have.

    What is nearly a known organisation's name is taken for that, so that a slip of the keyboard is still named.
    """
    words = name.replace(".", " ").replace(",", " ").split()
    if not 2 <= len(words) <= 4 or not all(_NAME.fullmatch(word) for word in words):
        return False
    plain = fold(name)
    of_organisations = {word for each in known for word in each.split()}
    # Eight letters in ten, which finds a slip of the keyboard and does not take one hospital for another.
    near = difflib.get_close_matches(plain, known, n=1, cutoff=0.8)
    return not near and not any(
        word in of_organisations or _OF_AN_ORGANISATION.fullmatch(word) for word in plain.split()
    )


def _plain(text: str) -> str:
    """In small letters, with one space where there are more."""
    return " ".join(text.split()).casefold()


def _place(names: list[str], words: re.Pattern, whole: bool = False) -> int | None:
    """The first column that is called so, or else, unless `whole`, whose short name holds the words."""
    exact = next((at for at, name in enumerate(names) if words.fullmatch(name)), None)
    if exact is not None or whole:
        return exact
    return next((at for at, name in enumerate(names) if _says(name, words)), None)


def _says(name: str, words: re.Pattern) -> bool:
    if len(name) > 40 or _SOMEBODY_S.search(name):
        return False
    return any(words.fullmatch(word) for word in re.findall(r"\w+", name)) or name.startswith("how many")


def _cell(cells: list[str], place: int | None) -> str:
    return " ".join(cells[place].split()) if place is not None and place < len(cells) else ""


def _people(cells: list[str], columns: Columns) -> int | None:
    """How many people a line says, 0 and more; None where it cannot be told."""
    said = _cell(cells, columns.people)
    if columns.people is None or (not said and columns.header is None and len(cells) < 2):
        return 1
    whole = _WHOLE.fullmatch(said)
    return int(whole.group(1)) if whole and int(whole.group(1)) <= MOST_PEOPLE else None


def _no_number(number: int, said: str) -> str:
    if not said:
        return str(_("Line %(line)s: enter how many people came. Enter 0 if no one came.") % {"line": number})
    if len(said) > 8 or any(letter.isalpha() for letter in said):  # it may be someone's name or number
        return str(_("Line %(line)s: enter how many people came as a whole number") % {"line": number})
    return str(
        _("Line %(line)s: “%(people)s” is not a number of people. Enter a whole number up to 100,000.")
        % {"line": number, "people": said}
    )


def _unknown(number: int, name: str, by_name: Mapping[str, Organisation]) -> str:
    near = difflib.get_close_matches(fold(name), by_name, n=1)
    if not name:
        return str(_("Line %(line)s: enter the name of an organisation in the partnership") % {"line": number})
    if near:
        return str(
            _("Line %(line)s: there is no organisation called “%(name)s”. Did you mean “%(near)s”?")
            % {"line": number, "name": name, "near": by_name[near[0]].name}
        )
    return str(_("Line %(line)s: there is no organisation called “%(name)s”.") % {"line": number, "name": name})

"""Reading who came from what somebody pastes or sends: a line an organisation, with people and kind of role."""

import csv
import difflib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import tablib
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation

MOST_PEOPLE = 100_000


@dataclass
class Came:
    """Who came, as it was read: people by organisation (id) and kind of role, and the lines not understood."""

    people: dict[tuple[int, str], int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def lines_of(pasted: str) -> list[list[str]]:
    """The cells of what was pasted: from a spreadsheet with tabs between them, or typed with commas."""
    found = []
    for line in pasted.replace("\0", "").splitlines():
        if line.strip():
            cells = next(csv.reader(io.StringIO(line), delimiter="\t" if "\t" in line else ","))
            found.append([cell.strip() for cell in cells])
    return found


def lines_of_table(table: tablib.Dataset) -> list[list[str]]:
    """The cells of a spreadsheet's first three columns, with its first line, which may name them."""
    return [list(table.headers or []), *([str(cell) for cell in row] for row in table)]


def read_attendance(
    lines: Iterable[list[str]], organisations: Iterable[Organisation], roles: Mapping[str, str] | None = None
) -> Came:
    """What the lines say: organisation, people (1 where none are named), with `roles` (key to words) kind of role.

    Two lines about the same are added up. A first line that names the columns is passed over. What cannot be told is a
    problem with its line's number, and the other lines stand.
    """
    by_name = {organisation.name.casefold(): organisation for organisation in organisations}
    kinds = {words.casefold(): key for key, words in (roles or {}).items()} | {key: key for key in roles or {}}
    came = Came()
    for number, cells in enumerate(lines, start=1):
        name, people, kind = [*cells, "", "", ""][:3]
        organisation = by_name.get(name.casefold())
        if organisation is None:
            if number > 1 or name.casefold() not in ("organisation", "organisations", "name"):
                came.problems.append(_unknown(number, name, by_name))
            continue
        if people and not (people.isascii() and people.isdecimal() and 0 < int(people) <= MOST_PEOPLE):
            came.problems.append(
                str(_("Line %(line)s: “%(people)s” is not a number of people.") % {"line": number, "people": people})
            )
            continue
        role = kinds.get(kind.casefold(), "") if roles else ""
        if roles and kind and not role:
            came.problems.append(
                str(_("Line %(line)s: “%(kind)s” is not one of the kinds of role.") % {"line": number, "kind": kind})
            )
            continue
        key = (organisation.pk, role or ("not_known" if roles else ""))
        came.people[key] = came.people.get(key, 0) + int(people or 1)
    return came


def _unknown(number: int, name: str, by_name: Mapping[str, Organisation]) -> str:
    near = difflib.get_close_matches(name.casefold(), by_name, n=1)
    if near:
        return str(
            _("Line %(line)s: there is no “%(name)s”. Did you mean “%(near)s”?")
            % {"line": number, "name": name, "near": by_name[near[0]].name}
        )
    return str(_("Line %(line)s: there is no organisation called “%(name)s”.") % {"line": number, "name": name})

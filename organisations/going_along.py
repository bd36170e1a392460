"""What goes along where a place is merged or split: each room says it for its own rows.

Rooms have a module called `succession`: `of_service(change)` and `of_organisation(change)` give the parts that go
along, `GOES_ALONG` and `STAYS` name every key to a service or an organisation, with the reason. A test walks all keys.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from framework.actions import modules_of_rooms
from organisations.models import Organisation, Service, User

FIRST, ALL = "0", "all"  # what an admin chooses for a row where there are several heirs: one by its number, or each


@dataclass(frozen=True)
class ServiceEnds:
    """A service ends on a day, and others come after it; before they are made, as on a preview, there are none."""

    service: Service
    heirs: Sequence[Service]
    by: User
    on: datetime.date
    is_split: bool = False


@dataclass(frozen=True)
class OrganisationEnds:
    """An organisation becomes part of another on a day."""

    organisation: Organisation
    heir: Organisation
    by: User
    on: datetime.date


@dataclass(frozen=True)
class Row:
    """One thing that goes along. `key` names it on a page where it is chosen who gets it."""

    key: str
    label: str
    go: Callable[[Sequence], None]


@dataclass(frozen=True)
class Part:
    """Things of one kind that go along, and how a page says so. Not all are chosen for: some go to each heir."""

    said: str
    rows: list[Row] = field(default_factory=list)
    is_chosen: bool = False
    may_go_to_all: bool = False


def parts_of_service(change: ServiceEnds) -> list[Part]:
    """All that goes along with a service, in the order of the rooms; parts that hold nothing are left out."""
    return _there(part for room in modules_of_rooms("succession") for part in room.of_service(change))


def parts_of_organisation(change: OrganisationEnds) -> list[Part]:
    return _there(part for room in modules_of_rooms("succession") for part in room.of_organisation(change))


def stays_of_service(service: Service) -> list[str]:
    """What stays with a service that ends, in words and counts."""
    return [said for room in modules_of_rooms("succession") for said in room.stays_of_service(service)]


def _there(parts: Iterator[Part]) -> list[Part]:
    return [part for part in parts if part.said]


def let_go(change: ServiceEnds, choices: Mapping[str, str]) -> None:
    """Let everything of a service go to its heirs: as was chosen, else to the first."""
    for part in parts_of_service(change):
        for row in part.rows:
            row.go(_chosen(change.heirs, choices.get(row.key, FIRST)) if part.is_chosen else change.heirs)


def _chosen(heirs: Sequence[Service], choice: str) -> Sequence[Service]:
    if choice == ALL:
        return heirs
    number = int(choice) if choice.isdecimal() and len(choice) < 4 else 0
    return [heirs[number if number < len(heirs) else 0]]


def let_organisation_go(change: OrganisationEnds) -> None:
    for part in parts_of_organisation(change):
        for row in part.rows:
            row.go([change.heir])


def after_a_move(service: Service, *, by: User | None, on: datetime.date) -> None:
    """Let rooms end what cannot go on at a service's new place."""
    for room in modules_of_rooms("succession"):
        room.after_a_move(service=service, by=by, on=on)

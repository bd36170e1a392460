"""Choosing where one question is shown: the most that rules 1 and 2 of disclosure control allow. Plain arithmetic.

What is most is a matter of wishes, and the partnership states their order before a round opens. Wishes are met one
after the other, an earlier one at any cost to a later one. Among equals fewer people lose a figure, and among those
the places' own numbers decide, so that the same bases always give the same outcome.

Places are counted and not the people in them: a figure is a mirror for its team, and a large team has no more right to
one than a small team.

The choice is exact and takes no search, because at least as many people are asked of a place (T) as of what is left
beside the largest service (C). Two services that could be shown, T people or more each, therefore repair any residual
when they are hidden; and two sectors that could be shown repair that of the whole when they are. So no more than two
of each are ever given up, and which two is a matter of size. An integer program comes to the same (the tests hold the
two together), but takes longer by a thousand times, and within a time limit its outcome would depend on the machine.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from reporting.protect.rollup import REST, SECTOR, SERVICE, SYSTEM, THE_SYSTEM, Node, Tree

MOST_GIVEN_UP = 2  # parts of one place: see above
GivenUp = tuple[tuple[int, int], ...]  # services that could be shown and are not: people and number of each


class Wishes(StrEnum):
    """What a partnership wants to see first, where not everything can be shown."""

    WHOLE_FIRST = "whole"  # the system, then sectors, then services
    SERVICES_FIRST = "services"  # services, then the system, then sectors


LEVELS_BY_WISH = {
    Wishes.WHOLE_FIRST: (SYSTEM, SECTOR, SERVICE, REST),
    Wishes.SERVICES_FIRST: (SERVICE, SYSTEM, SECTOR, REST),
}


@dataclass(frozen=True)
class Limits:
    """T and C, as `disclosure.Thresholds` says them. ValueError where C is above T: then two parts may not repair."""

    people: int
    beside_largest: int

    def __post_init__(self) -> None:
        if self.beside_largest > self.people:
            raise ValueError("The exact choice needs at least as many people of a place as beside its largest part.")

    def protect(self, people: int, largest: int) -> bool:
        """Whether a residual of so many people, with so large a largest service, protects them (rule 2)."""
        return is_protected(people, largest, self.people, self.beside_largest)


def is_protected(people: int, largest: int, least: int, least_beside: int) -> bool:
    """Rule 2 for a residual: no one, or enough people, not mostly of one service."""
    # No one is no secret: subtraction gives nothing to subtract from. One service alone never passes, however large.
    return people == 0 or (people >= least and people - largest >= least_beside)


@dataclass(frozen=True)
class Part:
    """A sector, or several hidden sectors together: what is hidden in it anyway, and what could be given up.

    `spare` are services that may be shown, with their people, the smallest first; more than two are never needed.
    """

    people: int = 0
    largest: int = 0
    spare: GivenUp = ()

    def __add__(self, other: Part) -> Part:
        spare = tuple(sorted(self.spare + other.spare))[:MOST_GIVEN_UP]
        return Part(self.people + other.people, max(self.largest, other.largest), spare)

    def repair(self, limits: Limits) -> GivenUp | None:
        """The fewest and smallest services to hide, so that what is hidden protects its people; None where none do."""
        for number in range(len(self.spare) + 1):
            # Where the smallest that could be given up do not repair it, as many larger ones do not either: it is the
            # largest service that spoils a residual.
            given_up = self.spare[:number]
            people = self.people + sum(size for size, _ in given_up)
            if limits.protect(people, max([self.largest, *(size for size, _ in given_up)])):
                return given_up
        return None


def best(
    base: Mapping[int, int], tree: Tree, limits: Limits, may: Collection[Node], wishes: Wishes = Wishes.WHOLE_FIRST
) -> set[Node]:
    """The most nodes, by these wishes, that may be shown together.

    `may` are the nodes that may be shown at all, each of at least T people (rule 1); `base` is how many people of each
    service answered.
    """
    parts = {sector: _part(services, base, may, wishes) for sector, services in tree.services_in.items()}
    repairs = {sector: part.repair(limits) for sector, part in parts.items() if Node(SECTOR, sector) in may}
    could = {sector: repair for sector, repair in repairs.items() if repair is not None}
    found = _with_the_system(base, tree, limits, parts, could) if THE_SYSTEM in may else None
    hidden, given_up = found or (frozenset(parts.keys() - could.keys()), ())
    lost = {service for _, service in given_up}
    lost |= {service for sector in could.keys() - hidden for _, service in could[sector]}
    shown = {node for node in may if node.level == SERVICE and node.key not in lost}
    shown |= {Node(SECTOR, sector) for sector in could.keys() - hidden}
    return shown | {THE_SYSTEM} if found else shown


def _part(services: Iterable[int], base: Mapping[int, int], may: Collection[Node], wishes: Wishes) -> Part:
    hidden = [base[service] for service in services if Node(SERVICE, service) not in may]
    spare = sorted((base[service], service) for service in services if Node(SERVICE, service) in may)
    if wishes == Wishes.SERVICES_FIRST:
        spare = []  # no service is given up, whatever that costs
    return Part(sum(hidden), max(hidden, default=0), tuple(spare[:MOST_GIVEN_UP]))


Found = tuple[frozenset[int], GivenUp]
Repairs = Mapping[int, GivenUp]


def _with_the_system(
    base: Mapping[int, int], tree: Tree, limits: Limits, parts: Mapping[int, Part], could: Repairs
) -> Found | None:
    """The sectors to hide and the services to give up in them, so that the system can be shown; None where it cannot.

    `could` are the sectors that can be shown themselves, with the services that this takes. As few of them as possible
    are hidden for the system's sake.
    """
    always = sum((part for sector, part in parts.items() if sector not in could), Part())
    size = {sector: sum(base[service] for service in tree.services_in[sector]) for sector in could}
    for number in range(MOST_GIVEN_UP + 1):
        ways: list[tuple[tuple[int, ...], tuple[int, ...], GivenUp]] = []
        for sectors in combinations(sorted(could), number):
            given_up = sum((parts[sector] for sector in sectors), always).repair(limits)
            if given_up is not None:
                ways.append((tuple(_cost(sectors, given_up, could, size)), sectors, given_up))
        if ways:
            _, sectors, given_up = min(ways)
            return frozenset(parts.keys() - could.keys()) | frozenset(sectors), given_up
    return None


def _cost(sectors: tuple[int, ...], given_up: GivenUp, could: Repairs, size: Mapping[int, int]) -> Iterator[int]:
    """What it costs to hide these sectors for the system: services, people of sectors, people of services."""
    # Beside what has to be paid in any case: a hidden sector need not be repaired any more.
    saved = [each for sector in sectors for each in could[sector]]
    yield len(given_up) - len(saved)
    yield sum(size[sector] for sector in sectors)
    yield sum(people for people, _ in given_up) - sum(people for people, _ in saved)

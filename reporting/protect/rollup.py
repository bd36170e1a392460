"""Adding answers up the tree: service > sector > system. Plain arithmetic, no database.

A sector's or the system's figure pools the answers themselves: it sums counts and never averages averages.
Skipped questions, "not sure or does not apply" and "would rather not say" are not in the counts at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

SERVICE, SECTOR, SYSTEM = "service", "sector", "system"
REST = "rest"  # the smaller services of a sector together: no node of the tree, and numbered as their sector
LEVELS = (SERVICE, SECTOR, SYSTEM)


@dataclass(frozen=True, order=True)
class Node:
    """A place in the tree, by its level and its number (the system's is 0)."""

    level: str
    key: int


THE_SYSTEM = Node(SYSTEM, 0)


@dataclass(frozen=True)
class Tree:
    """The frozen tree: each service's sector."""

    sector_of: Mapping[int, int]

    @cached_property
    def services_in(self) -> dict[int, tuple[int, ...]]:
        """The services of each sector, in order."""
        found: dict[int, list[int]] = {}
        for service in sorted(self.sector_of):
            found.setdefault(self.sector_of[service], []).append(service)
        return {sector: tuple(services) for sector, services in sorted(found.items())}

    def services_under(self, node: Node) -> tuple[int, ...]:
        """Every service at or below a node; of smaller services together those of the sector that they are among."""
        if node.level == SERVICE:
            return (node.key,)
        if node.level in (SECTOR, REST):
            return self.services_in.get(node.key, ())
        return self.services

    @cached_property
    def services(self) -> tuple[int, ...]:
        """Every service, in order."""
        return tuple(sorted(self.sector_of))

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes: the system, its sectors, their services."""
        return (
            THE_SYSTEM,
            *(Node(SECTOR, sector) for sector in self.services_in),
            *(Node(SERVICE, service) for service in self.services),
        )


@dataclass(frozen=True)
class RatingPoint:
    """One rating on a scale: its value (from 1 upwards), and whether it counts as positive."""

    key: str
    value: int
    positive: bool


@dataclass
class Tally:
    """How many people chose each rating of one question."""

    by_point: Counter[str] = field(default_factory=Counter)

    @property
    def base(self) -> int:
        """People who gave a rating."""
        return self.by_point.total()

    def positive(self, points: Iterable[RatingPoint]) -> int:
        """People who chose one of the top options."""
        return sum(self.by_point[point.key] for point in points if point.positive)

    def share_positive(self, points: Iterable[RatingPoint]) -> float:
        """Share of ratings in the top options, from 0 to 1. Raises ValueError where no one answered."""
        if not self.base:
            raise ValueError("Nobody answered, so there is no share.")
        return self.positive(points) / self.base

    def mean(self, points: Iterable[RatingPoint]) -> float:
        """Mean value of the ratings on the scale's own range. Raises ValueError where no one answered."""
        if not self.base:
            raise ValueError("Nobody answered, so there is no mean.")
        return sum(point.value * self.by_point[point.key] for point in points) / self.base


def pool(tallies: Mapping[int, Tally], services: Iterable[int]) -> Tally:
    """One tally for several services together: their counts added."""
    together: Counter[str] = Counter()
    for service in services:
        if service in tallies:
            together.update(tallies[service].by_point)
    return Tally(together)


def bases(tallies: Mapping[int, Tally], tree: Tree) -> dict[int, int]:
    """People who answered in each service of the tree, 0 where no one did."""
    return {service: tallies[service].base if service in tallies else 0 for service in tree.sector_of}

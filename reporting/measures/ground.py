"""What every measure stands on: the round, its frozen places, and what its questions speak to."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from organisations.models import Round, RoundService
from reporting.disclosure import Thresholds
from reporting.figures import REST, SECTOR, SERVICE, SYSTEM, Place
from reporting.rollup import Node, Tree


@dataclass
class Ground:
    """A closed round, read once for all measures."""

    round: Round
    limits: Thresholds = field(default_factory=Thresholds)

    @cached_property
    def places(self) -> list[RoundService]:
        return list(RoundService.objects.in_round(self.round).order_by("sector_name", "service_name"))

    @cached_property
    def tree(self) -> Tree:
        return Tree({place.service_id: place.sector_id for place in self.places})

    @cached_property
    def sector_names(self) -> dict[int, str]:
        return {place.sector_id: place.sector_name for place in self.places}

    @cached_property
    def by_service(self) -> dict[int, RoundService]:
        return {place.service_id: place for place in self.places}

    def place(self, node: Node) -> Place:
        """How a figure names a node."""
        if node.level == SERVICE:
            frozen = self.by_service[node.key]
            return Place(SERVICE, node.key, frozen.service_name, frozen.sector_id)
        if node.level == SECTOR:
            return Place(SECTOR, node.key, self.sector_names[node.key], node.key)
        return Place(SYSTEM, 0, self.round.partnership.name)

    def rest_of(self, sector: int) -> Place:
        """A sector's smaller services together."""
        return Place(REST, sector, "Smaller services together", sector)

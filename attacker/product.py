"""What the product would publish: the only module here that asks it. Everything else reads figures as anyone can.

A borough is given as counts by service: `{1: (3, 4, 3), 2: (0, 2, 5)}`, one number for each option from the lowest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from attacker.words import Figure, Scale, Words
from reporting.protect import attack, disclosure
from reporting.protect.rollup import REST, SECTOR, SERVICE, Node, RatingPoint, Tally, Tree

Counts = Mapping[int, Sequence[int]]
Place = tuple[str, int]  # "service", "sector", "rest" (smaller services together) or "system", and its number

# Edges of a coarse number, as this package calls them.
EDGES = {"": "", disclosure.OR_MORE: "or more", disclosure.OR_LESS: "or less", disclosure.OR_FEWER: "or less"}


@cache
def points_of(scale: Scale) -> list[RatingPoint]:
    return [RatingPoint(f"o{value}", value, positive) for value, positive in scale]


def tally(row: Sequence[int], scale: Scale) -> Tally:
    return Tally(Counter({point.key: int(n) for point, n in zip(points_of(scale), row, strict=True)}))


def _number(coarse: disclosure.Coarse) -> Words:
    edge = "nearest 20" if coarse.edge == disclosure.NEAREST_20 else EDGES[coarse.edge]
    return Words(coarse.value, edge)


@cache
def printed(row: tuple[int, ...], scale: Scale) -> Figure:
    """What is printed of a place where people answered so."""
    shown = disclosure.coarsen(tally(row, scale), points_of(scale))
    options = tuple(_number(shown.options[point.key]) for point in points_of(scale)) if shown.options else ()
    return Figure(shown.base, _number(shown.share), _number(shown.mean) if shown.mean else None, options)


def shown_places(
    sectors: Mapping[int, int], counts: Counts, scale: Scale, take_up: Mapping[int, int] | None = None
) -> frozenset[Place]:
    """The places at which the product shows a question. `take_up` is who sent the survey, or who rated."""
    rated = {service: int(sum(row)) for service, row in counts.items()}
    sent = tuple((service, (take_up or rated).get(service, 0)) for service in sectors)
    rows = tuple((service, tuple(map(int, row))) for service, row in counts.items() if sum(row))
    return _shown_places(tuple(sectors.items()), rows, scale, sent)


@lru_cache(maxsize=20_000)  # rounds, examples and ways of answering are asked again and again
def _shown_places(sectors, rows, scale, sent) -> frozenset[Place]:
    tallies = {service: tally(row, scale) for service, row in rows}
    most = {service: attack.at_most(people) for service, people in sent}
    limits = disclosure.Thresholds()
    nodes, _report = attack.publishable(tallies, points_of(scale), Tree(dict(sectors)), limits, most)
    return frozenset((node.level, node.key) for node in nodes)


def shown_in_rounds(rounds: Sequence[tuple[Mapping[int, int], Counts]], scale: Scale) -> list[frozenset[Place]]:
    """The places that are shown in each of several rounds, one after the other."""
    return [shown_places(sectors, counts, scale) for sectors, counts in rounds]


def people_of(place: Place, shown: frozenset[Place], sectors: Mapping[int, int]) -> tuple[int, ...]:
    """The services whose people a shown place holds."""
    level, key = place
    if level == SERVICE:
        return (key,)
    if level == SECTOR:
        return tuple(service for service, sector in sectors.items() if sector == key)
    if level == REST:
        of_sector = (service for service, sector in sectors.items() if sector == key)
        return tuple(service for service in of_sector if (SERVICE, service) not in shown)
    return tuple(sectors)


def node(place: Place) -> Node:
    return Node(*place)

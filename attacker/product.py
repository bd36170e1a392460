"""What the product would publish: the only module here that asks it. Everything else reads figures as anyone can.

A borough is given as counts by service: `{1: (3, 4, 3), 2: (0, 2, 5)}`, one number for each option from the lowest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from attacker.words import Figure, Scale, Words
from reporting.protect import attack, disclosure, rounds
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


@dataclass(frozen=True, eq=False)
class Held:
    """What the product holds a place beside: its figure of the round before, and how many people there were."""

    before: rounds.Before


def _number(coarse: disclosure.Coarse) -> Words:
    is_near = coarse.edge.startswith(disclosure.NEAREST)
    return Words(coarse.value, f"nearest {coarse.edge.split()[-1]}" if is_near else EDGES[coarse.edge])


@cache
def printed(row: tuple[int, ...], scale: Scale, held: Held | None = None) -> Figure | None:
    """What is printed of a place where people answered so, beside the round before; None where nothing would be."""
    shown = rounds.beside(tally(row, scale), points_of(scale), held.before if held else None)
    return None if shown is None else _figure(shown, scale)


def _figure(shown: disclosure.CoarsenedResult, scale: Scale) -> Figure:
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
def _shown_places(sectors, rows, scale, sent, never=frozenset()) -> frozenset[Place]:
    tallies = {service: tally(row, scale) for service, row in rows}
    most = {service: attack.at_most(people) for service, people in sent}
    limits = disclosure.Thresholds()
    nodes, _report = attack.publishable(tallies, points_of(scale), Tree(dict(sectors)), limits, most, never)
    return frozenset((node.level, node.key) for node in nodes)


@dataclass(frozen=True)
class Published:
    """The places that are shown in a round, and what each is held beside where it was shown in the round before."""

    places: frozenset[Place]
    held: Mapping[Place, Held] = field(default_factory=dict)


def published_in_rounds(some: Sequence[tuple[Mapping[int, int], Counts]], scale: Scale) -> list[Published]:
    """What is shown in each of several rounds, one after the other: each is told what was shown in the one before."""
    found: list[Published] = []
    earlier: rounds.Earlier | None = None
    for sectors, counts in some:
        tree, tallies = Tree(dict(sectors)), {service: tally(row, scale) for service, row in counts.items() if sum(row)}
        shown = rounds.decide(tallies, points_of(scale), tree, earlier, _publishable(sectors, counts, scale))
        places = frozenset((node.level, node.key) for node in shown)
        people = {service: int(sum(counts.get(service, ()))) for service in sectors}
        found.append(Published(places, _held(earlier, places, sectors, people) if earlier else {}))
        earlier = rounds.Earlier(tree, people, shown)
    return found


def _held(
    earlier: rounds.Earlier, places: frozenset[Place], sectors: Mapping[int, int], people: Mapping[int, int]
) -> dict[Place, Held]:
    beside = {place: earlier.before(node(place), people_of(place, places, sectors), people) for place in places}
    return {place: Held(before) for place, before in beside.items() if before}


def _publishable(sectors: Mapping[int, int], counts: Counts, scale: Scale) -> rounds.Decide:
    """As the product asks where a question may be shown, when some places never are."""
    sent = tuple((service, int(sum(counts.get(service, ())))) for service in sectors)
    rows = tuple((service, tuple(map(int, row))) for service, row in counts.items() if sum(row))

    def decide(never):
        places = _shown_places(tuple(sectors.items()), rows, scale, sent, frozenset(never))
        return {node(place) for place in places}

    return decide


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

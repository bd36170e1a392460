"""Where services place themselves on the change journey: at each position of each line, how many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from assessments.models import JourneyPlace
from reporting.figures import COUNT, LINE, NONE, POSITION, WITHHELD, Figure, Place
from reporting.measures.round_context import RoundContext
from reporting.protect.alike import told_of
from reporting.protect.rollup import SECTOR, SERVICE, Node

MEASURE = "journey"
TOO_FEW = "not shown, so that no one can tell how one service placed itself"
NOT_PLACED = "not placed in this round"
PLACED = "services that placed themselves on the change journey"
ON_THE_LINE = "services that placed themselves on this line"

Where = Mapping[int, Mapping[str, int]]  # by service and line, the value of its position


def journey(context: RoundContext) -> list[Figure]:
    """Services that placed themselves of all services; of each line, how many are at each position.

    A service counts once on each line that it did not leave out. Where a single service is, is its own word: pages show
    it to those who may read its self-assessment. A line is counted for a sector, and for the whole, where at least
    three services placed themselves on it and not all at one position, and the same holds for what is left.
    """
    framework = context.round.framework
    lines = list(framework.journey_lines.values_list("code", flat=True))
    values = list(framework.journey_positions.values_list("value", flat=True))
    where: dict[int, dict[str, int]] = defaultdict(dict)
    for service, line, value in JourneyPlace.objects.in_round(context.round).values_by_service_and_line():
        where[service][line] = value
    return list(_figures(context, where, lines, values))


def _figures(context: RoundContext, where: Where, lines: list[str], values: list[int]) -> Iterator[Figure]:
    counts = {line: _by_sector(context, where, line, values) for line in lines}
    told = {line: told_of(of) for line, of in counts.items()}
    for node in context.tree.nodes:
        place, services = context.place(node), context.tree.services_under(node)
        placed = [service for service in services if service in where]
        if node.level == SERVICE:
            yield from _of_one(place, where.get(node.key, {}))
            continue
        number = len(placed)
        yield Figure(
            MEASURE, place, COUNT, value=Decimal(number), numerator=number, denominator=len(services), note=PLACED
        )
        for line in lines:
            yield from _of_line(place, line, _at(node, counts[line]), told[line], values, len(services), node)


def _by_sector(context: RoundContext, where: Where, line: str, values: list[int]) -> dict[int, list[int]]:
    """How many services of each sector are at each position of a line."""
    found = {}
    for sector, services in context.tree.services_in.items():
        number = Counter(where[service][line] for service in services if line in where.get(service, {}))
        found[sector] = [number[value] for value in values]
    return found


def _at(node: Node, by_sector: Mapping[int, list[int]]) -> list[int]:
    return (
        by_sector[node.key]
        if node.level == SECTOR
        else [sum(column) for column in zip(*by_sector.values(), strict=True)]
    )


def _of_line(
    place: Place, line: str, counts: list[int], told: set[int] | None, values: list[int], services: int, node: Node
) -> Iterator[Figure]:
    on_it = sum(counts)
    if not on_it:
        yield Figure(MEASURE, place, COUNT, LINE, line, status=NONE, note=NOT_PLACED)
    elif told is None or (node.level == SECTOR and node.key not in told):
        yield Figure(MEASURE, place, COUNT, LINE, line, status=WITHHELD, note=TOO_FEW)
    else:
        yield Figure(
            MEASURE, place, COUNT, LINE, line,
            value=Decimal(on_it), numerator=on_it, denominator=services, note=ON_THE_LINE,
        )  # fmt: skip
        for value, number in zip(values, counts, strict=True):
            yield Figure(
                MEASURE, place, COUNT, POSITION, f"{line}:{value}",
                value=Decimal(number), numerator=number, denominator=on_it,
            )  # fmt: skip


def _of_one(place: Place, of_lines: Mapping[str, int]) -> Iterator[Figure]:
    if not of_lines:
        yield Figure(MEASURE, place, COUNT, status=NONE, note=NOT_PLACED)
        return
    yield Figure(MEASURE, place, COUNT, value=Decimal(1), numerator=1, denominator=1, note=PLACED)
    for line, value in of_lines.items():
        one = Decimal(1)
        yield Figure(MEASURE, place, COUNT, POSITION, f"{line}:{value}", value=one, numerator=1, denominator=1)

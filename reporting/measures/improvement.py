"""What services do about what they found: improvement actions by how far they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from assessments.models import ActionAtSealing, ImprovementAction
from reporting.figures import COUNT, NONE, PART, WITHHELD, Figure, Place
from reporting.measures.names import DONE, OVERDUE, PLANNED, UNDER_WAY
from reporting.measures.round_context import RoundContext
from reporting.measures.self_assessment import sectors_held_back
from reporting.protect.alike import LEAST_SERVICES
from reporting.protect.rollup import SECTOR, SERVICE

MEASURE = "actions"
PARTS = {
    PLANNED: "Planned",
    UNDER_WAY: "Under way",
    DONE: "Done on the days that the round counts",
    OVERDUE: "Past their date, of those planned or under way",
}
TOO_FEW = "not shown, so that no one can tell what one service planned"
NOTHING = "no action was counted in this round"
_OPEN_OR_DONE = (ImprovementAction.State.PLANNED, ImprovementAction.State.UNDER_WAY, ImprovementAction.State.DONE)


def actions(context: RoundContext) -> list[Figure]:
    """Actions planned, under way, done on the days that the round counts, and overdue at its end.

    As they were written down when the round was sealed: an action goes on from round to round. What was stopped is in
    none of them. A service's own plan is for those who may read it, so nothing is counted for one; a sector is counted
    where at least three of its services have an action, and so is what is left of the whole.
    """
    rows = ActionAtSealing.objects.in_round(context.round).by_service_and_state()
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for service, state, is_overdue in rows:
        if service in context.by_service and state in _OPEN_OR_DONE:
            found[service][state] += 1
            found[service][OVERDUE] += is_overdue
    return list(_figures(context, found))


def _figures(context: RoundContext, found: Mapping[int, Counter[str]]) -> Iterator[Figure]:
    with_any = {
        sector: sum(service in found for service in services) for sector, services in context.tree.services_in.items()
    }
    held_back = sectors_held_back(with_any)
    for node in context.tree.nodes:
        if node.level == SERVICE:
            continue
        place, services = context.place(node), context.tree.services_under(node)
        number = sum((found[service] for service in services if service in found), Counter[str]())
        is_of_few = node.key in held_back if node.level == SECTOR else len(found) < LEAST_SERVICES
        if not number:
            yield Figure(MEASURE, place, COUNT, status=NONE, note=NOTHING)
        elif is_of_few:
            yield Figure(MEASURE, place, COUNT, status=WITHHELD, note=TOO_FEW)
        else:
            yield from _shown(place, number)


def _shown(place: Place, number: Counter[str]) -> Iterator[Figure]:
    whole = number[PLANNED] + number[UNDER_WAY] + number[DONE]
    note = "actions planned, under way or done"
    yield Figure(MEASURE, place, COUNT, value=Decimal(whole), numerator=whole, note=note)
    for part in PARTS:
        yield Figure(MEASURE, place, COUNT, PART, part, value=Decimal(number[part]), numerator=number[part])

"""What stands in the way: barriers that were answered in a round, or wait at its end, and how long answers took."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from statistics import median

from learning.models import Barrier
from reporting.figures import COUNT, NONE, PART, Figure
from reporting.measures.names import ANSWERED, DAYS, WAITING
from reporting.measures.round_context import RoundContext
from reporting.protect.disclosure import half_up
from reporting.protect.rollup import THE_SYSTEM

MEASURE = "barriers"
PARTS = {
    ANSWERED: "Answered on the days that the round counts",
    WAITING: "Not answered at its end",
    DAYS: "Days to an answer: half of the answers came within so many",
}
LEAST_FOR_A_MIDDLE = 5  # the middle of fewer is no middle, and says how long one of them took
NOTHING = "no barrier was open on the days of this round"


def barriers(context: RoundContext) -> list[Figure]:
    """Barriers of the whole partnership: those first answered in the round, those open at its end, days to an answer.

    As they stood at the end of the round's last day: what is answered later changes nothing of it. Days run from the
    one on which those who answer could first read it; their middle is shown of five answers or more. No place below
    the system has a figure: an organisation has few, and each would say it of one.
    """
    first, last = context.round.counts_days()
    there = Barrier.objects.in_partnership(context.round.partnership_id).in_the_ledger()
    rows = list(there.filter(passed_on__lte=last).values_list("passed_on", "answered_on"))
    took = [(answered - passed).days for passed, answered in rows if answered and first <= answered <= last]
    waiting = sum(answered is None or answered > last for _passed, answered in rows)
    return list(_figures(context, took, waiting))


def _figures(context: RoundContext, took: list[int], waiting: int) -> Iterator[Figure]:
    place, whole = context.place(THE_SYSTEM), len(took) + waiting
    if not whole:
        yield Figure(MEASURE, place, COUNT, status=NONE, note=NOTHING)
        return
    note = "barriers answered, or not answered yet"
    yield Figure(MEASURE, place, COUNT, value=Decimal(whole), numerator=whole, note=note)
    parts = {ANSWERED: len(took), WAITING: waiting}
    if len(took) >= LEAST_FOR_A_MIDDLE:
        parts[DAYS] = half_up(median(took))
    for part, number in parts.items():
        yield Figure(MEASURE, place, COUNT, PART, part, value=Decimal(number), numerator=number)

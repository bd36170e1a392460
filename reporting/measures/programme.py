"""What the programme does: its events with who was there, and its communication plan. None of it is a secret."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from activities.models import Communication, Event, EventOrganisation
from reporting.figures import COUNT, NONE, ORGANISATIONS, PEOPLE, Figure
from reporting.measures.round_context import RoundContext
from reporting.protect.rollup import SECTOR, THE_SYSTEM, Node

MEASURE = "events"
NOTHING = "no event recorded in this round"
PLAN = "communication_plan"
NO_PLAN = "nothing planned for this round"


def events(context: RoundContext) -> list[Figure]:
    """Events held in the round, people who came, and organisations represented of those with a service in the round.

    An event that was called off is not held. People are those of the events whose people were counted; someone who
    came twice counts twice. An organisation counts once, and in each sector in which it has a service.
    """
    round_, whole = context.round, context.place(THE_SYSTEM)
    held = Event.objects.in_partnership(round_.partnership).in_round(round_).held()
    come_to = held.come_to()
    if not come_to["events"]:
        return [Figure(MEASURE, whole, COUNT, status=NONE, note=NOTHING)]
    found = [
        Figure(MEASURE, whole, statistic, value=Decimal(number), numerator=number, note=note)
        for statistic, number, note in (
            (COUNT, come_to["events"], "events held"),
            (PEOPLE, come_to["people"], "attendances recorded"),
        )
    ]
    there = set(EventOrganisation.objects.at(held).organisations_there())
    members: dict[Node, set[int]] = defaultdict(set)
    for place in context.places:
        members[THE_SYSTEM].add(place.organisation_id)
        members[Node(SECTOR, place.sector_id)].add(place.organisation_id)
    return found + [
        Figure(
            MEASURE,
            context.place(node),
            ORGANISATIONS,
            value=Decimal(len(of & there)),
            numerator=len(of & there),
            denominator=len(of),
            note="organisations that took part",
        )
        for node, of in members.items()
    ]


def communication_plan(context: RoundContext) -> list[Figure]:
    """Lines of the communication plan that went out by the round's last day, of those due on the days it counts."""
    whole, due = context.place(THE_SYSTEM), Communication.objects.due_in(context.round)
    planned = due.count()
    if not planned:
        return [Figure(PLAN, whole, COUNT, status=NONE, note=NO_PLAN)]
    sent = due.filter(done_on__lte=context.round.counts_days()[1]).count()
    note = "lines of the communication plan that were sent"
    return [Figure(PLAN, whole, COUNT, value=Decimal(sent), numerator=sent, denominator=planned, note=note)]

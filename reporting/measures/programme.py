"""TiP events: how many were held, how many people came, and which organisations were there. They are no secret."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from activities.models import Event, EventOrganisation
from reporting.figures import COUNT, NONE, ORGANISATIONS, PEOPLE, Figure
from reporting.measures.round_context import RoundContext
from reporting.protect.rollup import SECTOR, THE_SYSTEM, Node

MEASURE = "events"
NOTHING = "no event recorded in this round"


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

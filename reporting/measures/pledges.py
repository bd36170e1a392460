"""Organisations with a current pledge."""

from __future__ import annotations

import datetime
from collections import defaultdict
from decimal import Decimal

from organisations.models import Partnership, Service
from pledges.models import Pledge
from reporting.figures import COUNT, Figure
from reporting.measures.round_context import RoundContext
from reporting.protect.rollup import SECTOR, THE_SYSTEM, Node

MEASURE = "pledges"


def pledges_today(partnership: Partnership, *, on: datetime.date) -> tuple[int, int]:
    """Organisations with a pledge that stands on a day, and all organisations with an active service.

    Pledges are no secret, so they are counted live between releases.
    """
    services = Service.objects.in_partnership(partnership).active()
    organisations = set(services.values_list("organisation_id", flat=True))
    standing = Pledge.objects.in_partnership(partnership).current_on(on)
    return len(organisations & set(standing.organisations_with_one())), len(organisations)


def pledges(context: RoundContext) -> list[Figure]:
    """Organisations with a pledge that stood on the round's last day, of all organisations.

    An organisation with services in two sectors counts in each of the two and once in the system.
    """
    # The round's last day and not today's: a pledge that was made or ended since belongs to the next round.
    standing = Pledge.objects.in_partnership(context.round.partnership).current_on(context.round.closes_on)
    with_one = set(standing.organisations_with_one())
    organisations: dict[Node, set[int]] = defaultdict(set)
    for place in context.places:
        organisations[THE_SYSTEM].add(place.organisation_id)
        organisations[Node(SECTOR, place.sector_id)].add(place.organisation_id)
    return [
        Figure(
            MEASURE,
            context.place(node),
            COUNT,
            value=Decimal(len(members & with_one)),
            numerator=len(members & with_one),
            denominator=len(members),
            note="organisations with a pledge",
        )
        for node, members in organisations.items()
    ]

"""The services on which a round's activities are counted: as they stood when it closed, else as they are now."""

from __future__ import annotations

from typing import NamedTuple

from organisations.models import Partnership, Round, RoundService, Service


class CountedService(NamedTuple):
    """A service: its sector and organisation (ids), its organisation's name, its headcount where that is known."""

    sector: int
    organisation: int
    name: str
    headcount: int | None


def services_in(partnership: Partnership, round_: Round | None) -> list[CountedService]:
    """The services of a round, by organisation; without a round those of today. One query, or two."""
    if round_:
        frozen = RoundService.objects.in_round(round_).order_by("organisation_name", "pk")
        found = frozen.values_list("sector_id", "organisation_id", "organisation_name", "headcount")
        if found or not (round_.is_open or round_.state == Round.State.PLANNED):
            return [CountedService(*each) for each in found]
    services = Service.objects.in_partnership(partnership).active().filter(organisation__archived_on__isnull=True)
    services = services.order_by("organisation__name", "pk")
    return [
        CountedService(*each)
        for each in services.values_list("sector_id", "organisation_id", "organisation__name", "headcount")
    ]


def organisations_in(partnership: Partnership, round_: Round | None) -> set[int]:
    """The organisations (ids) with a service in a round."""
    return {place.organisation for place in services_in(partnership, round_)}

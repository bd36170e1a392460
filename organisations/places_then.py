"""Where services stood in rounds that have closed: what is taken away of a round says what was so in it."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from organisations.models import Partnership, Round, RoundService, Service


class Names(NamedTuple):
    """The names of a service, its organisation and its sector."""

    sector: str
    organisation: str
    service: str


class PlacesThen:
    """The places of a partnership's services in all its rounds, in two queries. Of rounds not closed yet, as of now."""

    def __init__(self, partnership: Partnership) -> None:
        fixed = RoundService.objects.filter(round__partnership=partnership)
        columns = ("round_id", "service_id", "sector_name", "organisation_name", "service_name")
        self._fixed = {row[:2]: Names(*row[2:]) for row in fixed.values_list(*columns)}
        self._rounds = list(Round.objects.real().filter(partnership=partnership).order_by("closes_on", "pk"))

    def in_round(self, service: Service, round_id: int | None) -> Names:
        """Where a service (with its places at hand) stood in a round; where it stands now if no round has fixed it."""
        now = Names(service.sector.name, service.organisation.name, service.name)
        return self._fixed.get((round_id, service.pk), now)

    def on(self, service: Service, day: datetime.date) -> Names:
        """Where a service stood in the round in which what was done on a day counts."""
        return self.in_round(service, next((each.pk for each in self._rounds if each.closes_on >= day), None))

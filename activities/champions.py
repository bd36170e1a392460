"""Where champions are, and which organisations of each sector have none yet."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from activities.models import Champion
from organisations.models import Partnership, Service


@dataclass
class SectorGap:
    """A sector, the champions of the sector itself, and its organisations with and without a champion, by name.

    `own` are those who agreed to be listed, `own_unlisted` how many have not.
    """

    sector: str
    own: list[str] = field(default_factory=list)
    own_unlisted: int = 0
    with_one: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)

    @property
    def organisations(self) -> int:
        return len(self.with_one) + len(self.without)


def gaps_in(partnership: Partnership, *, on: datetime.date) -> list[SectorGap]:
    """Every sector with its organisations on a day, in three queries whatever their number.

    An organisation belongs to each sector in which it has an active service. One that has left is not looked for.
    """
    gaps = {sector.pk: SectorGap(sector.name) for sector in partnership.sectors.active()}
    champions = Champion.objects.in_partnership(partnership).current_on(on)
    led = set()
    for name, agreed, sector, organisation in champions.values_list("name", "agreed", "sector", "organisation"):
        # Also those who have not agreed to be listed: their organisation has a champion, listed or not.
        led.add(organisation)
        if organisation is None and agreed:
            gaps[sector].own.append(name)
        elif organisation is None:
            gaps[sector].own_unlisted += 1
    services = Service.objects.in_partnership(partnership).active().filter(organisation__archived_on__isnull=True)
    members = services.order_by("organisation__name").values_list("sector", "organisation", "organisation__name")
    for sector, organisation, name in members.distinct():
        (gaps[sector].with_one if organisation in led else gaps[sector].without).append(name)
    return [gap for gap in gaps.values() if gap.organisations]

"""Reading sub-groups: how each sector's stands, and which organisations have not been yet. Constant queries."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from activities.models import Meeting, MeetingAttendance, SubGroupMember
from activities.places import services_in
from organisations.models import Partnership, Round, Sector


class Member(NamedTuple):
    """An organisation of a sector, under the name that it has in the round."""

    pk: int
    name: str


@dataclass
class SubGroup:
    """A sector's sub-group in a round."""

    sector: Sector
    chairs: list[str] = field(default_factory=list)
    meetings: int = 0
    next: Meeting | None = None
    came: list[Member] = field(default_factory=list)
    not_yet: list[Member] = field(default_factory=list)

    @property
    def organisations(self) -> int:
        return len(self.came) + len(self.not_yet)


def members_of_sectors(partnership: Partnership, round_: Round | None = None) -> dict[int, list[Member]]:
    """Each sector's organisations: those with a service in it in the round, without a round today; by name.

    A sector that was merged into another since is that one.
    """
    merged = partnership.sectors.filter(successor__isnull=False)
    became = dict(merged.order_by().values_list("pk", "successor"))
    found: dict[int, dict[int, Member]] = defaultdict(dict)
    for place in services_in(partnership, round_):
        found[became.get(place.sector, place.sector)][place.organisation] = Member(place.organisation, place.name)
    return {sector: list(of.values()) for sector, of in found.items()}


def subgroups_of(partnership: Partnership, round_: Round | None, *, on: datetime.date) -> list[SubGroup]:
    """Every sector's sub-group, as it stands in a round (meetings held until `on`), with its next meeting.

    A closed round's organisations are those of its own tree, as in the matrix, also after one has left.
    """
    groups = {sector.pk: SubGroup(sector) for sector in partnership.sectors.active()}
    chairs = SubGroupMember.objects.filter(sector__in=groups, is_chair=True, left_on__isnull=True)
    for chair in chairs:
        groups[chair.sector_id].chairs.append(chair.name)
    meetings = Meeting.objects.in_partnership(partnership).held()
    for meeting in meetings.filter(day__gte=on).order_by("-day", "-starts_at"):
        groups[meeting.sector_id].next = meeting
    counted = meetings.in_round(round_) if round_ else meetings.none()
    for sector in counted.filter(day__lte=on).values_list("sector_id", flat=True):
        groups[sector].meetings += 1
    came = set(MeetingAttendance.objects.filter(meeting__in=counted).organisations_by_sector())
    for sector, organisations in members_of_sectors(partnership, round_).items():
        for organisation in organisations:
            been = (sector, organisation.pk) in came
            (groups[sector].came if been else groups[sector].not_yet).append(organisation)
    return list(groups.values())

"""What was done, counted from records that are no secret: briefings, deep listening, sub-group meetings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from decimal import Decimal

from activities.models import Briefing, DeepListening, Meeting, MeetingAttendance
from reporting.figures import COUNT, NONE, PEOPLE, RATE, SHOWN, Figure, Place
from reporting.measures.round_context import RoundContext
from reporting.protect.disclosure import half_up
from reporting.protect.rollup import SECTOR, SERVICE, THE_SYSTEM, Node

TEAM_NOT_KNOWN = "not known: some team sizes are missing"


def definitions_shared(context: RoundContext) -> list[Figure]:
    """Services with any briefing of all services; team members reached, also as a share of the teams, per cent.

    No service counts more people than its team has. A team's size is the largest that a briefing names, else the
    service's headcount; where one is not known there is no share.
    """
    briefed = {
        row["service"]: (row["people"], row["team"])
        for row in Briefing.objects.in_round(context.round).reached_by_service()
        if row["service"] in context.by_service
    }
    figures: list[Figure] = []
    for node in context.tree.nodes:
        services = context.tree.services_under(node)
        figures += _shared(context, node, services, briefed)
    return figures


def _shared(
    context: RoundContext, node: Node, services: Sequence[int], briefed: dict[int, tuple[int, int]]
) -> Iterator[Figure]:
    measure, place = "definitions_shared", context.place(node)
    # Counts add up here without disclosure control: a service says in its own name that it held a briefing.
    with_any = [service for service in services if service in briefed]
    if node.level == SERVICE and not with_any:
        yield Figure(measure, place, COUNT, status=NONE, note="no briefing recorded in this round")
        return
    yield _count(measure, place, len(with_any), len(services), "services with a briefing")
    people = sum(briefed[service][0] for service in with_any)
    teams = [briefed[s][1] if s in briefed else context.by_service[s].headcount for s in services]
    # A share of the known teams only would look better, or worse, than it is without anyone seeing why.
    known = [team for team in teams if team is not None]
    if len(known) < len(teams) or not known:
        yield Figure(measure, place, PEOPLE, value=Decimal(people), numerator=people, note="team members briefed")
        yield Figure(measure, place, RATE, status=NONE, note=TEAM_NOT_KNOWN)
        return
    yield Figure(
        measure,
        place,
        PEOPLE,
        value=Decimal(people),
        numerator=people,
        denominator=sum(known),
        note="team members briefed",
    )
    share = Decimal(str(half_up(100 * people / sum(known))))
    yield Figure(measure, place, RATE, value=share, numerator=people, denominator=sum(known), note="of team members")


def deep_listening_use(context: RoundContext) -> list[Figure]:
    """Conversations held and people heard, in each service, sector and the system."""
    held = _held(context)
    figures: list[Figure] = []
    for node in context.tree.nodes:
        place = context.place(node)
        found = [held[service] for service in context.tree.services_under(node) if service in held]
        sessions, people = sum(one for one, _ in found), sum(one for _, one in found)
        if not sessions:
            note = "no deep listening recorded in this round"
            figures.append(Figure("deep_listening_use", place, COUNT, status=NONE, note=note))
            continue
        for statistic, number, note in (
            (COUNT, sessions, "conversations held"),
            (PEOPLE, people, "people listened to"),
        ):
            figures.append(
                Figure("deep_listening_use", place, statistic, value=Decimal(number), numerator=number, note=note)
            )
    return figures


def deep_listening_take_up(context: RoundContext) -> list[Figure]:
    """Services with at least one conversation of all services, by sector and in the system."""
    listened = set(_held(context))
    return [
        _count(
            "deep_listening_take_up",
            context.place(node),
            len(listened.intersection(services)),
            len(services),
            "services that recorded deep listening",
        )
        for node in context.tree.nodes
        if node.level != SERVICE
        for services in [context.tree.services_under(node)]
    ]


def _held(context: RoundContext) -> dict[int, tuple[int, int]]:
    rows = DeepListening.objects.in_round(context.round).held_by_service()
    return {row["service"]: (row["sessions"], row["people"]) for row in rows if row["service"] in context.by_service}


def subgroup_engagement(context: RoundContext) -> list[Figure]:
    """Organisations of a sector that came to at least one meeting of its sub-group, of the sector's organisations.

    An organisation counts in each sector in which it has a service, and once in the system, where it counts as engaged
    if it came to a meeting of any of its own sectors.
    """
    meetings = Meeting.objects.in_round(context.round).held().filter(sector__partnership=context.round.partnership_id)
    came = set(MeetingAttendance.objects.filter(meeting__in=meetings).organisations_by_sector())
    members: dict[int, set[int]] = defaultdict(set)
    for place in context.places:
        members[place.sector_id].add(place.organisation_id)
    # An organisation may come to the sub-group of a sector in which it has no service. It is welcome as a guest and
    # engages none of its own sectors.
    engaged = {sector: {one for one in of if (sector, one) in came} for sector, of in members.items()}
    figures = [_engaged(context, Node(SECTOR, sector), engaged[sector], of) for sector, of in sorted(members.items())]
    # Sets and not sums: an organisation in three sectors is one organisation in the system.
    return [_engaged(context, THE_SYSTEM, set().union(*engaged.values()), set().union(*members.values())), *figures]


def _engaged(context: RoundContext, node: Node, engaged: Set[int], of: Set[int]) -> Figure:
    note = "organisations that came to a sub-group meeting"
    return _count("subgroup_engagement", context.place(node), len(engaged), len(of), note)


def _count(measure: str, place: Place, number: int, of: int, note: str) -> Figure:
    return Figure(
        measure, place, COUNT, status=SHOWN, value=Decimal(number), numerator=number, denominator=of, note=note
    )

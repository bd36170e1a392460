"""What Millbrook's services and sectors did: briefings, deep listening, sub-group meetings. All of it is made up."""

import datetime
import random
from collections import defaultdict

from activities.models import Briefing, DeepListening, Heard, Meeting, MeetingAttendance, SubGroupMember
from demonstration.days import on_a_weekday
from framework.models import Feature
from organisations.models import Partnership, Round, Service, User

# How many of the services share the definition, and listen deeply, in each round.
_BRIEFED, _LISTENED = (0.45, 0.62, 0.5), (0.2, 0.36, 0.3)
_CHAIRS = ("Daniel Osei", "Helen Marsh", "Yusuf Rahman", "Joan Bailey", "Mei Lin", "Peter Novak", "Salma Iqbal")
_WHERE = ("Town hall, room 2", "Library, upper floor", "By video", "Millbrook Academy, staff room")
_ABOUT = "What helps new colleagues to ask “what happened to you?”, and how each of us makes time to reflect."
_DECIDED = "Each organisation briefs one more team before the next meeting. We share the guide to deep listening."
_CAME_UP = (
    "How do we ask without upsetting people and leaving them with it?",
    "We would like time to reflect after hard visits.",
    "",
)
# with whom, how, what was heard, by feature, and what will change
_HEARD = (
    (
        "with_parents_carers",
        "group",
        {
            "1": "They had told it to four people before someone helped.",
            "4": "The waiting room has no quiet corner.",
        },
        "A quiet corner in the waiting room, and one sheet that families bring, so that no one asks again.",
    ),
    (
        "with_young_people",
        "walk",
        {"2": "One worker who stayed made the difference.", "3": "They would like to choose the day."},
        "Young people choose the day, and who comes along.",
    ),
    (
        "with_children",
        "creative",
        {"4": "The room with the plants feels safe. The long corridor does not."},
        "Plants and pictures in the corridor, chosen by the children.",
    ),
    (
        "with_staff",
        "conversation",
        {"6": "No one asks how you are after a hard day.", "7": "We only plan together in the car park."},
        "Ten minutes together at the end of each day, and a room to plan in.",
    ),
)
_TOLD = "We told them what we changed, and what will take longer."


def record_activities(
    rng: random.Random, round_: Round, services: list[Service], people: dict[str, User], number: int, on: datetime.date
) -> None:
    """Briefings, conversations and meetings of one round, none after the day `on`."""
    last = min(round_.closes_on, on)

    def day() -> datetime.date:
        return on_a_weekday(last - datetime.timedelta(days=rng.randrange(1, 50)))

    lead = people["service"]
    Briefing.objects.bulk_create(
        Briefing(
            service=service,
            day=day(),
            how=rng.choice((Briefing.How.TEAM_MEETING, Briefing.How.TRAINING_DAY, Briefing.How.INDUCTION)),
            people_reached=max(1, round((service.headcount or 9) * rng.uniform(0.4, 1))),
            team_size=service.headcount or 9,
            note=rng.choice(_CAME_UP),
            recorded_by=lead if service.name == "Riverside Family Centre" else None,
        )
        for service in services
        if rng.random() < _BRIEFED[number] or service.name == "Riverside Family Centre"
    )
    _listen(rng, round_, services, number, day)
    _meet(rng, services, last)


def _listen(rng: random.Random, round_: Round, services: list[Service], number: int, day) -> None:
    features = {feature.code: feature for feature in Feature.objects.filter(framework=round_.framework)}
    sessions, heard = [], []
    for service in services:
        if rng.random() > _LISTENED[number] and service.name != "Riverside Family Centre":
            continue
        with_whom, method, said, change = rng.choice(_HEARD)
        when = day()
        told = rng.random() < 0.6
        session = DeepListening(
            service=service,
            day=when,
            people_heard=rng.randrange(1, 9),
            method=method,
            will_change=change,
            told_them=_TOLD if told else "",
            told_on=when if told else None,
            **{with_whom: True},
        )
        sessions.append(session)
        heard += [Heard(session=session, feature=features[code], text=text) for code, text in said.items()]
    DeepListening.objects.bulk_create(sessions)
    Heard.objects.bulk_create(heard)


def _meet(rng: random.Random, services: list[Service], last: datetime.date) -> None:
    """Two meetings of each sector, to which most of its organisations came."""
    organisations: dict[int, dict[int, None]] = defaultdict(dict)
    for service in services:
        organisations[service.sector_id][service.organisation_id] = None
    meetings, came = [], []
    for sector, members in organisations.items():
        for back in (45, 12):
            day = on_a_weekday(last - datetime.timedelta(days=back))
            meeting = Meeting(
                sector_id=sector,
                day=day,
                starts_at=datetime.time(14),
                ends_at=datetime.time(15, 30),
                where=rng.choice(_WHERE),
                agenda=_ABOUT,
                decided=_DECIDED,
            )
            meetings.append(meeting)
            came += [
                MeetingAttendance(meeting=meeting, organisation_id=organisation, people=rng.randrange(1, 4))
                for organisation in members
                if rng.random() < 0.55
            ]
    Meeting.objects.bulk_create(meetings)
    MeetingAttendance.objects.bulk_create(came)


def found_subgroups(partnership: Partnership, on: datetime.date) -> None:
    """Each sector's sub-group: who chairs it, and when it meets next."""
    for number, sector in enumerate(partnership.sectors.all()):
        SubGroupMember.objects.create(sector=sector, name=_CHAIRS[number % len(_CHAIRS)], is_chair=True)
        Meeting.objects.create(
            sector=sector,
            day=on_a_weekday(on + datetime.timedelta(days=10 + 3 * number)),
            starts_at=datetime.time(14),
            ends_at=datetime.time(15, 30),
            where=_WHERE[number % len(_WHERE)],
            agenda=_ABOUT,
        )

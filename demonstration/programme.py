"""What Millbrook's programme lead keeps: events with who came, the communication plan, champions. All made up."""

import datetime
import random

from activities.models import Champion, Communication, Event, EventOrganisation
from demonstration.days import on_a_weekday
from organisations.models import Organisation, Partnership, Round, User

SEED = 514
# round, days before its last day (or before today; negative is to come), title, kind, where, from, to, public,
# places, people, share of the organisations there
EVENTS = (
    (0, 40, "Millbrook becomes trauma-informed: the launch", "launch", "Town hall", 10, 13, True, 150, 118, 0.6),
    (0, 33, "What happened to you? A first taster", "taster", "By video", 12, 13, False, 60, 41, 0.4),
    (
        0,
        21,
        "Head teachers and health visitors over lunch",
        "network",
        "Library, upper floor",
        12,
        14,
        False,
        40,
        27,
        0.3,
    ),
    (0, 9, "Tea with families at Riverside", "community", "Riverside Family Centre", 14, 16, True, None, 36, 0.1),
    (1, 130, "Picnic with families", "community", "Mill Meadow", 11, 15, True, None, 140, 0.3),
    (1, 44, "One year on: what we learned", "conference", "Millbrook Academy, hall", 9, 16, True, 120, 97, 0.7),
    (1, 30, "Looking after ourselves", "workshop", "Town hall, room 2", 13, 16, False, 24, 22, 0.3),
    (1, 18, "What helps at the front desk", "taster", "By video", 9, 10, False, None, 58, 0.5),
    (1, 6, "Sharing what works: schools and police", "network", "Library, upper floor", 15, 17, False, 40, 31, 0.4),
    (
        2,
        34,
        "Rooms that feel safe: a walk through three of them",
        "workshop",
        "Starts at the library",
        10,
        12,
        True,
        20,
        19,
        0.2,
    ),
    (2, 20, "What families told us", "conference", "Town hall", 13, 16, True, 100, 84, 0.6),
    (2, 8, "Young people’s evening", "community", "Youth house", 18, 20, True, None, 45, 0.2),
    (2, -9, "A kinder letter: rewriting what we send home", "workshop", "By video", 14, 16, True, 30, None, 0),
    (2, -24, "Celebrating a year of small changes", "launch", "Town hall", 11, 14, True, 200, None, 0),
)
CALLED_OFF = (2, -4, "Garden morning for families", "community", "Riverside Family Centre", 10, 12, True, None, None, 0)
ABOUT = {
    "launch": "Come and hear our plans, have lunch with us, and tell us what matters to you.",
    "conference": "Talks in the morning, small groups after lunch. Everyone who works with families is welcome.",
    "taster": "An hour to find out what trauma-informed means, with time for questions.",
    "workshop": "We try things out together. Bring an example from your own work. You choose what you share.",
    "network": "Meet people from other services and agree one thing to do together.",
    "community": "For children, young people and parents. No need to book. Quiet room, and someone to talk to.",
}
# days before today (negative is to come), what, to whom, how, days late that it went out (None: not yet)
PLAN = (
    (400, "What trauma-informed means, and why we are starting", "All staff", "email", 0),
    (395, "The 8 features on a poster", "Every staff room", "poster", 3),
    (385, "The dates of the first round", "Service leads", "email", 0),
    (380, "How to talk about the families’ survey", "Service leads", "meeting", 0),
    (372, "What the survey is for, in plain words", "Families", "letter", 6),
    (330, "Results of the first round", "Partnership board", "meeting", 0),
    (322, "What staff told us", "All staff", "email", 1),
    (315, "What families told us, and what we are doing", "Families", "poster", 4),
    (250, "Leaders’ pledges on the wall", "Everyone", "online", 0),
    (222, "The dates of the second round", "Service leads", "email", 0),
    (210, "Come to “One year on”", "All staff", "email", 0),
    (150, "Results of the second round", "Partnership board", "meeting", 0),
    (143, "A quiet room that families asked for", "Everyone", "online", 2),
    (96, "Champions wanted", "Organisation leads", "email", 0),
    (42, "The dates of this round", "Service leads", "email", 0),
    (36, "New posters with QR codes", "Every waiting room", "poster", 2),
    (12, "Halfway: thank you, and who have we not heard from?", "Service leads", "email", 0),
    (5, "Reminder of the families’ survey", "Schools’ newsletters", "letter", None),
    (-6, "Last week to answer the surveys", "All staff", "online", None),
    (-25, "When the results will be released", "Everyone", "email", None),
)
NAMES = (
    *("Leila Farouk", "Sam Okonkwo", "Bethan Price", "Iqbal Aziz", "Rosa Moretti", "Jack Turner", "Noor Malik"),
    *("Hannah Weiss", "Dev Patel", "Catriona Bell", "Kwame Mensah", "Ola Nowak", "Freya Lund", "Marcus Grant"),
    *("Zainab Ali", "Ted Barlow", "Anneke Visser", "Gita Rao", "Liam Doyle", "Esther Cohen", "Paolo Ricci"),
)
ROLES = ("Head of practice", "Family worker", "Practice manager", "Deputy head", "Team leader", "Receptionist")


def fill(partnership: Partnership, rounds: list[Round], people: dict[str, User], on: datetime.date, host: str) -> None:
    """Events of three rounds and to come, a plan with a line that is late, champions in half the organisations."""
    rng = random.Random(SEED)  # noqa: S311  made-up data, not secrets
    organisations = list(partnership.organisations.all())
    lead = people["programme"]
    _events(rng, partnership, rounds, organisations, lead, on)
    Communication.objects.bulk_create(
        Communication(
            partnership=partnership,
            what=what,
            audience=audience,
            channel=channel,
            due_on=on - datetime.timedelta(days=back),
            owner=lead.name,
            done_on=on - datetime.timedelta(days=back - late) if late is not None else None,
            done_by=lead if late is not None else None,
        )
        for back, what, audience, channel, late in PLAN
    )
    Champion.objects.bulk_create(
        Champion(
            partnership=partnership,
            name=NAMES[number // 2 % len(NAMES)],
            role=ROLES[number // 2 % len(ROLES)],
            email=f"{NAMES[number // 2 % len(NAMES)].lower().replace(' ', '.')}@{host}",
            organisation=organisation,
            since=on - datetime.timedelta(days=30 + 17 * number),
            agreed=number % 10 != 4,
        )
        for number, organisation in enumerate(organisations)
        if number % 2 == 0
    )
    Champion.objects.bulk_create(
        Champion(partnership=partnership, name=name, role=ROLES[0], sector=sector, since=on, agreed=True)
        for name, sector in zip(reversed(NAMES), partnership.sectors.order_by("name")[:2], strict=False)
    )


def _events(rng, partnership: Partnership, rounds: list[Round], organisations: list[Organisation], lead: User, on):
    events, there = [], []
    for number, back, title, kind, where, begins, ends, public, places, came, share in (*EVENTS, CALLED_OFF):
        event = Event(
            partnership=partnership,
            title=title,
            day=on_a_weekday(min(rounds[number].closes_on, on) - datetime.timedelta(days=back)),
            starts_at=datetime.time(begins),
            ends_at=datetime.time(ends),
            kind=kind,
            where=where,
            description=ABOUT[kind],
            places=places,
            is_public=public,
            people=came,
            recorded_by=lead,
        )
        events.append(event)
        for organisation in organisations:
            if rng.random() < share:
                counted = rng.randrange(1, 4) if rng.random() < 0.7 else None
                there.append(EventOrganisation(event=event, organisation=organisation, people=counted))
    events[-1].called_off_on = on - datetime.timedelta(days=1)
    Event.objects.bulk_create(events)
    EventOrganisation.objects.bulk_create(there)

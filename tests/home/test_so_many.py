"""Plurals and agreement: pages and mails about 0, 1, 2 and 21 things."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse

from activities.models import Briefing, Communication, DeepListening, Event
from home.reminding import send_reminders
from pledges.models import Pledge
from surveys.actions.comments import remind_of_overdue
from surveys.actions.links import survey_links_for
from surveys.actions.paper import start_batch
from surveys.models import Comment, ContactRequest
from tests.agreement import lines_of, mistakes_in
from tests.builders import NOON, TODAY, Borough, days, make_service

# Words beside a number: how the pages count is tried on both databases in the tests of their rooms.
pytestmark = [pytest.mark.slow, pytest.mark.anywhere]


@pytest.mark.parametrize(
    "said",
    [
        "1 services has",
        "2 service",
        "21 services has submitted",
        "1 people heard",
        "1 service have been",
        "1,205 response",
        "0 comment to review",
        "1 of 1 services",
        "Children’s Services’ results",
        "St Thomas’s pledge",
        "St Thomas' pledge",
        "in in 2026",
        "%(name)s is open",
        "Saved..",
    ],
)
def test_what_is_wrong_is_found(said: str):
    assert mistakes_in([said])


@pytest.mark.parametrize(
    "said",
    [
        "1 service has",
        "2 services have",
        "Page 1 of 5",
        "1 of 21 services has",
        "0 comments",
        "Children’s Services",
        "1.",
    ],
)
def test_what_is_right_passes(said: str):
    assert mistakes_in([said]) == []


def fill_with(borough: Borough, number: int) -> None:
    """So many of everything that pages count: services, pledges, comments, people, records, things to send."""
    ward = borough.services["ward"]
    for each in range(number):
        make_service(borough, f"team-{each}", sector="health", organisation=f"partner-{each}")
        text = {"leader_name": "A", "leader_role": "B", "text": f"Pledge {each}", "made_on": TODAY}
        Pledge.objects.create(organisation=borough.organisations["hospital"], state="proposed", **text)
        Communication.objects.create(
            partnership=borough.partnership,
            what=f"News {each}",
            audience="All",
            channel="email",
            due_on=TODAY - days(1),
        )
    link = survey_links_for(service=ward, round_=borough.round)[0]
    question = link.instrument.questions.filter(kind="open").first()
    due = {"due_on": TODAY - days(3)}
    Comment.objects.bulk_create(
        Comment(round=borough.round, service=ward, question=question, text=f"Words {each}", **due)
        for each in range(number)
    )
    ContactRequest.objects.bulk_create(
        ContactRequest(partnership=borough.partnership, name="A", reach="B", about="C", **due) for _ in range(number)
    )
    if number:
        Briefing.objects.create(service=ward, day=TODAY, how="team_meeting", people_reached=number, team_size=40)
        DeepListening.objects.create(service=ward, day=TODAY, with_staff=True, people_heard=number, method="group")
        start_batch(service=ward, round_=borough.round, instrument=link.instrument, by=borough.people["keyer"])
    Event.objects.create(
        partnership=borough.partnership, title="Launch", kind="launch", day=TODAY, people=number, places=number or None
    )


COUNTED = (
    ("admin", "start-page", []),
    ("admin", "round-progress", ["autumn-2026"]),
    ("admin", "organisations:round-detail", ["autumn-2026"]),
    ("admin", "organisations:round-close", ["autumn-2026"]),
    ("admin", "organisations:service-list", []),
    ("admin", "surveys:survey-overview", []),
    ("admin", "pledges:pledge-list", []),
    ("admin", "activities:overview", []),
    ("admin", "activities:briefing-list", []),
    ("admin", "activities:listening-list", []),
    ("admin", "activities:event-list", []),
    ("admin", "activities:event", ["event"]),
    ("admin", "activities:communication-list", []),
    ("admin", "activities:subgroup", ["health"]),
    ("admin", "activities:organisational-list", []),
    ("board", "activities:training-take-up-now", []),
    ("reviewer", "start-page", []),
    ("reviewer", "surveys:comment-list", []),
    ("keyer", "start-page", []),
    ("keyer", "surveys:paper-list", []),
    ("lead", "start-page", []),
    ("lead", "service-home", ["ward"]),
    ("lead", "service-activities", ["ward"]),
    ("leader", "start-page", []),
    ("leader", "activities:organisational", ["hospital"]),
    ("sector", "start-page", []),
    ("sector", "sector-home", ["health"]),
    ("programme", "start-page", []),
    ("board", "pledges:pledge-wall", []),
)


@pytest.mark.parametrize("number", [0, 1, 2, 21])
def test_pages_and_mails_agree_with_how_many_there_are(
    number: int, borough: Borough, django_capture_on_commit_callbacks
):
    fill_with(borough, number)
    wrong = []
    for who, name, rest in COUNTED:
        rest = [Event.objects.get().pk if each == "event" else each for each in rest]
        url = reverse(name, args=[borough.slug, *rest])
        page = borough.client(who).get(url)
        assert page.status_code == 200, url
        wrong += [f"{url} of {who}: {mistake}" for mistake in mistakes_in(lines_of(page.content.decode()))]
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        remind_of_overdue(on=TODAY)
        send_reminders(on=TODAY, at=NOON + datetime.timedelta(hours=1))
    assert bool(mail.outbox) == bool(number)
    for message in mail.outbox:
        wrong += [f"mail: {mistake}" for mistake in mistakes_in([message.subject, *message.body.splitlines()])]
    assert "\n".join(dict.fromkeys(wrong)) == ""

"""Who is told, by mail and on the start page, of what is not written down to the end."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from activities.actions.subgroups import keep_who_came
from activities.actions.training import keep_attendance
from activities.models import (
    Communication,
    Course,
    DeepListening,
    Event,
    Meeting,
    OrganisationalReply,
    TrainingSession,
)
from home.reminding import send_reminders
from organisations.models import SentReminder
from surveys.actions.quiet import begin_quiet_time
from tests.builders import NOON, TODAY, Borough, days, text_of

pytestmark = pytest.mark.django_db


def fill(borough: Borough, today) -> None:
    """One of everything that waits, two days old; a conversation is three weeks old."""
    day = today - days(2)
    place = borough.partnership
    Meeting.objects.create(sector=borough.sectors["health"], day=day)
    course = Course.objects.create(partnership=place, title="First steps", level="awareness", for_whom="Everybody")
    TrainingSession.objects.create(course=course, day=day)
    Event.objects.create(partnership=place, title="Open day", day=day, kind="launch")
    Communication.objects.create(partnership=place, what="Newsletter", audience="Everyone", channel="email", due_on=day)
    DeepListening.objects.create(
        service=borough.services["ward"], day=today - days(22), with_staff=True, people_heard=1, method="group"
    )


@pytest.fixture
def waiting(borough: Borough) -> Borough:
    borough.round.closes_on = TODAY + days(90)
    borough.round.save()
    fill(borough, TODAY)
    return borough


def sent() -> dict[str, str]:
    mail.outbox.clear()
    send_reminders(on=TODAY, at=NOON)
    return {message.to[0].split("@")[0].removeprefix("elmfield-"): message.body for message in mail.outbox}


def test_each_is_reminded_of_what_is_theirs_and_once(waiting: Borough):
    told = sent()
    assert set(told) == {"sector", "trainer", "programme", "lead"}
    assert "/subgroups/meetings/" in told["sector"]
    assert "First steps" in told["trainer"]
    assert "Open day" in told["programme"]
    assert "Newsletter" in told["programme"]
    assert "/listening/" in told["lead"]
    assert sent() == {}


def test_what_is_done_called_off_or_long_ago_reminds_no_one(waiting: Borough):
    Meeting.objects.update(called_off_on=TODAY)
    TrainingSession.objects.update(day=TODAY - days(61))
    Event.objects.update(people=30)
    Communication.objects.update(done_on=TODAY)
    DeepListening.objects.update(told_them="There is a new room.")
    assert sent() == {}


def test_no_one_came_is_written_down_too_and_no_reminder_comes_of_it(waiting: Borough):
    meeting, session, event = Meeting.objects.get(), TrainingSession.objects.get(), Event.objects.get()
    council = waiting.organisations["council"].pk
    for who, name, row, zero in (
        ("sector", "meeting", meeting, {f"o{council}": "0"}),
        ("trainer", "training", session, {f"o{council}-front_line": "0"}),
        ("programme", "event", event, {"total": "0"}),
    ):
        page = waiting.client(who).post(reverse(f"activities:{name}-attendance", args=[waiting.slug, row.pk]), zero)
        assert page.status_code == 302
    told = sent()
    assert "sector" not in told
    assert "trainer" not in told
    assert "Open day" not in told["programme"]
    meeting_page = waiting.client("sector").get(reverse("activities:meeting", args=[waiting.slug, meeting.pk]))
    assert "No one came." in text_of(meeting_page)
    session_page = waiting.client("trainer").get(
        reverse("activities:training-session", args=[waiting.slug, session.pk])
    )
    assert "No one came." in text_of(session_page)
    listed = waiting.client("trainer").get(reverse("activities:training-sessions-csv", args=[waiting.slug]))
    assert ",0,0," in listed.content.decode().splitlines()[1]


def test_an_empty_page_of_who_came_asks_before_it_says_that_no_one_did(waiting: Borough):
    meeting = Meeting.objects.get()
    address = reverse("activities:meeting-attendance", args=[waiting.slug, meeting.pk])
    empty = {f"o{waiting.organisations['council'].pk}": ""}
    asked = waiting.client("sector").post(address, empty)
    assert "You have not entered any numbers. Did no one come?" in text_of(asked)
    assert "sector" in sent()
    key = re.search(r'name="confirmed"[^>]*value="(\w+)"|value="(\w+)"[^>]*name="confirmed"', asked.content.decode())
    waiting.client("sector").post(address, empty | {"confirmed": key[1] or key[2]})
    meeting.refresh_from_db()
    assert meeting.nobody_came


def test_someone_did_come_after_all(waiting: Borough):
    meeting, session, lead = Meeting.objects.get(), TrainingSession.objects.get(), waiting.people["sector"]
    council = waiting.organisations["council"].pk
    keep_who_came(meeting=meeting, people={}, by=lead)
    keep_who_came(meeting=meeting, people={(council, ""): 2}, by=lead)
    keep_attendance(session=session, people={}, by=lead)
    keep_attendance(session=session, people={(council, "front_line"): 2}, by=lead)
    assert not Meeting.objects.get().nobody_came
    assert TrainingSession.objects.with_people().get().people == 2


def test_what_is_still_to_come_reminds_no_one(waiting: Borough):
    for model in (Meeting, TrainingSession, Event):
        model.objects.update(day=TODAY)
    Communication.objects.update(due_on=TODAY + days(4))
    DeepListening.objects.update(day=TODAY - days(20))
    assert sent() == {}


def test_an_organisation_is_reminded_of_its_survey_twice_and_never_after_it_was_sent(borough: Borough):
    borough.round.closes_on = TODAY + days(14)
    borough.round.save()

    def told(day) -> bool:
        mail.outbox.clear()
        send_reminders(on=day, at=NOON + (day - TODAY))
        address = reverse("activities:organisational", args=[borough.slug, "hospital"])
        return any(address in message.body for message in mail.outbox)

    assert [told(TODAY - days(1)), told(TODAY), told(TODAY + days(1)), told(TODAY + days(11))] == [0, 1, 0, 1]
    hospital = borough.organisations["hospital"]
    SentReminder.objects.all().delete()
    OrganisationalReply.objects.create(organisation=hospital, round=borough.round, sent_at=NOON)
    assert not told(TODAY)


def test_quiet_mode_stops_what_is_about_its_service(waiting: Borough):
    ward, admin = waiting.services["ward"], waiting.people["admin"]
    begin_quiet_time(partnership=waiting.partnership, service=ward, by=admin, at=NOON - days(1))
    assert "lead" not in sent()


def test_the_start_page_says_it_too(borough: Borough):
    fill(borough, timezone.localdate())
    answers = {
        who: borough.client(who).get(reverse("start-page", args=[borough.slug]))
        for who in ("sector", "trainer", "programme", "lead", "board")
    }
    said = {who: text_of(answer) for who, answer in answers.items()}
    pages = {who: answer.content.decode() for who, answer in answers.items()}
    assert "Health" in said["sector"]
    assert "First steps," in said["trainer"]
    assert "Open day," in said["programme"]
    assert pages["programme"].count(reverse("activities:communication-list", args=[borough.slug])) == 1
    assert "/listening/" in pages["lead"]
    assert "attendance" not in said["board"].lower()
    assert "Write down" not in said["board"]

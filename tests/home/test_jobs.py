"""Everybody's start page has their job on it: what to record, what is to come, what is ready, what comes next."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse

from activities.models import Course, Event, Meeting, TrainingSession
from assessments.actions.assessing import reopen_assessment, say_ready, start_assessment, submit_assessment
from assessments.models import Assessment
from background.models import OutgoingMail
from organisations.actions import ActionRefused, close_round
from organisations.models import AuditEntry, Round, Sector
from organisations.roles import Role
from tests.builders import NOON, TODAY, Borough, days, make_member, make_user, text_of
from tests.home.test_pages import start


@pytest.fixture
def today(monkeypatch) -> datetime.date:
    """The start page's own today."""
    monkeypatch.setattr("home.views.start.timezone.localdate", lambda: TODAY)
    return TODAY


def sector_of(borough: Borough) -> Sector:
    held = borough.people["sector"].memberships.get(role="sector_lead")
    return held.sector


def panel_of(page: str) -> str:
    """What stands first on a start page."""
    return page.partition("What to do next")[2].partition("Also for you")[0]


# --- training, sector and programme leads ------------------------------------------------------------------------


def test_a_sector_lead_reads_of_the_meeting_to_come_and_of_one_without_attendance(borough: Borough, today):
    sector = sector_of(borough)
    assert "No meeting is planned. Plan a meeting" in start(borough, "sector")
    for after in (20, 9):
        Meeting.objects.create(sector=sector, day=TODAY + days(after), starts_at=datetime.time(14))
    Meeting.objects.create(sector=sector, day=TODAY + days(3), called_off_on=TODAY)
    page = start(borough, "sector")
    when = (TODAY + days(9)).strftime("%-d %B %Y")
    assert f"Sub-group: {sector.name} The next meeting is on {when}, 2pm. See the meeting" in panel_of(page)
    Meeting.objects.create(sector=sector, day=TODAY - days(2))
    page = start(borough, "sector")
    assert "No attendance recorded yet." in panel_of(page), "what is half done comes before what is to come"
    assert f"The next meeting is on {when}, 2pm." in page
    assert "The next meeting" not in start(borough, "admin")


def test_a_sector_lead_reads_of_no_other_sector(borough: Borough, today):
    other = Sector.objects.filter(partnership=borough.partnership).exclude(pk=sector_of(borough).pk).first()
    Meeting.objects.create(sector=other, day=TODAY + days(4))
    assert "No meeting is planned." in start(borough, "sector")
    assert other.name not in panel_of(start(borough, "sector"))


@pytest.fixture
def training(borough: Borough) -> None:
    borough.people["training"] = make_member(borough, "training", Role.TRAINING_LEAD)


def test_a_training_lead_reads_of_the_session_to_come_and_of_those_without_attendance(borough, training, today):
    assert "No session is planned. Plan a session" in panel_of(start(borough, "training"))
    course = Course.objects.create(
        partnership=borough.partnership, title="Listening", level="awareness", for_whom="All"
    )
    TrainingSession.objects.create(course=course, day=TODAY, starts_at=datetime.time(9, 30))
    page = panel_of(start(borough, "training"))
    assert f"The next session is “Listening” on {TODAY.strftime('%-d %B %Y')}, 9:30am. See the session" in page
    TrainingSession.objects.create(course=course, day=TODAY - days(5))
    assert "No attendance recorded yet. Record attendance" in panel_of(start(borough, "training"))
    assert "The next session is “Listening”" in start(borough, "training")


def test_a_programme_lead_reads_of_the_event_to_come(borough: Borough, today):
    assert "No event is planned. Plan an event" in start(borough, "programme")
    Event.objects.create(partnership=borough.partnership, title="Open day", day=TODAY + days(1), kind="other")
    assert "The next event is “Open day” on" in start(borough, "programme")


@pytest.mark.parametrize(
    ("who", "job"),
    [
        ("training", "Plan a session"),
        ("sector", "Plan a meeting"),
        ("programme", "Plan an event"),
        ("leader", "Make a pledge"),
        ("lead", "Start self-assessment"),
        ("contributor", "Start self-assessment"),
        ("reviewer", "You have no comments to review."),
        ("keyer", "Go to paper forms"),
    ],
)
def test_everybody_s_job_comes_first_on_their_start_page(borough: Borough, training, who: str, job: str):
    assert job in panel_of(start(borough, who))


# --- a self-assessment that is complete --------------------------------------------------------------------------


@pytest.fixture
def complete(borough: Borough) -> Assessment:
    made = start_assessment(service=borough.services["ward"], round_=borough.round, by=borough.people["lead"], at=NOON)
    made.ratings.update(stage=borough.round.framework.stages.first())
    return made


def check_of(borough: Borough) -> str:
    return reverse("assessments:assessment-check", args=[borough.slug, "ward", borough.round.slug])


def ready_of(borough: Borough) -> str:
    return reverse("assessments:assessment-ready", args=[borough.slug, "ward", borough.round.slug])


def test_a_contributor_who_has_finished_is_told_what_happens_next_and_tells_the_lead_once(
    borough: Borough, complete: Assessment, django_capture_on_commit_callbacks
):
    client, lead = borough.client("contributor"), borough.people["lead"]
    page = text_of(client.get(check_of(borough)))
    assert "Done. You have completed every statement." in page
    assert f"What happens next: {lead} checks it with the team and submits it." in page
    assert "Tell the lead that it is ready" in page
    with django_capture_on_commit_callbacks(execute=True):
        said = text_of(client.post(ready_of(borough), follow=True))
        client.post(ready_of(borough))
    assert f"We have told {lead} by email that it is ready." in said
    (message,) = mail.outbox
    assert message.to == [lead.email]
    assert message.subject == "Ready to check and submit: self-assessment of Ward"
    assert f"http://testserver{check_of(borough)}" in message.body
    page = text_of(client.get(check_of(borough)))
    assert "said on" in page
    assert "Tell the lead" not in page
    assert f"{borough.people['contributor']} said on" in text_of(borough.client("lead").get(check_of(borough)))
    assert AuditEntry.objects.filter(what="said that a self-assessment is ready").count() == 1


@pytest.mark.parametrize(
    ("after", "said"),
    [(0, "The round is planned to close on 1 October 2026."), (1, "The round was planned to close on 1 October 2026.")],
)
def test_the_email_that_it_is_ready_asks_for_no_day_that_has_passed(
    borough: Borough, complete: Assessment, django_capture_on_commit_callbacks, after: int, said: str
):
    Round.objects.update(closes_on=TODAY)
    on = TODAY + days(after)
    with django_capture_on_commit_callbacks(execute=True):
        say_ready(assessment=complete, by=borough.people["contributor"], address="http://x/", on=on)
    (message,) = mail.outbox
    assert said in message.body
    assert message.body.count("1 October 2026") == 1


def test_nothing_is_told_while_a_statement_is_missing_or_once_it_is_submitted(borough: Borough, complete: Assessment):
    by, at = borough.people["contributor"], {"address": "http://x/", "on": TODAY}
    complete.ratings.filter(statement__code="1a").update(stage=None)
    with pytest.raises(ActionRefused, match="not completed yet"):
        say_ready(assessment=complete, by=by, **at)
    assert "Done." not in text_of(borough.client("contributor").get(check_of(borough)))
    complete.ratings.update(stage=borough.round.framework.stages.first())
    submit_assessment(assessment=complete, by=borough.people["lead"], at=NOON)
    with pytest.raises(ActionRefused, match="nothing to tell"):
        say_ready(assessment=complete, by=by, **at)
    assert not OutgoingMail.objects.exists()


def test_after_it_was_opened_again_it_can_be_told_once_more(borough: Borough, complete: Assessment):
    by, lead, at = borough.people["contributor"], borough.people["lead"], {"address": "http://x/", "on": TODAY}
    assert say_ready(assessment=complete, by=by, **at) == [lead]
    submit_assessment(assessment=complete, by=lead, at=NOON)
    reopen_assessment(assessment=complete, reason="A word", by=lead, at=NOON)
    assert say_ready(assessment=complete, by=by, **at) == [lead]


def test_where_a_service_has_no_lead_the_admins_are_told(borough: Borough, complete: Assessment):
    borough.people["lead"].memberships.all().delete()
    told = say_ready(assessment=complete, by=borough.people["contributor"], address="http://x/", on=TODAY)
    assert told == [borough.people["admin"]]


def test_in_a_closed_round_no_one_is_told(borough: Borough, complete: Assessment):
    close_round(round_=borough.round, by=None)
    with pytest.raises(ActionRefused, match="nothing to tell"):
        say_ready(assessment=complete, by=borough.people["contributor"], address="http://x/", on=TODAY)


@pytest.mark.slow
def test_a_lead_with_19_of_19_reads_that_it_is_ready_and_then_what_comes_next(borough: Borough, complete: Assessment):
    page = start(borough, "lead")
    assert "Ready to check and submit. You have completed all 19 statements. Check your answers and submit" in page
    assert "Ready to check and submit" in text_of(borough.client("lead").get(check_of(borough)))
    assert "In progress" not in text_of(borough.client("lead").get(check_of(borough)))
    say_ready(assessment=complete, by=borough.people["contributor"], address="http://x/", on=TODAY)
    assert f"{borough.people['contributor']} said on" in start(borough, "lead")
    complete.ratings.filter(statement__code="1a").update(stage=None)
    assert "Ready to check" not in start(borough, "lead")
    complete.ratings.update(stage=borough.round.framework.stages.first())
    submit_assessment(assessment=complete, by=borough.people["lead"], at=NOON)
    page = borough.client("lead").get(check_of(borough))
    assert "What comes next" in text_of(page)
    assert "Share the surveys, so that staff and families are heard too" in text_of(page)
    assert "Two people then check and release its results, and you find them on Home." in text_of(page)
    assert reverse("surveys:survey-links", args=[borough.slug, "ward"]) in page.content.decode()
    assert "Share the surveys" not in text_of(borough.client("leader").get(check_of(borough)))


WHO_READS = (
    "Who can read your answers: people with a role in this service, its organisation’s lead and partnership admins. "
    "Your sector lead sees only whether you have submitted, unless you share it. A peer from another organisation "
    "reads them only if your service invites one, until you finish. Everyone else sees only whether you took part, and "
    "counts for three services or more once results are released."
)


@pytest.mark.slow
def test_the_check_page_says_who_will_see_what_and_no_one_else_can(borough: Borough, complete: Assessment):
    """The sentence, and behind it every role: who opens the page, and who finds a word of it anywhere else."""
    complete.ratings.update(evidence="Only the zebra knows")
    assert WHO_READS in text_of(borough.client("lead").get(check_of(borough)))
    readers = {who for who in borough.people if borough.client(who).get(check_of(borough)).status_code == 200}
    assert readers == {"lead", "contributor", "leader", "admin"}
    submit_assessment(assessment=complete, by=borough.people["lead"], at=NOON)
    for who in set(borough.people) - readers:
        for page in ("start-page", "organisations:service-list", "reporting:dashboard"):
            answer = borough.client(who).get(reverse(page, args=[borough.slug]))
            assert b"zebra" not in answer.content, f"{who} at {page}"
        assert borough.client(who).get(reverse("service-assessment", args=[borough.slug, "ward"])).status_code == 403
    colleague_elsewhere = make_user("elsewhere")
    elsewhere = borough.services["refuge"]
    colleague_elsewhere.memberships.create(role="service_lead", partnership=borough.partnership, service=elsewhere)
    borough.people["elsewhere"] = colleague_elsewhere
    assert borough.client("elsewhere").get(check_of(borough)).status_code in (403, 404)

"""Reminders by email: who gets which, that each goes once, and that one failure stops no one else's."""

import datetime
import io

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.utils import timezone

from activities.models import OrganisationalReply
from assessments.actions.assessing import start_assessment
from assessments.models import Assessment
from home import reminding
from home.reminding import Outcome, send_reminders
from organisations.models import Membership, ReminderChoice, SentReminder
from organisations.reminding import all_due, all_kinds
from pledges.models import Pledge
from surveys.actions.quiet import begin_quiet_time, end_quiet_time
from surveys.models import QuietTime
from tests.builders import NOON, TODAY, Borough, days, text_of
from tests.pledges.test_pledges import make

pytestmark = pytest.mark.slow


@pytest.fixture
def late(borough: Borough) -> Pledge:
    """A pledge whose review is due today, in a round that is open for long."""
    borough.round.closes_on = TODAY + days(90)
    borough.round.save()
    return make(borough, state="agreed", agreed_on=TODAY - days(180), review_due_on=TODAY)


def sent_on(day: datetime.date) -> list[tuple[str, str]]:
    """Who was written to on a day, and the first line of what it is about."""
    mail.outbox.clear()
    send_reminders(on=day, at=NOON + (day - TODAY))
    return sorted((message.to[0].split("@")[0], message.subject) for message in mail.outbox)


PLEDGE = "Update your pledge: Hospital"


def assessment_by(day: datetime.date) -> str:
    return f"Self-assessment due by {day:%-d %B %Y}: Ward"


def test_a_lead_is_reminded_on_the_day_and_once_more_after_thirty_days(borough: Borough, late: Pledge):
    assert sent_on(TODAY - days(1)) == []
    assert sent_on(TODAY) == [("elmfield-leader", PLEDGE)]
    assert [sent_on(TODAY + days(number)) for number in (0, 1, 29)] == [[], [], []]
    assert sent_on(TODAY + days(30)) == [("elmfield-leader", PLEDGE)]
    assert [sent_on(TODAY + days(number)) for number in (30, 31, 60, 400)] == [[], [], [], []]


def test_someone_who_has_said_where_it_stands_is_not_reminded(borough: Borough, late: Pledge):
    Pledge.objects.update(review_due_on=TODAY + days(180))
    assert sent_on(TODAY) == []


def test_a_server_that_began_late_sends_one_reminder_and_not_two(borough: Borough, late: Pledge):
    assert len(sent_on(TODAY + days(45))) == 1
    assert sent_on(TODAY + days(46)) == []


def test_the_mail_says_what_waits_and_where_and_how_to_choose(borough: Borough, late: Pledge, settings):
    settings.SITE_ADDRESS = "https://tip.example.org"
    sent_on(TODAY)
    text = mail.outbox[0].body
    assert "Hello Elmfield leader," in text
    assert "the pledge that Hospital made on 1 October 2026" in text
    assert f"https://tip.example.org/elmfield/pledges/{late.pk}/review/\n" in text
    assert "https://tip.example.org/elmfield/reminders/\n" in text
    assert late.text not in text
    assert "&#x27;" not in text


def test_one_mail_holds_all_that_waits_for_a_person(borough: Borough, late: Pledge):
    make(borough, state="agreed", agreed_on=TODAY - days(180), review_due_on=TODAY, text="Another")
    assert sent_on(TODAY) == [("elmfield-leader", "2 things to do in Elmfield Partnership")]
    assert mail.outbox[0].body.count("A sentence or two is enough.") == 2


@pytest.fixture
def answered(borough: Borough) -> None:
    """The hospital's lead has sent the organisational survey."""
    hospital = borough.organisations["hospital"]
    OrganisationalReply.objects.create(organisation=hospital, round=borough.round, sent_at=NOON)


def test_services_are_reminded_fourteen_and_three_days_before_a_round_closes(borough: Borough, answered: None):
    borough.round.closes_on = TODAY + days(20)
    borough.round.save()
    subject = assessment_by(borough.round.closes_on)
    both = [("elmfield-contributor", subject), ("elmfield-lead", subject)]
    found = {left: sent_on(TODAY + days(20 - left)) for left in (20, 15, 14, 13, 4, 3, 1, 0)}
    assert found == {20: [], 15: [], 14: both, 13: [], 4: [], 3: both, 1: [], 0: []}
    assert sent_on(TODAY + days(21)) == []


def test_a_service_that_has_submitted_is_left_in_peace(borough: Borough, answered: None):
    start_assessment(service=borough.services["ward"], round_=borough.round, by=borough.people["lead"], at=NOON)
    borough.round.closes_on = TODAY + days(2)
    borough.round.save()
    assert len(sent_on(TODAY)) == 2, "one that is begun can still be submitted"
    SentReminder.objects.all().delete()
    Assessment.objects.update(state="submitted", submitted_at=NOON)
    assert sent_on(TODAY) == []


def test_admins_hear_of_a_pledge_that_waits_a_week(borough: Borough):
    borough.round.closes_on = TODAY + days(90)
    borough.round.save()
    make(borough, state="proposed", sent_on=TODAY - days(6))
    assert sent_on(TODAY) == []
    assert sent_on(TODAY + days(1)) == [("elmfield-admin", "Pledge waiting for approval: Hospital")]
    assert sent_on(TODAY + days(2)) == []


def test_quiet_mode_keeps_reminders_about_a_service_back(borough: Borough, late: Pledge, answered: None):
    borough.round.closes_on = TODAY + days(2)
    borough.round.save()
    admin, place = borough.people["admin"], borough.partnership
    begin_quiet_time(partnership=place, service=borough.services["ward"], by=admin, at=NOON)
    assert sent_on(TODAY) == [("elmfield-leader", PLEDGE)]
    SentReminder.objects.all().delete()
    begin_quiet_time(partnership=place, service=None, by=admin, at=NOON)
    assert sent_on(TODAY) == []
    for quiet in QuietTime.objects.all():
        end_quiet_time(quiet=quiet, by=admin, at=NOON)
    assert len(sent_on(TODAY)) == 3


@pytest.mark.parametrize("gone", ["account closed", "no role", "organisation left", "another role"])
def test_someone_who_has_gone_hears_nothing(gone: str, borough: Borough, late: Pledge):
    leader = borough.people["leader"]
    match gone:
        case "account closed":
            leader.is_active = False
            leader.save()
        case "no role":
            Membership.objects.filter(user=leader).delete()
        case "another role":
            Membership.objects.filter(user=leader).update(role="board_member", organisation=None)
        case "organisation left":
            borough.organisations["hospital"].archived_on = TODAY
            borough.organisations["hospital"].save()
    assert sent_on(TODAY) == []


def test_a_closed_service_hears_nothing(borough: Borough):
    borough.round.closes_on = TODAY + days(2)
    borough.round.save()
    borough.services["ward"].archived_on = TODAY
    borough.services["ward"].save()
    assert sent_on(TODAY) == []


def test_everyone_chooses_which_reminders_they_get(borough: Borough, late: Pledge):
    leader, at = borough.client("leader"), "/elmfield/reminders/"
    page = leader.get(at).content.decode()
    assert page.count('type="checkbox"') == page.count("checked") == 5
    assert "Reminders saved" in text_of(leader.post(at, {"wanted": []}, follow=True))
    assert "checked" not in leader.get(at).content.decode()
    assert sent_on(TODAY) == []
    leader.post(at, {"wanted": ["pledge-review"]})
    assert len(sent_on(TODAY)) == 1


def test_no_one_chooses_for_a_role_they_do_not_have(borough: Borough):
    keyer = borough.client("keyer")
    assert "There are no reminder emails for your roles." in text_of(keyer.get("/elmfield/reminders/"))
    keyer.post("/elmfield/reminders/", {"wanted": ["pledge-review"]})
    page = borough.client("leader").post("/elmfield/reminders/", {"wanted": ["round-closes"]})
    assert "Select one of the options" in text_of(page)
    assert not ReminderChoice.objects.exists()


# --- whatever the mail server does ---------------------------------------------------------------


def test_a_mail_that_fails_stops_no_one_else_s_and_goes_next_time(borough: Borough, late: Pledge, monkeypatch):
    make(borough, state="proposed", sent_on=TODAY - days(9))
    post = reminding.post

    def refuses_leaders(to, **mail):
        if "leader" in to:
            raise OSError("The disk is full.")
        return post(to=to, **mail)

    monkeypatch.setattr(reminding, "post", refuses_leaders)
    assert send_reminders(on=TODAY, at=NOON) == Outcome(sent=1, there_already=0, failed=1)
    assert [message.to[0] for message in mail.outbox] == ["elmfield-admin@example.org"]
    monkeypatch.setattr(reminding, "post", post)
    assert send_reminders(on=TODAY + days(1), at=NOON) == Outcome(sent=1, there_already=1, failed=0)


def test_two_runs_at_the_same_time_send_one_mail(borough: Borough, late: Pledge, monkeypatch):
    """While the first is about to post, the second finds the row claimed."""
    post, inside = reminding.post, []

    def another_run_meanwhile(**mail):
        if not inside:
            inside.append("once")
            inside.append(send_reminders(on=TODAY, at=NOON))
        return post(**mail)

    monkeypatch.setattr(reminding, "post", another_run_meanwhile)
    assert send_reminders(on=TODAY, at=NOON).sent == 1
    assert inside[1] == Outcome(sent=0, there_already=1, failed=0)
    assert len(mail.outbox) == 1


def test_what_a_run_that_broke_off_had_claimed_goes_with_a_later_one(borough: Borough, late: Pledge):
    (reminder,) = all_due(on=TODAY)
    SentReminder.objects.create(user=reminder.user, kind=reminder.kind.code, key=reminder.key, claimed_at=NOON)
    assert send_reminders(on=TODAY, at=NOON + datetime.timedelta(minutes=59)).sent == 0
    assert send_reminders(on=TODAY, at=NOON + datetime.timedelta(minutes=61)).sent == 1
    assert send_reminders(on=TODAY, at=NOON + datetime.timedelta(hours=9)).sent == 0


def test_the_database_itself_refuses_the_same_reminder_twice(borough: Borough):
    row = {"user": borough.people["leader"], "kind": "a", "key": "b", "claimed_at": NOON}
    SentReminder.objects.create(**row)
    with pytest.raises(IntegrityError):
        SentReminder.objects.create(**row)


def test_the_made_up_borough_writes_to_no_one_through_a_real_server(borough: Borough, late: Pledge, settings):
    borough.partnership.is_demonstration = True
    borough.partnership.save()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert send_reminders(on=TODAY, at=NOON) == Outcome()


def test_the_command_says_how_many_went_and_ends_with_an_error_where_some_did_not(borough: Borough, monkeypatch):
    make(borough, state="agreed", agreed_on=TODAY, review_due_on=timezone.localdate())
    for said in (
        "1 emails into the outbox, 0 reminders sent before",
        "0 emails into the outbox, 1 reminders sent before",
    ):
        out = io.StringIO()
        call_command("send_reminders", stdout=out)
        assert said in out.getvalue()
    SentReminder.objects.all().delete()
    monkeypatch.setattr(reminding, "post", lambda **mail: 1 / 0)
    with pytest.raises(CommandError, match="1 emails could not be written"):
        call_command("send_reminders", stdout=io.StringIO())


def test_every_kind_has_a_code_of_its_own_and_words():
    codes = [kind.code for kind in all_kinds()]
    assert sorted(codes) == sorted(set(codes))
    assert all(kind.title and kind.description and kind.roles for kind in all_kinds())

"""A reviewer reads first: never of a place of their own, by a day, with an escalation, and someone else if need be."""

import pytest
from django.core import mail
from django.urls import reverse

from home.reminding import send_reminders
from learning.actions.reviewing import ESCALATE, for_reviewer, settle_barrier, version_of, without_reader
from learning.models import Barrier
from learning.reminders import BARRIER_REVIEW, due
from organisations.actions import ActionRefused
from organisations.models import AuditEntry, Membership
from organisations.roles import Role
from surveys.models import SafetySettings
from tests.builders import NOON, TODAY, Borough, days, make_member, text_of
from tests.learning.naming import WORDS, come_back, name_one, settle
from tests.surveys.filling_in import hidden_fields

pytestmark = pytest.mark.django_db
LIST = "/elmfield/barriers/review/"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("learning.views.review.timezone.localdate", lambda *_: TODAY)
    monkeypatch.setattr("learning.views.public.timezone.localdate", lambda *_: TODAY)


def waiting(borough: Borough, words: str = WORDS, organisation: str = "hospital") -> Barrier:
    name_one(borough, words, organisation=organisation)
    return Barrier.objects.get(words=words)


@pytest.mark.slow
def test_until_a_reviewer_has_passed_it_on_no_one_who_answers_sees_it_anywhere(borough: Borough):
    row = waiting(borough)
    for who in ("admin", "board", "leader", "programme"):
        for address in ("", "?state=asking", f"{row.pk}/"):
            assert WORDS not in borough.client(who).get(f"/elmfield/barriers/{address}").content.decode()
        assert WORDS not in borough.client(who).get("/elmfield/exports/barriers.csv").content.decode()
        assert borough.client(who).get(f"/elmfield/barriers/{row.pk}/").status_code == 404
    reviewer = borough.client("reviewer")
    assert WORDS in text_of(reviewer.get(LIST))
    page = reviewer.get(f"{LIST}{row.pk}/")
    sent = hidden_fields(page) | {"words": f"{WORDS} Ask Mrs Okafor.", "decision": "pass_on", "organisation": ""}
    asked = reviewer.post(f"{LIST}{row.pk}/", sent)
    assert "Check “Mrs Okafor” (a name after a title)." in text_of(asked)
    reviewer.post(f"{LIST}{row.pk}/", sent | {"words": "The form asks 3 times.", "nobody": "on"})
    row.refresh_from_db()
    assert (row.state, row.words, row.organisation, row.passed_on) == ("open", "The form asks 3 times.", None, TODAY)
    assert row.due_on is None, "no day is left of when it came"
    assert AuditEntry.objects.filter(what="passed a barrier to those who answer", about="Elmfield Partnership").exists()


def test_t8_a_reviewer_never_reads_about_a_place_of_their_own(borough: Borough):
    names = {
        place: waiting(borough, f"About {place or 'all'}", place) for place in ("hospital", "council", "charity", "")
    }
    reviewer = borough.people["reviewer"]

    def left(**role) -> set[str]:
        extra = Membership.objects.create(user=reviewer, partnership=borough.partnership, **role)
        reviewer.__dict__.pop("_memberships", None)
        found = set(for_reviewer(reviewer, borough.partnership).values_list("words", flat=True))
        extra.delete()
        reviewer.__dict__.pop("_memberships", None)
        return found

    assert for_reviewer(reviewer, borough.partnership).count() == 4
    everything = {row.words for row in names.values()}
    assert left(role=Role.ORGANISATION_LEAD, organisation=borough.organisations["council"]) == everything - {
        "About council",
        "About all",
    }
    assert left(role=Role.CONTRIBUTOR, service=borough.services["ward"]) == everything - {"About hospital", "About all"}
    assert left(role=Role.SECTOR_LEAD, sector=borough.sectors["health"]) == {"About charity"}
    assert left(role=Role.BOARD_MEMBER) == everything - {"About all"}
    assert left(role=Role.ADMIN) == everything - {"About all"}
    Membership.objects.create(
        user=reviewer, partnership=borough.partnership, role=Role.SERVICE_LEAD, service=borough.services["clinic"]
    )
    row = names["council"]
    assert borough.client("reviewer").get(f"{LIST}{row.pk}/").status_code == 404
    assert "About council" not in text_of(borough.client("reviewer").get(LIST))


def test_where_every_reviewer_is_too_near_admins_are_told_and_not_what_it_says(borough: Borough):
    Membership.objects.create(
        user=borough.people["reviewer"],
        partnership=borough.partnership,
        role=Role.ORGANISATION_LEAD,
        organisation=borough.organisations["hospital"],
    )
    waiting(borough)
    assert without_reader(borough.partnership) == 1
    home = text_of(borough.client("admin").get("/elmfield/start/"))
    assert "Someone named a barrier that none of your reviewers may read. Invite a reviewer" in home
    assert WORDS not in home
    told = [each for each in due(on=TODAY + days(30)) if each.kind is BARRIER_REVIEW]
    assert [each.user for each in told] == [borough.people["admin"]]
    assert WORDS not in told[0].text
    make_member(borough, "second", Role.REVIEWER)
    assert without_reader(borough.partnership) == 0


def test_two_reviewers_do_not_overwrite_each_other_and_what_came_between_is_shown(borough: Borough):
    row = waiting(borough)
    reviewer = borough.client("reviewer")
    sent = hidden_fields(reviewer.get(f"{LIST}{row.pk}/")) | {"words": "Mine", "decision": "keep_out", "said": "No."}
    settle(borough, row, "ask", said="Which form?")
    page = reviewer.post(f"{LIST}{row.pk}/", sent)
    assert "Something has changed since you opened this" in text_of(page)
    assert "Mine" in text_of(page)
    assert "You asked: Which form?" in text_of(reviewer.get(f"{LIST}{row.pk}/"))
    settle(borough, Barrier.objects.get())
    assert reviewer.post(f"{LIST}{row.pk}/", sent).status_code == 404
    old = Barrier.objects.get()
    with pytest.raises(ActionRefused, match="Something has changed"):
        settle_barrier(
            barrier=old, version=version_of(old), decision="keep_out", words="x", organisation=None, said="x",
            by=borough.people["reviewer"], on=TODAY, address="",
        )  # fmt: skip


def test_someone_who_may_not_be_safe_comes_first_and_safeguarding_is_told_without_the_words(borough: Borough):
    SafetySettings.objects.create(partnership=borough.partnership, escalation_email="safe@example.org")
    waiting(borough, "The form is long")
    code = name_one(borough, "My manager hits me", organisation="hospital")
    row = Barrier.objects.get(words="My manager hits me")
    page = text_of(borough.client("reviewer").get(LIST))
    assert page.index("My manager hits me") < page.index("The form is long")
    mail.outbox.clear()
    settle(borough, row, "ask", said="Are you safe now?")
    come_back(code, reply="Not at work.")
    mail.outbox.clear()
    settle(borough, Barrier.objects.get(pk=row.pk), ESCALATE)
    assert [message.to for message in mail.outbox] == [["safe@example.org"]]
    assert "a barrier that someone named" in mail.outbox[0].subject
    assert "hits me" not in mail.outbox[0].body
    assert "survey comment" not in mail.outbox[0].body
    kept = text_of(borough.client("reviewer").get(f"{LIST}?show=kept-out"))
    assert "My manager hits me" in kept
    assert "You asked: Are you safe now? The answer: Not at work." in kept
    for who in ("admin", "leader"):
        assert borough.client(who).get(f"{LIST}?show=kept-out").status_code == 403


def test_a_reply_that_says_someone_is_not_safe_brings_it_forward_to_the_first_page(borough: Borough):
    code = name_one(borough, "The form is long", organisation="hospital")
    settle(borough, Barrier.objects.get(), "ask", said="Which form?")
    assert come_back(code, reply="He hits me and I want to kill myself").status_code == 200
    for number in range(25):
        place = borough.organisations["hospital"]
        row = {"partnership": borough.partnership, "organisation": place, "way": "page", "state": "waiting"}
        Barrier.objects.create(**row, words=f"Form {number}", due_on=TODAY - days(1))
    page = text_of(borough.client("reviewer").get(LIST))
    assert page.index("May not be safe") < page.index("Form ")
    assert "The form is long" in page


def test_what_was_kept_out_is_not_shown_after_its_last_day(borough: Borough):
    row = settle(borough, waiting(borough), "keep_out", said="It is about one person.")
    assert WORDS in text_of(borough.client("reviewer").get(f"{LIST}?show=kept-out"))
    Barrier.objects.filter(pk=row.pk).update(slip_ends_on=TODAY - days(1))
    assert WORDS not in text_of(borough.client("reviewer").get(f"{LIST}?show=kept-out"))


def test_a_reviewer_reads_who_will_read_their_words(borough: Borough):
    row = waiting(borough)
    page = text_of(borough.client("reviewer").get(f"{LIST}{row.pk}/"))
    assert "everyone who can see the partnership’s results" in page.split("Save decision")[0]


def test_one_that_waits_too_long_alerts_its_reviewers_once(borough: Borough):
    row = waiting(borough)
    assert not [each for each in due(on=row.due_on) if each.kind is BARRIER_REVIEW]
    told = [each for each in due(on=row.due_on + days(1)) if each.kind is BARRIER_REVIEW]
    assert [(each.user, each.path) for each in told] == [(borough.people["reviewer"], LIST)]
    mail.outbox.clear()
    for number in (1, 2):
        send_reminders(on=row.due_on + days(number), at=NOON)
    assert [message.to for message in mail.outbox] == [[borough.people["reviewer"].email]]
    assert "1 barrier to review." in text_of(borough.client("reviewer").get("/elmfield/start/"))


def test_a_question_needs_a_slip_and_the_reply_is_for_reviewers_alone(borough: Borough):
    code = name_one(borough, organisation="hospital")
    row = settle(borough, Barrier.objects.get(), "ask", said="Which form?")
    assert row.due_on > TODAY + days(14)
    come_back(code, reply="The pink one, which Jo made.")
    page = text_of(borough.client("reviewer").get(f"{LIST}{row.pk}/"))
    assert "The pink one, which Jo made." in page
    assert "Ask one question first" not in page
    row.refresh_from_db()
    row = settle(borough, row)
    assert (row.question, row.reply) == ("", ""), "of no use any more"
    for who in ("leader", "admin"):
        shown = borough.client(who).get(reverse("learning:barrier", args=["elmfield", row.pk])).content.decode()
        assert "pink" not in shown
    assert "pink" not in borough.client("admin").get("/elmfield/exports/barriers.csv").content.decode()
    Barrier.objects.update(state="waiting", due_on=TODAY, passed_on=None, slip=None, question="", reply="")
    with pytest.raises(ActionRefused, match="No one holds a slip"):
        settle(borough, Barrier.objects.get(), "ask", said="Which form?")

"""Comments: read by a safeguarding reviewer first, by no one else before, apart from every rating."""

import datetime
import threading
import time

import pytest
from django.core import mail
from django.db import connection, models
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from framework.models import Feature
from organisations.actions import ActionRefused, close_round
from organisations.models import AuditEntry, Membership
from organisations.personal_data import find_identifying
from organisations.roles import Role
from surveys.actions.comments import (
    due_day,
    forget_contacts,
    moved_comment,
    remind_of_overdue,
    settle_comment,
    version_of,
    without_reader,
)
from surveys.checklist import checklist
from surveys.models import (
    Answer,
    ClosedRoundAnswer,
    ClosedRoundResponse,
    Comment,
    ContactRequest,
    Question,
    Response,
    SafetySettings,
)
from tests.builders import TODAY, Borough, days, make_member, text_of

FRIDAY = datetime.date(2026, 11, 20)


def write(borough: Borough, text: str = "They listened to me.", service: str = "ward", **fields) -> Comment:
    """A comment as it comes in."""
    question = Question.objects.filter(instrument__framework=borough.round.framework_id).first()
    fields.setdefault("due_on", TODAY + days(3000) if fields.get("state", "waiting") == "waiting" else None)
    return Comment.objects.create(
        service=borough.services[service], round=borough.round, question=question, text=text, **fields
    )


def page_of(comment: Comment) -> str:
    return reverse("surveys:comment-review", args=[comment.round.partnership.slug, comment.pk])


def settled(comment: Comment, **changes) -> dict:
    """What a reviewer's page sends who has read the comment as it is."""
    words = {"text": "They listened to me.", "state": "released", "outcome": "", "nobody": "on"}
    return words | {"version": version_of(comment)} | changes


def settle(comment: Comment, by, state: str = "released", **changes) -> Comment:
    kept = {"text": comment.text, "features": [], "outcome": "A reason", "version": version_of(comment)} | changes
    return settle_comment(comment=comment, state=state, by=by, address="http://x/", **kept)


# --- who reads them ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["admin", "board", "sector", "leader", "lead", "contributor"])
def test_t8_no_one_but_a_reviewer_opens_a_comment(borough: Borough, who: str):
    comment = write(borough, "A worker called Sam shouted at me")
    client = borough.client(who)
    assert client.get(page_of(comment)).status_code == 403
    assert client.get(reverse("surveys:comment-list", args=[borough.slug])).status_code == 403
    for address in ("start-page", "organisations:service-list"):
        assert b"shouted" not in client.get(reverse(address, args=[borough.slug])).content


@pytest.mark.parametrize("place", ["service", "organisation", "sector"])
def test_t8_a_reviewer_never_reads_about_a_place_of_their_own(borough: Borough, place: str):
    own, other = write(borough, service="ward"), write(borough, "About another place", service="refuge")
    ward = borough.services["ward"]
    held = {"service": ward, "organisation": ward.organisation, "sector": ward.sector}[place]
    role = {"service": Role.SERVICE_LEAD, "organisation": Role.ORGANISATION_LEAD, "sector": Role.SECTOR_LEAD}[place]
    Membership.objects.create(
        user=borough.people["reviewer"], role=role, partnership=borough.partnership, **{place: held}
    )
    client = borough.client("reviewer")
    assert client.get(page_of(own)).status_code == 404
    assert client.post(page_of(own), settled(own)).status_code == 404
    listed = text_of(client.get(reverse("surveys:comment-list", args=[borough.slug])))
    assert "1 comment to review" in listed
    assert other.text in listed


def test_a_reviewer_finds_the_comment_due_first_on_top(borough: Borough):
    write(borough, "Second", due_on=TODAY + days(3001))
    write(borough, "First", due_on=TODAY)
    client = borough.client("reviewer")
    listed = text_of(client.get(reverse("surveys:comment-list", args=[borough.slug])))
    assert listed.index("First") < listed.index("Second")
    assert "2 comments to review, 1 overdue" in listed
    assert "2 comments to review. 1 is overdue." in text_of(client.get(reverse("start-page", args=[borough.slug])))


# --- what becomes of one -------------------------------------------------------------------------


def test_t8_a_reviewer_takes_a_name_out_and_lets_the_comment_be_shown(borough: Borough):
    comment = write(borough, "Yesterday Sam Miller listened to me.")
    client = borough.client("reviewer")
    page = client.get(page_of(comment))
    assert "Sam Miller" in text_of(page)
    assert "possible name" in text_of(page)
    feature = Feature.objects.get(framework=borough.round.framework, code="2")
    client.post(page_of(comment), settled(comment, text="Yesterday [a worker] listened to me.", features=[feature.pk]))
    comment.refresh_from_db()
    assert (comment.state, comment.text) == ("released", "Yesterday [a worker] listened to me.")
    assert (comment.names_removed, comment.due_on) == (True, None)
    assert list(comment.features.all()) == [feature]
    assert comment.settled_by == borough.people["reviewer"]
    assert not Comment.objects.filter(text__contains="Sam").exists()


def test_a_name_that_is_still_there_is_asked_about_and_nothing_is_lost(borough: Borough):
    comment = write(borough)
    page = borough.client("reviewer").post(
        page_of(comment), {"text": "I like Sam Miller, call 07700 900123", "state": "released", "outcome": "mine"}
    )
    shown = text_of(page)
    assert "Check “Sam Miller” (possible name), “07700 900123”" in shown
    assert "I like Sam Miller, call 07700 900123" in shown
    comment.refresh_from_db()
    assert comment.state == "waiting"


@pytest.mark.parametrize("state", ["withheld", "escalated"])
def test_what_is_not_shown_needs_a_reason(borough: Borough, state: str):
    comment = write(borough)
    page = borough.client("reviewer").post(page_of(comment), settled(comment, state=state))
    assert "Enter a reason" in text_of(page)
    comment.refresh_from_db()
    assert comment.state == "waiting"


def test_t8_an_escalation_reaches_the_contact_without_the_words(borough: Borough, django_capture_on_commit_callbacks):
    SafetySettings.objects.create(
        partnership=borough.partnership, escalation_name="Jo", escalation_email="safe@example.org"
    )
    comment = write(borough, "He will hurt me tonight")
    with django_capture_on_commit_callbacks(execute=True):
        borough.client("reviewer").post(
            page_of(comment), settled(comment, state="escalated", outcome="Called the duty desk")
        )
    (message,) = mail.outbox
    assert message.to == ["safe@example.org"]
    assert f"/{borough.slug}/comments/?show=settled" in message.body
    assert "hurt" not in message.body + message.subject
    comment.refresh_from_db()
    assert comment.state == "escalated"


def test_without_a_contact_the_reviewer_is_told_so_beforehand(borough: Borough):
    page = borough.client("reviewer").get(page_of(write(borough)))
    assert "No safeguarding contact has been added" in text_of(page)


@pytest.mark.parametrize("first", ["released", "withheld"])
def test_two_reviewers_do_not_overwrite_each_other(borough: Borough, first: str):
    comment = write(borough, "Sam Miller was kind.")
    opened = settled(comment, text="A worker called Sam was kind.")
    other = borough.client("reviewer")
    other.post(page_of(comment), settled(comment, text="A worker was kind.", state=first, outcome="Names Sam"))
    page = borough.client("reviewer").post(page_of(comment), opened)
    shown = text_of(page)
    assert "Someone else has changed this comment" in shown
    assert "A worker called Sam was kind." in shown, "what the second one wrote is not lost"
    comment.refresh_from_db()
    assert (comment.state, comment.text) == (first, "A worker was kind.")
    assert page.context["form"]["version"].value() == version_of(comment)
    borough.client("reviewer").post(page_of(comment), opened | {"version": version_of(comment)})
    comment.refresh_from_db()
    assert comment.text == "A worker called Sam was kind.", "who has seen both may decide"


def test_a_second_redaction_of_a_comment_that_stays_in_its_state_is_not_undone(borough: Borough):
    comment = write(borough, "Sam Miller was kind.", state="released")
    opened = settled(comment, text="Sam was kind.")
    settle(comment, borough.people["reviewer"], text="A worker was kind.")
    page = borough.client("reviewer").post(page_of(comment), opened)
    assert "Someone else has changed this comment" in text_of(page)
    comment.refresh_from_db()
    assert comment.text == "A worker was kind."


def test_a_page_opened_before_the_round_closed_still_settles_its_comment(borough: Borough):
    comment, other = write(borough, "Sam Miller was kind."), write(borough, "Another")
    opened = settled(comment, text="A worker was kind.")
    close_round(round_=borough.round, by=None)
    client = borough.client("reviewer")
    assert client.get(page_of(comment)).status_code == 404
    client.post(page_of(comment), opened)
    assert Comment.objects.get(text="A worker was kind.").state == "released"
    assert Comment.objects.get(text=other.text).state == "waiting"
    assert client.post(page_of(comment), opened).status_code == 404, "no comment of that version is left"
    assert client.post(page_of(comment), opened | {"version": ""}).status_code == 404


def test_a_page_opened_before_the_round_closed_opens_nothing_about_an_own_place(borough: Borough):
    comment = write(borough)
    Membership.objects.create(
        user=borough.people["reviewer"],
        role=Role.SERVICE_LEAD,
        partnership=borough.partnership,
        service=comment.service,
    )
    opened = settled(comment)
    close_round(round_=borough.round, by=None)
    assert borough.client("reviewer").post(page_of(comment), opened).status_code == 404


def test_a_comment_whose_round_closes_at_that_very_moment_is_settled_by_pressing_once_more(borough: Borough):
    comment = write(borough)
    version = version_of(comment)
    close_round(round_=borough.round, by=None)
    with pytest.raises(ActionRefused, match="Save it again"):
        settle(comment, borough.people["reviewer"])
    assert moved_comment(Comment.objects, version) == Comment.objects.waiting().get()


@pytest.mark.django_db(transaction=True)
def test_what_a_reviewer_settles_while_comments_are_written_anew_is_not_undone(borough: Borough):
    """Between the reading of all comments and their deletion someone settles one, or waits and is told."""
    if connection.vendor != "postgresql":
        pytest.skip("On SQLite writers come one after another.")
    comment, reviewer = write(borough), borough.people["reviewer"]
    came_between: list[threading.Thread] = []
    said: list[str] = []

    def settle_it() -> None:
        try:
            said.append(settle(comment, reviewer).state)
        except ActionRefused as reason:
            said.append(str(reason))
        finally:
            connection.close()

    def execute(go_on, sql, params, many, context):
        if sql.startswith('DELETE FROM "surveys_comment') and not came_between:
            came_between.append(threading.Thread(target=settle_it))
            came_between[0].start()
            came_between[0].join(1)
        return go_on(sql, params, many, context)

    with connection.execute_wrapper(execute):
        close_round(round_=borough.round, by=None)
    came_between[0].join(20)
    assert said == ["released"] or "Your decision is not saved yet" in said[0]
    assert Comment.objects.get().state == ("released" if said == ["released"] else "waiting")


def test_the_log_says_that_a_comment_was_settled_and_neither_which_nor_what(borough: Borough):
    comment = write(borough, "They listened to me.")
    settle(comment, borough.people["reviewer"])
    entry = AuditEntry.objects.get(what="decided that a comment may be shown")
    assert entry.about == str(borough.round)
    assert str(comment.pk) not in entry.about


# --- in time -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "number", "due"),
    [
        (FRIDAY, 1, datetime.date(2026, 11, 23)),
        (FRIDAY, 5, datetime.date(2026, 11, 27)),
        (FRIDAY + days(1), 5, datetime.date(2026, 11, 27)),
        (datetime.date(2026, 11, 23), 5, datetime.date(2026, 11, 30)),
        # Christmas Day is a Friday in 2026, and Boxing Day has its holiday on the Monday after.
        (datetime.date(2026, 12, 24), 1, datetime.date(2026, 12, 29)),
        (datetime.date(2026, 12, 21), 5, datetime.date(2026, 12, 30)),
        (datetime.date(2027, 3, 25), 1, datetime.date(2027, 3, 30)),  # Good Friday and Easter Monday
        (datetime.date(2026, 8, 28), 1, datetime.date(2026, 9, 1)),  # the last Monday in August
    ],
)
def test_the_time_limit_counts_working_days(on, number, due):
    assert due_day(days=number, on=on) == due


def test_t8_what_waits_too_long_is_told_to_reviewers_and_admins(borough: Borough, django_capture_on_commit_callbacks):
    write(borough, "Nobody listens", due_on=TODAY)
    with django_capture_on_commit_callbacks(execute=True):
        assert remind_of_overdue(on=TODAY) == 0
        assert remind_of_overdue(on=TODAY + days(1)) == 1
    assert {message.to[0] for message in mail.outbox} == {
        borough.people["reviewer"].email,
        borough.people["admin"].email,
    }
    assert all("Nobody listens" not in message.body for message in mail.outbox)
    for message in mail.outbox:
        assert message.subject == "Overdue: comments, Elmfield Partnership"
        assert "Comments in Elmfield Partnership have not been read" in message.body
        assert "\nhttp://127.0.0.1:8000/elmfield/comments/\n" in message.body


# --- comments that no reviewer may read ----------------------------------------------------------


def give_a_role_at(borough: Borough, who: str, service: str) -> None:
    ward = borough.services[service]
    Membership.objects.create(
        user=borough.people[who], role=Role.SERVICE_LEAD, partnership=borough.partnership, service=ward
    )


def test_an_admin_is_told_where_every_reviewer_holds_a_role(borough: Borough, django_capture_on_commit_callbacks):
    write(borough, due_on=TODAY)
    write(borough, service="refuge")
    overview = reverse("surveys:survey-overview", args=[borough.slug])
    assert "Comments that no one can review" not in text_of(borough.client("admin").get(overview))
    give_a_role_at(borough, "reviewer", "ward")
    shown = text_of(borough.client("admin").get(overview))
    assert "There are comments that none of your safeguarding reviewers can read." in shown
    assert f"About: {borough.services['ward'].name}." in shown
    matter = checklist(borough.round)[0]
    assert "there are comments that none of your safeguarding reviewers can read" in matter.text
    assert matter.url == overview
    with django_capture_on_commit_callbacks(execute=True):
        remind_of_overdue(on=TODAY + days(1))
    assert all("Some comments cannot be read by any of the reviewers" in message.body for message in mail.outbox)
    assert all("\nhttp://127.0.0.1:8000/elmfield/people/invite/\n" in message.body for message in mail.outbox)
    make_member(borough, "second-reviewer", Role.REVIEWER)
    assert without_reader(Comment.objects, borough.partnership) == (0, [])


def test_without_any_reviewer_no_one_may_read(borough: Borough):
    write(borough)
    write(borough, service="refuge")
    borough.people["reviewer"].memberships.all().delete()
    assert without_reader(Comment.objects, borough.partnership)[0] == 2


# --- those who would like to be contacted --------------------------------------------------------


def test_t9_a_contact_request_is_settled_and_forgotten_thirty_days_later(borough: Borough):
    asked = ContactRequest.objects.create(
        partnership=borough.partnership, name="Sky", reach="07700 900123", due_on=TODAY + days(5)
    )
    client = borough.client("reviewer")
    assert "07700 900123" in text_of(client.get(reverse("surveys:comment-list", args=[borough.slug])))
    client.post(reverse("surveys:contact-settle", args=[borough.slug, asked.pk]))
    asked.refresh_from_db()
    assert asked.state == "done"
    again = client.post(reverse("surveys:contact-settle", args=[borough.slug, asked.pk]), follow=True)
    assert "already marked this person as contacted" in text_of(again)
    assert "07700" not in text_of(client.get(reverse("surveys:comment-list", args=[borough.slug])))
    assert forget_contacts(on=asked.settled_on + days(29)) == 0
    assert forget_contacts(on=asked.settled_on + days(30)) == 1


# --- apart from ratings --------------------------------------------------------------------------


def test_s9_t9_comments_and_contacts_share_no_key_and_no_time_with_answers():
    ratings = {Response, Answer, ClosedRoundResponse, ClosedRoundAnswer}
    for model in (Comment, ContactRequest):
        for field in model._meta.get_fields():
            assert field.related_model not in ratings, f"{model.__name__}.{field.name} leads to an answer"
            assert not isinstance(field, models.DateTimeField | models.TimeField), "a time could be compared"
    for model in ratings:
        for field in model._meta.get_fields():
            assert field.related_model not in (Comment, ContactRequest)
            assert not isinstance(field, models.DateField | models.TimeField)
    assert {field.related_model for field in ContactRequest._meta.get_fields() if field.related_model} == {
        ContactRequest._meta.get_field("partnership").related_model,
        ContactRequest._meta.get_field("settled_by").related_model,
    }


def test_s9_at_close_comments_are_written_anew_in_another_order(borough: Borough):
    feature = Feature.objects.filter(framework=borough.round.framework).first()
    before = [write(borough, f"Comment {number}") for number in range(40)]
    before[3].features.set([feature])
    settle(before[5], borough.people["reviewer"], "withheld")
    close_round(round_=borough.round, by=None)
    after = as_they_lie()
    assert set(after) == {comment.text for comment in before}
    assert after != [comment.text for comment in before]
    assert not Comment.objects.filter(pk__in=[comment.pk for comment in before]).exists()
    assert list(Comment.objects.get(text="Comment 3").features.all()) == [feature]
    assert Comment.objects.get(text="Comment 5").state == "withheld"
    assert Comment.objects.waiting().count() == 39


def as_they_lie() -> list[str]:
    """The comments in the order in which the database has written them."""
    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT text FROM surveys_comment ORDER BY {place}")  # noqa: S608
        return [text for (text,) in cursor.fetchall()]


# --- what may identify someone ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I talked to Sam Miller.", ["Sam Miller"]),
        ("Mrs Khan helped. Nobody else did.", ["Mrs Khan"]),
        ("Ring me on 07700 900 123 or a.b@example.org", ["07700 900 123", "a.b@example.org"]),
        ("I was born on 3/4/2010, in M14 5RX", ["3/4/2010", "M14 5RX"]),
        ("my birthday is 12th March", ["12th March"]),
        ("Everybody was kind. They listened. I’m glad, and on Monday I came back.", []),
        ("it took 3 weeks and 20 people", []),
        ("", []),
    ],
)
def test_likely_names_and_numbers_are_found(text: str, words: list[str]):
    assert [found for found, _ in find_identifying(text)] == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Aisha said she liked the room.", ["Aisha"]),
        ("John’s mum felt safe. Mohammed, 8, was scared.", ["John", "Mohammed", "8"]),
        ("Fatima-Zahra was heard", ["Fatima-Zahra"]),
        ("Tom was proud. Zoë liked it. We met Zoë and Renée and Łukasz.", ["Tom", "Zoë", "Zoë", "Renée", "Łukasz"]),
        ("Zoe\u0308 came", ["Zoe\u0308"]),
        ("Quilla told us. Quilla's mum too. Quilla, 9, and Quilla (9).", ["Quilla"] * 3 + ["9", "Quilla", "9"]),
        ("“Quilla wanted to go,” said O’Brien.", ["Quilla", "O’Brien"]),
        ("When Quilla came, we met Élodie Şahin-Öz.", ["Quilla", "Élodie Şahin-Öz"]),
        ("Mr Łaski rang", ["Mr Łaski"]),
        ("born May 3rd 2012", ["May 3rd 2012"]),
        ("born May 3, 2012", ["May 3, 2012"]),
        ("born 3 5 2012", ["3 5 2012"]),
        ("born 3 / 5 / 2012", ["3 / 5 / 2012"]),
        ("born 3rd of May 2012", ["3rd of May 2012"]),
    ],
)
def test_a_name_at_the_beginning_or_with_an_accent_and_every_kind_of_date_are_found(text: str, words: list[str]):
    assert [found for found, _ in find_identifying(text)] == words


@pytest.mark.parametrize(
    "text",
    [
        "Staff said yes. Everyone was kind. She told us. It was warm. Parents felt safe. Safety is first.",
        "One mother said so.",
        "They’re late. Don’t ask. It’s fine. That's good. Everybody’s welcome. Today’s talk was good. We’ve been.",
        "Nurses told me. Teachers asked us. Volunteers came. Reception was busy. Waiting is hard. Kindness was there.",
        "Families liked it. Children thought so. Trust is slow. Mum’s happy. Dad said no. Somebody wrote it down.",
        "Unfortunately, 3 of us left. Lighting is too bright. Information was hard to find. You may come in 3 weeks.",
        "On Monday we met. The room is small. The NHS and the GPs helped. Others explained. Nobody had time.",
        "Will it last? May we come? Mark the door. Hope is there. Some felt lost. People spoke. We marched 20 miles.",
    ],
)
def test_words_that_only_begin_a_sentence_are_not_asked_about(text: str):
    assert find_identifying(text) == []


@pytest.mark.parametrize("piece", ["a", "A", "Aa ", "a.", "Sam-", "1 ", "\n", " ", "Mr ", "o’", "e\u0308"])
def test_a_long_text_is_looked_through_in_a_moment(piece: str):
    begun = time.process_time()
    find_identifying(piece * (5000 // len(piece)))
    assert time.process_time() - begun < 1


@given(st.text())
def test_any_text_can_be_looked_through_and_what_is_found_stands_in_it(text: str):
    assert all(words in text for words, _ in find_identifying(text))


def test_the_subject_of_what_is_overdue_counts_only_what_there_is(borough: Borough, django_capture_on_commit_callbacks):
    write(borough, due_on=TODAY)
    write(borough, "Two", due_on=TODAY)
    ContactRequest.objects.create(partnership=borough.partnership, name="Sky", reach="07", due_on=TODAY)
    with django_capture_on_commit_callbacks(execute=True):
        remind_of_overdue(on=TODAY + days(1))
    assert {message.subject for message in mail.outbox} == {
        "Overdue: comments and 1 contact request, Elmfield Partnership"
    }

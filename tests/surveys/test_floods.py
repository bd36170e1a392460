"""Comments and the link they came by: a flood is slowed and held apart, a link that is set aside takes its comments."""

from pathlib import Path

import pytest
from django.core import mail
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisations.actions import ActionRefused, close_round
from organisations.limits import RateLimiter
from organisations.models import AuditEntry, Membership, Round
from organisations.roles import Role
from reporting.measures.comments import themes_of
from reporting.release.fingerprint import _beside_figures
from surveys.actions import floods
from surveys.actions.comments import remind_of_overdue
from surveys.actions.flags import count_link_again, set_link_aside
from surveys.checklist import checklist, open_items
from surveys.closing import begin
from surveys.mixing import mix_all
from surveys.models import Comment, CommentCameBy, ContactRequest, Flag, Question, Response, SurveyLink
from tests.builders import TODAY, Borough, days, text_of
from tests.surveys.filling_in import key_for, link_of, one_answer, questions_of
from tests.surveys.test_comments import as_they_lie, page_of, settle, settled
from tests.surveys.test_limits import SCHOOL, later, request_from

ROOT = Path(__file__).parents[2]


def open_questions(link: SurveyLink) -> list[Question]:
    return list(Question.objects.filter(instrument=link.instrument, kind="open", partnership=None).order_by("order"))


def send(link: SurveyLink, number: int, *texts: str, address: str = SCHOOL):
    """Somebody's answers with what they wrote, from a browser that calls itself something new each time."""
    written = dict(zip([question.code for question in open_questions(link)], texts, strict=False))
    client = Client(REMOTE_ADDR=address, HTTP_USER_AGENT=f"Browser {number}")
    return client.post(questions_of(link), {"key": key_for(link), "go": "send"} | written)


def store(link: SurveyLink, *texts: str, held: bool = False, on=TODAY) -> list[Comment]:
    """Comments that came by a link."""
    question = open_questions(link)[0]
    floods.store_comments(survey_link=link, written=[(question, text) for text in texts], held=held, on=on)
    return [Comment.objects.get(text=text, round=link.round) for text in texts]


def reviews(borough: Borough) -> str:
    return reverse("surveys:comment-list", args=[borough.slug])


def heap_page(link: SurveyLink, *, key: int | None = None) -> str:
    place = [link.round.partnership.slug, link.round.slug, link.pk if key is None else key]
    return reverse("surveys:comment-heap", args=place)


# --- a flood -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_i8_150_sends_of_words_from_one_address_are_slowed_and_leave_the_queue_with_one_press(borough: Borough):
    link = link_of(borough, "families", "poster")
    real = store(link_of(borough, "families", service="refuge"), "I am not safe at home.", "They were kind.")
    pages = [send(link, number, f"Flood {number} a", f"Flood {number} b") for number in range(150)]
    stored, slowed = (sum(page.status_code == code for page in pages) for code in (302, 429))
    assert (stored + slowed, Response.objects.count()) == (150, stored)
    assert 40 <= slowed <= 60, "90 at once, and one a second after that"
    assert "Wait a moment, then try again." in text_of(next(page for page in pages if page.status_code == 429))
    queue = Comment.objects.waiting().exclude(pk__in=[one.pk for one in real]).count()
    assert 2 * 60 <= queue <= 2 * 62
    assert Comment.objects.held().count() == 2 * stored - queue
    assert list(Flag.objects.filter(survey_link=link, kind="words").values_list("settled_on", flat=True)) == [None]

    matters = {str(matter.title): matter for matter in checklist(borough.round)}
    assert matters["Comments reviewed"].text == "some comments are still to be reviewed"
    assert matters["Comments that came all at once decided"].text.startswith("1 group of comments")
    assert matters["Comments that came all at once decided"] in open_items(borough.round)

    client = borough.client("reviewer")
    assert "1 group of comments came all at once" in text_of(client.get(reverse("start-page", args=[borough.slug])))
    client.post(heap_page(link), {"what": "all-aside", "reason": "The same words, over and over."})
    assert set(Comment.objects.waiting()) == set(real)
    assert not Comment.objects.held().exists()
    assert "Comments that came all at once decided" not in [str(matter.title) for matter in checklist(borough.round)]
    entry = AuditEntry.objects.get(what="excluded comments that came all at once")
    assert entry.about.endswith(": The same words, over and over.")

    client.post(reverse("surveys:comment-heap-back", args=[borough.slug, borough.round.slug, link.pk]))
    assert Comment.objects.held().count() == 2 * stored - queue
    assert Comment.objects.waiting().count() == queue + 2


def test_i8_a_class_of_30_children_that_writes_behind_one_address_stands_in_the_queue(borough: Borough):
    link = link_of(borough, "children")
    for number in range(30):
        assert send(link, number, f"Pupil {number}", "I like it").status_code == 302
    assert Comment.objects.waiting().count() >= 30
    assert not Comment.objects.held().exists()
    assert not Flag.objects.filter(kind="words").exists()


def test_i8_two_classes_one_after_the_other_are_no_flood_and_a_hundred_at_once_are():
    keeper = RateLimiter()
    for number in range(60):  # within five minutes, on tablets that call themselves what they like
        assert not keeper.is_flood(request_from(browser=f"Tablet {number}"), "words", at=later(5 * number), link=1)
    keeper = RateLimiter()
    found = [keeper.is_flood(request_from(browser=str(n)), "words", at=later(n / 20), link=1) for n in range(100)]
    assert found == [False] * 60 + [True] * 40


def test_i8_a_flood_is_seen_by_link_from_many_addresses_and_by_address_over_many_links():
    by_link, by_address = RateLimiter(), RateLimiter()
    many = [request_from(f"198.51.{n}.7", f"Phone {n}") for n in range(80)]
    assert sum(by_link.is_flood(one, "words", at=later(0), link=1) for one in many) == 20
    assert not by_link.is_flood(many[79], "words", at=later(0), link=2), "another link is not held for it"
    assert sum(by_address.is_flood(request_from(), "words", at=later(0), link=n) for n in range(80)) == 20


def test_i8_each_of_several_processes_counts_its_share_and_a_new_day_begins_afresh(settings):
    settings.SERVER_PROCESSES = 3
    keeper = RateLimiter()
    assert sum(not keeper.is_flood(request_from(), "words", at=later(0), link=1) for _ in range(70)) == 20
    assert not keeper.is_flood(request_from(), "words", at=later(24 * 3600), link=1)


def test_i8_no_more_than_200_a_day_reach_the_queue_by_one_link_whatever_a_server_remembers(borough: Borough):
    link, other = link_of(borough, "families"), link_of(borough, "families", service="refuge")
    store(link, *[f"Words {number}" for number in range(200)], on=timezone.localdate())
    assert send(link, 1, "One more").status_code == 302
    assert send(other, 2, "By another link").status_code == 302
    assert Comment.objects.get(text="One more").is_held
    assert not Comment.objects.get(text="By another link").is_held
    Comment.objects.filter(text__startswith="Words").update(state="withheld", due_on=None)
    assert send(link, 3, "Read and on").status_code == 302
    assert not Comment.objects.get(text="Read and on").is_held


@pytest.mark.slow
def test_answers_without_words_are_no_flood(borough: Borough):
    link = link_of(borough, "families")
    chosen = {question.code: point.key for question, point in one_answer(link).items()}
    for number in range(70):
        client = Client(REMOTE_ADDR=SCHOOL, HTTP_USER_AGENT=f"Browser {number}")
        client.post(questions_of(link), {"key": key_for(link), "go": "send"} | chosen)
    assert Response.objects.count() == 70
    assert not Flag.objects.filter(kind="words").exists()


# --- a heap ------------------------------------------------------------------------------------------------------


def test_a_heap_shows_first_what_tells_of_danger_and_names_it(borough: Borough):
    link = link_of(borough, "families")
    store(link, *[f"Zebra {n}" for n in range(60)], "My dad hits me every night.", held=True)
    page = text_of(borough.client("reviewer").get(heap_page(link)))
    assert "1 of them has words that someone may use who is not safe." in page
    assert page.index("My dad hits me") < page.index("Zebra")
    assert "61 comments" in page
    listed = text_of(borough.client("reviewer").get(reviews(borough)))
    assert "61 comments came all at once" in listed
    assert "Zebra 1" not in listed
    assert "No comments to review" in listed


def test_a_heap_that_was_a_class_moves_into_the_queue_with_a_reason(borough: Borough):
    link = link_of(borough, "families")
    held = store(link, "One", "Two", held=True)
    client = borough.client("reviewer")
    assert "Enter why" in text_of(client.post(heap_page(link), {"what": "take-in", "reason": ""}))
    assert Comment.objects.held().count() == 2
    client.post(heap_page(link), {"what": "take-in", "reason": "Year 5 answered in one lesson."})
    assert set(Comment.objects.waiting()) == set(held)
    assert AuditEntry.objects.get(what__startswith="took comments that came").about.endswith("in one lesson.")
    assert client.get(heap_page(link)).status_code == 404


def test_one_of_a_heap_can_be_decided_on_its_own(borough: Borough):
    link = link_of(borough, "families")
    one, _two = store(link, "He will hurt me tonight", "Two", held=True)
    client = borough.client("reviewer")
    client.post(page_of(one), settled(one, text=one.text, state="escalated", outcome="Called the duty desk"))
    one.refresh_from_db()
    assert (one.state, one.is_held) == ("escalated", False)
    client.post(heap_page(link), {"what": "aside", "reason": "A flood"})
    one.refresh_from_db()
    assert one.set_aside == ""


@pytest.mark.parametrize("who", ["admin", "board", "lead", "leader", "contributor"])
def test_t8_no_one_but_a_reviewer_opens_a_heap(borough: Borough, who: str):
    link = link_of(borough, "families")
    store(link, "One", held=True)
    assert borough.client(who).get(heap_page(link)).status_code == 403
    assert borough.client(who).post(heap_page(link), {"what": "aside", "reason": "x"}).status_code == 403
    assert Comment.objects.held().exists()


def test_t8_a_reviewer_with_a_role_at_the_place_opens_no_heap_of_it(borough: Borough):
    link = link_of(borough, "families")
    store(link, "One", held=True)
    place = {"partnership": borough.partnership, "service": link.service}
    Membership.objects.create(user=borough.people["reviewer"], role=Role.SERVICE_LEAD, **place)
    assert borough.client("reviewer").get(heap_page(link)).status_code == 404
    assert "came all at once" not in text_of(borough.client("reviewer").get(reviews(borough)))


def test_after_sealing_a_heap_knows_its_round_only_and_is_decided_all_the_same(borough: Borough):
    link = link_of(borough, "families")
    store(link, "One", "Two", held=True)
    store(link_of(borough, "workforce"), "Three", held=True)
    close_round(round_=borough.round, by=None)
    client = borough.client("reviewer")
    assert client.get(heap_page(link)).status_code == 404
    assert "no longer know by which link" in text_of(client.get(heap_page(link, key=0)))
    client.post(heap_page(link, key=0), {"what": "aside", "reason": "A flood"})
    assert Comment.objects.filter(set_aside="flood").count() == 3
    client.post(reverse("surveys:comment-heap-back", args=[borough.slug, borough.round.slug, 0]))
    assert Comment.objects.held().count() == 3


def test_once_released_a_heap_stays_as_it_is(borough: Borough):
    link = link_of(borough, "families")
    store(link, "One", held=True)
    heap = floods.heaps_for(borough.people["reviewer"], borough.partnership)[0]
    Round.objects.filter(pk=borough.round.pk).update(state="released")
    for act in (floods.take_in, floods.set_heap_aside):
        with pytest.raises(ActionRefused, match="has been released"):
            act(heap=heap, reason="x", by=borough.people["reviewer"])
    with pytest.raises(ActionRefused, match="has been released"):
        floods.take_heap_back(heap=heap, by=borough.people["reviewer"])


def test_t8_a_group_that_no_one_decides_about_is_told_of_when_it_is_overdue(
    borough: Borough, django_capture_on_commit_callbacks
):
    store(link_of(borough, "families"), "One", "Two", held=True)
    due = Comment.objects.first().due_on
    assert remind_of_overdue(on=due) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert remind_of_overdue(on=due + days(1)) == 1
    assert {message.subject for message in mail.outbox} == {"Overdue: 1 group of comments, Elmfield Partnership"}
    assert all("1 group of comments in Elmfield Partnership came all at once" in each.body for each in mail.outbox)
    overview = text_of(borough.client("admin").get(reverse("surveys:survey-overview", args=[borough.slug])))
    assert "Groups of comments that came all at once 1" in overview
    assert "Comments to review none" in overview


# --- a link that is set aside ------------------------------------------------------------------------------------


def test_s9_a_link_that_is_set_aside_takes_its_comments_and_gives_them_back_as_they_were(borough: Borough):
    link, other = link_of(borough, "families", "poster"), link_of(borough, "families", service="refuge")
    waits, shown, passed_on = store(link, "Waits", "Shown", "Not safe")
    stays, kept = store(other, "Stays"), settle(shown, borough.people["reviewer"])
    settle(passed_on, borough.people["reviewer"], "escalated")
    before = {one.pk: (one.state, one.due_on, one.outcome) for one in Comment.objects.all()}
    admin = borough.client("admin")
    where = reverse("surveys:link-review", args=[borough.slug, link.pk])
    page = admin.post(where, {"reason": "150 in eight seconds"}, follow=True)
    assert "out of the review queue" in text_of(page)
    assert set(Comment.objects.waiting()) == set(stays)
    aside = Comment.objects.exclude(set_aside="")
    assert {one.pk for one in aside} == {waits.pk, kept.pk}
    assert {(one.set_aside, one.set_aside_reason) for one in aside} == {("link", "150 in eight seconds")}
    assert "150 in eight seconds" in text_of(borough.client("reviewer").get(reviews(borough) + "?show=aside"))
    refused = borough.client("reviewer").post(page_of(waits), settled(waits, text=waits.text))
    assert "has been excluded" in text_of(refused)

    admin.post(reverse("surveys:link-count", args=[borough.slug, link.pk]))
    assert {one.pk: (one.state, one.due_on, one.outcome) for one in Comment.objects.all()} == before
    assert not Comment.objects.exclude(set_aside="").exists()


def test_what_comes_by_a_link_that_is_set_aside_is_set_aside_and_no_flood_of_the_queue(borough: Borough):
    link = link_of(borough, "families")
    opened = SurveyLink.objects.get(pk=link.pk)
    set_link_aside(survey_link=link, reason="A flood", by=borough.people["admin"], on=TODAY)
    (late,) = store(opened, "Came afterwards")
    assert not Comment.objects.waiting().exists()
    assert late.set_aside_reason == "A flood"
    count_link_again(survey_link=link, by=borough.people["admin"])
    assert Comment.objects.waiting().get() == late


def test_a_heap_that_a_reviewer_set_aside_stays_so_when_its_link_counts_again(borough: Borough):
    link = link_of(borough, "families")
    store(link, "One", held=True)
    heap = floods.heaps_for(borough.people["reviewer"], borough.partnership)[0]
    floods.set_heap_aside(heap=heap, reason="A flood", by=borough.people["reviewer"])
    set_link_aside(survey_link=link, reason="Too fast", by=borough.people["admin"], on=TODAY)
    count_link_again(survey_link=link, by=borough.people["admin"])
    assert Comment.objects.get().set_aside == "flood"


def test_s9_a_comment_set_aside_before_sealing_stays_out_and_one_of_a_link_set_aside_later_stays_in(borough: Borough):
    early, late = link_of(borough, "families"), link_of(borough, "families", service="refuge")
    store(early, "Early")
    store(late, "Late")
    set_link_aside(survey_link=early, reason="Before", by=borough.people["admin"], on=TODAY)
    close_round(round_=borough.round, by=None)
    assert set_link_aside(survey_link=late, reason="After", by=borough.people["admin"], on=TODAY) == 0
    assert count_link_again(survey_link=early, by=borough.people["admin"]) == 0
    assert Comment.objects.waiting().get().text == "Late"
    assert Comment.objects.get(text="Early").set_aside_reason == "Its link was excluded from results."
    assert AuditEntry.objects.get(what="excluded a survey link from results", about__endswith=": Before")


def test_s9_what_is_set_aside_is_in_no_result_though_a_reviewer_had_said_that_it_may_be_shown(borough: Borough):
    link = link_of(borough, "families")
    for text in ("One", "Two"):
        (comment,) = store(link, text)
        settle(comment, borough.people["reviewer"])
    assert themes_of(borough.round, "families") == {"": 2}
    before = _beside_figures(borough.round)
    set_link_aside(survey_link=link, reason="A flood", by=borough.people["admin"], on=TODAY)
    assert themes_of(borough.round, "families") == {"": 0}
    assert _beside_figures(borough.round)["comments"] != before["comments"], "who approves is told that it changed"
    count_link_again(survey_link=link, by=borough.people["admin"])
    assert themes_of(borough.round, "families") == {"": 2}


# --- what is stored ----------------------------------------------------------------------------------------------


def test_s9_the_table_of_links_knows_a_comment_and_its_link_and_nothing_else():
    fields = {field.name: field for field in CommentCameBy._meta.get_fields()}
    assert set(fields) == {"id", "comment", "survey_link"}
    assert isinstance(fields["id"], models.UUIDField)
    assert not any(isinstance(field, models.DateField | models.TimeField) for field in fields.values())
    assert {fields["comment"].related_model, fields["survey_link"].related_model} == {Comment, SurveyLink}


def test_s9_only_setting_aside_reads_by_which_link_a_comment_came():
    reads = {
        str(path.relative_to(ROOT))
        for room in ("surveys", "reporting", "home", "organisations", "assessments", "activities", "pledges")
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts and ("came_by" in path.read_text() or "CommentCameBy" in path.read_text())
    }
    assert reads == {
        "surveys/actions/floods.py",  # reads it
        "surveys/disk.py",  # and takes it off the disk
        "surveys/mixing.py",  # writes it again in another order
        "surveys/example_answer.py",  # shows what is stored of an example
        "surveys/models/__init__.py",
        "surveys/models/comments.py",
    }


def test_s9_the_links_of_comments_go_in_the_transaction_that_ends_reopening(borough: Borough):
    store(link_of(borough, "families"), "One", "Two")
    assert CommentCameBy.objects.count() == 2
    begin(round_=borough.round)
    assert not CommentCameBy.objects.exists()
    assert Comment.objects.count() == 2


def test_s9_after_sealing_no_comment_knows_its_link(borough: Borough):
    store(link_of(borough, "families"), "One")
    send(link_of(borough, "families"), 1, "Two")
    heap = link_of(borough, "workforce")
    store(heap, "Three", held=True)
    floods.set_heap_aside(
        heap=floods.heaps_for(borough.people["reviewer"], borough.partnership)[0],
        reason="Only of this link",
        by=borough.people["reviewer"],
    )
    close_round(round_=borough.round, by=None)
    assert (Comment.objects.count(), CommentCameBy.objects.count()) == (3, 0)
    assert not Comment.objects.filter(set_aside_reason__contains="Only of this link").exists()


def test_i3_links_of_comments_are_mixed_with_the_rest(borough: Borough):
    store(link_of(borough, "families"), *[f"Comment {number}" for number in range(40)])
    pairs = set(CommentCameBy.objects.values_list("pk", "comment", "survey_link"))
    place = "rowid" if connection.vendor == "sqlite" else "ctid"

    def lie() -> list:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM surveys_commentcameby ORDER BY {place}")  # noqa: S608
            return [name for (name,) in cursor.fetchall()]

    before, words = lie(), as_they_lie()
    mix_all(borough.round)
    assert lie() != before
    assert as_they_lie() != words
    assert set(CommentCameBy.objects.values_list("pk", "comment", "survey_link")) == pairs


def test_a_comment_is_never_set_aside_without_a_reason(borough: Borough):
    (comment,) = store(link_of(borough, "families"), "One")
    for wrong in ({"set_aside": "flood"}, {"set_aside_reason": "Because"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.filter(pk=comment.pk).update(**wrong)


# --- asking to be contacted --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_i7_requests_to_be_contacted_from_one_address_are_slowed_and_held_apart_and_urgent_ones_stay(borough: Borough):
    where = f"/s/contact/{borough.slug}/"
    seen = []
    for number in range(80):
        client = Client(REMOTE_ADDR=SCHOOL, HTTP_USER_AGENT=f"Browser {number}")
        about = "I am scared, he hits me" if number == 15 else "Hello"
        sent = {"key": f"key-{number}", "name": f"Caller {number}", "reach": "07700 900123", "about": about}
        seen.append(client.post(where, sent).status_code)
    assert 20 <= seen.count(302) <= 22
    assert seen.count(429) == 80 - seen.count(302)
    assert ContactRequest.objects.filter(is_held=False).count() == 6
    page = borough.client("reviewer").get(reviews(borough))
    body = page.content.decode()
    folded = body.index("requests that came with many others at once")
    assert body.index("Caller 15") < body.index("Caller 0<") < folded < body.index("Caller 12")


def test_a_family_centre_asks_a_few_times_and_nothing_is_held():
    keeper = RateLimiter()
    assert not any(keeper.is_flood(request_from(browser=str(n)), "contact", at=later(60 * n)) for n in range(6))

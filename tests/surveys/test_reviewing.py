"""The review queue as a list: whole comments, those of danger first, several settled at once, none unread."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisations.models import AuditEntry, Round
from surveys.actions import floods
from surveys.actions.comments import settle_comments
from surveys.models import Comment
from surveys.not_safe import may_not_be_safe
from tests.builders import TODAY, Borough, days, text_of
from tests.surveys.filling_in import link_of
from tests.surveys.test_comments import settle, version_of
from tests.surveys.test_floods import reviews, store


def picked(*comments: Comment) -> list[str]:
    return [f"{comment.pk}.{version_of(comment)}" for comment in comments]


def test_the_list_shows_whole_comments_those_of_danger_first_and_25_a_page(borough: Borough):
    link = link_of(borough, "families")
    store(link, *[f"It was fine {n}. " + "More words. " * 30 for n in range(30)], "My uncle hits me.")
    Comment.objects.exclude(text="My uncle hits me.").update(due_on=TODAY)
    page = borough.client("reviewer").get(reviews(borough))
    shown = text_of(page)
    assert shown.index("My uncle hits me.") < shown.index("It was fine")
    assert page.content.decode().count('name="picked"') == 25
    assert shown.count(("More words. " * 30).strip()) == 24
    assert "31 comments to review" in shown


def test_what_a_flooded_link_brought_before_anyone_could_tell_comes_after_the_others(borough: Borough):
    flooded, calm = link_of(borough, "families", "poster"), link_of(borough, "families")
    store(flooded, *[f"Flood {number}" for number in range(30)], on=TODAY - days(40))
    store(calm, "A real one", on=TODAY)
    first = Comment.objects.get(pk=floods.urgent_first(Comment.objects.waiting())[0][1])
    assert first.text.startswith("Flood"), "it is due first"
    store(flooded, "On top", held=True)
    first = Comment.objects.get(pk=floods.urgent_first(Comment.objects.waiting())[0][1])
    assert first.text == "A real one"


def test_several_are_settled_at_once_with_their_tags_and_those_with_a_name_are_left(borough: Borough):
    link = link_of(borough, "families")
    kind, warm, named = store(link, "They were kind.", "A warm room.", "I met Sam Miller there.")
    client = borough.client("reviewer")
    sent = {"picked": picked(kind, warm, named), "state": "released", "features": ["4", "2"], "nobody": "on"}
    said = text_of(client.post(reviews(borough), sent, follow=True))
    assert "2 decisions saved." in said
    assert "1 comment is still in the list, because it may identify someone. Open it on its own." in said
    for comment in (kind, warm):
        comment.refresh_from_db()
        assert (comment.state, comment.due_on, comment.names_removed) == ("released", None, False)
        assert {feature.code for feature in comment.features.all()} == {"2", "4"}
        assert comment.settled_by == borough.people["reviewer"]
    assert Comment.objects.waiting().get() == named
    assert AuditEntry.objects.filter(what="decided that a comment may be shown").count() == 2


def test_several_are_settled_in_the_same_queries_however_many(borough: Borough):
    counts = []
    for number in (3, 20):
        comments = store(link_of(borough, "families"), *[f"It was fine {number} {n}" for n in range(number)])
        kept = {"state": "released", "features": ["1"], "outcome": "", "by": borough.people["reviewer"]}
        comments = list(Comment.objects.with_places().filter(pk__in=[one.pk for one in comments]))
        with CaptureQueriesContext(connection) as queries:
            assert settle_comments(comments=comments, **kept) == (number, [])
        counts.append(len([one for one in queries if "auditentry" not in one["sql"]]))
    assert counts[0] == counts[1]


def test_what_was_released_or_excluded_meanwhile_is_left_and_the_rest_is_settled(borough: Borough):
    link = link_of(borough, "families")
    one, two = store(link, "One", "Two")
    Comment.objects.filter(pk=two.pk).update(set_aside="flood", set_aside_reason="A flood")
    kept = {"state": "withheld", "features": [], "outcome": "No", "by": borough.people["reviewer"]}
    number, left = settle_comments(comments=[one, two], **kept)
    assert (number, left) == (1, ["This comment has been excluded, so no decision can be saved for it."])
    Round.objects.filter(pk=borough.round.pk).update(state="released")
    number, left = settle_comments(comments=store(link, "Three"), **kept | {"state": "released"})
    assert number == 0
    assert "This round was released without this comment" in left[0]


def test_several_are_not_shown_only_with_a_reason_and_none_is_shown_unread(borough: Borough):
    one, two = store(link_of(borough, "families"), "One", "Two")
    client = borough.client("reviewer")
    page = client.post(reviews(borough), {"picked": picked(one, two), "state": "withheld"})
    assert "Enter a reason" in text_of(page)
    assert page.content.decode().count(" checked>") == 2 + 1, "what was selected is still selected"
    assert "Read the selected comments" in text_of(
        client.post(reviews(borough), {"picked": picked(one), "state": "released"})
    )
    assert "Select at least one comment" in text_of(client.post(reviews(borough), {"state": "released"}))
    assert Comment.objects.waiting().count() == 2
    client.post(reviews(borough), {"picked": picked(one, two), "state": "withheld", "outcome": "Not about the service"})
    assert set(Comment.objects.values_list("state", "outcome")) == {("withheld", "Not about the service")}


def test_one_that_someone_else_changed_meanwhile_is_not_overwritten(borough: Borough):
    one, two = store(link_of(borough, "families"), "One", "Two")
    sent = {"picked": picked(one, two), "state": "withheld", "outcome": "Mine"}
    settle(two, borough.people["reviewer"], text="[words]")
    page = borough.client("reviewer").post(reviews(borough), sent)
    assert "has been changed since you opened the page" in text_of(page)
    assert Comment.objects.get(text="[words]").state == "released"
    assert Comment.objects.waiting().get() == one


def test_what_moved_to_another_page_meanwhile_is_settled(borough: Borough):
    link = link_of(borough, "families")
    (last,) = store(link, "Last")
    sent = {"picked": picked(last), "state": "withheld", "outcome": "Mine"}
    store(link, *[f"My uncle hits me {n}" for n in range(30)])
    borough.client("reviewer").post(reviews(borough), sent)
    last.refresh_from_db()
    assert last.state == "withheld"


@pytest.mark.parametrize("value", ["", "x", "0" * 36, "../etc", f"{'0' * 8}-0000-0000-0000-{'0' * 12}.abc"])
def test_a_made_up_name_of_a_comment_settles_nothing(borough: Borough, value: str):
    store(link_of(borough, "families"), "One")
    sent = {"picked": [value], "state": "withheld", "outcome": "x"}
    assert borough.client("reviewer").post(reviews(borough), sent).status_code == 200
    assert Comment.objects.waiting().count() == 1


def test_the_list_asks_the_database_as_often_for_30_comments_as_for_3(borough: Borough):
    link, client = link_of(borough, "families"), borough.client("reviewer")
    counts = []
    for number in (3, 30):
        store(link, *[f"Comment {number} {n}" for n in range(number)])
        store(link, f"Held {number}", held=True)
        client.get(reviews(borough))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reviews(borough))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- what tells of danger ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "I don't feel safe there",
        "I am NOT safe",
        "My dad hits me",
        "he said he would kill us",
        "i want to die",
        "she was hurting herself",
        "They threatened my sister.",
        "I’m scared to go home",
        "Boję się wracać do domu",
        "Tata bije mamę",
        "وہ مجھے مارتا ہے",
        "أنا خائفة من زوجي",
        "আমি ভয় পাচ্ছি",
        "আমি ভয় পাচ্ছি".replace("\u09af\u09bc", "\u09df"),
    ],
)
def test_words_that_may_tell_of_danger_are_found(text: str):
    assert may_not_be_safe(text)


@pytest.mark.parametrize(
    "text",
    ["", "I felt safe and heard.", "A hit with the kids. The room is cold.", "Było miło.", "It helped me a lot."],
)
def test_ordinary_words_are_not(text: str):
    assert not may_not_be_safe(text)


def test_random_orders_do_not_change_who_comes_first(borough: Borough):
    link = link_of(borough, "families")
    texts = ["He hits me.", *[f"Fine {n}" for n in range(9)]]
    random.Random(3).shuffle(texts)
    store(link, *texts)
    order = floods.urgent_first(Comment.objects.waiting())
    assert [urgent for urgent, _pk in order] == [True] + [False] * 9
    assert Comment.objects.get(pk=order[0][1]).text == "He hits me."

"""Comments of a round that is released: what was shown stays, and what was not shown is not let through."""

import pytest
from django.contrib import admin
from django.urls import reverse

from framework.models import Feature
from organisations.actions import ActionRefused
from organisations.models import Round
from reporting.measures.comments import themes_of
from surveys.actions.comments import settle_comment, version_of
from surveys.models import Comment, Question
from tests.builders import TODAY, Borough, text_of

pytestmark = pytest.mark.django_db
STATES = ("waiting", "released", "withheld", "escalated")


@pytest.fixture
def released(borough: Borough) -> Borough:
    Round.objects.filter(pk=borough.round.pk).update(state="released")
    borough.round.refresh_from_db()
    return borough


def comment_in(borough: Borough, state: str, *, survey: str = "workforce") -> Comment:
    """A comment in a state; one on training belongs to no service."""
    asked = Question.objects.filter(instrument__framework=borough.round.framework, instrument__key=survey, kind="open")
    return Comment.objects.create(
        service=None if survey == "training-feedback" else borough.services["ward"],
        round=borough.round,
        question=asked.first(),
        text="They listened.",
        state=state,
        due_on=TODAY if state == "waiting" else None,
    )


def settle(borough: Borough, comment: Comment, state: str, **changes) -> None:
    kept = {"text": comment.text, "features": [], "outcome": "A reason"} | changes
    by = borough.people["reviewer"]
    settle_comment(comment=comment, version=version_of(comment), state=state, by=by, address="http://x/", **kept)


def page_of(comment: Comment) -> str:
    return reverse("surveys:comment-review", args=[comment.round.partnership.slug, comment.pk])


@pytest.mark.parametrize("survey", ["workforce", "families", "training-feedback"])
@pytest.mark.parametrize("before", [state for state in STATES if state != "released"])
def test_what_a_release_did_not_show_is_never_let_through(released: Borough, before: str, survey: str):
    comment = comment_in(released, before, survey=survey)
    with pytest.raises(ActionRefused, match="released without this comment"):
        settle(released, comment, "released")
    comment.refresh_from_db()
    assert comment.state == before
    assert themes_of(released.round, survey) == {"": 0}


@pytest.mark.parametrize("before", ["waiting", "withheld", "escalated"])
@pytest.mark.parametrize("after", ["withheld", "escalated"])
def test_it_can_still_be_kept_back_or_passed_on(released: Borough, before: str, after: str):
    comment = comment_in(released, before)
    settle(released, comment, after)
    comment.refresh_from_db()
    assert (comment.state, comment.due_on) == (after, None)


@pytest.mark.parametrize("after", ["released", "withheld", "escalated"])
def test_what_a_release_has_shown_keeps_its_words_its_tags_and_its_state(released: Borough, after: str):
    comment = comment_in(released, "released")
    tags = Feature.objects.filter(framework=released.round.framework, code="2")
    comment.features.set(tags)
    with pytest.raises(ActionRefused, match="this comment cannot be changed"):
        settle(released, comment, after, text="Other words.", features=[])
    comment.refresh_from_db()
    assert (comment.text, comment.state) == ("They listened.", "released")
    assert list(comment.features.all()) == list(tags)


def test_the_page_of_a_comment_offers_nothing_that_cannot_be_done_any_more(released: Borough):
    client, comment = released.client("reviewer"), comment_in(released, "withheld")
    page = text_of(client.get(page_of(comment)))
    assert "released without this comment" in page
    assert "May be shown" not in page
    assert "Pass to safeguarding" in page
    sent = {"version": version_of(comment), "text": comment.text, "state": "released", "nobody": "on", "outcome": ""}
    assert "it cannot be shown" in text_of(client.post(page_of(comment), sent))
    comment.refresh_from_db()
    assert comment.state == "withheld"
    done = client.post(page_of(comment), sent | {"state": "escalated", "outcome": "Told the duty desk."})
    assert done.status_code == 302


def test_the_page_of_a_comment_that_was_shown_has_no_form(released: Borough):
    client, comment = released.client("reviewer"), comment_in(released, "released")
    page = client.get(page_of(comment))
    assert "this comment cannot be changed" in text_of(page)
    assert "<textarea" not in page.content.decode()
    sent = {"version": version_of(comment), "text": "Other.", "state": "withheld", "outcome": "Late."}
    assert "cannot be changed" in text_of(client.post(page_of(comment), sent))
    comment.refresh_from_db()
    assert comment.text == "They listened."


def test_before_the_release_a_reviewer_may_think_again(borough: Borough):
    Round.objects.filter(pk=borough.round.pk).update(state="closed")
    comment = comment_in(borough, "withheld")
    assert "May be shown" in text_of(borough.client("reviewer").get(page_of(comment)))
    settle(borough, comment, "released")
    comment.refresh_from_db()
    assert comment.state == "released"


def test_there_is_no_other_page_on_which_a_comment_changes():
    assert not admin.site.is_registered(Comment)

"""A comment becomes a barrier only as far as a release shows it, and then nothing leads back to it."""

import pytest
from django.urls import reverse

from learning.actions.naming import settle_comment_as_barrier
from learning.models import Barrier
from organisations.actions import ActionRefused
from organisations.models import Membership, Round
from organisations.roles import Role
from reporting.read.barriers import comments_for_the_ledger
from surveys.models import Comment
from tests.builders import TODAY, release_round, signed_in, text_of
from tests.reporting.conftest import Borough
from tests.reporting.test_comments import NAMES, elmham_with_comments, write  # noqa: F401  a scene

pytestmark = pytest.mark.slow
PAGE = reverse("reporting:barrier-comments", args=["elmham"])


@pytest.fixture
def released(elmham_with_comments: Borough) -> Borough:  # noqa: F811
    """Services of 40, 14, 6 and 5 people, each with a comment that may be shown; families wrote one too."""
    write(elmham_with_comments, elmham_with_comments.services[0], "From a family", survey="families")
    release_round(elmham_with_comments.round)
    return elmham_with_comments


def offered(borough: Borough, reviewer) -> dict[str, str]:
    reviewer.__dict__.pop("_memberships", None)
    found = comments_for_the_ledger(reviewer, borough.partnership)
    return {one.comment.text: one.organisation.name if one.organisation else "the board" for one in found}


def test_s9_before_the_release_none_is_offered_and_then_each_goes_as_far_as_it_is_shown(elmham_with_comments):  # noqa: F811
    borough, reviewer = elmham_with_comments, elmham_with_comments.member("reviewer")
    assert offered(borough, reviewer) == {}
    release_round(borough.round)
    names = {name: service.organisation.name for name, service in zip(NAMES, borough.services, strict=True)}
    assert offered(borough, reviewer) == {
        "From large": names["large"],
        "From middle": names["middle"],
        "From small": "the board",
        "From tiny": "the board",
    }


def test_what_was_withheld_or_families_wrote_is_never_offered_nor_what_is_too_near(released: Borough):
    reviewer = released.member("reviewer")
    assert set(offered(released, reviewer)).isdisjoint({"Withheld", "Passed on", "From a family"})
    Membership.objects.create(
        user=reviewer, partnership=released.partnership, role=Role.SERVICE_LEAD, service=released.services[0]
    )
    assert "From large" not in offered(released, reviewer)


def test_a_reviewer_puts_one_into_the_ledger_and_nothing_leads_back(released: Borough):
    client, comment = signed_in(released.member("reviewer")), Comment.objects.get(text="From small")
    assert "From small" in text_of(client.get(PAGE))
    sent = {"comment": comment.pk, "decision": "put_in", "words": "Our form: ask Mrs Okafor."}
    assert "Check “Mrs Okafor”" in text_of(client.post(PAGE, sent))
    assert "Enter what stands in the way" in text_of(client.post(PAGE, sent | {"words": " "}))
    client.post(PAGE, sent | {"words": "The form asks 3 times.", "nobody": "on"})
    row = Barrier.objects.get()
    kept = {name: value for name, value in Barrier.objects.values().get().items() if value not in (None, "", False)}
    assert set(kept) == {"id", "partnership_id", "words", "way", "state", "passed_on"}
    assert (row.words, row.organisation, row.state) == ("The form asks 3 times.", None, "open")
    comment.refresh_from_db()
    assert comment.text == "From small", "a release shows it as it was"
    assert "From small" not in text_of(client.get(PAGE))
    assert client.post(PAGE, sent).status_code == 404
    other = Comment.objects.get(text="From large")
    client.post(PAGE, {"comment": other.pk, "decision": "leave_out"})
    assert Barrier.objects.count() == 1
    assert "From large" not in text_of(client.get(PAGE))


def test_an_action_on_its_own_takes_no_comment_that_is_not_shown(released: Borough):
    by = released.member("reviewer")
    for text in ("Withheld", "Passed on"):
        with pytest.raises(ActionRefused):
            settle_comment_as_barrier(
                comment=Comment.objects.get(text=text), organisation=None, words="x", by=by, on=TODAY
            )
    Round.objects.update(state=Round.State.CLOSED)
    with pytest.raises(ActionRefused):
        settle_comment_as_barrier(
            comment=Comment.objects.get(text="From large"), organisation=None, words="x", by=by, on=TODAY
        )
    assert not Barrier.objects.exists()

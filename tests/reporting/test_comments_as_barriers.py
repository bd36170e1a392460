"""A comment becomes a barrier only as far as a release shows it, and then nothing leads back to it."""

import pytest
from django.db import connection
from django.urls import reverse

from learning.actions.answering import answer_barrier
from learning.actions.naming import settle_comment_as_barrier
from learning.mixing import BarrierMixer
from learning.models import Barrier
from organisations.actions import ActionRefused
from organisations.models import Membership, Organisation, Round, Service
from organisations.roles import Role
from reporting.read.barriers import comments_for_the_ledger
from surveys.models import Comment
from tests.builders import TODAY, release_round, signed_in, text_of
from tests.reporting.conftest import Borough
from tests.reporting.test_comments import NAMES, elmham_with_comments, write  # noqa: F401  a scene

pytestmark = pytest.mark.slow
PAGE = reverse("reporting:barrier-comments", args=["elmham"])


LIST = reverse("learning:barrier-list", args=["elmham"])
FILE = reverse("learning:barriers-csv", args=["elmham"])


def put_in(borough: Borough, text: str, organisation, by, words: str) -> Barrier:
    comment = Comment.objects.get(text=text)
    return settle_comment_as_barrier(comment=comment, organisation=organisation, words=words, by=by, on=TODAY)


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


def test_l6_what_was_shown_for_a_service_is_read_with_its_place_by_no_one_else(released: Borough):
    """Who may open every service of the organisation, and those who answer; others read that there was one."""
    large, middle = released.services[:2]
    place = large.organisation
    other = Organisation.objects.create(partnership=released.partnership, name="Other Trust", slug="other-trust")
    Service.objects.exclude(pk=large.pk).update(organisation=other)
    reviewer = released.member("reviewer")
    row = put_in(released, "From large", place, reviewer, "The ward form asks 3 times.")
    whole = put_in(released, "From small", None, reviewer, "The shared form is long.")
    for each in (row, whole):
        by = released.member("admin", f"answers-{each.words[4:8].strip()}")
        answer_barrier(barrier=each, kind="cannot", words="It is law.", change_by=None, by=by, on=TODAY, seen=0)
    people = {
        "admin": released.member("admin"),
        "board": released.member("board_member"),
        "leader": released.member("organisation_lead", organisation=place),
        "sector": released.member("sector_lead", sector=large.sector),
        "lead": released.member("service_lead", service=large),
        "contributor": released.member("contributor", service=large),
        "elsewhere": released.member("service_lead", "elsewhere", service=middle),
        "other leader": released.member("organisation_lead", "other", organisation=other),
        "programme": released.member("programme_lead"),
        "trainer": released.member("training_lead"),
        "keyer": released.member("paper_keyer"),
        "reviewer": reviewer,
    }
    near = {"admin", "board", "leader", "sector", "lead", "contributor"}
    nothing = {"keyer", "reviewer"}
    for who, user in people.items():
        client = signed_in(user)
        page, file = text_of(client.get(LIST)), client.get(FILE).content.decode()
        assert ("The ward form asks" in page) is ("The ward form asks" in file) is (who in near), who
        assert (f"A barrier at {place.name}" in page) is (who not in near | nothing), who
        assert page.count("It is law.") == (2 if who in near else 0 if who in nothing else 1), who
        assert ("The shared form is long." in page) is (who not in nothing), who
        address = reverse("learning:barrier", args=["elmham", row.pk])
        assert client.get(address).status_code == (200 if who in near else 403), who
    Service.objects.create(name="Another", slug="another", organisation=place, sector=large.sector)
    assert "The ward form asks" not in text_of(signed_in(people["lead"]).get(LIST)), "it could be of the other one"
    assert "The ward form asks" in text_of(signed_in(people["leader"]).get(LIST))


def test_l6_an_open_one_with_its_place_is_not_read_by_programme_leads_either(released: Borough):
    place = released.services[0].organisation
    put_in(released, "From large", place, released.member("reviewer"), "The ward form asks 3 times.")
    client = signed_in(released.member("programme_lead"))
    assert "The ward form" not in text_of(client.get(LIST)) + client.get(FILE).content.decode()
    assert f"A barrier at {place.name}" in text_of(client.get(LIST))
    assert "The ward form" in text_of(signed_in(released.member("board_member")).get(LIST)), "they may have to answer"


def test_a_reviewer_reads_before_the_box_who_will_read_their_words(released: Borough):
    client = signed_in(released.member("reviewer"))
    said = {
        "From large": "Everyone else reads only that there was one, where, and how long the answer took.",
        "From small": "everyone who can see the partnership’s results can read your words, without a place",
    }
    for text, words in said.items():
        page = text_of(client.get(f"{PAGE}?comment={Comment.objects.get(text=text).pk}"))
        assert words in page.split("Save decision")[0], text


def test_the_row_version_of_a_comment_does_not_say_which_became_a_barrier(released: Borough):
    mixer = BarrierMixer()
    mixer.mix()
    reviewer = released.member("reviewer")
    put_in(released, "From small", None, reviewer, "One")
    put_in(released, "From large", None, reviewer, "Two")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("select distinct xmin::text from surveys_comment")
            assert len(cursor.fetchall()) == 1
        else:
            cursor.execute("select max(rowid) from surveys_comment")
            assert cursor.fetchone()[0] > 1_000_000, "written again in an order of chance"
    assert mixer.mix(), "the barriers are written again as well, as those that came by a slip"
    assert not mixer.mix()


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

"""Two people at one pledge: what was sent, agreed or thrown away meanwhile stays so, and no one's words are lost."""

import pytest

from organisations.actions import ActionRefused
from organisations.leaving import leave_partnership
from organisations.models import Round
from pledges.actions import agree_pledge, discard_pledge, end_pledge, save_pledge, send_pledge
from pledges.forms import PledgeForm, PledgeReviewForm
from pledges.models import Commitment, Pledge, PledgeAim, PledgeReview
from tests.builders import TODAY, Borough, days, text_of
from tests.meanwhile import meanwhile, no_audit_entry_can_be_written

from .test_pledges import WORDS, make, sent

pytestmark = pytest.mark.django_db


def fresh(pledge: Pledge) -> Pledge:
    return Pledge.objects.get(pk=pledge.pk)


@pytest.fixture
def draft(borough: Borough) -> Pledge:
    pledge = make(borough, state="draft", leader_name="Farida Khan", leader_role="Head teacher", made_on="2026-09-20")
    Commitment.objects.bulk_create(Commitment(pledge=pledge, kind=kind) for kind in ("staff", "strategies"))
    return fresh(pledge)


def change(borough: Borough, pledge: Pledge, **changes):
    return borough.client("leader").post(f"/{borough.slug}/pledges/{pledge.pk}/edit/", sent(**changes), follow=True)


def test_a_pledge_that_is_sent_while_its_words_are_changed_waits_with_the_new_words(borough, draft):
    with meanwhile(PledgeForm, lambda: send_pledge(pledge=fresh(draft), by=borough.people["leader"], on=TODAY)):
        change(borough, draft, text="We will ask once.")
    stored = fresh(draft)
    assert (stored.text, stored.state, stored.sent_on) == ("We will ask once.", "proposed", TODAY)


def test_a_pledge_that_is_agreed_while_its_words_are_changed_keeps_the_agreed_words(borough, draft):
    def others():
        send_pledge(pledge=fresh(draft), by=borough.people["leader"], on=TODAY)
        agree_pledge(pledge=fresh(draft), by=borough.people["admin"], on=TODAY)

    with meanwhile(PledgeForm, others):
        page = change(borough, draft, text="We will ask once.")
    assert "This pledge has been approved" in text_of(page)
    assert (fresh(draft).text, fresh(draft).state) == (WORDS, "agreed")


def test_a_pledge_that_is_thrown_away_while_it_is_changed_does_not_come_back(borough, draft):
    with meanwhile(PledgeForm, lambda: discard_pledge(pledge=fresh(draft), by=borough.people["leader"])):
        page = change(borough, draft, text="We will ask once.")
    assert "Someone else has just deleted this, so it" in text_of(page)
    assert not Pledge.objects.exists()
    with pytest.raises(ActionRefused):
        send_pledge(pledge=draft, by=borough.people["leader"])


def test_two_people_who_change_different_things_of_a_pledge_both_find_theirs(borough, draft):
    def others():
        other = fresh(draft)
        other.leader_role = "Director"
        aims = [("training", "")]
        save_pledge(pledge=other, fields=["leader_role"], kinds=["other"], aims=aims, by=borough.people["leader"])

    with meanwhile(PledgeForm, others):
        change(borough, draft, text="We will ask once.")
    stored = fresh(draft)
    assert (stored.text, stored.leader_role) == ("We will ask once.", "Director")
    assert list(stored.commitments.values_list("kind", flat=True)) == ["other"]
    assert list(PledgeAim.objects.values_list("kind", flat=True)) == ["training"]


def test_an_organisation_that_leaves_while_its_pledge_is_written_makes_none(borough):
    Round.objects.update(state=Round.State.RELEASED)
    hospital = borough.organisations["hospital"]
    with meanwhile(PledgeForm, lambda: leave_partnership(organisation=hospital, by=borough.people["admin"])):
        page = borough.client("leader").post(f"/{borough.slug}/organisations/hospital/pledge/", sent(), follow=True)
    assert "Hospital because the organisation is archived" in text_of(page)
    assert not Pledge.objects.exists()


def test_a_pledge_that_is_taken_down_while_someone_says_where_it_stands_is_down(borough):
    pledge = make(borough, state="agreed", agreed_on=TODAY - days(200), made_on=TODAY - days(200))
    with meanwhile(PledgeReviewForm, lambda: end_pledge(pledge=fresh(pledge), by=borough.people["admin"], on=TODAY)):
        said = {"standing": "kept", "why": "We ask once.", "day": "2026-09-30", "review_due_on": "2099-01-01"}
        page = borough.client("leader").post(f"/{borough.slug}/pledges/{pledge.pk}/review/", said, follow=True)
    assert "has ended" in text_of(page)
    assert not PledgeReview.objects.exists()
    assert (fresh(pledge).state, fresh(pledge).review_due_on) == ("withdrawn", None)


def test_a_pledge_that_waits_does_not_change_without_an_entry_in_the_audit_log(borough, draft):
    send_pledge(pledge=draft, by=borough.people["leader"])
    client = borough.client("leader")
    client.raise_request_exception = False
    with no_audit_entry_can_be_written():
        page = client.post(f"/{borough.slug}/pledges/{draft.pk}/edit/", sent(text="We will ask once."))
    assert page.status_code == 500
    assert fresh(draft).text == WORDS

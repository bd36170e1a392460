"""What a pledge is meant to move: chosen with the pledge if its leader likes, and changed later."""

import pytest
from django.db import IntegrityError

from pledges.models import Pledge, PledgeAim
from tests.builders import TODAY, Borough, text_of
from tests.pledges.test_pledges import make, sent


def aims_of(pledge: Pledge) -> set[tuple[str, str]]:
    return set(pledge.aims.values_list("kind", "feature"))


def test_aims_come_with_the_pledge(borough: Borough):
    chosen = {"aims": ["training", "workforce_results", "families_results"], "features": ["1", "6"]}
    borough.client("leader").post(f"/{borough.slug}/organisations/hospital/pledge/", sent(**chosen))
    pledge = Pledge.objects.get()
    staff = {("workforce_results", "1"), ("workforce_results", "6")}
    assert aims_of(pledge) == {("training", ""), ("families_results", "1")} | staff
    page = borough.client("leader").get(f"/{borough.slug}/pledges/{pledge.pk}/edit/").content.decode()
    assert page.count(" checked") >= 5 + 3


def test_aims_can_be_said_later_while_the_pledge_stands(borough: Borough):
    pledge = make(borough, state="agreed", agreed_on=TODAY)
    at = f"/{borough.slug}/pledges/{pledge.pk}/aims/"
    page = borough.client("leader").post(at, {"aims": ["events", "briefings"]}, follow=True)
    assert "What this pledge should change has been saved." in text_of(page)
    assert "Nothing has been recorded yet" in text_of(page)
    before = set(pledge.aims.filter(kind="events").values_list("pk", flat=True))
    borough.client("leader").post(at, {"aims": ["events"]})
    assert aims_of(pledge) == {("events", "")}
    assert set(pledge.aims.values_list("pk", flat=True)) == before
    pledge.state = "withdrawn"
    pledge.save()
    page = borough.client("leader").post(at, {"aims": []}, follow=True)
    assert "This pledge has ended, so you cannot change it." in text_of(page)
    assert aims_of(pledge) == {("events", "")}


WRONG = {
    "no feature": ({"aims": ["workforce_results"]}, "Select at least one feature"),
    "nobody's view": ({"aims": ["events"], "features": ["1"]}, "Select whose view of these features"),
    "not asked of families": (
        {"aims": ["families_results"], "features": ["6"]},
        "Select at least one feature that families are asked about",
    ),
    "an unknown feature": ({"aims": ["workforce_results"], "features": ["99"]}, "Select one of the options"),
    "an unknown kind": ({"aims": ["money"]}, "Select one of the options"),
}


@pytest.mark.parametrize(("chosen", "reason"), WRONG.values(), ids=WRONG)
def test_aims_that_do_not_go_together_are_explained(chosen: dict, reason: str, borough: Borough):
    pledge = make(borough, state="agreed", agreed_on=TODAY)
    page = borough.client("leader").post(f"/{borough.slug}/pledges/{pledge.pk}/aims/", chosen)
    assert reason in text_of(page)
    assert not pledge.aims.exists()


@pytest.mark.parametrize(("kind", "feature"), [("training", "1"), ("workforce_results", "")])
def test_the_database_knows_which_aims_are_about_a_feature(kind: str, feature: str, borough: Borough):
    with pytest.raises(IntegrityError):
        PledgeAim.objects.create(pledge=make(borough), kind=kind, feature=feature)

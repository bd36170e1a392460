"""What a partnership wants to see first is stated before a round opens, and stays so."""

import pytest

from organisations.actions import ActionRefused, open_round
from organisations.changing import change_round
from organisations.models import Round
from reporting.protect.choice import Wishes
from tests.builders import TODAY, Borough, days, make_borough, make_round, text_of

QUESTION = "What should we show first when not everything can be shown?"
WHOLE, SERVICES = (
    "The whole partnership first, then sectors, then services",
    "Services first, then the whole partnership, then sectors",
)


@pytest.fixture
def borough(framework) -> Borough:
    return make_borough(with_round=False)


@pytest.fixture
def planned(borough: Borough) -> Round:
    return make_round(borough, "Spring 2027", state="planned", opens_on=TODAY + days(120))


def sent(round_: Round, **changes) -> dict:
    data = {"name": round_.name, "opens_on": round_.opens_on.isoformat(), "closes_on": round_.closes_on.isoformat()}
    return data | {"framework": round_.framework_id} | changes


def address(round_: Round) -> str:
    return f"/{round_.partnership.slug}/rounds/{round_.slug}/"


def test_it_is_asked_when_a_round_is_planned_and_kept(borough: Borough, planned: Round):
    admin = borough.client("admin")
    page = text_of(admin.get(f"/{borough.slug}/rounds/new/"))
    assert all(
        words in page for words in (QUESTION, WHOLE, SERVICES, "You cannot change this after the round has opened")
    )
    admin.post(f"/{borough.slug}/rounds/new/", sent(planned, name="Autumn 2027", shown_first="services"))
    assert Round.objects.get(name="Autumn 2027").shown_first == "services"


def test_someone_who_says_nothing_sees_the_whole_first(borough: Borough, planned: Round):
    borough.client("admin").post(f"/{borough.slug}/rounds/new/", sent(planned, name="Autumn 2027"))
    assert Round.objects.get(name="Autumn 2027").shown_first == "whole"


def test_something_else_is_refused(borough: Borough, planned: Round):
    page = borough.client("admin").post(address(planned) + "edit/", sent(planned, shown_first="sectors"))
    assert "Select one of the options" in text_of(page)
    planned.refresh_from_db()
    assert planned.shown_first == "whole"


def test_it_can_be_changed_until_the_round_opens_and_never_after(borough: Borough, planned: Round):
    admin, by = borough.client("admin"), borough.people["admin"]
    admin.post(address(planned) + "edit/", sent(planned, shown_first="services"))
    planned.refresh_from_db()
    assert planned.shown_first == "services"
    open_round(round_=planned, by=by)
    page = text_of(admin.get(address(planned) + "edit/"))
    assert f"{SERVICES}. You cannot change this, because the round has opened." in page
    admin.post(address(planned) + "edit/", sent(planned, shown_first="whole"))
    planned.refresh_from_db()
    assert planned.shown_first == "services"
    planned.shown_first = "whole"
    with pytest.raises(ActionRefused, match="Spring 2027 is open, so it cannot be changed"):
        change_round(round_=planned, fields=["shown_first"], by=by)
    assert Round.objects.get(pk=planned.pk).shown_first == "services"


@pytest.mark.parametrize("order", Round.ShownFirst)
def test_the_page_of_a_round_says_it(borough: Borough, planned: Round, order: Round.ShownFirst):
    Round.objects.update(shown_first=order)
    page = text_of(borough.client("admin").get(address(planned)))
    assert f"when not everything can be shown: {order.label}." in page


def test_what_can_be_stated_is_what_the_choice_knows():
    assert {str(each) for each in Round.ShownFirst.values} == {str(each) for each in Wishes}

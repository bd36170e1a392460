"""Rounds from plan to close, and what an admin changes of a service."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments.actions.assessing import start_assessment
from framework.models import FrameworkVersion
from organisations.actions import ActionRefused, close_round, open_round
from organisations.colours import contrast_with_white, validate_brand_colour
from organisations.models import AuditEntry, Round, RoundService, Service
from tests.builders import NOON, TODAY, Borough, days, make_borough, make_round, text_of


@pytest.fixture
def before(framework) -> Borough:
    """A partnership that has not planned a round yet."""
    return make_borough(with_round=False)


def plan(borough: Borough, **changes):
    data = {"name": "Autumn 2026", "opens_on": "2026-09-01", "closes_on": "2026-10-31"}

    data |= {"framework": FrameworkVersion.objects.get(code="tip-2026-5").pk} | changes
    return borough.client("admin").post(f"/{borough.slug}/rounds/new/", data, follow=True)


def test_a_round_is_planned_opened_closed_and_sealed(before: Borough):
    page = plan(before)
    assert "planned" in text_of(page)
    here = page.redirect_chain[-1][0]
    admin = before.client("admin")
    assert "Open round" in text_of(admin.get(here))
    assert "Autumn 2026 is open. Services can start now." in text_of(admin.post(f"{here}open/", follow=True))
    assert "Close round" in text_of(admin.get(here))
    closed = admin.post(f"{here}close/", follow=True)
    assert "Autumn 2026 is closed" in text_of(closed)
    assert "Reopen round" in text_of(closed)
    assert "Prepare results" not in text_of(closed)
    assert "Prepare results" in text_of(admin.post(f"{here}seal/", follow=True))
    what = AuditEntry.objects.filter(by=before.people["admin"]).values_list("what", flat=True)
    assert set(what) >= {"planned a round", "opened a round", "closed a round", "sealed the answers of a round"}


WRONG = {
    "ends before it begins": ({"closes_on": "2026-08-31"}, "Last day must be after the first day"),
    "no such day": ({"opens_on": "2026-02-30"}, "Enter a date with a day, month and year"),
    "no name": ({"name": " "}, "Enter a name for the round"),
    "too long a name": ({"name": "x" * 81}, "Shorten this to 80 characters"),
    "no framework": ({"framework": "999999"}, "Select one of the options"),
}


@pytest.mark.parametrize(("changes", "reason"), WRONG.values(), ids=WRONG)
def test_a_round_that_cannot_be_is_explained(changes: dict, reason: str, before: Borough):
    assert reason in text_of(plan(before, **changes))
    assert not Round.objects.exists()


def test_two_rounds_do_not_share_a_name(before: Borough):
    plan(before)
    assert "Enter a different name" in text_of(plan(before, name="AUTUMN 2026"))


@pytest.mark.parametrize("name", ["New", "Start", "2026!", "§§§", "Ёлка"])
def test_a_round_with_an_odd_name_has_a_page_of_its_own(name: str, before: Borough):
    page = plan(before, name=name)
    assert f"{name} planned" in text_of(page)
    assert "What to do next" in text_of(page)
    Round.objects.update(state="open")
    start_assessment(service=before.services["ward"], round_=Round.objects.get(), by=before.people["lead"], at=NOON)
    tasks = before.client("lead").get(f"/{before.slug}/services/ward/assessment/{Round.objects.get().slug}/")
    assert "Features" in tasks.content.decode()


def test_only_one_round_is_open_at_a_time(borough: Borough):
    second = make_round(borough, "Spring 2027", state="planned")
    page = borough.client("admin").post(f"/{borough.slug}/rounds/spring-2027/open/", follow=True)
    assert "Another round is open. Close that one before you open this one." in text_of(page)
    second.refresh_from_db()
    assert second.state == "planned"


def test_two_partnerships_each_have_their_open_round(borough: Borough, other_borough: Borough):
    assert Round.objects.open().count() == 2


@pytest.mark.parametrize("state", ["open", "closed", "released"])
def test_only_a_planned_round_can_be_opened(state: str, before: Borough):
    round_ = make_round(before, state=state)
    with pytest.raises(ActionRefused, match="already"):
        open_round(round_=round_, by=before.people["admin"])


@pytest.mark.parametrize("state", ["planned", "closed", "released"])
def test_only_an_open_round_can_be_closed(state: str, before: Borough):
    round_ = make_round(before, state=state)
    with pytest.raises(ActionRefused, match="cannot be closed"):
        close_round(round_=round_, by=before.people["admin"])
    assert not RoundService.objects.exists()


def test_closing_freezes_the_tree_with_its_names_and_headcounts(borough: Borough):
    Service.objects.filter(slug="refuge").update(archived_on=TODAY)
    close_round(round_=borough.round, by=borough.people["admin"])
    ward = borough.services["ward"]
    ward.name, ward.headcount, ward.sector = "Renamed", 99, borough.sectors["families"]
    ward.save()
    frozen = RoundService.objects.get(round=borough.round, service=ward)
    assert (frozen.service_name, frozen.headcount, frozen.sector_name) == ("Ward", 40, "Health")
    assert RoundService.objects.in_round(borough.round).count() == 3  # the closed service is not part of it


def change(borough: Borough, service: str = "ward", **changes):
    data = {"name": "Ward", "sector": borough.sectors["health"].pk, "headcount": "40"} | changes
    return borough.client("admin").post(f"/{borough.slug}/services/{service}/edit/", data, follow=True)


def test_a_service_gets_another_name_sector_and_headcount(borough: Borough):
    page = change(borough, name="Children’s ward", sector=borough.sectors["families"].pk, headcount="")
    assert "Children’s ward saved" in text_of(page)
    assert "Not known yet" in text_of(borough.client("admin").get(f"/{borough.slug}/services/ward/about/"))


def test_two_services_of_an_organisation_do_not_share_a_name(borough: Borough):
    for name in ("Centre", "CENTRE", "centre"):  # both belong to the council
        page = change(borough, "clinic", name=name)
        assert page.status_code == 200
        # At the field, by the form: what the action says under its lock is for two people at one moment.
        assert page.context["form"].errors["name"] == [
            "Enter a different name. This organisation already has a service called this"
        ]
    assert Service.objects.get(slug="clinic").name == "Clinic"


@pytest.mark.parametrize("headcount", ["0", "-3", "many", "2.5", "9" * 30])
def test_a_headcount_that_cannot_be_is_refused(headcount: str, borough: Borough):
    page = change(borough, headcount=headcount)
    assert "There is a problem" in text_of(page)
    assert Service.objects.get(slug="ward").headcount == 40


def test_a_sector_of_another_partnership_cannot_be_chosen(borough: Borough, other_borough: Borough):
    page = change(borough, sector=other_borough.sectors["health"].pk)
    assert "Select one of the options" in text_of(page)


def test_a_closed_service_leaves_the_list_and_keeps_what_it_recorded(borough: Borough):
    start_assessment(service=borough.services["ward"], round_=borough.round, by=borough.people["lead"], at=NOON)
    close_round(round_=borough.round, by=borough.people["admin"])
    page = borough.client("admin").post(f"/{borough.slug}/services/ward/close/", follow=True)
    assert "archived" in text_of(page)
    assert "Ward" not in text_of(borough.client("admin").get(f"/{borough.slug}/services/")).replace("Ward is", "")
    assert borough.services["ward"].assessments.count() == 1


def test_rounds_before_this_one_are_those_of_the_same_partnership(borough: Borough, other_borough: Borough):
    earlier = make_round(borough, "Spring 2026", state="closed", opens_on=TODAY - days(200))
    make_round(other_borough, "Spring 2026", state="closed", opens_on=TODAY - days(200))
    assert list(Round.objects.before(borough.round)) == [earlier]


# --- a partnership's own colour ------------------------------------------------------------------


def test_contrast_runs_from_one_to_twenty_one():
    assert contrast_with_white("#ffffff") == pytest.approx(1)
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)  # WCAG's own example of just enough


@pytest.mark.parametrize("colour", ["#14525a", "#000000", "#767676", "#B00020"])
def test_a_dark_colour_is_taken(colour: str):
    assert validate_brand_colour(colour) is None


@pytest.mark.parametrize(
    "colour", ["#ffff00", "#777777", "red", "#12345", "14525a", "#14525g", "#14525a;", "#14525a\n"]
)
def test_a_colour_that_is_none_or_too_light_is_refused(colour: str):

    with pytest.raises(ValidationError, match=r"Enter a colour as|Enter a darker colour"):
        validate_brand_colour(colour)


def test_days_are_days_of_the_place_not_of_the_server(borough: Borough):
    late = datetime.datetime(2026, 9, 30, 23, 30, tzinfo=datetime.UTC)  # half past midnight in London

    assert timezone.localdate(late) == TODAY


def test_a_service_is_closed_only_when_no_round_is_open(borough: Borough):
    admin = borough.client("admin")
    page = admin.post(f"/{borough.slug}/services/ward/close/", follow=True)
    assert "is open. Archive this service after" in text_of(page)
    assert borough.services["ward"].pk in Service.objects.active().values_list("pk", flat=True)
    close_round(round_=borough.round, by=borough.people["admin"])
    admin.post(f"/{borough.slug}/services/ward/close/")
    assert borough.services["ward"].pk not in Service.objects.active().values_list("pk", flat=True)


def test_closing_a_round_asks_once_more(borough: Borough):
    admin = borough.client("admin")
    address = f"/{borough.slug}/rounds/{borough.round.slug}/close/"
    assert "No one can answer a survey or change a" in text_of(admin.get(address))
    borough.round.refresh_from_db()
    assert borough.round.state == "open"


def test_whoever_closes_a_round_early_is_told_that_it_ends_today(borough: Borough):
    admin, early = borough.client("admin"), "If you close it today, anything recorded"
    address = f"/{borough.slug}/rounds/{borough.round.slug}/close/"
    for last, told in ((timezone.localdate() + days(1), True), (timezone.localdate(), False)):
        borough.round.opens_on, borough.round.closes_on = timezone.localdate() - days(9), last
        borough.round.save()
        assert (early in text_of(admin.get(address))) is told


def test_an_open_rounds_last_day_can_be_moved_and_a_closed_ones_cannot(borough: Borough):
    admin = borough.client("admin")
    address = f"/{borough.slug}/rounds/{borough.round.slug}/edit/"
    page = admin.post(address, {"closes_on": "2020-01-01"})
    assert "Last day must be after the first day" in text_of(page)
    admin.post(address, {"closes_on": "2026-12-24"})
    borough.round.refresh_from_db()
    assert borough.round.closes_on == datetime.date(2026, 12, 24)
    close_round(round_=borough.round, by=borough.people["admin"])
    assert "so it cannot be changed" in text_of(admin.get(address, follow=True))

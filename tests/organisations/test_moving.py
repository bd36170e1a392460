"""A service moves: at once, from a past day, or on a day that is planned. What is closed stays where it was."""

import pytest
from django.urls import reverse
from django.utils import timezone

from organisations import daily
from organisations.actions import ActionRefused, close_round
from organisations.changing import change_service
from organisations.models import AuditEntry, Round, RoundService, Service, ServiceMove
from organisations.moving import move_service
from tests.builders import TODAY, Borough, days, text_of

pytestmark = pytest.mark.django_db


def move(borough: Borough, to: str = "council", day=TODAY, name: str = "", **place) -> ServiceMove:
    found = Service.objects.get(pk=borough.services["ward"].pk)
    values = {"organisation": borough.organisations[to], "sector": found.sector, "name": name or found.name, **place}
    return move_service(service=found, day=day, by=borough.people["admin"], today=TODAY, **values)


def about(borough: Borough, who: str = "lead", service: str = "ward") -> str:
    return text_of(borough.client(who).get(reverse("service-about", args=[borough.slug, service])))


def test_it_moves_at_once_and_its_page_says_from_where(borough: Borough):
    move(borough, day=TODAY - days(30))
    ward = Service.objects.get(slug="ward")
    assert ward.organisation == borough.organisations["council"]
    assert "Moved from Hospital on 1 September 2026." in about(borough)
    assert AuditEntry.objects.filter(what="moved a service", by=borough.people["admin"]).exists()
    # Who leads the old organisation no longer reads it.
    url = reverse("service-assessment", args=[borough.slug, "ward"])
    assert borough.client("leader").get(url).status_code == 403


def test_what_is_closed_stays_and_an_open_round_counts_at_the_new_place(borough: Borough):
    round_, admin = borough.round, borough.people["admin"]
    close_round(round_=round_, by=admin)
    Round.objects.update(closes_on=TODAY - days(5), is_sealed=True)
    with pytest.raises(ActionRefused, match="A round closed on"):
        move(borough, day=TODAY - days(6))
    move(borough, day=TODAY - days(5))
    kept = RoundService.objects.get(round=round_, service=borough.services["ward"])
    assert (kept.organisation, kept.organisation_name) == (borough.organisations["hospital"], "Hospital")


def test_the_page_says_what_an_open_round_makes_of_it(borough: Borough):
    url = reverse("organisations:service-move", args=[borough.slug, "ward"])
    data = {
        "organisation": borough.organisations["council"].pk,
        "sector": borough.sectors["families"].pk,
        "name": "Ward",
        "day": timezone.localdate().isoformat(),
    }
    client = borough.client("admin")
    page = text_of(client.post(url, data))
    assert "Autumn 2026 is open. If it closes after the move, all answers of this round count at the new place" in page
    assert "The leads of Hospital no longer can." in page
    assert not ServiceMove.objects.exists()
    assert 'value="Ward"' in client.post(url, {**data, "change": "yes"}).content.decode()
    assert "Ward has moved." in text_of(client.post(url, {**data, "agreed": "yes"}, follow=True))
    close_round(round_=borough.round, by=borough.people["admin"])
    kept = RoundService.objects.get(round=borough.round, service=borough.services["ward"])
    assert (kept.organisation_name, kept.sector_name) == ("Council", "Families")


def test_a_name_that_is_taken_is_asked_for_again(borough: Borough):
    Service.objects.filter(slug="ward").update(name="Clinic")
    with pytest.raises(ActionRefused, match="Council already has a service called “Clinic”"):
        move(borough)
    move(borough, name="Clinic at the hospital")
    assert "Before that it was called Clinic." in about(borough)


def test_a_planned_move_is_carried_out_on_its_day_and_can_be_taken_back(borough: Borough):
    day = TODAY + days(10)
    move(borough, day=day)
    assert "To Council, sector Health, on 11 October 2026." in about(borough)
    with pytest.raises(ActionRefused, match="is planned already"):
        move(borough, to="charity")
    daily.run(on=day - days(1))
    assert Service.objects.get(slug="ward").organisation == borough.organisations["hospital"]
    back = reverse("organisations:service-move-take-back", args=[borough.slug, "ward"])
    borough.client("admin").post(back)
    daily.run(on=day)
    assert Service.objects.get(slug="ward").organisation == borough.organisations["hospital"]
    move(borough, day=day)
    daily.run(on=day)
    daily.run(on=day)
    assert Service.objects.get(slug="ward").organisation == borough.organisations["council"]
    assert ServiceMove.objects.get().done_on == day


def test_what_cannot_be_carried_out_on_its_day_says_why(borough: Borough):
    Round.objects.update(state="closed", is_sealed=True, closes_on=TODAY - days(5))
    move(borough, day=TODAY + days(1))
    Service.objects.filter(slug="clinic").update(name="Ward")
    daily.run(on=TODAY + days(2))
    assert "It could not be carried out: Council already has a service called “Ward”." in about(borough)
    Service.objects.filter(slug="clinic").update(name="Clinic")
    daily.run(on=TODAY + days(3))
    assert "Moved from Hospital on 2 October 2026." in about(borough)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"to": "hospital"}, "already there"),
        ({"to": "elsewhere"}, "within its partnership"),
    ],
)
def test_where_it_cannot_go(borough: Borough, other_borough: Borough, change: dict, why: str):
    borough.organisations["elsewhere"] = other_borough.organisations["charity"]
    with pytest.raises(ActionRefused, match=why):
        move(borough, **change)


def test_another_sector_on_its_own_page_is_history_too(borough: Borough):
    ward = Service.objects.get(slug="ward")
    ward.sector = borough.sectors["families"]
    change_service(service=ward, by=borough.people["admin"], fields=["sector"])
    assert "in the sector Health" in about(borough)

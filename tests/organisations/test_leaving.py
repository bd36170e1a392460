"""An organisation leaves: it is archived, its history and all totals stay."""

import pytest
from django.test import Client
from django.urls import reverse

from activities.models import Briefing
from organisations.actions import close_round
from organisations.changing import close_service
from organisations.leaving import leave_partnership, return_to_partnership
from organisations.models import Organisation, Service
from pledges.models import Pledge
from tests.builders import TODAY, Borough, figures_of, text_of
from tests.organisations.importing import agreed, waiting

pytestmark = pytest.mark.django_db


def to(name: str, borough: Borough, *more) -> str:
    return reverse(f"organisations:organisation-{name}", args=[borough.slug, *more])


@pytest.fixture
def between_rounds(borough: Borough) -> Borough:
    """The borough after its round, in which the hospital briefed a team."""
    Briefing.objects.create(service=borough.services["ward"], day=TODAY, how="other", people_reached=4, team_size=40)
    close_round(round_=borough.round, by=borough.people["admin"])
    borough.round.refresh_from_db()
    return borough


def test_an_organisation_with_a_service_stays_while_a_round_is_open(borough: Borough):
    page = borough.client("admin").post(to("leave", borough, "hospital"), follow=True)
    assert "Autumn 2026 is open." in text_of(page)
    assert Organisation.objects.get(pk=borough.organisations["hospital"].pk).archived_on is None


def test_history_and_totals_stay(between_rounds: Borough):
    borough = between_rounds
    before = [(each.measure, each.place, each.statistic, each.numerator) for each in figures_of(borough.round)]
    page = borough.client("admin").post(to("leave", borough, "hospital"), follow=True)
    assert "Hospital archived" in text_of(page)
    assert [(each.measure, each.place, each.statistic, each.numerator) for each in figures_of(borough.round)] == before
    assert Service.objects.get(slug="ward").archived_on is not None
    listed = borough.client("admin").get(reverse("activities:briefing-list", args=[borough.slug]))
    assert "Ward" in text_of(listed)


def test_its_pledge_leaves_the_wall_and_stays_on_record(between_rounds: Borough):
    borough, hospital = between_rounds, between_rounds.organisations["hospital"]
    Pledge.objects.create(
        organisation=hospital,
        leader_name="A",
        leader_role="B",
        text="We promise.",
        made_on=TODAY,
        state="agreed",
        agreed_on=TODAY,
    )
    wall = reverse("pledges:pledge-wall", args=[borough.slug])
    assert "We promise." in text_of(borough.client("board").get(wall))
    borough.client("admin").post(to("leave", borough, "hospital"))
    assert "We promise." not in text_of(borough.client("board").get(wall))
    own_page = reverse("reporting:pledge", args=[borough.slug, Pledge.objects.get().pk])
    assert Client().get(own_page).status_code == 404
    kept = reverse("pledges:pledge-list", args=[borough.slug])
    assert "We promise." in text_of(borough.client("admin").get(kept))
    create = reverse("pledges:pledge-create", args=[borough.slug, hospital.slug])
    assert borough.client("leader").get(create).status_code == 404


def test_it_can_come_back_with_the_services_it_left_with(between_rounds: Borough):
    borough = between_rounds
    Service.objects.filter(slug="clinic").update(archived_on=TODAY)
    client = borough.client("admin")
    client.post(to("leave", borough, "council"))
    assert "Archived organisations Council" in text_of(client.get(to("list", borough)))
    client.post(to("return", borough, "council"))
    assert set(Service.objects.active().values_list("slug", flat=True)) >= {"centre", "ward"}
    assert not Service.objects.active().filter(slug="clinic").exists(), "it was closed before"


def test_a_service_that_was_closed_on_the_day_on_which_it_left_stays_closed_when_it_comes_back(between_rounds: Borough):
    borough, admin = between_rounds, between_rounds.people["admin"]
    clinic, centre = borough.services["clinic"], borough.services["centre"]
    close_service(service=clinic, by=admin)
    leave_partnership(organisation=borough.organisations["council"], by=admin)
    return_to_partnership(organisation=borough.organisations["council"], by=admin)
    clinic.refresh_from_db()
    centre.refresh_from_db()
    assert clinic.archived_on is not None
    assert centre.archived_on is None


def test_an_import_that_names_it_takes_it_back_in(between_rounds: Borough):
    borough = between_rounds
    borough.client("admin").post(to("leave", borough, "hospital"))
    agreed(waiting(borough, "sector,organisation,service\nHealth,Hospital,Ward\n"))
    assert Organisation.objects.get(pk=borough.organisations["hospital"].pk).archived_on is None


def test_organisations_are_listed_by_name(borough: Borough):
    rows = borough.client("admin").get(reverse("organisations:organisation-list", args=[borough.slug])).context["rows"]
    assert [(row[0]["text"], *row[1:]) for row in rows] == [("Charity", 1, 1), ("Council", 2, 2), ("Hospital", 1, 1)]


def test_a_name_can_be_changed_but_not_into_another_s(borough: Borough):
    client = borough.client("admin")
    client.post(to("edit", borough, "hospital"), {"name": "Northside Hospital"})
    assert Organisation.objects.get(pk=borough.organisations["hospital"].pk).name == "Northside Hospital"
    refused = client.post(to("edit", borough, "hospital"), {"name": "council"})
    assert "Enter a different name" in text_of(refused)

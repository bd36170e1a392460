"""How a round is going, service by service: what is there, what is not yet, and no answer told from none."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions.assessing import start_assessment
from assessments.models import Assessment
from organisations.actions import close_round
from organisations.models import Service
from surveys.actions.links import survey_links_for
from surveys.models import Response, SurveyLink
from tests.builders import NOON, TODAY, Borough, make_service, text_of

pytestmark = pytest.mark.django_db


def page(borough: Borough, **asked):
    return borough.client("admin").get(reverse("round-progress", args=[borough.slug, borough.round.slug]), asked)


def names_on(response) -> list[str]:
    """The services that the page lists, in its order."""
    return [row[0]["text"] if isinstance(row[0], dict) else row[0] for row in response.context["rows"]]


def row_of(response, name: str) -> list[str]:
    return next([str(cell) for cell in row[1:]] for row in response.context["rows"] if row[0]["text"] == name)


def answered(borough: Borough, service: str, number: int) -> None:
    """So many people have answered the first survey of a service, and no one has counted them today."""
    link = survey_links_for(service=borough.services[service], round_=borough.round)[0]
    Response.objects.bulk_create(Response(survey_link=link) for _ in range(number))
    SurveyLink.objects.update(counted_on=None)


def test_an_admin_sees_how_far_each_service_is_in_alphabetical_order(borough: Borough):
    lead = borough.people["lead"]
    start_assessment(service=borough.services["ward"], round_=borough.round, by=lead, at=NOON)
    begun = start_assessment(service=borough.services["clinic"], round_=borough.round, by=lead, at=NOON)
    Assessment.objects.filter(pk=begun.pk).update(state="submitted", submitted_at=NOON)
    answered(borough, "ward", 12)
    shown = page(borough)
    assert names_on(shown) == ["Centre", "Clinic", "Refuge", "Ward"]
    assert row_of(shown, "Ward") == [
        "Hospital",
        "Elmfield lead",
        "0 of 19 statements completed",
        "10 to 14",
        *["fewer than 10"] * 2,
    ]
    assert row_of(shown, "Clinic")[2] == "Submitted"
    assert row_of(shown, "Centre")[1:] == ["–", "Not yet started", "–", "–", "–"]
    assert "self-assessments submitted 1 of 4 services" in text_of(shown)


def test_one_answer_nine_and_none_look_alike(borough: Borough):
    answered(borough, "clinic", 9)
    answered(borough, "centre", 0)
    answered(borough, "ward", 10)
    shown = page(borough, waiting="surveys")
    assert names_on(shown) == ["Centre", "Clinic", "Refuge"]
    assert row_of(shown, "Clinic")[3:] == row_of(shown, "Centre")[3:]
    assert "services where 10 people or more answered a survey 1 of 4 services" in text_of(shown)
    assert [figure["value"] for figure in shown.context["figures"]][1] == 1


def test_a_list_can_be_narrowed_to_what_waits_and_to_a_sector(borough: Borough):
    assert names_on(page(borough, waiting="lead")) == ["Centre", "Clinic", "Refuge"]
    assert names_on(page(borough, waiting="lead", sector="health")) == ["Clinic"]
    assert len(names_on(page(borough, waiting="nonsense", sector="nowhere"))) == 4


def test_a_closed_round_shows_the_services_that_took_part(borough: Borough):
    admin = borough.people["admin"]
    close_round(round_=borough.round, by=admin)
    make_service(borough, "latecomer", sector="health", organisation="hospital")
    Service.objects.filter(slug="ward").update(archived_on=TODAY)
    shown = page(borough)
    assert names_on(shown) == ["Centre", "Clinic", "Refuge", "Ward"]
    assert "Progress – Autumn 2026" in text_of(shown)


def test_a_sealed_round_says_no_number_of_responses_that_no_one_counts_any_more(borough: Borough):
    answered(borough, "ward", 12)
    close_round(round_=borough.round, by=borough.people["admin"])
    shown = page(borough, waiting="surveys")
    said = text_of(shown)
    assert "Numbers of responses will be in its results." in said
    assert "fewer than 10" not in said.lower()
    assert row_of(shown, "Ward") == ["Hospital", "Elmfield lead", "Not yet started"]
    assert len(names_on(shown)) == 4


def test_the_page_costs_the_same_for_twenty_services(borough: Borough):
    costs = []
    for more in (0, 16):
        for number in range(more):
            make_service(borough, f"service-{number}", sector="health", organisation="hospital")
        borough.client("admin").get(reverse("start-page", args=[borough.slug]))
        with CaptureQueriesContext(connection) as queries:
            assert page(borough).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]

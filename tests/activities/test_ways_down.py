"""From a figure of the matrix down to the records that were counted, for anyone who may read them."""

import datetime

import pytest
from django.urls import reverse

from organisations.actions import close_round
from reporting.measures.of_framework import measures_of
from reporting.models import Release
from tests.builders import NOON, Borough, release_round
from tests.scenes import scene

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.anywhere]
EVERYBODY = ("board", "admin", "sector", "leader", "lead", "trainer", "programme")
OF_SERVICES = ("admin", "sector", "leader", "lead")
ROUND = "?round=autumn-2026"
# Who finds which way down on the page of the whole system.
WAYS = {
    "events": (EVERYBODY, "events/" + ROUND),
    "communication_plan": (("admin", "programme"), "communications/"),
    "pledges": (EVERYBODY, "/elmfield/pledges/"),
    "barriers": (EVERYBODY, "/elmfield/barriers/"),
    "actions": (EVERYBODY, "/elmfield/actions/overview/"),
    "subgroup_engagement": (EVERYBODY, "subgroups/" + ROUND),
    "definitions_shared": (OF_SERVICES, "briefings/" + ROUND),
    "deep_listening_use": (OF_SERVICES, "listening/" + ROUND),
    "deep_listening_take_up": (OF_SERVICES, "listening/" + ROUND),
    "training_take_up": (("admin", "board", "programme", "trainer"), "take-up/autumn-2026/"),
    **dict.fromkeys(
        ("org_survey_comms", "org_survey_tools", "org_survey_change"),
        (("admin", "programme", "leader"), "organisational-survey/" + ROUND),
    ),
}


@scene
def elmfield_out(elmfield: Borough) -> Release:
    """A round in which nothing was recorded, released."""
    close_round(round_=elmfield.round, by=elmfield.people["admin"], at=NOON)
    elmfield.round.refresh_from_db()
    return release_round(elmfield.round, at=NOON + datetime.timedelta(days=1))


@pytest.fixture
def released(elmfield_out: Release) -> Release:
    return elmfield_out


def way_down(borough: Borough, who: str, measure: str, *more) -> dict | None:
    name = "place-results" if more else "measure-results"
    page = borough.client(who).get(reverse(f"reporting:{name}", args=["elmfield", "autumn-2026", measure, *more]))
    assert page.status_code == 200
    way = page.context.get("records")
    assert way is None or f'href="{way["url"].replace("&", "&amp;")}"' in page.content.decode()
    return way


def test_every_measure_that_counts_records_has_a_way_down_to_them(released):
    assert {key for key, measure in measures_of(released.round.framework).items() if measure.records} == set(WAYS)


@pytest.mark.parametrize("measure", WAYS)
def test_someone_who_may_read_the_records_finds_the_way_and_no_one_else(borough: Borough, released, measure: str):
    those, address = WAYS[measure]
    for who in EVERYBODY:
        way = way_down(borough, who, measure)
        assert bool(way) == (who in those), who
        if way:
            assert way["url"].endswith(address)
            assert borough.client(who).get(way["url"]).status_code == 200


def test_a_sector_s_number_leads_to_its_own_sub_group(borough: Borough, released):
    way = way_down(borough, "board", "subgroup_engagement", "sector", borough.sectors["health"].pk)
    assert way["url"] == reverse("activities:subgroup", args=["elmfield", "health"]) + ROUND


def test_a_sector_s_and_a_service_s_number_lead_to_their_own_records_only(borough: Borough, released):
    health, families = (borough.sectors[name].pk for name in ("health", "families"))
    assert way_down(borough, "sector", "definitions_shared", "sector", health)["url"].endswith(ROUND + "&sector=health")
    assert way_down(borough, "sector", "definitions_shared", "sector", families) is None
    ward = borough.services["ward"].pk
    assert way_down(borough, "leader", "definitions_shared", "service", ward)["url"].endswith(ROUND + "&service=ward")


def test_a_way_that_shows_only_a_part_says_so(borough: Borough, released):
    assert way_down(borough, "admin", "definitions_shared")["words"] == "See the records behind this figure"
    assert way_down(borough, "lead", "definitions_shared")["words"] == "See the records that you can open"

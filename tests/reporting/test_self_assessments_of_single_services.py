"""How one service rates itself is its own word: it is for those who may read its self-assessment."""

import pytest
from django.urls import reverse

from assessments.actions.assessing import start_assessment
from tests.builders import release_round

pytestmark = pytest.mark.slow


def released_with_assessments(borough):
    stage = borough.round.framework.stages.get(value=3)
    for service in borough.services[:2]:
        assessment = start_assessment(service=service, round_=borough.round, by=None)
        assessment.ratings.update(stage=stage)
        assessment.state, assessment.submitted_at = "submitted", assessment.started_at
        assessment.save()
    release_round(borough.close().round)


def address(service):
    return reverse("reporting:place-results", args=["elmham", "autumn-2026", "self_assessment", "service", service.pk])


def test_a_service_lead_opens_the_own_one_and_no_other(borough, client):
    mine, other = borough.services[:2]
    released_with_assessments(borough)
    client.force_login(borough.member("service_lead", service=mine))
    assert client.get(address(mine)).status_code == 200
    assert client.get(address(other)).status_code == 403
    listing = client.get("/elmham/rounds/autumn-2026/results/self_assessment/services/").content.decode()
    assert address(mine) in listing
    assert address(other) not in listing
    assert "Mean stage" not in listing


def test_a_board_member_sees_who_took_part_and_an_admin_reads_on(borough, client):
    released_with_assessments(borough)
    client.force_login(borough.member("board_member"))
    listing = client.get("/elmham/rounds/autumn-2026/results/self_assessment/services/").content.decode()
    assert "1 of 1" in listing
    assert "Mean stage" not in listing
    assert client.get(address(borough.services[0])).status_code == 403
    client.force_login(borough.member("admin"))
    assert client.get(address(borough.services[0])).status_code == 200

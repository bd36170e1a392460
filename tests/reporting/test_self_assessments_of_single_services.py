"""How one service rates itself is its own word: it is for those who may read its self-assessment."""

import datetime

import pytest
from django.urls import reverse

from assessments.actions.assessing import start_assessment
from assessments.models import Rating
from organisations.models import Round
from reporting.models import ReleasedFigure
from reporting.read.selectors import ReleasedRound
from reporting.read.services_moved import ServicesMoved
from reporting.read.voices import ThreeVoices
from tests.builders import release_round
from tests.reporting.conftest import DAY, Borough

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


def test_a_round_over_a_part_counts_that_part_and_compares_only_what_was_asked_in_both(db):
    borough = Borough("elmham", {"Health": [12, 12, 12, 12]})
    for number, service in enumerate(borough.services):
        borough.assess(service, number)
    before = release_round(borough.close().round)
    begins = DAY + datetime.timedelta(days=90)
    borough.round = Round.objects.create(
        partnership=borough.partnership,
        framework=borough.round.framework,
        name="Spring 2027",
        slug="spring-2027",
        opens_on=begins,
        closes_on=begins + datetime.timedelta(days=30),
        state=Round.State.OPEN,
    )
    chosen = borough.round.framework.features.filter(code__in=("3", "6"))
    borough.round.assessed.set(chosen)
    for number, service in enumerate(borough.services):
        borough.assess(service, 3 - number)  # with the other features too, which two of them wanted to see
    Rating.objects.filter(assessment__round=borough.round, assessment__service__in=borough.services[:2]).exclude(
        statement__feature__in=chosen
    ).delete()
    now = release_round(borough.close().round)
    figures = ReleasedFigure.objects.of(now, "self_assessment").filter(statistic="mean", subject_kind="feature")
    assert set(figures.values_list("subject", flat=True)) == {"3", "6"}
    moved = ServicesMoved(now, before)
    assert moved.whole("3") is not None
    assert moved.whole("") is None
    assert moved.by_sector("") == {}
    voices = ThreeVoices(ReleasedRound(now), "service", borough.services[0].pk)
    said = {row.feature.code: row.said[0].status for row in voices.rows}
    assert said == dict.fromkeys("124578", "not asked") | dict.fromkeys("36", "shown")

"""S17: preparing is no dashboard. Results are looked at once; of other answers nothing is seen before the release."""

import pytest
from django.urls import reverse

from organisations.actions import ActionRefused
from reporting.models import Preparation
from reporting.release.preparing import carry_out, start_preparing
from reporting.release.releasing import approve
from surveys.actions.flags import count_link_again, set_link_aside
from surveys.models import SurveyLink
from tests.builders import TODAY, text_of
from tests.reporting.conftest import Borough
from tests.scenes import scene

pytestmark = pytest.mark.slow

ADDRESS = reverse("reporting:release-prepare", args=["elmham", "autumn-2026"])


@scene
def with_a_small_link() -> Borough:
    borough = Borough("elmham", {"Health": [30, 22, 12, 3]})
    borough.people = {role: borough.member(role) for role in ("admin", "board_member")}
    return borough.close()


@scene
def looked_at(with_a_small_link: Borough) -> Borough:
    prepare(with_a_small_link)
    return with_a_small_link


def prepare(borough: Borough) -> Preparation:
    preparation = start_preparing(round=borough.round, by=borough.people["admin"])
    carry_out(preparation)
    return Preparation.objects.get(pk=preparation.pk)


def link_of(borough: Borough, service: int) -> SurveyLink:
    return SurveyLink.objects.get(round=borough.round, service=borough.services[service], instrument__key="families")


def exclude(borough: Borough, service: int) -> None:
    set_link_aside(survey_link=link_of(borough, service), reason="Copied.", by=borough.people["admin"], on=TODAY)


def test_s17_three_people_are_not_left_out_between_two_looks(looked_at: Borough):
    with pytest.raises(ActionRefused, match="fewer than 10 responses"):
        exclude(looked_at, 3)


def test_s17_nor_let_in_again(with_a_small_link: Borough):
    exclude(with_a_small_link, 3)
    prepare(with_a_small_link)
    with pytest.raises(ActionRefused, match="fewer than 10 responses"):
        count_link_again(survey_link=link_of(with_a_small_link, 3), by=with_a_small_link.people["admin"])


def test_before_anyone_could_look_a_small_link_can_be_excluded(with_a_small_link: Borough):
    exclude(with_a_small_link, 3)
    assert link_of(with_a_small_link, 3).set_aside_on == TODAY


def test_s17_after_a_larger_link_is_excluded_the_new_results_are_not_listed(looked_at: Borough, client):
    client.force_login(looked_at.people["board_member"])
    first = client.get(ADDRESS).content.decode()
    assert "Number of results that will be shown" in first
    exclude(looked_at, 2)
    preparation = prepare(looked_at)
    second = client.get(ADDRESS)
    assert "results will be shown. They are not listed here." in text_of(second)
    assert looked_at.services[0].name not in second.content.decode()
    assert "[c]" not in second.content.decode().split("</h2>")[2]
    assert approve(preparation=preparation, by=looked_at.people["board_member"])


def test_s17_the_same_answers_can_be_looked_at_as_often_as_anyone_likes(looked_at: Borough, client):
    client.force_login(looked_at.people["board_member"])
    first = client.get(ADDRESS).content.decode()
    prepare(looked_at)
    again = client.get(ADDRESS).content.decode()
    assert "Number of results that will be shown" in again
    assert first.count("<td") == again.count("<td")


def test_s17_a_link_that_is_left_out_and_let_in_again_is_what_was_looked_at(looked_at: Borough, client):
    exclude(looked_at, 2)
    count_link_again(survey_link=link_of(looked_at, 2), by=looked_at.people["admin"])
    prepare(looked_at)
    client.force_login(looked_at.people["board_member"])
    assert "Number of results that will be shown" in client.get(ADDRESS).content.decode()

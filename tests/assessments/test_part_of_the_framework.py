"""A round over a chosen part of the framework: services assess themselves on it, and on more only if they want to."""

import pytest

from assessments.actions.assessing import add_other_features, start_assessment, submit_assessment
from assessments.models import Assessment, Rating
from framework.models import Feature
from organisations.actions import ActionRefused
from organisations.changing import change_round
from organisations.models import Round
from tests.assessments.test_self_assessment import address, decide_all
from tests.builders import NOON, TODAY, Borough, days, make_round, text_of

pytestmark = pytest.mark.slow


@pytest.fixture
def part(borough: Borough) -> Assessment:
    borough.round.assessed.set(Feature.objects.filter(framework=borough.round.framework, code__in=("3", "6")))
    return start_assessment(service=borough.services["ward"], round_=borough.round, by=borough.people["lead"], at=NOON)


def test_only_the_chosen_features_are_asked_and_have_to_be_completed(borough: Borough, part: Assessment):
    assert set(part.ratings.values_list("statement__code", flat=True)) == {"3a", "3b", "3c", "3d", "6a", "6b"}
    page = text_of(borough.client("lead").get(address(borough)))
    assert "Start with feature 3" in page
    assert "0 of 2 features completed" in page
    assert "Autumn 2026 is about 2 features." in page
    decide_all(part)
    submit_assessment(assessment=part, by=borough.people["lead"], at=NOON)
    part.refresh_from_db()
    assert part.state == "submitted"


def test_whoever_wants_to_looks_at_the_others_too_and_need_not_complete_them(borough: Borough, part: Assessment):
    decide_all(part)
    page = text_of(borough.client("contributor").post(address(borough, "add-features"), follow=True))
    assert "The other features are there now." in page
    assert page.count("Optional") == 6
    assert part.ratings.count() == 19
    assert "2 of 2 features completed" in page
    assert "Add the other features" not in page
    counted = Assessment.objects.with_progress().get(pk=part.pk)
    assert (counted.statements, counted.answered, counted.decided) == (6, 6, 6)
    assert not Rating.objects.next_features([part])
    borough.client("contributor").post(address(borough, "add-features"))
    assert part.ratings.count() == 19
    submit_assessment(assessment=part, by=borough.people["lead"], at=NOON)
    with pytest.raises(ActionRefused, match="cannot be changed"):
        add_other_features(assessment=part, by=borough.people["lead"])


def test_the_part_is_chosen_while_a_round_is_planned_and_never_after(borough: Borough):
    planned = make_round(borough, "Spring 2027", state="planned", opens_on=TODAY + days(100))
    asked = {"name": "Spring 2027", "opens_on": planned.opens_on, "closes_on": planned.closes_on}
    asked |= {"framework": planned.framework_id, "shown_first": "whole", "fresh_statements": ""}
    admin, here = borough.client("admin"), f"/{borough.slug}/rounds/{planned.slug}/"
    admin.post(f"{here}edit/", asked | {"assessed": ["3", "6"]})
    assert list(planned.assessed.values_list("code", flat=True)) == ["3", "6"]
    assert "3 Strengths-based support" in text_of(admin.get(here))
    every = list(planned.framework.features.values_list("code", flat=True))
    admin.post(f"{here}edit/", asked | {"assessed": every})
    assert not planned.assessed.exists()  # all of them, whatever is added to the framework
    Round.objects.filter(pk=borough.round.pk).update(state="closed")
    Round.objects.filter(pk=planned.pk).update(state="open")
    some = Feature.objects.filter(framework=planned.framework, code="3")
    with pytest.raises(ActionRefused):
        change_round(round_=planned, fields=["assessed"], by=borough.people["admin"], assessed=some)
    assert not planned.assessed.exists()

"""What one survey says hangs on no answer of another: families and children of a place, staff and training."""

import pytest

from reporting.measures.round_context import RoundContext
from reporting.measures.surveys import results
from reporting.protect.attack import Report
from surveys.models import ClosedRoundAnswer, ClosedRoundResponse
from tests.reporting.conftest import Borough

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SURVEYS = ("workforce", "families", "children")


def figures_of(borough: Borough, survey: str) -> tuple[list, Report]:
    context = RoundContext(borough.round)
    return results(context, survey=survey), context.attacked


@pytest.mark.parametrize("survey", SURVEYS)
def test_s14_the_figures_of_a_survey_are_the_same_without_the_answers_to_all_others(survey: str):
    borough = Borough("elmham", {"Health": [14, 11, 6, 9]})
    for service in borough.services:
        borough.answer(service, "children", 8 + service.pk % 5)
    borough.close()
    figures, attacked = figures_of(borough, survey)
    assert any(figure.status == "shown" for figure in figures)
    others = ClosedRoundResponse.objects.in_round(borough.round).exclude(survey_link__instrument__key=survey)
    assert others.count() > 30
    ClosedRoundAnswer.objects.filter(response__in=others).delete()
    others.delete()
    assert figures_of(borough, survey) == (figures, attacked)

"""A round's results beside those of the round before, from rows to what is released: SAFETY's S18."""

import datetime

import pytest

from organisations.actions import close_round
from organisations.models import Round
from reporting.measures.round_before import RoundBefore
from reporting.measures.round_context import RoundContext
from reporting.models import ReleasedFigure
from reporting.release.fingerprint import fingerprint, what_has_changed
from surveys.models import Answer, ClosedRoundResponse, Response, SurveyLink
from tests.builders import release_round
from tests.reporting.conftest import DAY, Borough

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def first() -> Borough:
    """Three services, one sector; its first round is released."""
    borough = Borough("elmham", {"Health": [14, 20, 26]})
    borough.first = borough.close().round
    release_round(borough.first)
    return borough


def again(borough: Borough, *, released: bool = True, **more: int) -> Round:
    """A second round in which everyone answers as before, and some more people of the first service answer too."""
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
    for kept in ClosedRoundResponse.objects.in_round(borough.first).select_related("survey_link"):
        link, _ = SurveyLink.objects.get_or_create(
            service=kept.survey_link.service, round=borough.round, instrument=kept.survey_link.instrument
        )
        response = Response.objects.create(survey_link=link)
        answers = kept.answers.values_list("question_id", "point_id")
        Answer.objects.bulk_create(Answer(response=response, question_id=q, point_id=p) for q, p in answers)
    for survey, people in more.items():
        borough.answer(borough.services[0], survey, people)
    borough.close()
    if released:
        release_round(borough.round)
    return borough.round


def results(round_: Round, **of) -> list[tuple]:
    """What is said of each question, at each place; of its change since the round before elsewhere."""
    rows = ReleasedFigure.objects.filter(release__round=round_, subject_kind__in=["question", "option"], **of)
    rows = rows.exclude(statistic="change")
    columns = ("measure", "level", "place", "subject", "statistic", "status", "value", "edge", "base_low")
    return sorted(rows.values_list(*columns), key=str)


def test_s18_the_same_people_with_the_same_answers_have_the_same_results(first: Borough):
    assert results(again(first)) == results(first.first)


def test_s18_beside_one_person_more_everything_that_holds_them_is_said_more_widely(first: Borough):
    second = again(first, workforce=1)
    of = {"measure": "workforce_results", "status": "shown", "statistic": "share_positive"}
    plain = results(first.first, **of, level="service", place=first.services[0].pk)
    assert plain
    for level, place in (("service", first.services[0].pk), ("sector", first.services[0].sector_id), ("system", 0)):
        rows = ReleasedFigure.objects.filter(release__round=second, subject_kind="question", level=level, place=place)
        workforce = rows.filter(measure="workforce_results", status="shown")
        asked = workforce.filter(subject__in={row[3] for row in plain})
        assert {row.statistic for row in asked} <= {"share_positive"}
        assert all(row.edge.startswith("to the nearest ") for row in asked)
        # Families are the same, so is what is said of them.
        families = {"measure": "families_results", "level": level, "place": place}
        assert results(second, **families) == results(first.first, **families)
    others = {"measure": "workforce_results", "level": "service", "place": first.services[2].pk}
    assert results(second, **others) == results(first.first, **others)


def test_s18_the_round_that_is_released_last_is_held_beside_the_other_whichever_was_first():
    """What stands there already is what counts, and not whose days came first."""
    borough = Borough("elmham", {"Health": [14, 20, 26]})
    borough.first = borough.close().round
    second = again(borough, workforce=1)
    release_round(borough.first)
    service = {"level": "service", "place": borough.services[0].pk, "status": "shown", "statistic": "share_positive"}
    later, earlier = (results(one, measure="workforce_results", **service) for one in (borough.first, second))
    assert earlier
    assert not any(edge.startswith("to the nearest 3") for *_, edge, _low in earlier)
    assert later
    assert all(edge.startswith("to the nearest ") for *_, edge, _low in later)


def test_s18_what_was_prepared_before_another_round_was_released_is_not_approved(first: Borough):
    """It was held beside other figures than those that stand there now."""
    second = again(first, released=False, workforce=1)
    before = fingerprint(second)
    third = Round.objects.create(
        partnership=first.partnership,
        framework=second.framework,
        name="Summer 2027",
        slug="summer-2027",
        opens_on=second.closes_on + datetime.timedelta(days=1),
        closes_on=second.closes_on + datetime.timedelta(days=9),
        state=Round.State.OPEN,
    )
    close_round(round_=third, by=None)
    release_round(third)
    assert what_has_changed(second, before, fingerprint(second)) == ["the release before"]


def test_s18_a_wide_share_stands_in_no_figure_over_several_questions(first: Borough):
    second = again(first, workforce=1)
    derived = ReleasedFigure.objects.filter(
        release__round=second, measure="workforce_results", level="service", place=first.services[0].pk
    )
    assert derived.filter(subject_kind="overall").exists()
    assert not derived.filter(subject_kind__in=["overall", "feature", "statement"], status="shown").exists()


def test_s18_once_answers_are_deleted_there_is_nothing_to_hold_against(first: Borough):
    second = again(first, workforce=1)
    ClosedRoundResponse.objects.in_round(first.first).delete()
    context = RoundContext(second)
    before = RoundBefore.of(context, "workforce_results", "workforce")
    assert before is not None
    assert before.people == {}

"""S13: what people skip tells nothing. Within a survey that someone at a place answered, the status says no more."""

from itertools import product

import pytest

from reporting import figures as f
from reporting.measures.round_context import RoundContext
from reporting.measures.surveys import results
from surveys.models import ClosedRoundAnswer, ClosedRoundResponse, Question
from tests.reporting.conftest import Borough
from tests.scenes import scene

pytestmark = pytest.mark.slow

SECTOR = {"Health": [30, 14, 3]}  # the last service has three people, and is shown nowhere by itself


@scene
def with_a_small_service() -> Borough:
    return Borough("elmham", SECTOR).close()


@pytest.fixture
def borough(with_a_small_service: Borough) -> Borough:
    return with_a_small_service


def of_the_small_one(borough: Borough) -> list[tuple]:
    """All that is said of the small service's workforce survey, as a page or a file has it."""
    found = results(RoundContext(borough.round), survey="workforce")
    small = borough.services[-1].pk
    return sorted(
        (one.subject_kind, one.subject, one.statistic, one.status, one.note)
        for one in found
        if one.place.level == f.SERVICE and one.place.key == small
    )


def asked(borough: Borough) -> list[Question]:
    kept = ClosedRoundAnswer.objects.filter(question__instrument__key="workforce")
    return list(Question.objects.filter(pk__in=kept.values("question")).order_by("pk")[:2])


def test_s13_every_pattern_of_skips_gives_one_and_the_same_page(borough):
    as_it_is = of_the_small_one(borough)
    assert {status for *_, status, _ in as_it_is} == {f.WITHHELD}
    theirs = ClosedRoundAnswer.objects.filter(
        response__survey_link__service=borough.services[-1], question__instrument__key="workforce"
    )
    people = sorted(set(theirs.values_list("response", flat=True)))
    first, second = asked(borough)
    for skipped in product([(), (first,), (first, second)], repeat=len(people)):
        kept = list(theirs)
        for person, questions in zip(people, skipped, strict=True):
            theirs.filter(response=person, question__in=questions).delete()
        assert of_the_small_one(borough) == as_it_is, skipped
        ClosedRoundAnswer.objects.bulk_create([one for one in kept if not theirs.filter(pk=one.pk).exists()])


def test_s13_who_answered_no_question_at_all_looks_like_who_answered_some(borough):
    as_it_is = of_the_small_one(borough)
    ClosedRoundAnswer.objects.filter(response__survey_link__service=borough.services[-1]).delete()
    assert of_the_small_one(borough) == as_it_is


@scene
def with_smaller_services_together() -> Borough:
    return Borough("elmham", {"Health": [60, 9, 9, 9, 9]}).close()


def of_smaller_services(borough: Borough) -> dict[str, str]:
    found = [one for one in results(RoundContext(borough.round), survey="workforce") if one.place.level == f.REST]
    return {one.subject: one.status for one in found if one.subject_kind == f.QUESTION}


def test_s13_a_question_that_all_smaller_services_skipped_stays_in_their_row(with_smaller_services_together):
    borough = with_smaller_services_together
    before = of_smaller_services(borough)
    question = next(code for code, status in before.items() if status == f.SHOWN)
    answers = ClosedRoundAnswer.objects.filter(response__survey_link__service__in=borough.services[1:])
    answers.filter(question__code=question).delete()
    assert of_smaller_services(borough) == before | {question: f.WITHHELD}


def test_a_place_where_no_one_answered_the_survey_says_so(borough):
    ClosedRoundResponse.objects.filter(survey_link__service=borough.services[-1]).delete()
    assert {status for *_, status, _ in of_the_small_one(borough)} == {f.NONE}

"""Rows that journeys start from: an earlier self-assessment, people's answers, released rounds."""

import random

from assessments.models import Assessment, Rating
from framework.models import Statement
from organisations.actions import close_round
from organisations.models import Round, Service
from surveys.models import Answer, Instrument, Response, SurveyLink
from tests.builders import NOON, TODAY, Borough, days, make_round, make_service, release_round

CARRIED_FROM = "3"  # the first feature that an earlier self-assessment speaks about


def link_to(service: Service, round_: Round, survey: str) -> SurveyLink:
    """The link that a service hands out for a survey."""
    instrument = Instrument.objects.get(framework=round_.framework, key=survey)
    return SurveyLink.objects.get_or_create(service=service, round=round_, instrument=instrument)[0]


def assess_earlier(borough: Borough, service: str) -> Assessment:
    """A submitted self-assessment of a spring round: "Respond" from feature 3 on, nothing before."""
    spring = make_round(borough, "Spring 2026", state="closed", opens_on=TODAY - days(200))
    return assess(borough.services[service], spring, start=CARRIED_FROM)


def assess(service: Service, round_: Round, *, start: str = "1") -> Assessment:
    """A submitted self-assessment that says "Respond" of every statement from feature `start` on."""
    stage = round_.framework.stages.get(value=3)
    assessment = Assessment.objects.create(
        service=service, round=round_, state=Assessment.State.SUBMITTED, started_at=NOON, submitted_at=NOON
    )
    statements = Statement.objects.filter(feature__framework=round_.framework).select_related("feature")
    Rating.objects.bulk_create(
        Rating(assessment=assessment, statement=statement, stage=stage if statement.feature.code >= start else None)
        for statement in statements
    )
    return assessment


def give_answers(service: Service, round_: Round, survey: str, people: int, *, seed: int = 1) -> None:
    """Answers of so many people to every question that has ratings."""
    rng = random.Random(seed)
    survey_link = link_to(service, round_, survey)
    questions = list(survey_link.instrument.questions.prefetch_related("scale__points").filter(statement__isnull=False))
    responses = Response.objects.bulk_create(Response(survey_link=survey_link) for _ in range(people))
    Answer.objects.bulk_create(
        Answer(
            response=response,
            question=question,
            point=rng.choice([point for point in question.scale.points.all() if point.value]),
        )
        for response in responses
        for question in questions
    )


def answer_everywhere(borough: Borough, round_: Round, *, seed: int = 1) -> None:
    """Three services with many answers; the refuge and the library with so few that they are shown together."""
    if "library" not in borough.services:
        make_service(borough, "library", sector="families", organisation="council")
    for name, people in (("ward", 24), ("clinic", 14), ("centre", 18), ("refuge", 9), ("library", 9)):
        for survey in ("workforce", "families"):
            give_answers(borough.services[name], round_, survey, people, seed=seed)
        assess(borough.services[name], round_)


def release_two_rounds(borough: Borough) -> list[Round]:
    """Hold, close and release two rounds. The borough must have no open one."""
    rounds = []
    for number, name in enumerate(("Autumn 2025", "Spring 2026")):
        round_ = make_round(borough, name, opens_on=TODAY - days(400 - 200 * number))
        answer_everywhere(borough, round_, seed=number)
        close_round(round_=round_, by=None)
        round_.refresh_from_db()
        release_round(round_)
        rounds.append(round_)
    return rounds

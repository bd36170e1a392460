"""What made-up staff, families and children answer and write, round by round."""

import csv
import datetime
import random
from pathlib import Path

from demonstration import answers as made_up
from framework.models import Feature, Statement
from organisations.models import Round, Service, User
from surveys.models import Answer, Comment, CommentCameBy, Instrument, Question, Response, ScalePoint, SurveyLink

HERE = Path(__file__).parent
# Sectors in which children of 8 to 12 are asked too.
WITH_CHILDREN = ("Children's social care", "Schools", "Education")
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def answer(rng: random.Random, round_: Round, services, families: dict[int, int], characters, number: int) -> None:
    """Everyone's answers in a round, written in bulk."""
    still_open = 0.62 if number == 2 else 1
    responses, answers = [], []
    handed_out = Instrument.objects.filter(handed_out_by=Instrument.HandedOutBy.SERVICE)
    for instrument in handed_out.filter(framework=round_.framework):
        asked = Question.objects.core().filter(instrument=instrument, kind=Question.Format.CHOICE)
        questions = list(asked.select_related("statement__feature", "scale"))
        points = {question.pk: question.choices() for question in questions}
        for service in services:
            people = round(_people(rng, instrument, service, families) * still_open)
            survey_link = SurveyLink.objects.create(
                service=service, round=round_, instrument=instrument, token=link_token(rng)
            )
            centres = made_up.FAMILIES if instrument.for_families else made_up.STAFF
            for _ in range(people):
                response = Response(id=made_up.random_id(rng), survey_link_id=survey_link.pk)
                responses.append(response)
                answers += _one_person(rng, response, questions, points, centres, characters[service.pk], number)
    Response.objects.bulk_create(responses, batch_size=2000)
    Answer.objects.bulk_create(answers, batch_size=5000)


def _people(rng: random.Random, instrument: Instrument, service: Service, families: dict[int, int]) -> float:
    """How many answer at a service by the end of a round."""
    if instrument.key == "children":
        return families[service.pk] * rng.uniform(0.2, 0.5) if service.sector.name.startswith(WITH_CHILDREN) else 0
    if instrument.for_families:
        return families[service.pk] * rng.uniform(0.35, 0.72)
    return service.headcount * min(0.9, rng.betavariate(5, 4.6) + (0.2 if service.headcount < 20 else 0))


def _one_person(rng, response, questions, points, centres, character, number) -> list[Answer]:
    person, given = rng.gauss(0, 0.45), []
    for question in questions:
        chance = rng.random()
        if chance < 0.03:
            continue  # skipped
        choices = points[question.pk]
        if question.statement is None:
            point = rng.choice(choices)
        elif chance < 0.09:
            point = next(p for p in choices if p.kind == ScalePoint.Meaning.NOT_APPLICABLE)
        elif chance < 0.1:
            point = next(p for p in choices if p.kind == ScalePoint.Meaning.PREFER_NOT_TO_SAY)
        else:
            statement: Statement = question.statement
            centre = made_up.level(centres, character, statement.feature.code, statement.code, number)
            most = max(p.value for p in choices if p.value)
            value = made_up.rating(rng, centre, person, points=most)
            point = next(p for p in choices if p.value == value)
        given.append(
            Answer(id=made_up.random_id(rng), response_id=response.pk, question_id=question.pk, point_id=point.pk)
        )
    return given


def link_token(rng: random.Random) -> str:
    return "".join(rng.choice(ALPHABET) for _ in range(17))


def write(
    rng: random.Random, round_: Round, services: list[Service], by: User, *, waiting: int, on: datetime.date
) -> None:
    """What some of them wrote. So many comments wait to be read, one of them too long; the rest has been read."""
    features = {feature.code: feature for feature in Feature.objects.filter(framework=round_.framework)}
    questions = {q.code: q for q in Question.objects.filter(instrument__framework=round_.framework, kind="open")}
    with (HERE / "comments.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    rng.shuffle(lines)
    comments, tags = [], []
    for place, line in enumerate(lines):
        waits = place < waiting
        comment = Comment(
            id=made_up.random_id(rng),
            service=rng.choice(services),
            round=round_,
            question=questions[line["question"]],
            text=line["text"],
            state=Comment.State.WAITING if waits else Comment.State.RELEASED,
            due_on=on + datetime.timedelta(days=place - 1) if waits else None,
            settled_by=None if waits else by,
        )
        comments.append(comment)
        if not waits:
            feature = features[line["features"]]
            tags.append(Comment.features.through(comment_id=comment.pk, feature_id=feature.pk))
    Comment.objects.bulk_create(comments)
    Comment.features.through.objects.bulk_create(tags)
    if round_.is_open:
        _by_their_links(rng, round_, comments)


def _by_their_links(rng: random.Random, round_: Round, comments: list[Comment]) -> None:
    """Until sealing a comment knows by which link it came."""
    found = SurveyLink.objects.filter(round=round_, service__isnull=False).order_by("-pk")
    links = {(link.service_id, link.instrument_id): link for link in found}
    by_link = ((comment, links.get((comment.service_id, comment.question.instrument_id))) for comment in comments)
    CommentCameBy.objects.bulk_create(
        CommentCameBy(id=made_up.random_id(rng), comment=comment, survey_link=link) for comment, link in by_link if link
    )

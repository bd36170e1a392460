"""When a round closes, answers are copied in random order, and nothing is left of how they came."""

import random
import uuid
from collections.abc import Iterator
from itertools import islice

from django.utils import timezone

from organisations.models import Round
from surveys.actions.flags import look_for_flags
from surveys.models import Answer, ClosedRoundAnswer, ClosedRoundResponse, Comment, Response, SingleUseCode, SurveyLink

ORDER = 10
_AT_ONCE = 5000


def close(*, round_: Round) -> None:
    """Copy a round's answers, shuffled and under new names, to where they are kept; delete the rest.

    The database numbers each row's version: while a round is open, a code and an answer that were written together
    could be told by it. All the copies are written by one transaction and in an order that chance decides, so nothing
    ties a row to a code, a time, or the answers that came before and after it. Codes go altogether.
    Comments, which live apart, are written anew in the same way.
    """
    chance = random.SystemRandom()
    responses = list(Response.objects.in_round(round_).values_list("pk", "survey_link_id"))
    chance.shuffle(responses)
    renamed = {old: uuid.UUID(int=chance.getrandbits(128), version=4) for old, _ in responses}
    ClosedRoundResponse.objects.bulk_create(
        (ClosedRoundResponse(id=renamed[old], survey_link_id=survey_link) for old, survey_link in responses),
        batch_size=_AT_ONCE,
    )
    answers = list(Answer.objects.in_round(round_).values_list("response_id", "question_id", "point_id"))
    chance.shuffle(answers)
    for some in _portions(answers):
        ClosedRoundAnswer.objects.bulk_create(
            ClosedRoundAnswer(response_id=renamed[response], question_id=question, point_id=point)
            for response, question, point in some
        )
    # Without a join to delete by: a database that has not counted its rows yet would take minutes over one.
    came = Response.objects.filter(survey_link__in=SurveyLink.objects.in_round(round_))
    Answer.objects.filter(response__in=came).delete()
    came.delete()
    SingleUseCode.objects.filter(survey_link__round=round_).delete()
    _shuffle_comments(round_, chance)
    look_for_flags(round_=round_, on=timezone.localdate())  # at what came in since the last daily look


def _portions(rows: list) -> Iterator[list]:
    rest = iter(rows)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def _shuffle_comments(round_: Round, chance: random.Random) -> None:
    """Write a round's comments anew, in random order and under new names."""
    comments = list(Comment.objects.filter(round=round_).prefetch_related("features"))
    tags = {comment.pk: [feature.pk for feature in comment.features.all()] for comment in comments}
    Comment.objects.filter(round=round_).delete()
    chance.shuffle(comments)
    links = []
    for comment in comments:
        tagged, comment.pk = tags[comment.pk], uuid.uuid4()
        links += [Comment.features.through(comment_id=comment.pk, feature_id=feature) for feature in tagged]
    Comment.objects.bulk_create(comments)
    Comment.features.through.objects.bulk_create(links)

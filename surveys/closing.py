"""When a closed round is sealed, answers are copied in random order, and nothing is left of how they came.

Closing itself moves nothing: until somebody begins to seal, the round can be reopened and all is as it was.
"""

import logging
import random
import uuid
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from background.actions.jobs import Run, WorkRefused
from organisations.disk import StillThere, rewrite
from organisations.models import Round
from organisations.saving import hold
from surveys.actions.flags import look_for_flags
from surveys.actions.floods import forget_links
from surveys.disk import OF_OPEN_ROUNDS, wipe_deleted_rows
from surveys.models import (
    Answer,
    ClosedRoundAnswer,
    ClosedRoundResponse,
    Comment,
    Response,
    SingleUseCode,
)

logger = logging.getLogger(__name__)
ORDER = 10
# People whose answers are copied in one transaction: about ten thousand rows, a second's work. Others write meanwhile
# on PostgreSQL and wait for no longer than that on SQLite.
AT_ONCE = 500
_chance = random.SystemRandom()


def begin(*, round_: Round) -> None:
    """Codes go at once, and by which link each comment came: the round is not opened again."""
    SingleUseCode.objects.filter(survey_link__round=round_).delete()
    forget_links(round_=round_)


def seal(*, round_: Round, run: Run) -> None:
    """Copy a round's answers, shuffled and under new names, to where they are kept; delete the rest.

    The database numbers each row's version: while a round is open, a code and an answer that were written together
    could be told by it. So the copies are written in an order that chance decides over the whole round, some hundred
    people in a transaction. Nothing ties a row to a code, a time, or the answers that came before and after it: which
    transaction wrote it is chance too. Comments, which live apart, are written anew in the same way.

    A transaction copies people and deletes what it copied. Killed between any two statements, everybody's answers
    are in one place and in one only. The order is never written down: whoever goes on shuffles what is left, which
    is as random as having gone on, and no table ties an old name to a new one. At the end the tables are written anew
    on the disk, so that nothing can be read there that is gone.
    """
    waiting = list(Response.objects.in_round(round_).values_list("pk", flat=True))
    total = len(waiting) + ClosedRoundResponse.objects.in_round(round_).count()
    _chance.shuffle(waiting)
    rest = iter(waiting)
    left = len(waiting)
    run.say(total - left, total)
    while some := list(islice(rest, AT_ONCE)):
        _copy(some, run)
        left -= len(some)
        run.say(total - left, total)
    with transaction.atomic():
        # Reviewers hold the round while they settle a comment: nobody settles one between its reading and its deletion,
        # and has it undone. Before the job, in the order of whoever presses once more to close.
        hold(round_)
        run.hold()
        _shuffle_comments(round_, _chance)
        look_for_flags(round_=round_, on=timezone.localdate())  # at what came in since the last daily look
    _leave_no_old_version(run)


def _leave_no_old_version(run: Run) -> None:
    """Write the tables anew. Raises WorkRefused where something else keeps old versions alive: it can go on later."""
    wipe_deleted_rows()  # also what killed runs have copied and not committed
    try:
        rewrite(OF_OPEN_ROUNDS)
    except StillThere:
        logger.exception("%s: old versions of rows are still on the disk", run.job)
        raise WorkRefused(
            _(
                "The answers are in random order, but something else is using the database, for example a backup. "
                "Continue when it has finished."
            )
        ) from None


@transaction.atomic
def _copy(some: list[uuid.UUID], run: Run) -> None:
    """Move some people's answers. Two runs never do so at once, since each holds the job until it has committed."""
    run.hold()
    responses = list(Response.objects.filter(pk__in=some).values_list("pk", "survey_link_id"))
    _chance.shuffle(responses)
    renamed = {old: uuid.UUID(int=_chance.getrandbits(128), version=4) for old, _link in responses}
    ClosedRoundResponse.objects.bulk_create(
        ClosedRoundResponse(id=renamed[old], survey_link_id=link) for old, link in responses
    )
    answers = list(Answer.objects.filter(response__in=renamed).values_list("response_id", "question_id", "point_id"))
    _chance.shuffle(answers)
    ClosedRoundAnswer.objects.bulk_create(
        ClosedRoundAnswer(response_id=renamed[response], question_id=question, point_id=point)
        for response, question, point in answers
    )
    Answer.objects.filter(response__in=renamed).delete()
    Response.objects.filter(pk__in=renamed).delete()


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

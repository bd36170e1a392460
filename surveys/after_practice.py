"""What the surveys delete when a practice round ends, and what someone has to read first."""

from itertools import islice

from django.db import transaction

from background.actions.jobs import Run
from organisations.models import Round
from organisations.practice import SAFEGUARDING, UNREAD
from surveys.actions.floods import forget_links
from surveys.closing import AT_ONCE
from surveys.disk import OF_OPEN_ROUNDS
from surveys.models import Answer, Comment, PaperForm, PaperMark, Response, SingleUseCode
from surveys.models.comments import CommentQuerySet

ORDER = 10
STAYS = (Comment,)
WRITTEN_ANEW = (*OF_OPEN_ROUNDS, PaperForm, PaperMark)


def delete(*, round_: Round, run: Run) -> None:
    """Delete codes and all answers, some hundred people in a transaction, and every comment that needs no reading."""
    with transaction.atomic():
        run.hold()
        SingleUseCode.objects.filter(survey_link__round=round_).delete()
        forget_links(round_=round_)
    waiting = list(Response.objects.in_round(round_).values_list("pk", flat=True))
    total, left, rest = len(waiting), len(waiting), iter(waiting)
    while some := list(islice(rest, AT_ONCE)):
        run.say(total - left, total)
        with transaction.atomic():
            run.hold()
            Answer.objects.filter(response__in=some).delete()
            Response.objects.filter(pk__in=some).delete()
        left -= len(some)
    run.say(total, total)
    with transaction.atomic():
        run.hold()
        delete_what_was_read(round_=round_)


def delete_what_was_read(*, round_: Round) -> None:
    """Comments that a reviewer has settled, or that were excluded; not what was passed to safeguarding."""
    comments = Comment.objects.filter(round=round_)
    comments.exclude(pk__in=_unread(round_).values("pk")).exclude(pk__in=_passed_on(round_).values("pk")).delete()


def still_needed(*, round_: Round) -> str:
    """Whether a comment waits for a reviewer, or is with safeguarding."""
    if _unread(round_).exists():
        return UNREAD
    return SAFEGUARDING if _passed_on(round_).exists() else ""


def _unread(round_: Round) -> CommentQuerySet:
    return Comment.objects.filter(round=round_).unread()


def _passed_on(round_: Round) -> CommentQuerySet:
    return Comment.objects.filter(round=round_, state=Comment.State.ESCALATED)

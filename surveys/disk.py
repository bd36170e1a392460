"""From which tables of the surveys something goes, and is to be taken off the disk: see organisations/disk.py."""

from django.db.models import Model

from organisations.disk import wipe
from surveys.models import (
    Answer,
    ClosedRoundAnswer,
    ClosedRoundResponse,
    Comment,
    CommentCameBy,
    ContactRequest,
    Draft,
    PaperForm,
    PaperMark,
    Response,
    SingleUseCode,
)

# What may lie beside a spent code: small tables, rewritten in the blink of an eye.
BESIDE_ANSWERS: tuple[type[Model], ...] = (
    SingleUseCode,
    Draft,
    Comment,
    Comment.features.through,
    CommentCameBy,
)
# All from which something goes when a round is sealed.
OF_OPEN_ROUNDS: tuple[type[Model], ...] = (*BESIDE_ANSWERS, Answer, Response)
# All from which something goes when a round's answers are forgotten. Millions of rows, written once: not every night.
OF_CLOSED_ROUNDS: tuple[type[Model], ...] = (
    ClosedRoundAnswer,
    ClosedRoundResponse,
    Comment,
    Comment.features.through,
)
EVERY_NIGHT: tuple[type[Model], ...] = (*OF_OPEN_ROUNDS, ContactRequest, PaperForm, PaperMark)
# All that somebody trusted us with.
ALL: tuple[type[Model], ...] = (*EVERY_NIGHT, ClosedRoundAnswer, ClosedRoundResponse)


def wipe_deleted_rows() -> None:
    """Free the space of what was deleted from any of them."""
    wipe(ALL)

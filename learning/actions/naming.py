"""Naming a barrier: with one's name, or without an account and with a slip."""

import datetime
import json
import uuid

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from learning.actions.slips import hash_to_keep
from learning.models import Barrier
from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.models import Organisation, Partnership, Round, User
from organisations.saving import hold
from surveys.actions.comments import due_day, safety_settings_of
from surveys.mixing import write_in_random_order
from surveys.models import Comment

FRIDAY = 4


@transaction.atomic
def name_openly(
    *, partnership: Partnership, organisation: Organisation | None, words: str, by: User, on: datetime.date
) -> Barrier:
    """Someone who is signed in names a barrier: those who answer can read it at once, with the name."""
    barrier = Barrier.objects.create(
        partnership=partnership,
        organisation=organisation,
        words=words,
        way=Barrier.Way.SIGNED_IN,
        named_by=by,
        state=Barrier.State.OPEN,
        passed_on=on,
    )
    record(partnership=partnership, by=by, what="named a barrier", about=barrier.place)
    return barrier


def review_day(partnership: Partnership, *, on: datetime.date) -> datetime.date:
    """The day by which what comes in today is read: the Friday of the week in which its working days are over.

    A day of its own could tie what someone wrote here to what they wrote in a survey.
    """
    due = due_day(days=safety_settings_of(partnership).review_days, on=on)
    return due + datetime.timedelta(days=(FRIDAY - due.weekday()) % 7)


def _identity(partnership: Partnership, key: str, organisation: Organisation | None, words: str) -> uuid.UUID:
    """Of what a page sends: the same once more is one barrier, also when a reviewer has changed it meanwhile."""
    said = json.dumps([partnership.pk, key, organisation.pk if organisation else None, words])
    return uuid.UUID(salted_hmac("learning.barrier", said, algorithm="sha256").hexdigest()[:32], version=4)


def is_named(*, partnership: Partnership, key: str, organisation: Organisation | None, words: str) -> bool:
    """Whether these words, about this place, are in that were written on the page with this key."""
    return Barrier.objects.filter(pk=_identity(partnership, key, organisation, words)).exists()


def name_without_account(
    *,
    partnership: Partnership,
    key: str,
    organisation: Organisation | None,
    words: str,
    slip: str,
    on: datetime.date,
    held: bool = False,
) -> bool:
    """Store what someone wrote who gave no name, for a reviewer to read. Returns whether anything was stored.

    `slip` is the hash that their browser sent. `held` says that it came among many at once. Nothing is logged. Raises
    ActionRefused where another barrier has this slip: what they wrote is not in, and needs a slip of its own.
    """
    name = _identity(partnership, key, organisation, words)
    try:
        # A savepoint: the same words sent twice are one barrier, and the second time is no error.
        with transaction.atomic():
            Barrier.objects.create(
                id=name,
                partnership=partnership,
                organisation=organisation,
                words=words,
                way=Barrier.Way.PAGE,
                state=Barrier.State.WAITING,
                due_on=review_day(partnership, on=on),
                slip=hash_to_keep(slip),
                is_held=held,
            )
    except IntegrityError:
        if Barrier.objects.filter(pk=name).exists():
            return False
        raise ActionRefused(
            _(
                "This has not been sent yet. Its code belongs to something that was sent before. "
                "Write down the new code below, then send it."
            )
        ) from None
    return True


@transaction.atomic
def settle_comment_as_barrier(
    *, comment: Comment, organisation: Organisation | None, words: str, by: User, on: datetime.date
) -> Barrier | None:
    """Put what a comment says into the ledger, or say with no `words` that it is no barrier. Once for each comment.

    The caller has seen that the comment may be shown where this goes. The barrier is no one's, and has no slip: it
    keeps no key of the comment, its service or its round. Raises ActionRefused where the comment is not one that a
    release shows, or was settled before.
    """
    state = hold(comment.round).state  # alone, and not shared: all its comments are written again
    held = Comment.objects.select_for_update(of=("self",)).select_related("round__partnership").get(pk=comment.pk)
    is_shown = state == Round.State.RELEASED and held.state == Comment.State.RELEASED and not held.set_aside
    if not is_shown or held.is_settled_as_barrier:
        raise ActionRefused(_("This comment cannot go into the ledger, or someone else has just decided about it."))
    held.is_settled_as_barrier = True
    held.save(update_fields=["is_settled_as_barrier"])
    # Or the number of this transaction would stand in one comment and in one barrier, and in the log's entry.
    write_in_random_order(Comment.objects.filter(round=held.round_id))
    if not words:
        record(partnership=held.round.partnership, by=by, what="kept a comment out of the ledger", about=held.round)
        return None
    barrier = Barrier.objects.create(
        partnership=held.round.partnership,
        organisation=organisation,
        words=words,
        way=Barrier.Way.COMMENT,
        state=Barrier.State.OPEN,
        passed_on=on,
    )
    record(partnership=held.round.partnership, by=by, what="put a comment into the ledger", about=held.round)
    return barrier

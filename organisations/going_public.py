"""What two people do with words that anyone will be able to read: send, publish, return, take down."""

from __future__ import annotations

import datetime
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.models import GoesPublic, User
from organisations.saving import hold

Words = TypeVar("Words", bound=GoesPublic)
GONE = _("Someone else has just deleted this, so it cannot be changed.")
YOURS = _("You wrote this, so another person has to check and publish it.")


@transaction.atomic
def send_words(*, words: Words, by: User, on: datetime.date | None = None) -> Words:
    """Ask for a second person. Sending twice changes nothing. Raises ActionRefused for what is or was public."""
    held = hold(words)
    if held.is_waiting:
        return held
    if held.published_on or held.ended_on:
        raise ActionRefused(_("This has already been published, so you cannot send it again. You can change it."))
    held.sent_on, held.returned_on, held.returned_by, held.note = on or timezone.localdate(), None, None, ""
    held.save(update_fields=["sent_on", "returned_on", "returned_by", "note"])
    record(partnership=held.partnership, by=by, what=f"asked a second person to check {held.called}", about=held)
    return held


@transaction.atomic
def publish_words(*, words: Words, by: User, mark: str | None = None, on: datetime.date | None = None) -> Words:
    """Let them go public, as the second person. Publishing twice changes nothing.

    `mark` is that of the words which this person has read. Raises ActionRefused for the one who wrote them, where they
    are other words by now, and where they do not wait.
    """
    held = hold(words)
    if held.is_published:
        return held
    if not held.is_waiting:
        raise ActionRefused(_("You cannot publish this. It has been returned or deleted, or has not been sent."))
    if held.written_by_id == by.pk:
        raise ActionRefused(YOURS)
    if mark is not None and mark != held.mark:
        raise ActionRefused(_("This text has just changed. Read it again before you publish it."))
    held.published_on, held.published_by = on or timezone.localdate(), by
    held.save(update_fields=["published_on", "published_by"])
    record(partnership=held.partnership, by=by, what=f"published {held.called}", about=held)
    return held


@transaction.atomic
def return_words(*, words: Words, note: str, by: User, on: datetime.date | None = None) -> Words:
    """Send them back with a word. Raises ActionRefused where they do not wait."""
    held = hold(words)
    if not held.is_waiting:
        raise ActionRefused(_("You cannot return this. It has been published, returned or deleted already."))
    held.returned_on, held.returned_by, held.note = on or timezone.localdate(), by, note
    held.save(update_fields=["returned_on", "returned_by", "note"])
    record(partnership=held.partnership, by=by, what=f"returned {held.called}", about=held)
    return held


@transaction.atomic
def end_words(*, words: Words, by: User, on: datetime.date | None = None) -> Words:
    """Take them down at once, or drop what is not public yet. Raises ActionRefused where that was done already."""
    held = hold(words)
    if held.ended_on is not None:
        raise ActionRefused(GONE)
    held.ended_on = on or timezone.localdate()
    held.save(update_fields=["ended_on"])
    record(partnership=held.partnership, by=by, what=f"removed {held.called}", about=held)
    return held

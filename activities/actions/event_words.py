"""The words of events on the public calendar: kept apart until a second person has read them."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from activities.models import Event, EventWords
from organisations.going_public import publish_words
from organisations.models import User

PUBLIC_WORDS = EventWords.WORDS
GOES_PUBLIC = "is_public"


def fields_to_save_now(event: Event, held: Event, fields: Collection[str]) -> set[str]:
    """Those of the changed fields that change nothing in what anyone can read without signing in."""
    if not event.is_public:  # it goes off the calendar, or stays inside: at once
        return set(fields)
    if held.is_public:
        return set(fields) - set(PUBLIC_WORDS)
    return set(fields) - {GOES_PUBLIC}


def send_words_of(event: Event, words: dict[str, str], *, by: User, on: datetime.date | None = None) -> EventWords:
    """A version for a second person, in place of any that still waits. Within the caller's transaction.

    The same words, as where only the day was changed, go on waiting as they are.
    """
    if same := EventWords.objects.waiting().filter(event=event, **words).first():
        return same
    _drop_what_waits(event, on or timezone.localdate())
    made = EventWords(event=event, written_by=by, sent_on=on or timezone.localdate(), **words)
    made.save(force_insert=True)
    return made


def _drop_what_waits(event: Event, day: datetime.date) -> None:
    EventWords.objects.filter(event=event, published_on=None, ended_on=None).update(ended_on=day)


def drop_words_of(event: Event) -> None:
    """An event that is not meant for the public has nothing to be read. Within the caller's transaction."""
    _drop_what_waits(event, timezone.localdate())


@transaction.atomic
def publish_event_words(
    *, words: EventWords, by: User, mark: str | None = None, on: datetime.date | None = None
) -> None:
    """Put these words on the public calendar, in place of those that stood there.

    Raises ActionRefused as `publish_words` does.
    """
    day = on or timezone.localdate()
    published = publish_words(words=words, by=by, mark=mark, on=day)
    EventWords.objects.filter(event=published.event_id, ended_on=None).exclude(pk=published.pk).update(ended_on=day)
    said = {name: getattr(published, name) for name in PUBLIC_WORDS}
    now = timezone.now()
    Event.objects.filter(pk=published.event_id).update(is_public=True, changes=F("changes") + 1, changed_at=now, **said)

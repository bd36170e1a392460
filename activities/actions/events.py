"""Keeping the events calendar."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F

from activities.actions.event_words import PUBLIC_WORDS, drop_words_of, fields_to_save_now, send_words_of
from activities.actions.recorded import save_record, with_what_stands
from activities.models import Event, EventOrganisation
from organisations.audit import record
from organisations.models import User
from organisations.saving import hold

OF_AN_EVENT = ("title", "kind", "day", "starts_at", "ends_at", "where", "description", "places", "is_public")


@dataclass
class WhoCame:
    """Who came to an event: everyone together, and by organisation (id), None where no one counted them.

    `changed` are the organisations of which something else was written than stood there, and `counted_anew` says
    whether everyone together is another number; without them all of it is new.
    """

    total: int | None
    organisations: dict[int, int | None] = field(default_factory=dict)
    changed: Collection[int] | None = None
    counted_anew: bool = True


@transaction.atomic
def save_event(*, event: Event, by: User, fields: Collection[str] = OF_AN_EVENT) -> Event:
    """Save a new event, or what was changed of one; who came and whether it was called off stay as they are.

    What is to be on the public calendar goes to a second person first; until then what stands there stays.

    Raises ActionRefused as saving does.
    """
    words = {name: getattr(event, name) for name in PUBLIC_WORDS}
    is_new, goes_public = event.pk is None, event.is_public
    held = Event(is_public=False) if is_new else hold(event)
    now = fields_to_save_now(event, held, fields)
    if is_new:
        event.is_public = False
    also = {"changes": F("changes") + 1}
    saved = save_record(event, now, by=by, added="added an event", changed="changed an event", also=also)
    if not goes_public:
        drop_words_of(saved)
    elif is_new or set(fields) - now or not held.is_public:
        send_words_of(saved, words, by=by)
    return saved


@transaction.atomic
def keep_attendance(*, event: Event, came: WhoCame, by: User) -> None:
    """Write down who came to an event, in place of what stood there. Raises ActionRefused where the event is gone."""
    found = hold(event)
    if came.counted_anew:
        found.people = came.total
        found.save(update_fields=["people"])
    standing = dict(found.organisations.values_list("organisation_id", "people"))
    organisations = with_what_stands(came.organisations, standing, came.changed)
    found.organisations.all().delete()
    EventOrganisation.objects.bulk_create(
        EventOrganisation(event=found, organisation_id=organisation, people=people)
        for organisation, people in organisations.items()
    )
    record(partnership=found.partnership, by=by, what="recorded attendance", about=found)


@transaction.atomic
def set_called_off(*, event: Event, called_off: bool, by: User, on: datetime.date) -> None:
    """Call an event off, or say that it takes place after all. It is kept; one that is called off is not counted.

    Saying it twice changes nothing: the first day stays.
    """
    held = hold(event)
    if (held.called_off_on is not None) == called_off:
        return
    held.called_off_on, held.changes = on if called_off else None, held.changes + 1
    held.save(update_fields=["called_off_on", "changes", "changed_at"])
    what = "cancelled" if called_off else "reinstated"
    record(partnership=held.partnership, by=by, what=what, about=held)

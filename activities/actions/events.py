"""Keeping the events calendar."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F

from activities.models import Event, EventOrganisation
from organisations.audit import record
from organisations.models import User


@dataclass
class WhoCame:
    """Who came to an event: everybody together, and by organisation (id), None where nobody counted them."""

    total: int | None
    organisations: dict[int, int | None] = field(default_factory=dict)


@transaction.atomic
def save_event(*, event: Event, by: User) -> Event:
    """Save a new or changed event."""
    what = "changed an event" if event.pk else "added an event"
    event.recorded_by = event.recorded_by or by
    event.changes += bool(event.pk)
    event.save()
    record(partnership=event.partnership, by=by, what=what, about=event)
    return event


@transaction.atomic
def keep_attendance(*, event: Event, came: WhoCame, by: User) -> None:
    """Write down who came to an event, in place of what stood there."""
    found = Event.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=event.pk)
    found.people = came.total
    found.save(update_fields=["people"])
    found.organisations.all().delete()
    EventOrganisation.objects.bulk_create(
        EventOrganisation(event=found, organisation_id=organisation, people=people)
        for organisation, people in came.organisations.items()
    )
    record(partnership=found.partnership, by=by, what="wrote down who came", about=found)


@transaction.atomic
def set_called_off(*, event: Event, called_off: bool, by: User, on: datetime.date) -> None:
    """Call an event off, or say that it takes place after all. It is kept; one that is called off is not counted."""
    event.called_off_on = on if called_off else None
    event.changes = F("changes") + 1
    event.save(update_fields=["called_off_on", "changes", "changed_at"])
    what = "called off" if called_off else "said that it takes place"
    record(partnership=event.partnership, by=by, what=what, about=event)

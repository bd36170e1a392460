"""Keeping the communication plan and the list of champions."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction

from activities.models import Champion, Communication
from organisations.audit import record
from organisations.models import User
from organisations.saving import hold, save_shown_fields

OF_A_COMMUNICATION = ("what", "audience", "channel", "due_on", "owner", "note", "done_on")
OF_A_CHAMPION = ("name", "role", "organisation", "sector", "email", "agreed", "since", "until")


@transaction.atomic
def save_communication(*, line: Communication, by: User, fields: Collection[str] = OF_A_COMMUNICATION) -> Communication:
    """Add a line to the communication plan, or keep what was changed of one. Raises ActionRefused as saving does."""
    done_by = by if line.done_on else None
    if line.pk is None:
        line.done_by = done_by
        line.save(force_insert=True)
        record(partnership=line.partnership, by=by, what="added to the communication plan", about=line)
        return line
    also = {"done_by": done_by} if "done_on" in fields else {}
    return save_shown_fields(line, fields, by=by, what="changed the communication plan", also=also)


@transaction.atomic
def set_done(*, line: Communication, done: bool, by: User, on: datetime.date) -> None:
    """It has gone out, or has not after all. Who says so first is on record: saying it twice changes nothing."""
    held = hold(line)
    if (held.done_on is not None) == done:
        return
    held.done_on, held.done_by = (on, by) if done else (None, None)
    held.save(update_fields=["done_on", "done_by"])
    what = "marked as sent" if done else "marked as not sent"
    record(partnership=held.partnership, by=by, what=what, about=held)


@transaction.atomic
def save_champion(*, champion: Champion, by: User, fields: Collection[str] = OF_A_CHAMPION) -> Champion:
    """Add a champion, or keep what was changed of one. Raises ActionRefused as saving does."""
    if champion.pk is None:
        champion.save(force_insert=True)
        record(partnership=champion.partnership, by=by, what="added a champion", about=champion)
        return champion
    return save_shown_fields(champion, fields, by=by, what="changed a champion")


@transaction.atomic
def end_champion(*, champion: Champion, by: User, on: datetime.date) -> None:
    """Someone is no longer a champion from a day on. They stay on record, and so does an earlier last day."""
    held = hold(champion)
    if held.until is not None and held.until <= on:
        return
    held.until = on
    held.save(update_fields=["until"])
    record(partnership=held.partnership, by=by, what="ended a champion", about=held)

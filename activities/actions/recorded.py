"""What actions that write down what was done share: a new record is added, of one that is there some fields change."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

from django.db import transaction

from activities.counting import leaves_its_release, stays_in
from activities.models.recorded import Recorded
from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.models import User
from organisations.saving import save_shown_fields

Record = TypeVar("Record", bound=Recorded)
Key = TypeVar("Key")
People = TypeVar("People")


@transaction.atomic
def save_record(
    made: Record,
    fields: Collection[str],
    *,
    by: User,
    added: str,
    changed: str,
    also: Mapping[str, object] | None = None,
) -> Record:
    """Add a record of what was done, or keep what was changed of one that is there.

    `added` and `changed` are what the audit log says, `also` is what changes with a record that is there. Raises
    ActionRefused where it was taken back meanwhile, or would leave the released round that has counted it.
    """
    if made.pk is None:
        made.recorded_by = by
        made.save(force_insert=True)
        record(partnership=made.partnership, by=by, what=added, about=made)
        return made

    def check(held: Record) -> None:
        # Read under the row's lock: a release that counts it either has noted so, or waits until this is saved.
        counted = held.counted_in
        if counted and "day" in fields and leaves_its_release(counted, held.partnership, made.day):
            raise ActionRefused(stays_in(counted))

    return save_shown_fields(made, fields, by=by, what=changed, check=check, also=also)


def with_what_stands(
    typed: Mapping[Key, People], standing: Mapping[Key, People], changed: Collection[Key] | None
) -> dict[Key, People]:
    """Who came: what was typed for those that someone changed, and for all others what stands there by now.

    Without `changed` all of it is what was typed. So two people who write down who came at one time lose nothing.
    """
    if changed is None:
        return dict(typed)
    others = {key: people for key, people in standing.items() if key not in changed}
    return others | {key: people for key, people in typed.items() if key in changed}

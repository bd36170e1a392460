"""Making a pledge, agreeing to it, sending it back, taking it down."""

import datetime

from django.db import transaction
from django.utils import timezone

from organisations.audit import record
from organisations.models import Organisation, User
from pledges.models import Commitment, Pledge


@transaction.atomic
def save_pledge(*, pledge: Pledge, kinds: list[str], by: User) -> Pledge:
    """Save a new or changed pledge with its kinds of commitment; it waits to be agreed (again).

    The same words sent twice, as by a double click, are one pledge.
    """
    Organisation.objects.select_for_update().get(pk=pledge.organisation_id)  # one pledge at a time
    if pledge.pk is None:
        same = Pledge.objects.waiting().filter(organisation=pledge.organisation, text=pledge.text).first()
        if same:
            return same
    pledge.state, pledge.note = Pledge.State.PROPOSED, ""
    pledge.agreed_on = pledge.agreed_by = None
    pledge.made_by = pledge.made_by or by
    pledge.save()
    pledge.commitments.exclude(kind__in=kinds).delete()
    for kind in kinds:
        Commitment.objects.get_or_create(pledge=pledge, kind=kind)
    record(partnership=pledge.organisation.partnership, by=by, what="made a pledge", about=pledge)
    return pledge


@transaction.atomic
def agree_pledge(*, pledge: Pledge, by: User, on: datetime.date | None = None) -> None:
    """The admin agrees: a public pledge is on the wall from now on. Agreeing twice changes nothing."""
    locked = Pledge.objects.select_for_update(of=("self",)).get(pk=pledge.pk)
    if locked.state == Pledge.State.AGREED:
        return
    locked.state, locked.agreed_by, locked.agreed_on = Pledge.State.AGREED, by, on or timezone.localdate()
    locked.note = ""
    locked.save(update_fields=["state", "agreed_by", "agreed_on", "note"])
    record(partnership=locked.organisation.partnership, by=by, what="agreed to a pledge", about=locked)


@transaction.atomic
def return_pledge(*, pledge: Pledge, note: str, by: User) -> None:
    """Send a pledge back to its organisation with a note."""
    locked = Pledge.objects.select_for_update(of=("self",)).get(pk=pledge.pk)
    locked.state, locked.note = Pledge.State.RETURNED, note
    locked.agreed_on = locked.agreed_by = None
    locked.save(update_fields=["state", "note", "agreed_on", "agreed_by"])
    record(partnership=locked.organisation.partnership, by=by, what="sent a pledge back", about=locked)


@transaction.atomic
def end_pledge(*, pledge: Pledge, by: User, on: datetime.date | None = None) -> None:
    """A pledge no longer stands. It leaves the wall and stays on record."""
    locked = Pledge.objects.select_for_update(of=("self",)).get(pk=pledge.pk)
    locked.state, locked.ended_on = Pledge.State.WITHDRAWN, on or timezone.localdate()
    locked.save(update_fields=["state", "ended_on"])
    record(partnership=locked.organisation.partnership, by=by, what="took a pledge down", about=locked)

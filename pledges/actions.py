"""Making a pledge, agreeing to it, sending it back, taking it down."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.actions import NotNow
from organisations.audit import record
from organisations.models import Organisation, User
from pledges.models import Commitment, Pledge


@transaction.atomic
def save_pledge(*, pledge: Pledge, kinds: list[str], by: User) -> Pledge:
    """Save a new or changed pledge with its kinds of commitment; it waits to be agreed (again).

    The same words sent twice, as by a double click, are one pledge. Raises NotNow where it was agreed meanwhile.
    """
    Organisation.objects.select_for_update().get(pk=pledge.organisation_id)  # one pledge at a time
    if pledge.pk is None:
        same = Pledge.objects.waiting().filter(organisation=pledge.organisation, text=pledge.text).first()
        if same:
            return same
    elif not Pledge.objects.filter(pk=pledge.pk, state__in=(Pledge.State.PROPOSED, Pledge.State.RETURNED)).exists():
        raise NotNow(_("This pledge is agreed and stays as it is. You can make a new one."))
    pledge.state, pledge.note = Pledge.State.PROPOSED, ""
    pledge.agreed_on = pledge.agreed_by = None
    pledge.made_by = pledge.made_by or by
    pledge.save()
    pledge.commitments.exclude(kind__in=kinds).delete()
    Commitment.objects.bulk_create((Commitment(pledge=pledge, kind=kind) for kind in kinds), ignore_conflicts=True)
    record(partnership=pledge.organisation.partnership, by=by, what="made a pledge", about=pledge)
    return pledge


@transaction.atomic
def agree_pledge(*, pledge: Pledge, by: User, words: str | None = None, on: datetime.date | None = None) -> None:
    """The admin agrees: a public pledge is on the wall from now on. Agreeing twice changes nothing.

    `words` is the text that the admin read. Raises NotNow where it is another one by now, or where the pledge does
    not wait to be agreed.
    """
    locked = Pledge.objects.select_for_update(of=("self",)).get(pk=pledge.pk)
    if locked.state == Pledge.State.AGREED:
        return
    if locked.state != Pledge.State.PROPOSED:
        raise NotNow(
            _("This pledge is %(state)s, so it cannot be agreed to.") % {"state": locked.get_state_display().lower()}
        )
    if words is not None and words.split() != locked.text.split():
        raise NotNow(_("The words of this pledge were changed a moment ago. Please read it again."))
    locked.state, locked.agreed_by, locked.agreed_on = Pledge.State.AGREED, by, on or timezone.localdate()
    locked.note = ""
    locked.save(update_fields=["state", "agreed_by", "agreed_on", "note"])
    record(partnership=locked.organisation.partnership, by=by, what="agreed to a pledge", about=locked)


@transaction.atomic
def return_pledge(*, pledge: Pledge, note: str, by: User) -> None:
    """Send a pledge that waits back to its organisation with a note. Raises NotNow where it does not wait."""
    locked = Pledge.objects.select_for_update(of=("self",)).get(pk=pledge.pk)
    if locked.state != Pledge.State.PROPOSED:
        raise NotNow(
            _("This pledge is %(state)s, so it cannot be sent back.") % {"state": locked.get_state_display().lower()}
        )
    locked.state, locked.note = Pledge.State.RETURNED, note
    locked.save(update_fields=["state", "note"])
    record(partnership=locked.organisation.partnership, by=by, what="sent a pledge back", about=locked)


@transaction.atomic
def end_pledge(*, pledge: Pledge, by: User, on: datetime.date | None = None) -> None:
    """An agreed pledge no longer stands. It leaves the wall and stays on record. Raises NotNow for any other."""
    locked = Pledge.objects.select_for_update(of=("self",)).get(pk=pledge.pk)
    if locked.state != Pledge.State.AGREED:
        raise NotNow(
            _("This pledge is %(state)s, so it is not on the wall.") % {"state": locked.get_state_display().lower()}
        )
    locked.state, locked.ended_on = Pledge.State.WITHDRAWN, on or timezone.localdate()
    locked.save(update_fields=["state", "ended_on"])
    record(partnership=locked.organisation.partnership, by=by, what="took a pledge down", about=locked)

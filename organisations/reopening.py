"""A closed round until it is sealed: an admin reopens it, or it is sealed when its day is over."""

import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused, begin_sealing, hold_partnership
from organisations.audit import record
from organisations.models import Round, User
from organisations.saving import hold


@transaction.atomic
def reopen_round(*, round_: Round, by: User) -> Round:
    """Open a round again that was closed by mistake. Its last day is the one that was planned; returns it.

    Closing has moved nothing, so nothing has to be brought back: codes, drafts and links work as they did, and places
    are fixed when it is closed again. Raises ActionRefused where it is not closed, is sealed or being sealed, and where
    another round is open.
    """
    partnership = hold_partnership(round_.partnership_id)  # no service closes while it opens
    locked = hold(round_)
    if not locked.can_be_reopened:
        raise ActionRefused(_why_not(locked) % {"name": locked.name})
    locked.places.all().delete()
    locked.state, locked.seals_at = Round.State.OPEN, None
    locked.closes_on, locked.planned_last_day = locked.planned_last_day or locked.closes_on, None
    try:
        with transaction.atomic():
            locked.save(update_fields=["state", "seals_at", "closes_on", "planned_last_day"])
    except IntegrityError:
        raise ActionRefused(
            _("Another round is open. Close that one before you reopen %(name)s.") % {"name": locked.name}
        ) from None
    record(partnership=partnership, by=by, what="reopened a round", about=locked)
    return locked


def _why_not(locked: Round) -> str:
    if locked.state == Round.State.OPEN:
        return _("%(name)s is already open.")
    if locked.state == Round.State.PLANNED:
        return _("%(name)s has not been opened yet.")
    if locked.is_being_sealed:
        return _("The answers of %(name)s are being sealed, so it cannot be reopened.")
    return _("The answers of %(name)s are sealed, so it cannot be reopened.")


def seal_what_is_due(*, at: datetime.datetime) -> int:
    """Have the worker seal the rounds that were closed a day ago. Returns how many.

    Somebody may reopen one, or press to seal it, at this moment: whoever is first has it.
    """
    begun = 0
    for round_ in Round.objects.to_be_sealed(at):
        try:
            begin_sealing(round_=round_, by=None)
        except ActionRefused:
            continue
        begun += 1
    return begun

"""Answering a barrier: changed, will change by a day, cannot change and why; and what the change saves."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from learning.models import Barrier, BarrierAnswer, HoursGivenBack
from organisations.actions import ActionRefused, hold_partnership
from organisations.audit import record
from organisations.models import Organisation, User

SLIP_DAYS = 91  # how long someone with a slip can read the last answer


def hold_barrier(barrier: Barrier) -> Barrier:
    """The barrier as it stands now, until the caller's transaction ends.

    The partnership first: while rows are mixed they are not there for a moment, and whoever mixes holds it too.
    """
    hold_partnership(barrier.partnership_id)
    held = Barrier.objects.with_places().select_for_update(of=("self",)).filter(pk=barrier.pk).first()
    if held is None:
        raise ActionRefused(_("Someone else has just deleted this, so it cannot be changed."))
    return held


@transaction.atomic
def answer_barrier(
    *,
    barrier: Barrier,
    kind: str,
    words: str,
    change_by: datetime.date | None,
    by: User,
    on: datetime.date,
    seen: int,
) -> BarrierAnswer:
    """Answer a barrier, or say what has come of it since. `seen` is how many answers the page showed.

    An answer stays on record for good. Raises ActionRefused where someone else has answered meanwhile, where the day
    has passed, and where the barrier is not in the ledger.
    """
    held = hold_barrier(barrier)
    if held.state not in Barrier.IN_THE_LEDGER:
        raise ActionRefused(_("This is not in the ledger, so it cannot be answered."))
    if held.answers.count() != seen:
        raise ActionRefused(
            _("Someone else has answered this since you opened the page. Their answer is above. Yours is not saved.")
        )
    day = change_by if kind == BarrierAnswer.Kind.WILL_CHANGE else None
    if day is not None and day < on:
        raise ActionRefused(_("Enter a date that has not passed, or say that it has changed."))
    answer = BarrierAnswer.objects.create(
        barrier=held, kind=kind, words=words, change_by=day, answered_by=by, answered_on=on
    )
    held.state, held.change_by, held.answered_on = kind, day, held.answered_on or on
    # As long as something is promised, whoever holds the slip can come back and see.
    still_to_come = kind == BarrierAnswer.Kind.WILL_CHANGE
    held.slip_ends_on = None if still_to_come else on + datetime.timedelta(days=SLIP_DAYS)
    held.save(update_fields=["state", "change_by", "answered_on", "slip_ends_on"])
    if kind != BarrierAnswer.Kind.CHANGED:
        HoursGivenBack.objects.filter(barrier=held).delete()
    what = f"answered a barrier: {BarrierAnswer.Kind(kind).label.lower()}"
    record(partnership=held.partnership, by=by, what=what, about=held.place)
    return answer


@transaction.atomic
def pass_to(*, barrier: Barrier, organisation: Organisation | None, by: User) -> Barrier:
    """Let another organisation answer, or the board. The days are counted on. Raises ActionRefused once answered."""
    held = hold_barrier(barrier)
    if held.state != Barrier.State.OPEN:
        raise ActionRefused(_("This has been answered, so it stays where it is."))
    if held.organisation_id == (organisation.pk if organisation else None):
        return held
    held.organisation = organisation
    held.save(update_fields=["organisation"])
    record(partnership=held.partnership, by=by, what="passed a barrier on", about=held.place)
    return held


@transaction.atomic
def reckon_hours(
    *, barrier: Barrier, minutes: int, times: int, people: int, how: str, by: User, on: datetime.date
) -> HoursGivenBack:
    """Say what a change saves, and how one comes to it. Raises ActionRefused where nothing has changed."""
    held = hold_barrier(barrier)
    if held.state != Barrier.State.CHANGED:
        raise ActionRefused(_("Hours are only given back by something that has changed."))
    given = {"minutes": minutes, "times": times, "people": people, "how": how}
    said, _made = HoursGivenBack.objects.update_or_create(
        barrier=held, defaults={**given, "reckoned_by": by, "reckoned_on": on}
    )
    record(partnership=held.partnership, by=by, what="reckoned hours given back", about=held.place)
    return said

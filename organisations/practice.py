"""A practice round: everything is tried first, and when it ends all of it is deleted. Never sealed, never released."""

from __future__ import annotations

import datetime
import logging

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from background.actions import jobs
from background.health import worker_is_alive
from background.models import Job, database_now
from framework.actions import modules_of_rooms
from organisations.actions import ActionRefused, hold_partnership
from organisations.audit import record
from organisations.disk import StillThere, rewrite
from organisations.models import Round, User
from organisations.saving import hold

logger = logging.getLogger(__name__)
# What was passed to safeguarding can be read for so long after everything else is gone.
FOR_SAFEGUARDING = datetime.timedelta(days=14)


@transaction.atomic
def end_practice(*, round_: Round, by: User | None, at: datetime.datetime | None = None) -> None:
    """End a practice round and have the worker delete all of it. There is no way back. Twice is as once.

    Raises ActionRefused where it is not open, and for a real round.
    """
    hold_partnership(round_.partnership_id)
    locked = Round.objects.select_for_update(of=("self",)).select_related("partnership").filter(pk=round_.pk).first()
    if locked is None or locked.is_over:
        return
    if not locked.is_practice or not locked.is_open:
        raise ActionRefused(_("%(name)s is not an open practice round.") % {"name": locked.name})
    locked.state = Round.State.CLOSED
    locked.closes_on = min(locked.closes_on, max(locked.opens_on, timezone.localdate(at)))
    locked.save(update_fields=["state", "closes_on"])
    record(partnership=locked.partnership, by=by, what="ended a practice round", about=locked, at=at)
    _ask(locked, by)


def _ask(round_: Round, by: User | None) -> None:
    jobs.ask(
        kind=Job.Task.PRACTICE,
        key=_key(round_),
        about=str(round_),
        partnership=round_.partnership,
        by=by,
        arguments={"round": round_.pk},
    )


def _key(round_: Round) -> str:
    return f"round {round_.pk}"


def how_far_deleting_is(round_: Round) -> dict:
    """What a page says of practice that has ended: its job, whether anybody works, and what is kept for a while."""
    job = Job.objects.about_thing(Job.Task.PRACTICE, _key(round_))
    is_dead = bool(job and job.is_dead(database_now()))
    needed = needed_still(round_) if job and not job.is_unfinished else ""
    return {"job": job, "is_dead": is_dead, "nobody_works": not worker_is_alive(), "needed": needed}


# What keeps some comments of a practice round from being deleted: someone may have written something real.
UNREAD, SAFEGUARDING = "unread", "safeguarding"


def needed_still(round_: Round) -> str:
    """Whether a comment is still to be read (UNREAD), or can be read by safeguarding (SAFEGUARDING); else nothing.

    Rooms above say so in their module `after_practice`, as `still_needed(round_=...)`.
    """
    found = {module.still_needed(round_=round_) for module in modules_of_rooms("after_practice")}
    return next((one for one in (UNREAD, SAFEGUARDING) if one in found), "")


def delete_practice(run: jobs.Run) -> None:
    """Delete all of a practice round that has ended. Killed at any point it is begun again, and goes on.

    Rooms above delete in their module `after_practice`, as `delete(round_=..., run=...)`, what is too much for one
    transaction. What they name in `STAYS` is deleted last: while some of it is needed the round's own row stays too.
    """
    round_ = Round.objects.select_related("partnership").filter(pk=run.job.arguments["round"]).first()
    if round_ is None or not round_.is_over:
        return
    rooms = list(modules_of_rooms("after_practice"))
    for room in rooms:
        room.delete(round_=round_, run=run)
    stay = {model for room in rooms for model in room.STAYS}
    with transaction.atomic():
        run.hold()
        gone = _delete_what_hangs_on(round_, stay)
    _leave_no_old_version([*gone, *(model for room in rooms for model in room.WRITTEN_ANEW)])
    with transaction.atomic():
        run.finish()
        held = hold(round_)
        needed = needed_still(held)
        if needed == UNREAD or (needed and (held.seals_at is None or held.seals_at > timezone.now())):
            return
        record(partnership=held.partnership, by=None, what="deleted a practice round", about=held)
        held.delete()


def _delete_what_hangs_on(round_: Round, stay: set[type[models.Model]]) -> list[type[models.Model]]:
    """Delete every row that belongs to a round, whatever room it is in. Returns the models."""
    gone: list[type[models.Model]] = []
    for relation in Round._meta.related_objects:
        model = relation.related_model
        if model in stay or relation.on_delete is not models.CASCADE:
            continue
        _number, of = model._base_manager.filter(**{relation.field.name: round_}).delete()
        gone += [each for each in _models() if of.get(each._meta.label)]
    return list(dict.fromkeys(gone))


def _models() -> list[type[models.Model]]:
    from django.apps import apps

    return list(apps.get_models(include_auto_created=True))


def _leave_no_old_version(gone: list[type[models.Model]]) -> None:
    """Write the tables anew. Raises WorkRefused where something else keeps old versions alive: it is tried again."""
    try:
        rewrite(dict.fromkeys(gone))
    except StillThere:
        logger.exception("Old versions of rows of a practice round are still on the disk")
        raise jobs.WorkRefused(
            _("Something else is using the database, for example a backup. We try again when it has finished.")
        ) from None


def carry_on(*, at: datetime.datetime) -> int:
    """End the practice whose last day is over, and delete what is needed no longer. Returns how many rounds it met.

    Also what a run that died or was refused has left undone.
    """
    practice = Round.objects.practice().select_related("partnership")
    met = 0
    for round_ in practice.open().filter(closes_on__lt=timezone.localdate(at)):
        end_practice(round_=round_, by=None, at=at)
        met += 1
    for round_ in practice.filter(state=Round.State.CLOSED):
        _carry_on(round_, at)
        met += 1
    return met


def _carry_on(round_: Round, at: datetime.datetime) -> None:
    job = Job.objects.about_thing(Job.Task.PRACTICE, _key(round_))
    if job and (jobs.begin_again(job=job) or job.is_unfinished):
        return
    for room in modules_of_rooms("after_practice"):
        room.delete_what_was_read(round_=round_)
    needed = needed_still(round_)
    if needed == SAFEGUARDING and round_.seals_at is None:
        # From the day on which the last comment was read, since nobody has to hurry because of practice.
        Round.objects.filter(pk=round_.pk).update(seals_at=at + FOR_SAFEGUARDING)
    elif not needed or (needed == SAFEGUARDING and round_.seals_at and round_.seals_at <= at):
        _ask(round_, None)

"""Preparing a release: the figures of a closed round, attacked before anybody sees them, for a second person."""

from __future__ import annotations

import datetime
from dataclasses import asdict
from functools import partial
from itertools import islice

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from background.actions.jobs import Run, do_now, drop, put_down, queue
from background.models import Job, database_now
from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.days import day_and_time
from organisations.models import Round, User
from organisations.saving import hold
from reporting.measures.of_framework import figures_of_round, measures_of
from reporting.measures.round_context import RoundContext
from reporting.models import Preparation, PreparedFigure
from reporting.protect.attack import Publishable, publishable
from reporting.protect.disclosure import Thresholds
from reporting.release.costing import what_protection_cost
from reporting.release.fingerprint import ANSWERS, fingerprint
from reporting.release.notifying import tell_approvers
from surveys.checklist import open_items

AT_ONCE = 2000


@transaction.atomic
def ask_to_prepare(*, round: Round, by: User, address: str = "") -> Preparation:
    """Have the worker prepare the release of a closed round. Raises ActionRefused as `start_preparing` does.

    `address` is where a second person finds it: those who may be that person are told by email once it is ready.
    """
    preparation = start_preparing(round=round, by=by, address=address)
    if preparation.job:
        queue(preparation.job)
    return preparation


def start_preparing(
    *,
    round: Round,
    by: User,
    limits: Thresholds | None = None,
    address: str = "",
    at: datetime.datetime | None = None,
) -> Preparation:
    """Begin to prepare the release of a closed round, in place of what was prepared before. `carry_out` does it.

    Raises ActionRefused where the round is not closed, is released already, something on the checklist is open, or
    somebody else is preparing it at this moment.
    """
    now, limits = at or database_now(), limits or Thresholds()
    round = Round.objects.select_related("partnership").get(pk=round.pk)
    _hold_closed(round)
    matters = open_items(round)
    if matters:
        raise ActionRefused(
            _("Do this before you prepare the results: %(list)s.")
            % {"list": ", ".join(str(matter.text) for matter in matters)}
        )
    try:
        with transaction.atomic():
            _clear_the_way(round, now)
            job = put_down(
                kind=Job.Task.RELEASE,
                key=f"round {round.pk}",
                about=str(round),
                partnership=round.partnership,
                by=by,
                arguments={"address": address},
                at=now,
            )
            if job is None:
                raise IntegrityError
            started = Preparation.objects.create(
                round=round,
                started_by=by,
                started_at=now,
                job=job,
                least_people=limits.people,
                least_beside_largest=limits.beside_largest,
            )
            record(partnership=round.partnership, by=by, what="prepared a release", about=round, at=at)
    except IntegrityError as error:  # two at the same moment: the other one was first
        raise ActionRefused(_("Someone else has just started preparing these results.")) from error
    return started


def _clear_the_way(round: Round, now: datetime.datetime) -> None:
    """Take away what was prepared before. Raises ActionRefused while it is being made."""
    locked = Preparation.objects.select_for_update(of=("self",)).select_related("started_by", "job")
    before = locked.filter(round=round).first()
    if before and before.is_running(now):
        raise ActionRefused(_("%(name)s is already preparing these results.") % {"name": before.started_by})
    if before:
        _throw_away(before)


def _throw_away(preparation: Preparation) -> None:
    """With its figures; a worker that is still at it is told so at its next question."""
    if preparation.job:
        drop(preparation.job)
    preparation.delete()


def carry_out(preparation: Preparation, attack: Publishable = publishable) -> None:
    """Prepare it in this process, where nobody waits before a page. Raises what goes wrong."""
    if preparation.job:
        do_now(preparation.job, by=partial(make_figures, attack=attack))


def make_figures(run: Run, attack: Publishable = publishable) -> None:
    """Make all figures of a preparation and store them, whole or not at all. Takes up to some minutes.

    Those who may approve them are told by email. Killed half-way it is begun anew: what it had stored goes. The note
    that all figures are there and the mails stand or fall together.
    """
    found = Preparation.objects.select_related("round__partnership", "started_by")
    preparation = found.filter(job=run.job).first()
    if preparation is None or preparation.is_ready:
        return
    context = RoundContext(
        preparation.round,
        Thresholds(preparation.least_people, preparation.least_beside_largest),
        run.say,
        publishable=attack,
    )
    # First: whatever changes while the figures are made differs from this, and is not released unseen.
    counted = fingerprint(preparation.round, context.limits)
    figures = iter(figures_of_round(context))
    _clear_figures(run, preparation)
    # Tens of thousands of rows in one transaction would keep everybody else from writing, on SQLite. Nobody reads them
    # before the last step, which says that they are all there.
    while some := list(islice(figures, AT_ONCE)):
        with transaction.atomic():
            run.hold()
            PreparedFigure.objects.bulk_create(
                PreparedFigure.from_figure(figure, preparation=preparation) for figure in some
            )
    report = {
        **asdict(context.attacked),
        "shown_first": str(context.wishes),
        "cost": what_protection_cost(
            preparation.pk, preparation.least_people, measures_of(preparation.round.framework)
        ),
    }
    with transaction.atomic():
        run.finish()
        Preparation.objects.filter(pk=preparation.pk).update(
            state=Preparation.State.READY, attack=report, counted=counted
        )
        # From now on somebody may look at them; of results of other answers nothing is looked at before the release.
        Round.objects.filter(pk=preparation.round_id, answers_looked_at="").update(answers_looked_at=counted[ANSWERS])
        if address := run.job.arguments.get("address"):
            tell_approvers(preparation, address)


@transaction.atomic
def _clear_figures(run: Run, preparation: Preparation) -> None:
    """Those of a run that was killed while it stored them."""
    run.hold()
    PreparedFigure.objects.filter(preparation=preparation).delete()


def may_be_looked_at(preparation: Preparation) -> bool:
    """Whether what is prepared rests on the same answers as the results that were looked at first in this round."""
    return preparation.counted.get(ANSWERS) == preparation.round.answers_looked_at


def note_that_it_failed(job: Job) -> None:
    """The page says that it stopped half-way, and somebody can prepare it anew."""
    Preparation.objects.filter(job=job, state=Preparation.State.RUNNING).update(state=Preparation.State.FAILED)


@transaction.atomic
def discard(*, preparation: Preparation, by: User) -> None:
    """Throw a preparation away. Nothing was released by it. Raises ActionRefused where it is gone, or was released."""
    held = hold(preparation)  # somebody may be approving it
    record(partnership=held.round.partnership, by=by, what="discarded a prepared release", about=held)
    _throw_away(held)


def _hold_closed(round: Round) -> None:
    if round.is_practice:
        raise ActionRefused(_("%(name)s is for practice, so there are no results of it.") % {"name": round.name})
    if round.state == Round.State.RELEASED:
        raise ActionRefused(
            _("%(name)s results have already been released. Released results cannot be changed.") % {"name": round.name}
        )
    if round.state != Round.State.CLOSED:
        raise ActionRefused(
            _("%(name)s is not closed yet. You can prepare results after it closes.") % {"name": round.name}
        )
    if not round.is_sealed:
        raise ActionRefused(why_not_sealed(round))


def why_not_sealed(round: Round) -> str:
    """Why nothing is prepared of a closed round yet, and when it will be possible."""
    if round.is_being_sealed:
        said = _("The answers of %(name)s are being sealed. You can prepare results when that has finished.")
        return said % {"name": round.name}
    said = _(
        "%(name)s can still be reopened. You can prepare results once its answers are sealed, from %(when)s or "
        "when an admin seals them."
    )
    return said % {"name": round.name, "when": day_and_time(round.seals_at)}

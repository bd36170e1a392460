"""Preparing a release: the figures of a closed round, attacked before anybody sees them, for a second person."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.models import Round, User
from reporting.measures.registry import figures_of_round
from reporting.measures.round_context import RoundContext
from reporting.models import Preparation, PreparedFigure
from reporting.protect.attack import Publishable, publishable
from reporting.protect.disclosure import Thresholds
from reporting.release.notifying import tell_approvers
from surveys.checklist import open_items
from surveys.models import ClosedRoundAnswer, ClosedRoundResponse, Comment

AT_ONCE = 2000


def start_preparing(
    *, round: Round, by: User, limits: Thresholds | None = None, at: datetime.datetime | None = None
) -> Preparation:
    """Begin to prepare the release of a closed round, in place of what was prepared before.

    Raises ActionRefused where the round is not closed, is released already, something on the checklist is open, or somebody
    else is preparing it at this moment.
    """
    now, limits = at or timezone.now(), limits or Thresholds()
    round = Round.objects.select_related("partnership").get(pk=round.pk)
    _hold_closed(round)
    matters = open_items(round)
    if matters:
        raise ActionRefused(_("Before this: %(list)s.") % {"list": "; ".join(str(matter.text) for matter in matters)})
    try:
        with transaction.atomic():
            before = Preparation.objects.select_for_update().filter(round=round).first()
            if before and before.is_running(now):
                raise ActionRefused(_("%(name)s is preparing this release already.") % {"name": before.started_by})
            if before:
                before.delete()
            started = Preparation.objects.create(
                round=round,
                started_by=by,
                started_at=now,
                alive_at=now,
                least_people=limits.people,
                least_beside_largest=limits.beside_largest,
            )
            record(partnership=round.partnership, by=by, what="prepared a release", about=round, at=at)
    except IntegrityError as error:  # two at the same moment: the other one was first
        raise ActionRefused(_("Somebody else has just begun to prepare this release.")) from error
    return started


def carry_out(preparation: Preparation, address: str = "", attack: Publishable = publishable) -> None:
    """Make all figures of a preparation and store them, whole or not at all. Takes up to some minutes.

    Where it is given the address at which a second person finds them, those who may be that person are told by email.
    Killed half-way it leaves a preparation without figures, which can be begun anew.
    """
    context = RoundContext(
        preparation.round,
        Thresholds(preparation.least_people, preparation.least_beside_largest),
        lambda done, total: _say(preparation, done, total),
        publishable=attack,
    )
    try:
        counted = fingerprint(preparation.round)
        figures = figures_of_round(context)
        with transaction.atomic():
            PreparedFigure.objects.bulk_create(
                (PreparedFigure.from_figure(figure, preparation=preparation) for figure in figures),
                batch_size=AT_ONCE,
            )
            Preparation.objects.filter(pk=preparation.pk).update(
                state=Preparation.State.READY, attack=asdict(context.attacked), counted=counted, alive_at=timezone.now()
            )
            if address:
                tell_approvers(preparation, address)
    except Exception:
        Preparation.objects.filter(pk=preparation.pk).update(state=Preparation.State.FAILED)
        raise


def _say(preparation: Preparation, done: int, total: int) -> None:
    Preparation.objects.filter(pk=preparation.pk).update(done=done, total=total, alive_at=timezone.now())


@transaction.atomic
def discard(*, preparation: Preparation, by: User) -> None:
    """Throw a preparation away. Nothing was released by it."""
    record(partnership=preparation.round.partnership, by=by, what="discarded a prepared release", about=preparation)
    preparation.delete()


def fingerprint(round: Round) -> str:
    """A hash over everything that people's answers come to, so that a change after preparing does not go unseen."""
    parts = [
        list(ClosedRoundAnswer.objects.in_round(round).counted().counts_by_service_and_question()),
        list(ClosedRoundResponse.objects.in_round(round).counted().counts_by_service_and_instrument()),
        list(Comment.objects.filter(round=round).order_by("state", "pk").values_list("state", "pk")),
    ]
    lines = sorted(repr(row) for part in parts for row in part)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _hold_closed(round: Round) -> None:
    if round.state == Round.State.RELEASED:
        raise ActionRefused(
            _("%(name)s is released already, and a release stays as it was made.") % {"name": round.name}
        )
    if round.state != Round.State.CLOSED:
        raise ActionRefused(
            _("%(name)s is not closed yet. Results are only made after a round has closed.") % {"name": round.name}
        )

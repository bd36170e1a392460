"""Releasing what was prepared, by a second person."""

from __future__ import annotations

import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.actions.released import mark_counted
from organisations.actions import ActionRefused, hold_partnership
from organisations.audit import record
from organisations.models import Round, User
from reporting.measures.round_context import compared_with
from reporting.models import FIGURE_COLUMNS, Preparation, PreparedFigure, Release, ReleasedFigure
from reporting.protect.attack import Publishable, publishable
from reporting.protect.disclosure import Thresholds
from reporting.release.fingerprint import fingerprint, what_has_changed
from reporting.release.holding import hold_records
from reporting.release.narrating import freeze_narratives
from reporting.release.preparing import carry_out, start_preparing
from surveys.checklist import open_items

METHOD = "4"  # how figures are made and protected; a new number where that changes (docs/how-a-number-is-made.md)


@transaction.atomic
def approve(*, preparation: Preparation, by: User, at: datetime.datetime | None = None) -> Release:
    """Freeze prepared figures in one immutable release, whole or not at all.

    Raises ActionRefused for the person who prepared them, and where they are not ready, something on the checklist is
    open again, anything that goes out has changed since, someone is writing a record down at this very moment, or the
    round is released already.
    """
    hold_partnership(preparation.round.partnership_id)  # of two releases at once each would be held beside neither
    locked = Round.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=preparation.round_id)
    found = Preparation.objects.select_for_update(of=("self",)).filter(pk=preparation.pk).first()
    if locked.state == Round.State.RELEASED:
        raise ActionRefused(
            _("%(name)s results have already been released. Released results cannot be changed.")
            % {"name": locked.name}
        )
    if found is None or not found.is_ready:
        raise ActionRefused(_("These results are not ready. Someone may be preparing them again. Reload the page."))
    if found.started_by_id == by.pk:
        raise ActionRefused(_("You prepared these results. Someone else needs to check and release them."))
    hold_records()
    _refuse_what_has_changed(found, locked)
    release = Release.objects.create(
        round=locked,
        made_at=at or timezone.now(),
        prepared_by_id=found.started_by_id,
        approved_by=by,
        method=METHOD,
        least_people=found.least_people,
        least_beside_largest=found.least_beside_largest,
        attack=found.attack,
        since=compared_with(locked),
    )
    _copy_figures(found, release)
    freeze_narratives(release=release)
    mark_counted(round_=locked)
    found.delete()
    locked.state = Round.State.RELEASED
    locked.save(update_fields=["state"])
    record(partnership=locked.partnership, by=by, what="released a round", about=locked, at=at)
    return release


def changed_since(preparation: Preparation, round: Round) -> list[str]:
    """What of a round's release has changed since it was prepared, and what on its checklist is open again, in words.

    Takes half a second for fifty services; the page shows it, so that no one looks through what cannot be released.
    """
    limits = Thresholds(preparation.least_people, preparation.least_beside_largest)
    reopened = [str(item.text) for item in open_items(round)]
    return reopened + what_has_changed(round, preparation.counted, fingerprint(round, limits))


def _refuse_what_has_changed(preparation: Preparation, round: Round) -> None:
    """What was approved is what is released: anything else has to be looked at again first."""
    changed = changed_since(preparation, round)
    if changed:
        raise ActionRefused(
            _("Something has changed since the results were prepared (%(what)s). Prepare the results again.")
            % {"what": ", ".join(changed)}
        )


def _copy_figures(preparation: Preparation, release: Release) -> None:
    """One statement, so that tens of thousands of figures take no time and none can be left out."""
    columns = ", ".join(FIGURE_COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {ReleasedFigure._meta.db_table} (release_id, {columns}) "  # noqa: S608  our own names only
            f"SELECT %s, {columns} FROM {PreparedFigure._meta.db_table} WHERE preparation_id = %s ORDER BY id",
            [release.pk, preparation.pk],
        )


def make_release(
    *,
    round: Round,
    prepared_by: User,
    approved_by: User,
    limits: Thresholds | None = None,
    at: datetime.datetime | None = None,
    attack: Publishable = publishable,
) -> Release:
    """Prepare and approve in one go, where no one waits before a page. Raises ActionRefused as the two do."""
    preparation = start_preparing(round=round, by=prepared_by, limits=limits, at=at)
    carry_out(preparation, attack=attack)
    return approve(preparation=preparation, by=approved_by, at=at)

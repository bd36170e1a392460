"""Nightly runs: one at a time, each written down."""

import datetime

from django.db import IntegrityError, transaction

from operating.models import NightlyRun

# A run that has not ended after so long was killed. The next one, a day later, must not wait for it.
BROKEN_OFF_AFTER = datetime.timedelta(hours=6)
KEPT = datetime.timedelta(days=90)


@transaction.atomic
def begin_run(*, command: str, at: datetime.datetime) -> NightlyRun | None:
    """Begin a run; None where another one is at it. Of two at the same moment the database lets one through."""
    broken_off = (
        NightlyRun.objects.unfinished()
        .filter(command=command)
        .exclude(began_at__gt=at - BROKEN_OFF_AFTER, began_at__lte=at + BROKEN_OFF_AFTER)
    )
    broken_off.update(ended_at=at, failed="it was interrupted")
    try:
        with transaction.atomic():
            return NightlyRun.objects.create(command=command, began_at=at)
    except IntegrityError:
        return None


@transaction.atomic
def end_run(*, run: NightlyRun, failed: list[str], at: datetime.datetime) -> None:
    """Write down how a run ended, and forget those of long ago."""
    NightlyRun.objects.unfinished().filter(pk=run.pk).update(ended_at=at, failed="; ".join(failed)[:500])
    NightlyRun.objects.filter(command=run.command, began_at__lt=at - KEPT).delete()

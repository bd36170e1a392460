"""What the places and people of an installation need done once a day."""

import datetime

from auditlog.models import LogEntry
from django.db.models import Q
from django.utils import timezone

from organisations.audit import forget_expired, forget_names
from organisations.ending import end_what_has_waited, go_on_deleting
from organisations.moving import carry_out_due
from organisations.practice import carry_on
from organisations.reopening import seal_what_is_due

ORDER = 5


def run(*, on: datetime.date) -> list[str]:
    """Have rounds sealed that were closed a day ago, where the worker has not begun it, and move services on their day.

    And take network addresses out of the trail of changes: who changed something is on record by their account.
    None is written any more (`AUDITLOG_DISABLE_REMOTE_ADDR`); this forgets those of earlier versions, and would
    forget what a setting that somebody changed lets in again.
    """
    with_one = Q(remote_addr__isnull=False) | Q(remote_port__isnull=False)
    forgotten = LogEntry.objects.filter(with_one).update(remote_addr=None, remote_port=None)
    sealed, practice = seal_what_is_due(at=timezone.now()), carry_on(at=timezone.now())
    now = timezone.now()
    ended = end_what_has_waited(at=now)
    go_on_deleting()
    moved = carry_out_due(on=on)
    old, names = forget_expired(at=now), forget_names()
    return [
        f"{moved} services moved",
        f"{sealed} rounds to be sealed",
        f"{practice} practice rounds that are over",
        f"{ended} partnerships ended",
        f"{forgotten} network addresses forgotten",
        f"{old} entries of the audit log forgotten whose time is up",
        f"{names} names taken out of the log of changes",
    ]

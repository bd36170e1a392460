"""Nothing in the database's own order or numbers ties a slip to an answer, or to when someone came, for long.

Whoever sends a survey may name a barrier in the next minute. The two share no key, no day and no transaction. But the
database keeps rows in the order in which they came, and PostgreSQL shows the number of the transaction that wrote each:
numbers that are close to each other would be told together. So the worker writes a partnership's barriers again in one
transaction, in an order that chance decides, every few minutes when something has come by a slip or from a comment, and
each night. Answers are written again in the same minutes (`surveys/mixing.py`).
"""

import logging

from django.db import transaction
from django.db.models import Q

from learning.models import Barrier
from organisations.actions import hold_partnership
from organisations.disk import StillThere, rewrite
from surveys.mixing import write_in_random_order

logger = logging.getLogger(__name__)


class BarrierMixer:
    """What came by slips or from comments and has been written again, kept in this process's memory only."""

    def __init__(self) -> None:
        self.mixed: frozenset | None = None

    def mix(self) -> bool:
        """Write everything again where something has come without a name since then. Returns whether it has."""
        nameless = Q(slip__isnull=False) | Q(way=Barrier.Way.COMMENT)
        there = frozenset(Barrier.objects.filter(nameless).values_list("pk", "partnership", "reply"))
        if there == self.mixed:
            return False
        changed = there if self.mixed is None else there ^ self.mixed
        for partnership in {place for _pk, place, _reply in changed}:
            mix_barriers(partnership)
        self.mixed = there
        return bool(changed)


@transaction.atomic
def mix_barriers(partnership: int) -> None:
    """Write a partnership's barriers again, as they are. Whoever changes one meanwhile waits for a moment."""
    hold_partnership(partnership)
    write_in_random_order(Barrier.objects.filter(partnership=partnership))


def rewrite_barriers(*, tries: int = 30) -> bool:
    """Write all barriers again, and leave no old version of one on the disk. Returns whether that could be done."""
    for partnership in set(Barrier.objects.order_by().values_list("partnership", flat=True)):
        mix_barriers(partnership)
    return forget_old_versions(tries=tries)


def forget_old_versions(*, tries: int = 3) -> bool:
    """Take old versions of barriers off the disk. Returns whether that could be done."""
    try:
        rewrite((Barrier,), tries=tries)
    except StillThere as table:
        logger.warning("Old versions of rows are still in %s, because something else is using it", table)
        return False
    return True

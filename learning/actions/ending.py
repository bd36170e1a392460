"""The end of a slip: it dies with its barrier."""

import datetime

from django.db import transaction

from learning.models import Barrier
from organisations.actions import hold_partnership


def end_slips(*, on: datetime.date) -> tuple[int, int]:
    """Forget slips whose last day has passed, with the question and the reply; what was kept out goes whole.

    Returns how many slips and how many rows of those kept out.
    """
    slips = kept_out = 0
    for partnership in set(_over(on).order_by().values_list("partnership", flat=True)):
        with transaction.atomic():
            hold_partnership(partnership)
            here = _over(on).filter(partnership=partnership)
            kept_out += here.filter(state__in=Barrier.KEPT_OUT).delete()[1].get("learning.Barrier", 0)
            slips += here.update(slip=None, slip_ends_on=None, question="", reply="", note="")
    return slips, kept_out


def _over(on: datetime.date):
    return Barrier.objects.filter(slip_ends_on__lt=on)

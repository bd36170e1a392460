"""Signs that a link may have been used in bulk: somebody has a look, nothing is blocked."""

import datetime

from surveys.models import Collector, Flag


def raise_flag(collector: Collector, kind: str, on: datetime.date) -> Flag:
    """Note a sign once for each link; seen again, it stays as it was first noted."""
    return Flag.objects.get_or_create(collector=collector, kind=kind, defaults={"first_on": on})[0]

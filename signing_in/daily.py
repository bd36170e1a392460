"""What signing in needs done once a day."""

import datetime

from django.utils import timezone

from signing_in.models import LimitCount

ORDER = 6


def run(*, on: datetime.date) -> list[str]:
    """Forget counts that have run out. Sessions that are over go with all else that has had its time."""
    counts, _ = LimitCount.objects.filter(expires__lt=timezone.now()).delete()
    return [f"{counts} counts of sign-in forgotten"]

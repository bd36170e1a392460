"""What signing in needs done once a day."""

import datetime
from importlib import import_module

from django.conf import settings
from django.utils import timezone

from signing_in.models import LimitCount

ORDER = 6


def run(*, on: datetime.date) -> list[str]:
    """Forget sessions that are over, and counts that have run out."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    counts, _ = LimitCount.objects.filter(expires__lt=timezone.now()).delete()
    return [f"{counts} counts of sign-in forgotten"]

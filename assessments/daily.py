"""What self-assessments need done once a day: what is left of team sessions and their votes goes."""

import datetime

from django.utils import timezone

from assessments.actions.team_sessions import end_overdue_sessions, wipe_votes
from assessments.models import OF_VOTES
from organisations.disk import wipe

ORDER = 8


def run(*, on: datetime.date) -> list[str]:
    """End the sessions of the days before, and take old versions of rows off the disk, which a vote may have left."""
    ended = end_overdue_sessions(at=timezone.now())
    wipe(OF_VOTES)
    wipe_votes()
    return [f"{ended} team sessions ended"]

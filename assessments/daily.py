"""What self-assessments need done once a day: what is left of team sessions goes, and the offers of those who left."""

import datetime

from django.utils import timezone

from assessments.actions.peers import forget_offers_of_leavers
from assessments.actions.team_sessions import end_overdue_sessions, wipe_votes
from assessments.models import OF_VOTES
from organisations.disk import wipe

ORDER = 8


def run(*, on: datetime.date) -> list[str]:
    """End the sessions of the days before, and take old versions of rows off the disk, which a vote may have left.

    And forget what someone offered who has left: if they come back, they offer to be a peer again, or do not.
    """
    ended = end_overdue_sessions(at=timezone.now())
    wipe(OF_VOTES)
    wipe_votes()
    return [f"{ended} team sessions ended", f"{forget_offers_of_leavers()} offers forgotten of people who have left"]

"""What self-assessments need done every minute: a team session that no one has ended ends."""

import datetime

from assessments.actions.team_sessions import end_overdue_sessions

ORDER = 8


def run(*, at: datetime.datetime) -> None:
    """End what has lasted for its time, with all that was not counted."""
    end_overdue_sessions(at=at)

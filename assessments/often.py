"""What self-assessments need done every minute: a team session that no one has ended ends, and files are looked at."""

import datetime

from assessments.actions.evidence import look_at_files
from assessments.actions.team_sessions import end_overdue_sessions
from background.actions.stored_files import forget_unused

ORDER = 8


def run(*, at: datetime.datetime) -> None:
    """End what has lasted for its time, with all that was not counted; look at files, and forget what nothing shows."""
    end_overdue_sessions(at=at)
    forget_unused()
    look_at_files()

"""What rounds need done every minute: those that were closed a day ago are sealed."""

import datetime

from organisations.reopening import seal_what_is_due

ORDER = 5


def run(*, at: datetime.datetime) -> None:
    """Have what is due sealed."""
    seal_what_is_due(at=at)

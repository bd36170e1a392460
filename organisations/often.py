"""What rounds need done every minute: those that were closed a day ago are sealed, practice that is over ends."""

import datetime

from organisations.practice import carry_on
from organisations.reopening import seal_what_is_due

ORDER = 5


def run(*, at: datetime.datetime) -> None:
    """Have what is due sealed, and what was for practice deleted."""
    seal_what_is_due(at=at)
    carry_on(at=at)

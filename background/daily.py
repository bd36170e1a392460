"""What mail and files need done once a day."""

import datetime

from background.actions.sweeping import forget_what_is_old
from background.models import database_now

ORDER = 5


def run(*, on: datetime.date) -> list[str]:
    """Delete files that no one took, and the words of old mail."""
    gone = forget_what_is_old(at=database_now())
    return [f"{gone['files']} files forgotten that were made to be taken", f"{gone['texts']} old mails emptied"]

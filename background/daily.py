"""What mail and files need done once a day."""

import datetime

from background.actions.stored_files import sweep
from background.actions.sweeping import forget_what_is_old
from background.models import database_now

ORDER = 5


def run(*, on: datetime.date) -> list[str]:
    """Delete files that no one took, the words of old mail, and bytes that belong to no file."""
    now = database_now()
    gone = forget_what_is_old(at=now)
    return [
        f"{gone['files']} files forgotten that were made to be taken",
        f"{gone['texts']} old mails emptied",
        f"{sweep(at=now)} stored files swept away that no one knows",
    ]

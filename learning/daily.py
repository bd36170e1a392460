"""What barriers need done once a day."""

import datetime

from learning.actions.ending import end_slips
from learning.mixing import rewrite_barriers

ORDER = 15


def run(*, on: datetime.date) -> list[str]:
    """Forget slips whose time is up, and leave no old version of a barrier on the disk."""
    slips, kept_out = end_slips(on=on)
    lines = [f"{slips} slips forgotten", f"{kept_out} barriers that were kept out of the ledger deleted"]
    if not rewrite_barriers():
        lines.append("the barriers' table could not be rewritten, because something else is using the database")
    return lines

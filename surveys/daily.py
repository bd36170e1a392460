"""What the surveys need done once a day."""

import datetime

from organisations.disk import StillThere, rewrite
from organisations.models import Round
from surveys.actions.comments import forget_contacts, remind_of_overdue
from surveys.actions.drafts import forget_old_drafts
from surveys.actions.flags import look_for_flags
from surveys.disk import EVERY_NIGHT, wipe_deleted_rows
from surveys.mixing import mix_all

ORDER = 10


def run(*, on: datetime.date) -> list[str]:
    """Forget what has had its time, and say who waits too long. Lines for the log; nothing in them names anybody."""
    # One that is being sealed is looked at when it is.
    running = Round.objects.filter(state__in=[Round.State.OPEN, Round.State.CLOSED], is_being_sealed=False)
    lines = [
        f"{forget_old_drafts(on=on)} drafts forgotten",
        f"{forget_contacts(on=on)} contact requests forgotten",
        f"{remind_of_overdue(on=on)} partnerships reminded of comments or contact requests that wait too long",
        f"{sum(look_for_flags(round_=each, on=on) for each in running)} links with a sign of bulk use",
    ]
    for round_ in Round.objects.open():
        mix_all(round_)
    wipe_deleted_rows()
    try:
        rewrite(EVERY_NIGHT)
    except StillThere as table:
        lines.append(
            f"{table} could not be rewritten, because something else is using the database, for example a backup"
        )
    return lines

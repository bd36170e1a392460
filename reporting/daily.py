"""What results need done once a day: raw answers go a set time after their release."""

import calendar
import datetime

from django.utils import timezone

from organisations.disk import StillThere, rewrite, wipe
from reporting.models import Release
from reporting.release.helping import OF_ANSWERS, close_what_has_ended, wipe_counts
from surveys.actions.comments import safety_settings_of
from surveys.actions.retention import forget_answers
from surveys.disk import OF_CLOSED_ROUNDS

ORDER = 20


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, or the last of that month: a month after 31 January is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def run(*, on: datetime.date) -> list[str]:
    """Delete raw answers and comments of rounds whose release is long enough ago. Releases stay."""
    people = 0
    for release in Release.objects.select_related("round__partnership").filter(round__state="released"):
        months = safety_settings_of(release.round.partnership).retention_months
        if months_after(timezone.localdate(release.made_at), months) <= on:
            people += forget_answers(round_=release.round)
    lines = [f"answers of {people} people deleted, whose time was up"]
    if closed := close_what_has_ended(on=on):
        lines.append(f"{closed} questions “Did it help?” closed")
    wipe(OF_ANSWERS)
    wipe_counts()
    if people:
        try:
            rewrite(OF_CLOSED_ROUNDS)
        except StillThere as table:
            lines.append(f"{table} could not be rewritten, because something else is using the database")
    return lines

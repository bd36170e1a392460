"""Days as people type them."""

import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 2000, 2100
# As it can be typed where a browser has no calendar of its own.
NOT_A_DAY = _("Enter a date with a day, month and year, for example 27/3/2026")


def day_of_our_time(day: datetime.date) -> None:
    """Raise ValidationError for a year before 2000 or after 2100: a slip of the finger, such as 0206 or 20226."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(_("Enter a year between 2000 and 2100"))


def day_and_time(at: datetime.datetime | None) -> str:
    """A moment by the clock on the wall here: "2 October 2026 at 9:30am"; "" for none."""
    if at is None:
        return ""
    here = timezone.localtime(at)
    time = time_format(here, "g:iA").lower()
    return _("%(day)s at %(time)s") % {"day": date_format(here, "j F Y"), "time": time}

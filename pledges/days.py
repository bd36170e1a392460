"""When a pledge is looked at again. Plain Python."""

import calendar
import datetime

MONTHS_BETWEEN_REVIEWS = 6


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months on; the last of the month where there is no such day (31 August to 28 February)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def next_review(day: datetime.date) -> datetime.date:
    """When a pledge is looked at next that was agreed to, or looked at, on a day."""
    return months_after(day, MONTHS_BETWEEN_REVIEWS)

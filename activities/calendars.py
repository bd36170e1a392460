"""Days and times as a calendar file (.ics, RFC 5545), which any calendar program opens or subscribes to.

Times are written in UTC: every program takes that, and no description of a time zone can be out of date.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import icalendar
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

CONTENT_TYPE = "text/calendar; charset=utf-8"
HERE = ZoneInfo("Europe/London")
# Anything else of these never belongs into a text; the calendar format knows no way to write it.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Entry:
    """One thing in a calendar. Without a time it is there the whole day. Times are those of a clock in the borough.

    `uid` is the same for ever (see `unique_id`); `sequence` counts changes, from 0, and calling off is one;
    `changed_at` is the last one.
    """

    uid: str
    title: str
    day: datetime.date
    starts_at: datetime.time | None = None
    ends_at: datetime.time | None = None
    where: str = ""
    description: str = ""
    url: str = ""
    called_off: bool = False
    sequence: int = 0
    changed_at: datetime.datetime | None = None


def unique_id(kind: str, number: int, host: str) -> str:
    """What a calendar program knows an entry by, so that the next version takes the place of this one."""
    # Without the port, which is another one on a developer's machine and tells nothing apart.
    return f"{kind}-{number}@{host.split(':')[0]}"


def calendar_text(entries: Iterable[Entry], name: str, *, at: datetime.datetime) -> bytes:
    """The calendar as a file's bytes, with the name under which programs show it; `at` is when it is made."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//TiP Borough//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, icalendar.vText(" ".join(_text(name).split())))
    calendar.add("x-wr-timezone", str(HERE))
    calendar.add("refresh-interval", datetime.timedelta(hours=12), parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    for entry in entries:
        calendar.add_component(_event(entry, at))
    if not calendar.subcomponents:
        calendar.add_component(_something())
    return calendar.to_ical()


def calendar_response(
    entries: Iterable[Entry], name: str, file_name: str, *, at: datetime.datetime | None = None
) -> HttpResponse:
    """The calendar to open, to keep as a file of this name, or to subscribe to."""
    response = HttpResponse(calendar_text(entries, name, at=at or timezone.now()), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'inline; filename="{file_name}"'
    return response


def _event(entry: Entry, at: datetime.datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", (entry.changed_at or at).astimezone(datetime.UTC))
    if entry.changed_at:
        event.add("last-modified", entry.changed_at.astimezone(datetime.UTC))
    # Programs keep the version with the highest number. One that is called off is sent again as such: if it were left
    # out, it would stay in the calendars that have it.
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.called_off else "CONFIRMED")
    if entry.starts_at is None:
        event.add("dtstart", entry.day)
        # The end of a whole day is the next one, which does not belong to it (RFC 5545, 3.6.1).
        event.add("dtend", entry.day + datetime.timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        event.add("dtstart", _moment(entry.day, entry.starts_at))
        if entry.ends_at is not None:
            event.add("dtend", _moment(entry.day, entry.ends_at))
    # Some programs show what is cancelled as if it were on.
    title = _("Cancelled: %(title)s") % {"title": entry.title} if entry.called_off else entry.title
    event.add("summary", _text(title))
    for key, text in (("location", entry.where), ("description", entry.description)):
        if text:
            event.add(key, _text(text))
    if entry.url:
        event.add("url", entry.url)
    return event


def _moment(day: datetime.date, time: datetime.time) -> datetime.datetime:
    return datetime.datetime.combine(day, time, tzinfo=HERE).astimezone(datetime.UTC)


def _text(text: str) -> str:
    return _CONTROLS.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n"))


def _something() -> icalendar.Timezone:
    """A calendar may not be empty. While nothing is planned it says what UTC is, so that a subscription holds."""
    utc, standard = icalendar.Timezone(), icalendar.TimezoneStandard()
    utc.add("tzid", "UTC")
    standard.add("dtstart", datetime.datetime(1970, 1, 1))  # noqa: DTZ001 (times of a zone are its own)
    for key in ("tzoffsetfrom", "tzoffsetto"):
        standard.add(key, datetime.timedelta(0))
    standard.add("tzname", "UTC")
    utc.add_component(standard)
    return utc

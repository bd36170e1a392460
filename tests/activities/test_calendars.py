"""A calendar file, read by another library than the one that wrote it."""

import datetime

import pytest
import vobject

from activities.calendars import Entry, calendar_response, calendar_text, unique_id

AT = datetime.datetime(2026, 9, 1, 8, 30, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 10, 14)
ENTRY = Entry(uid="event-12@tip.example", title="Learning hour", day=DAY, url="https://tip.example/12/")


def read(*entries: Entry):
    """What another program makes of a calendar with these entries: the calendar, and the first of them."""
    calendar = vobject.readOne(calendar_text(entries, "Millbrook", at=AT).decode())
    return calendar, calendar.vevent


def clock(hour: int, minute: int = 0) -> datetime.time:
    return datetime.time(hour, minute)


def test_an_entry_without_times_lasts_the_whole_day():
    _calendar, event = read(ENTRY)
    assert event.dtstart.value == DAY
    assert event.dtend.value == DAY + datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (datetime.date(2026, 1, 14), 10),
        (datetime.date(2026, 3, 28), 10),
        (datetime.date(2026, 3, 29), 9),
        (datetime.date(2026, 10, 24), 9),
        (datetime.date(2026, 10, 25), 10),
    ],
)
def test_ten_on_the_borough_s_clock_is_ten_in_winter_and_in_summer(day, utc):
    _calendar, event = read(Entry(uid="a@b", title="Ten", day=day, starts_at=clock(10), ends_at=clock(11, 30)))
    assert event.dtstart.value == datetime.datetime(day.year, day.month, day.day, utc, tzinfo=datetime.UTC)
    assert event.dtend.value - event.dtstart.value == datetime.timedelta(minutes=90)


def test_texts_arrive_as_they_were_written():
    title = "Tea, talk; and “time” – for all 🌱 " + "Zażółć gęślą jaźń, " * 6
    words = "First line, with a comma;\nsecond line: C:\\new\\folder\n\n- a list\n🌱🌿 خوش آمدید"
    _calendar, event = read(
        Entry(uid="a@b", title=title, day=DAY, where="Room 3, Town Hall; upstairs", description=words)
    )
    assert event.summary.value == title
    assert event.description.value == words
    assert event.location.value == "Room 3, Town Hall; upstairs"


def test_no_line_of_the_file_is_longer_than_75_bytes_or_holds_a_control():
    entry = Entry(uid="a@b", title="🌱" * 80, day=DAY, description="One\r\ntwo\rthree\0\x0b" + "word " * 200)
    text = calendar_text([entry], "Millbrook\nEND:VCALENDAR", at=AT)
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert b"\0" not in text
    assert b"\x0b" not in text
    assert b"\n" not in text.replace(b"\r\n", b"")
    assert text.count(b"\r\nEND:VCALENDAR") == 1
    assert vobject.readOne(text.decode()).vevent.description.value.startswith("One\ntwo\nthree" + "word ")


def test_what_is_called_off_is_cancelled_in_the_next_version_of_the_same_entry():
    _calendar, before = read(ENTRY)
    _calendar, after = read(Entry(uid=ENTRY.uid, title=ENTRY.title, day=DAY, called_off=True, sequence=1))
    assert before.uid.value == after.uid.value == "event-12@tip.example"
    assert (before.status.value, after.status.value) == ("CONFIRMED", "CANCELLED")
    assert int(after.sequence.value) > int(before.sequence.value)


def test_an_entry_says_when_it_last_changed_and_otherwise_when_the_file_was_made():
    changed = datetime.datetime(2026, 8, 1, 12, 0, tzinfo=datetime.UTC)
    assert read(ENTRY)[1].dtstamp.value == AT
    _calendar, event = read(Entry(uid="a@b", title="T", day=DAY, changed_at=changed, sequence=3))
    assert event.dtstamp.value == event.last_modified.value == changed
    assert event.sequence.value == "3"


def test_a_calendar_keeps_the_order_and_number_of_its_entries():
    calendar, _event = read(ENTRY, Entry(uid="event-13@tip.example", title="Another", day=DAY))
    assert [event.uid.value for event in calendar.vevent_list] == ["event-12@tip.example", "event-13@tip.example"]
    assert calendar.x_wr_calname.value == "Millbrook"


def test_a_calendar_with_nothing_planned_is_still_a_calendar():
    calendar = vobject.readOne(calendar_text([], "Millbrook", at=AT).decode())
    assert not hasattr(calendar, "vevent")
    assert calendar.vtimezone


def test_the_answer_is_a_calendar_with_a_file_name():
    response = calendar_response([ENTRY], "Millbrook", "millbrook.ics", at=AT)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'inline; filename="millbrook.ics"'


def test_an_entry_is_known_by_what_it_is_and_where_it_comes_from():
    assert unique_id("event", 12, "tip.example:8000") == "event-12@tip.example"

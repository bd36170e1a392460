"""What is taken away of sub-groups: meetings for a calendar, and lists as CSV."""

from django.urls import reverse

from activities.calendars import Entry, calendar_response, unique_id
from activities.models import Meeting, MeetingAttendance
from activities.views.subgroups import group_of, meeting_for
from organisations.access import partnership_for
from organisations.audit import record
from organisations.permissions import Permission as P
from organisations.spreadsheets import csv_response


def meeting_ics(request, partnership, pk):
    """One meeting for a calendar."""
    meeting = meeting_for(request, partnership, pk)
    record(partnership=meeting.sector.partnership, by=request.user, what="exported", about=f"to a calendar: {meeting}")
    return calendar_response([_entry(request, meeting)], meeting.sector.name, f"subgroup-{meeting.day:%Y-%m-%d}.ics")


def subgroup_ics(request, partnership, sector):
    """All meetings of a sub-group for a calendar."""
    found = group_of(request, partnership, sector)
    meetings = found.subgroup_meetings.select_related("sector__partnership")
    what = f"to a calendar: the sub-group of {found}"
    record(partnership=found.partnership, by=request.user, what="exported", about=what)
    return calendar_response([_entry(request, each) for each in meetings], found.name, f"{found.slug}-subgroup.ics")


def _entry(request, meeting: Meeting) -> Entry:
    place = meeting.sector.partnership
    url = request.build_absolute_uri(reverse("activities:meeting", args=[place.slug, meeting.pk]))
    return Entry(
        uid=unique_id("subgroup", meeting.pk, request.get_host()),
        title=f"Sub-group: {meeting.sector.name}",
        day=meeting.day,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        where=meeting.where,
        description=meeting.agenda,
        url=url,
        called_off=meeting.called_off_on is not None,
        sequence=meeting.changes,
        changed_at=meeting.changed_at,
    )


def meetings_csv(request, partnership):
    """All meetings of all sub-groups with who came: one row an organisation at a meeting."""
    place = partnership_for(request, partnership, P.VIEW_RESULTS)
    header = ["sector", "day", "where", "called off", "organisation", "people"]
    came = MeetingAttendance.objects.filter(meeting__sector__partnership=place)
    came = came.select_related("meeting__sector", "organisation").order_by("meeting__sector__name", "meeting__day")
    rows = (
        [
            each.meeting.sector.name,
            each.meeting.day,
            each.meeting.where,
            "yes" if each.meeting.called_off_on else "no",
            each.organisation.name,
            each.people,
        ]
        for each in came
    )
    record(partnership=place, by=request.user, what="exported", about="meetings of sub-groups")
    return csv_response(header, rows, f"{place.slug}-sub-groups.csv")

"""What can be downloaded of sub-groups: meetings for a calendar, and lists as CSV."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.calendars import Entry, calendar_response, unique_id
from activities.forms.filters import RoundFilter
from activities.models import Meeting, MeetingAttendance
from activities.resources import MeetingAttendanceExport, MeetingsExport, MembersExport
from activities.views.subgroups import group_of, meeting_for
from organisations.access import partnership_for
from organisations.audit import record
from organisations.models import Partnership
from organisations.permissions import has_permission
from organisations.roles import Permission as P


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
        title=_("Sub-group meeting: %(name)s") % {"name": meeting.sector.name},
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


def _meetings(request, place: Partnership) -> QuerySet[Meeting]:
    """The meetings of the round and the sector that were asked for; of all where none was, or none is so called."""
    meetings = Meeting.objects.in_partnership(place).order_by("sector__order", "sector__name", "day", "pk")
    if round_ := RoundFilter(request.GET, partnership=place).chosen:
        meetings = meetings.in_round(round_)
    if sector := place.sectors.active().filter(slug=request.GET.get("sector", "")).first():
        meetings = meetings.filter(sector=sector)
    return meetings


def meetings_csv(request, partnership):
    """Meetings of sub-groups, one row each: who came, and what was decided."""
    place = partnership_for(request, partnership, P.VIEW_RESULTS)
    meetings = _meetings(request, place).select_related("sector").prefetch_related("attendance__organisation")
    return MeetingsExport().take_away(meetings, partnership=place, by=request.user)


def who_came_csv(request, partnership):
    """Who came to the meetings that were asked for: one row an organisation at a meeting."""
    place = partnership_for(request, partnership, P.VIEW_RESULTS)
    came = MeetingAttendance.objects.filter(meeting__in=_meetings(request, place).order_by())
    came = came.select_related("meeting__sector", "organisation")
    came = came.order_by("meeting__sector__order", "meeting__sector__name", "meeting__day", "organisation__name")
    return MeetingAttendanceExport().take_away(came, partnership=place, by=request.user)


def members_csv(request, partnership, sector):
    """A sub-group's members; their email addresses are for those who run it."""
    found = group_of(request, partnership, sector)
    members = found.subgroup_members.filter(left_on__isnull=True).select_related("sector", "organisation")
    file = MembersExport(found, with_addresses=has_permission(request.user, P.RUN_SUBGROUP, found))
    return file.take_away(members, partnership=found.partnership, by=request.user, of=found.slug)

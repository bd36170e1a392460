"""Running a sub-group: its members, its meetings, who came."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from activities.models import Meeting, MeetingAttendance, SubGroupMember
from organisations.audit import record
from organisations.models import User


@transaction.atomic
def save_member(*, member: SubGroupMember, by: User) -> SubGroupMember:
    """Save a new or changed member."""
    what = "changed a sub-group member" if member.pk else "added a sub-group member"
    member.save()
    record(partnership=member.sector.partnership, by=by, what=what, about=member.sector)
    return member


@transaction.atomic
def end_member(*, member: SubGroupMember, by: User, on: datetime.date | None = None) -> None:
    """Somebody leaves the sub-group. Leaving twice changes nothing."""
    if SubGroupMember.objects.filter(pk=member.pk, left_on__isnull=True).update(left_on=on or timezone.localdate()):
        record(partnership=member.sector.partnership, by=by, what="ended a sub-group member", about=member.sector)


@transaction.atomic
def save_meeting(*, meeting: Meeting, by: User) -> Meeting:
    """Save a new or changed meeting."""
    what = "changed a sub-group meeting" if meeting.pk else "planned a sub-group meeting"
    if meeting.pk:
        meeting.changes = F("changes") + 1
    meeting.recorded_by = meeting.recorded_by or by
    meeting.save()
    record(partnership=meeting.sector.partnership, by=by, what=what, about=meeting)
    return meeting


@transaction.atomic
def call_off_meeting(*, meeting: Meeting, by: User, off: bool, on: datetime.date | None = None) -> None:
    """Call a meeting off, or say that it takes place after all. It is kept; while it is off it counts nobody."""
    meeting.called_off_on = (on or timezone.localdate()) if off else None
    meeting.changes = F("changes") + 1
    meeting.save(update_fields=["called_off_on", "changes", "changed_at"])
    what = "called a sub-group meeting off" if off else "put a sub-group meeting back on"
    record(partnership=meeting.sector.partnership, by=by, what=what, about=meeting)


@transaction.atomic
def keep_who_came(*, meeting: Meeting, people: Mapping[tuple[int, str], int], by: User) -> int:
    """Write down who came in place of what was written before: people by organisation (id). Returns organisations."""
    Meeting.objects.select_for_update().get(pk=meeting.pk)  # two people writing at once
    meeting.attendance.all().delete()
    came = [
        MeetingAttendance(meeting=meeting, organisation_id=organisation, people=number)
        for (organisation, _kind), number in people.items()
    ]
    MeetingAttendance.objects.bulk_create(came)
    record(partnership=meeting.sector.partnership, by=by, what="recorded who came to a sub-group", about=meeting)
    return len(came)

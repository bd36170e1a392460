"""Running a sub-group: its members, its meetings, who came."""

import datetime
from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from activities.actions.recorded import save_record, with_what_stands
from activities.models import Meeting, MeetingAttendance, SubGroupMember
from organisations.audit import record
from organisations.models import User
from organisations.saving import hold, save_shown_fields

OF_A_MEMBER = ("name", "organisation", "email", "is_chair")
OF_A_MEETING = ("day", "starts_at", "ends_at", "where", "agenda", "notes", "decided")
Key = tuple[int, str]  # an organisation (id), and a kind of role, which meetings do not ask for


@transaction.atomic
def save_member(*, member: SubGroupMember, by: User, fields: Collection[str] = OF_A_MEMBER) -> SubGroupMember:
    """Save a new member, or what was changed of one; who has left meanwhile has left.

    Raises ActionRefused as saving does. The audit log names the sub-group and not the person.
    """
    sector = member.sector
    if member.pk is None:
        member.save(force_insert=True)
        record(partnership=sector.partnership, by=by, what="added a sub-group member", about=sector)
        return member
    what = "changed a sub-group member"
    return save_shown_fields(member, fields, by=by, what=what, partnership=sector.partnership, about=sector)


@transaction.atomic
def end_member(*, member: SubGroupMember, by: User, on: datetime.date | None = None) -> None:
    """Someone leaves the sub-group. Leaving twice changes nothing."""
    if SubGroupMember.objects.filter(pk=member.pk, left_on__isnull=True).update(left_on=on or timezone.localdate()):
        record(partnership=member.sector.partnership, by=by, what="ended a sub-group member", about=member.sector)


@transaction.atomic
def save_meeting(*, meeting: Meeting, by: User, fields: Collection[str] = OF_A_MEETING) -> Meeting:
    """Save a new meeting, or what was changed of one; who came and whether it was called off stay as they are.

    Raises ActionRefused as saving does.
    """
    added, changed = "planned a sub-group meeting", "changed a sub-group meeting"
    return save_record(meeting, fields, by=by, added=added, changed=changed, also={"changes": F("changes") + 1})


@transaction.atomic
def call_off_meeting(*, meeting: Meeting, by: User, off: bool, on: datetime.date | None = None) -> None:
    """Call a meeting off, or say that it takes place after all. It is kept; while it is off it counts no one.

    Saying it twice changes nothing: the first day stays.
    """
    held = hold(meeting)
    if (held.called_off_on is not None) == off:
        return
    held.called_off_on, held.changes = (on or timezone.localdate()) if off else None, held.changes + 1
    held.save(update_fields=["called_off_on", "changes", "changed_at"])
    what = "cancelled a sub-group meeting" if off else "reinstated a sub-group meeting"
    record(partnership=held.partnership, by=by, what=what, about=held)


@transaction.atomic
def keep_who_came(
    *, meeting: Meeting, people: Mapping[Key, int], by: User, changed: Collection[Key] | None = None
) -> int:
    """Write down who came in place of what was written before: people by organisation (id). Returns organisations.

    `changed` are those of which something else was written than stood there; without it all of them. Where no one is
    left, it is on record that no one came. Raises ActionRefused where the meeting is gone.
    """
    held = hold(meeting)  # two people writing at once
    standing = {(row.organisation_id, ""): row.people for row in held.attendance.all()}
    came = with_what_stands(people, standing, changed)
    held.attendance.all().delete()
    MeetingAttendance.objects.bulk_create(
        MeetingAttendance(meeting=held, organisation_id=organisation, people=number)
        for (organisation, _kind), number in came.items()
    )
    held.nobody_came = not came
    held.save(update_fields=["nobody_came"])
    record(partnership=held.partnership, by=by, what="recorded attendance at a sub-group", about=held)
    return len(came)

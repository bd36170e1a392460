"""Keeping the core training offer."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping

from django.db import transaction

from activities.actions.recorded import save_record, with_what_stands
from activities.models import Course, TrainingAttendance, TrainingSession
from organisations.audit import record
from organisations.models import User
from organisations.saving import hold, save_shown_fields

OF_A_COURSE = ("title", "level", "level_framework", "for_whom", "length", "about")
OF_A_SESSION = ("course", "day", "starts_at", "ends_at", "trainer", "where", "places")
Key = tuple[int, str]  # an organisation (id) and a kind of role


@transaction.atomic
def save_course(*, course: Course, by: User, fields: Collection[str] = OF_A_COURSE) -> Course:
    """Save a new course, or what was changed of one; whether it is on offer is another matter.

    May raise ActionRefused.
    """
    if course.pk is None:
        course.save(force_insert=True)
        record(partnership=course.partnership, by=by, what="added a course", about=course)
        return course
    return save_shown_fields(course, fields, by=by, what="changed a course")


@transaction.atomic
def save_session(*, session: TrainingSession, by: User, fields: Collection[str] = OF_A_SESSION) -> TrainingSession:
    """Save a new session, or what was changed of one; who came, its feedback and whether it was called off stay.

    Raises ActionRefused as saving does.
    """
    added, changed = "added a training session", "changed a training session"
    return save_record(session, fields, by=by, added=added, changed=changed)


@transaction.atomic
def keep_attendance(
    *, session: TrainingSession, people: Mapping[Key, int], by: User, changed: Collection[Key] | None = None
) -> int:
    """Write down who came to a session, in place of what stood there. Returns how many people.

    `people` is by organisation (id) and kind of role, 1 and more; `changed` are those of which something else was
    written than stood there, without it all of them. Where no one is left, it is on record that no one came. Raises
    ActionRefused where the session is gone.
    """
    held = hold(session)
    standing = {(row.organisation_id, row.kind_of_role): row.people for row in held.attendance.all()}
    came = with_what_stands(people, standing, changed)
    held.attendance.all().delete()
    TrainingAttendance.objects.bulk_create(
        TrainingAttendance(session=held, organisation_id=organisation, kind_of_role=role, people=number)
        for (organisation, role), number in came.items()
    )
    held.nobody_came = not came
    held.save(update_fields=["nobody_came"])
    record(partnership=held.partnership, by=by, what="recorded attendance", about=held)
    return sum(came.values())


@transaction.atomic
def set_called_off(*, session: TrainingSession, called_off: bool, by: User, on: datetime.date) -> None:
    """Call a session off, or say that it takes place after all. It is kept; one that is called off is not counted.

    Saying it twice changes nothing: the first day stays.
    """
    held = hold(session)
    if (held.called_off_on is not None) == called_off:
        return
    held.called_off_on = on if called_off else None
    held.save(update_fields=["called_off_on"])
    what = "cancelled" if called_off else "reinstated"
    record(partnership=held.partnership, by=by, what=what, about=held)


@transaction.atomic
def set_retired(*, course: Course, retired: bool, by: User, on: datetime.date) -> None:
    """Take a course out of the offer, or back into it. Its sessions stay and count. Twice is as once."""
    held = hold(course)
    if (held.retired_on is not None) == retired:
        return
    held.retired_on = on if retired else None
    held.save(update_fields=["retired_on"])
    what = "stopped offering a course" if retired else "offered a course again"
    record(partnership=held.partnership, by=by, what=what, about=held)

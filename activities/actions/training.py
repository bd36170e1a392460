"""Keeping the core training offer."""

from __future__ import annotations

import datetime

from django.db import transaction

from activities.models import Course, TrainingAttendance, TrainingSession
from organisations.audit import record
from organisations.models import User


@transaction.atomic
def save_session(*, session: TrainingSession, by: User) -> TrainingSession:
    """Save a new or changed session."""
    what = "changed a training session" if session.pk else "added a training session"
    session.recorded_by = session.recorded_by or by
    session.save()
    record(partnership=session.partnership, by=by, what=what, about=session)
    return session


@transaction.atomic
def keep_attendance(*, session: TrainingSession, people: dict[tuple[int, str], int], by: User) -> int:
    """Write down who came to a session, in place of what stood there. Returns how many people.

    `people` is by organisation (id) and kind of role, 1 and more.
    """
    locked = TrainingSession.objects.select_for_update(of=("self",)).select_related("course__partnership")
    found = locked.get(pk=session.pk)
    found.attendance.all().delete()
    TrainingAttendance.objects.bulk_create(
        TrainingAttendance(session=found, organisation_id=organisation, kind_of_role=role, people=number)
        for (organisation, role), number in people.items()
    )
    record(partnership=found.course.partnership, by=by, what="wrote down who came", about=found)
    return sum(people.values())


@transaction.atomic
def set_called_off(*, session: TrainingSession, called_off: bool, by: User, on: datetime.date) -> None:
    """Call a session off, or say that it takes place after all. It is kept; one that is called off is not counted."""
    session.called_off_on = on if called_off else None
    session.save(update_fields=["called_off_on"])
    what = "called off" if called_off else "said that it takes place"
    record(partnership=session.course.partnership, by=by, what=what, about=session)


@transaction.atomic
def set_retired(*, course: Course, retired: bool, by: User, on: datetime.date) -> None:
    """Take a course out of the offer, or back into it. Its sessions stay and count."""
    course.retired_on = on if retired else None
    course.save(update_fields=["retired_on"])
    what = "took a course out of the offer" if retired else "took a course into the offer again"
    record(partnership=course.partnership, by=by, what=what, about=course)

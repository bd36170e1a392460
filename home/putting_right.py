"""What was recorded of people who came and is in no release yet: it can be corrected, and nothing is restated."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from activities.models import Event, TrainingSession
from organisations.models import Partnership

PAGE_OF = {Event: "activities:event-attendance", TrainingSession: "activities:training-attendance"}
# What is older and still in no release is found in the lists of events and of sessions.
MOST = 20


def attendance_to_correct(
    kind: type[Event] | type[TrainingSession], place: Partnership, *, on: datetime.date | None = None
) -> list[dict[str, Any]]:
    """Events, or training sessions, that are over and that no release has counted, the newest first. One query."""
    found = kind.objects.in_partnership(place).held().filter(counted_in=None, day__lte=on or timezone.localdate())
    if kind is TrainingSession:
        found = found.select_related("course")
    return [
        {
            "title": one.course.title if isinstance(one, TrainingSession) else one.title,
            "day": one.day,
            "number": one.pk,
            "url": reverse(PAGE_OF[kind], args=[place.slug, one.pk]),
        }
        for one in found.newest_first()[:MOST]
    ]

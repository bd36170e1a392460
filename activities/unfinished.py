"""What was done and is not written down to the end, is due, or is to come: the start page and reminders tell of it."""

import datetime

from django.db.models import QuerySet

from activities.models import Communication, DeepListening, Event, Meeting, TrainingSession

# Older than this it is history: no one is asked about it any more.
DAYS_BACK = 60
DAYS_TO_TELL = 21


def _lately(records: QuerySet, on: datetime.date) -> QuerySet:
    """Of the last weeks, up to yesterday."""
    return records.filter(day__lt=on, day__gte=on - datetime.timedelta(days=DAYS_BACK)).order_by("day", "pk")


def meetings_without_attendance(on: datetime.date) -> QuerySet[Meeting]:
    """Meetings that were held lately and of which no one has written down who came."""
    return _lately(Meeting.objects.held().without_attendance(), on).select_related("sector__partnership")


def sessions_without_attendance(on: datetime.date) -> QuerySet[TrainingSession]:
    """Training sessions that were held lately and of which no one has written down who came."""
    return _lately(TrainingSession.objects.held().without_attendance(), on).select_related("course__partnership")


def events_without_people(on: datetime.date) -> QuerySet[Event]:
    """Events that were held lately and of which no one has written down how many came."""
    return _lately(Event.objects.held().filter(people__isnull=True), on).select_related("partnership")


def communications_due(on: datetime.date) -> QuerySet[Communication]:
    """What is to go out within three days, or should have gone out lately, and is not marked as done."""
    first, last = on - datetime.timedelta(days=DAYS_BACK), on + datetime.timedelta(days=3)
    waiting = Communication.objects.waiting().filter(due_on__range=(first, last))
    return waiting.select_related("partnership").order_by("due_on", "pk")


def conversations_without_an_answer(on: datetime.date) -> QuerySet[DeepListening]:
    """Conversations of three weeks ago and more after which no one has told the people what came of it."""
    held = DeepListening.objects.filter(told_them="", day__lte=on - datetime.timedelta(days=DAYS_TO_TELL))
    return _lately(held, on).select_related("service__organisation__partnership")


# --- what is planned -------------------------------------------------------------------------------------------------


def _to_come(records: QuerySet, on: datetime.date) -> QuerySet:
    """From today on, the next first."""
    return records.filter(day__gte=on).order_by("day", "pk")


def meetings_to_come(on: datetime.date) -> QuerySet[Meeting]:
    """Sub-group meetings that are planned and not cancelled."""
    return _to_come(Meeting.objects.held(), on).select_related("sector__partnership")


def sessions_to_come(on: datetime.date) -> QuerySet[TrainingSession]:
    """Training sessions that are planned and not cancelled."""
    return _to_come(TrainingSession.objects.held(), on).select_related("course__partnership")


def events_to_come(on: datetime.date) -> QuerySet[Event]:
    """Events that are planned and not cancelled."""
    return _to_come(Event.objects.held(), on).select_related("partnership")

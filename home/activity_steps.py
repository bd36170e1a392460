"""The steps of the start page that come from activities: who came, what is due, who waits for an answer."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities import unfinished
from organisations.models import Partnership
from organisations.permissions import has_permission, places_where
from organisations.roles import Permission


@dataclass(frozen=True)
class NextStep:
    """Something a person can do now: why, and the button. `says_all`: the button says by itself where it leads."""

    title: str
    text: str
    button: str = ""
    url: str = ""
    says_all: bool = False


def steps_of_activities(user, place: Partnership, *, on: datetime.date) -> list[NextStep]:
    """What is only half recorded, for those who can finish it."""
    return [
        *_of_meetings(user, place, on),
        *_of_training(user, place, on),
        *_of_programme(user, place, on),
        *_of_conversations(user, place, on),
    ]


def _of_meetings(user, place: Partnership, on: datetime.date) -> list[NextStep]:
    sectors = places_where(user, Permission.RUN_SUBGROUP, place).sectors
    if not sectors:
        return []
    return [
        NextStep(
            _("Sub-group: %(sector)s, %(day)s")
            % {"sector": meeting.sector.name, "day": date_format(meeting.day, "j F Y")},
            _("No attendance recorded yet. It takes about a minute."),
            _("Record attendance"),
            reverse("activities:meeting-attendance", args=[place.slug, meeting.pk]),
        )
        for meeting in unfinished.meetings_without_attendance(on).filter(sector__in=sectors)
    ]


def _of_training(user, place: Partnership, on: datetime.date) -> list[NextStep]:
    if not has_permission(user, Permission.KEEP_TRAINING, place):
        return []
    return [
        NextStep(
            f"{session.course.title}, {date_format(session.day, 'j F Y')}",
            _("No attendance recorded yet."),
            _("Record attendance"),
            reverse("activities:training-attendance", args=[place.slug, session.pk]),
        )
        for session in unfinished.sessions_without_attendance(on).filter(course__partnership=place)[:5]
    ]


def _of_programme(user, place: Partnership, on: datetime.date) -> list[NextStep]:
    if not has_permission(user, Permission.KEEP_PROGRAMME, place):
        return []
    steps = [
        NextStep(
            f"{event.title}, {date_format(event.day, 'j F Y')}",
            _("No attendance recorded yet."),
            _("Record attendance"),
            reverse("activities:event-attendance", args=[place.slug, event.pk]),
        )
        for event in unfinished.events_without_people(on).filter(partnership=place)[:5]
    ]
    due = unfinished.communications_due(on).filter(partnership=place).count()
    if due:
        text = ngettext(
            "%(due)s item is due to be sent, or overdue.",
            "%(due)s items are due to be sent, or overdue.",
            due,
        ) % {"due": due}
        url = reverse("activities:communication-list", args=[place.slug])
        steps.append(NextStep(_("Communication plan"), text, _("See the communication plan"), url, says_all=True))
    return steps


def _of_conversations(user, place: Partnership, on: datetime.date) -> list[NextStep]:
    services = places_where(user, Permission.RECORD_ACTIVITIES, place).services
    if not services:
        return []
    return [
        NextStep(
            _("%(service)s: listening conversation on %(day)s")
            % {"service": session.service.name, "day": date_format(session.day, "j F Y")},
            _("Tell people what has changed. If little could change, say why."),
            _("Record what you told them"),
            reverse("activities:listening-edit", args=[place.slug, session.pk]),
        )
        for session in unfinished.conversations_without_an_answer(on).filter(service__in=services)[:5]
    ]

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
    """Something a person can do now: why, and the button."""

    title: str
    text: str
    button: str = ""
    url: str = ""


def steps_of_activities(user, place: Partnership, *, on: datetime.date) -> list[NextStep]:
    """What is not written down to the end, for those who can."""
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
            _("Sub-group of %(sector)s, %(day)s")
            % {"sector": meeting.sector.name, "day": date_format(meeting.day, "j F")},
            _("Who came is not written down yet. It takes a minute, on one page."),
            _("Write down who came"),
            reverse("activities:meeting-attendance", args=[place.slug, meeting.pk]),
        )
        for meeting in unfinished.meetings_without_attendance(on).filter(sector__in=sectors)
    ]


def _of_training(user, place: Partnership, on: datetime.date) -> list[NextStep]:
    if not has_permission(user, Permission.KEEP_TRAINING, place):
        return []
    return [
        NextStep(
            f"{session.course.title}, {date_format(session.day, 'j F')}",
            _("Who came to this training is not written down yet."),
            _("Write down who came"),
            reverse("activities:training-attendance", args=[place.slug, session.pk]),
        )
        for session in unfinished.sessions_without_attendance(on).filter(course__partnership=place)[:5]
    ]


def _of_programme(user, place: Partnership, on: datetime.date) -> list[NextStep]:
    if not has_permission(user, Permission.KEEP_PROGRAMME, place):
        return []
    steps = [
        NextStep(
            f"{event.title}, {date_format(event.day, 'j F')}",
            _("How many people came is not written down yet."),
            _("Write down who came"),
            reverse("activities:event-attendance", args=[place.slug, event.pk]),
        )
        for event in unfinished.events_without_people(on).filter(partnership=place)[:5]
    ]
    due = unfinished.communications_due(on).filter(partnership=place).count()
    if due:
        text = ngettext(
            "%(due)s thing is due to go out, or should have gone out already.",
            "%(due)s things are due to go out, or should have gone out already.",
            due,
        ) % {"due": due}
        url = reverse("activities:communication-list", args=[place.slug])
        steps.append(NextStep(_("Communication plan"), text, _("See the plan"), url))
    return steps


def _of_conversations(user, place: Partnership, on: datetime.date) -> list[NextStep]:
    services = places_where(user, Permission.RECORD_ACTIVITIES, place).services
    if not services:
        return []
    return [
        NextStep(
            _("%(service)s: you listened on %(day)s")
            % {"service": session.service.name, "day": date_format(session.day, "j F")},
            _("People want to know what came of it, even where little could change."),
            _("Write down what you told them"),
            reverse("activities:listening-edit", args=[place.slug, session.pk]),
        )
        for session in unfinished.conversations_without_an_answer(on).filter(service__in=services)[:5]
    ]

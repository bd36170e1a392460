"""The steps of the start page that come from activities: who came, what is due, who waits for an answer."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities import unfinished
from activities.models import Meeting
from design.templatetags.components import time_of_day
from organisations.models import Partnership, Sector
from organisations.permissions import has_permission, memberships_of, places_where
from organisations.roles import Permission, Role


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
    to_record = [
        NextStep(
            _("Sub-group: %(sector)s, %(day)s")
            % {"sector": meeting.sector.name, "day": date_format(meeting.day, "j F Y")},
            _("No attendance recorded yet. It takes about a minute."),
            _("Record attendance"),
            reverse("activities:meeting-attendance", args=[place.slug, meeting.pk]),
        )
        for meeting in unfinished.meetings_without_attendance(on).filter(sector__in=sectors)
    ]
    return to_record + _of_meetings_to_come(user, place, on)


def _of_meetings_to_come(user, place: Partnership, on: datetime.date) -> list[NextStep]:
    """For the leads of sectors: the next meeting of each, or that none is planned. Admins are not told of each."""
    led = {m.sector_id for m in memberships_of(user) if m.partnership_id == place.pk and m.role == Role.SECTOR_LEAD}
    if not led:
        return []
    following: dict[int, Meeting] = {}
    for meeting in unfinished.meetings_to_come(on).filter(sector__in=led):
        following.setdefault(meeting.sector_id, meeting)
    steps = []
    for sector in Sector.objects.filter(pk__in=led):
        title = _("Sub-group: %(sector)s") % {"sector": sector.name}
        if meeting := following.get(sector.pk):
            text = _("The next meeting is on %(when)s.") % {"when": _when(meeting)}
            url = reverse("activities:meeting", args=[place.slug, meeting.pk])
            steps.append(NextStep(title, text, _("See the meeting"), url))
        else:
            url = reverse("activities:meeting-create", args=[place.slug, sector.slug])
            steps.append(NextStep(title, _("No meeting is planned."), _("Plan a meeting"), url))
    return steps


def _when(planned) -> str:
    """The day of something planned, with its time where that is known: "3 December 2026, 2pm"."""
    day = date_format(planned.day, "j F Y")
    return f"{day}, {time_of_day(planned.starts_at)}" if planned.starts_at else day


def _of_training(user, place: Partnership, on: datetime.date) -> list[NextStep]:
    if not has_permission(user, Permission.KEEP_TRAINING, place):
        return []
    to_record = [
        NextStep(
            f"{session.course.title}, {date_format(session.day, 'j F Y')}",
            _("No attendance recorded yet."),
            _("Record attendance"),
            reverse("activities:training-attendance", args=[place.slug, session.pk]),
        )
        for session in unfinished.sessions_without_attendance(on).filter(course__partnership=place)[:5]
    ]
    return [*to_record, _of_training_to_come(place, on)] if _holds(user, Role.TRAINING_LEAD, place) else to_record


def _of_training_to_come(place: Partnership, on: datetime.date) -> NextStep:
    """The next session, or that none is planned."""
    session = unfinished.sessions_to_come(on).filter(course__partnership=place).first()
    if session is None:
        url = reverse("activities:training-session-create", args=[place.slug])
        return NextStep(_("Training"), _("No session is planned."), _("Plan a session"), url)
    said = {"title": session.course.title, "when": _when(session)}
    url = reverse("activities:training-session", args=[place.slug, session.pk])
    return NextStep(_("Training"), _("The next session is “%(title)s” on %(when)s.") % said, _("See the session"), url)


def _holds(user, role: Role, place: Partnership) -> bool:
    return any(m.role == role and m.partnership_id == place.pk for m in memberships_of(user))


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
    return [*steps, _of_events_to_come(place, on)] if _holds(user, Role.PROGRAMME_LEAD, place) else steps


def _of_events_to_come(place: Partnership, on: datetime.date) -> NextStep:
    """The next event, or that none is planned."""
    event = unfinished.events_to_come(on).filter(partnership=place).first()
    if event is None:
        url = reverse("activities:event-create", args=[place.slug])
        return NextStep(_("Events"), _("No event is planned."), _("Plan an event"), url)
    said = {"title": event.title, "when": _when(event)}
    text = _("The next event is “%(title)s” on %(when)s.") % said
    return NextStep(_("Events"), text, _("See the event"), event.get_absolute_url())


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

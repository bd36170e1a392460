"""The first page of activities: what can be recorded and read, and how much there is of it in the round."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from activities.models import Event
from organisations.access import open_real_round_of, partnership_for
from organisations.models import Partnership, Round
from organisations.permissions import has_permission_somewhere
from organisations.roles import Permission


@dataclass(frozen=True)
class Action:
    """What people come for most often, straight from the list: the words of its link, where to, and who may."""

    text: str | Promise
    view: str
    permission: Permission


@dataclass(frozen=True)
class Area:
    """A kind of activity: what it is called, what it is for, its first page, and who gets there."""

    title: str | Promise
    text: str | Promise
    view: str
    permission: Permission = Permission.VIEW_RESULTS
    so_far: Callable[[Round, datetime.date], str] | None = None
    actions: tuple[Action, ...] = ()


def events_so_far(round_: Round, today: datetime.date) -> str:
    """What the round's events come to until today, in words."""
    found = Event.objects.in_partnership(round_.partnership).in_round(round_).held().by_day(today).come_to()
    said = ngettext(
        "%(events)s event held so far in %(round)s", "%(events)s events held so far in %(round)s", found["events"]
    ) % {"events": found["events"], "round": round_}
    people = ngettext("%(people)s person came", "%(people)s people came", found["people"])
    return f"{said}. {people % {'people': found['people']}}."


AREAS: tuple[Area, ...] = (
    Area(
        _("Briefings"),
        _("When a team heard about the definition and features, and how many people were reached."),
        "activities:briefing-list",
        Permission.VIEW_SERVICE,
        actions=(Action(_("Record a briefing"), "activities:briefing-new", Permission.RECORD_ACTIVITIES),),
    ),
    Area(
        _("Deep listening"),
        _("A guide to listening well, and a record of what families and staff said, without names."),
        "activities:listening-list",
        Permission.VIEW_SERVICE,
        actions=(
            Action(_("Read the guide to deep listening"), "activities:listening-guide", Permission.VIEW_SERVICE),
            Action(_("Record a listening conversation"), "activities:listening-new", Permission.RECORD_ACTIVITIES),
        ),
    ),
    Area(
        _("Sector sub-groups"),
        _("Members, meetings, decisions and attendance for each sector."),
        "activities:subgroup-list",
    ),
    Area(
        _("TiP events"),
        _("The events calendar, and who came to each event."),
        "activities:event-list",
        so_far=events_so_far,
        actions=(Action(_("Add an event"), "activities:event-create", Permission.KEEP_PROGRAMME),),
    ),
    Area(
        _("Champions"),
        _("Who our champions are, and which organisations still need one."),
        "activities:champion-list",
        actions=(Action(_("Add a champion"), "activities:champion-create", Permission.KEEP_PROGRAMME),),
    ),
    Area(
        _("Communication pack"),
        _("Posters, slides, wording and QR codes with your partnership’s name and colour."),
        "activities:pack",
    ),
    Area(
        _("Communication plan"),
        _("What to send, who to, by when, and whether it has been sent."),
        "activities:communication-list",
        Permission.KEEP_PROGRAMME,
        actions=(Action(_("Add to the plan"), "activities:communication-create", Permission.KEEP_PROGRAMME),),
    ),
    Area(
        _("Core training offer"),
        _("Courses, sessions, attendance, feedback and how many people have been trained."),
        "activities:training-sessions",
        Permission.KEEP_TRAINING,
    ),
    Area(
        _("Training take-up"),
        _("How many people have been trained at each level, and from which organisations."),
        "activities:training-take-up-now",
        Permission.VIEW_TRAINING,
    ),
    Area(
        _("Organisational survey"),
        _("Each organisation’s answers about how far it has got, once a round."),
        "activities:organisational-list",
        Permission.VIEW_ORGANISATION,
    ),
)


def overview(request, partnership):
    """All kinds of activity that this person may open."""
    place = partnership_for(request, partnership, Permission.VIEW_RESULTS)
    return render(request, "activities/overview.html", {"areas": areas_for(request.user, place)})


def areas_for(user, place: Partnership) -> list[dict]:
    """Each kind of activity that someone may open, with how much there is of it in the open round."""
    round_, today = open_real_round_of(place), timezone.localdate()
    return [
        {
            "title": area.title,
            "text": area.text,
            "url": reverse(area.view, args=[place.slug]),
            "so_far": area.so_far(round_, today) if area.so_far and round_ else "",
            "links": [
                {"text": action.text, "url": reverse(action.view, args=[place.slug])}
                for action in area.actions
                if has_permission_somewhere(user, action.permission, place)
            ],
        }
        for area in AREAS
        if has_permission_somewhere(user, area.permission, place)
    ]

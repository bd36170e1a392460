"""The first page of activities: what can be recorded and read, and how much there is of it in the round."""

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organisations.access import partnership_for
from organisations.permissions import Permission, has_permission_somewhere


@dataclass(frozen=True)
class Area:
    """A kind of activity: what it is called, what it is for, its first page, and who gets there."""

    title: str | Promise
    text: str | Promise
    view: str
    permission: Permission = Permission.VIEW_RESULTS


AREAS: tuple[Area, ...] = (
    Area(
        _("Briefings"),
        _("When a team heard about the definition and the eight features, and how many of the team were reached."),
        "activities:briefing-list",
        Permission.VIEW_SERVICE,
    ),
    Area(
        _("Deep listening"),
        _("A guide to the conversation, and what families and staff told us, without names."),
        "activities:listening-list",
        Permission.VIEW_SERVICE,
    ),
    Area(
        _("Sector sub-groups"),
        _("Members, meetings and what was decided; which organisations have been, and which not yet."),
        "activities:subgroup-list",
    ),
    Area(
        _("TiP events"),
        _("The calendar, who came, and which organisations were there."),
        "activities:event-list",
    ),
    Area(
        _("Core training offer"),
        _("Courses, sessions and who came; feedback, and how many people have been trained."),
        "activities:training-sessions",
        Permission.KEEP_TRAINING,
    ),
)


def overview(request, partnership):
    """All kinds of activity that this person may open."""
    place = partnership_for(request, partnership, Permission.VIEW_RESULTS)
    areas = [
        {"title": area.title, "text": area.text, "url": reverse(area.view, args=[place.slug])}
        for area in AREAS
        if has_permission_somewhere(request.user, area.permission, place)
    ]
    return render(request, "activities/overview.html", {"areas": areas})

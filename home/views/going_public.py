"""The list of what needs a second person before everyone can read it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render

from home.going_public import waiting_for
from organisations.access import partnership_for
from organisations.permissions import has_permission_somewhere
from organisations.roles import Permission


def words_waiting(request, partnership):
    """What this person may publish, and what of their own someone else has to."""
    place = partnership_for(request, partnership)
    if not has_permission_somewhere(request.user, Permission.PUBLISH_WORDS, place):
        raise PermissionDenied
    found = waiting_for(request.user, place)
    context = {
        "to_check": [one for one in found if not one.is_mine],
        "mine": [one for one in found if one.is_mine],
    }
    return render(request, "home/words_waiting.html", context)

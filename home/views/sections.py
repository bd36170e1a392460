"""Pages of the main menu that only lead on: setting up, the programme, and what does not fit into the menu."""

from typing import Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.views.overview import areas_for
from home.navigation import behind_more, every_entry, setup_entries
from organisations.access import partnership_for
from organisations.roles import Permission


def setup(request, partnership):
    """What an admin sets up: services, organisations, people, downloads."""
    place = partnership_for(request, partnership, Permission.MANAGE_PLACES)
    links: dict[str, list[dict[str, Any]]] = {
        reverse(below, args=[place.slug]): [{"text": text, "url": reverse(view, args=[place.slug])}]
        for below, text, view in (
            ("organisations:service-list", _("Import services"), "organisations:import-create"),
            ("organisations:people-list", _("Invite someone"), "organisations:invitation-create"),
        )
    }
    rows = [
        {"title": entry.text, "text": entry.says, "url": entry.url, "links": links.get(entry.url, [])}
        for entry in setup_entries(place)
    ]
    return render(request, "home/section.html", {"title": _("Setup"), "rows": rows})


def programme(request, partnership):
    """What a programme lead works on: events, the communication plan and pack, champions, sub-groups, and so on."""
    place = partnership_for(request, partnership, Permission.KEEP_PROGRAMME)
    return render(request, "home/section.html", {"title": _("Programme"), "rows": areas_for(request.user, place)})


def more(request, partnership):
    """The rest of someone's menu; all of it, where everything fits. What is set up has its links here already."""
    place = partnership_for(request, partnership)
    entries = every_entry(request.user, place)
    rest = behind_more(entries) or entries
    rows = [
        {
            "title": entry.text,
            "url": entry.url,
            "links": setup_entries(place) if entry.part == "setup" else [],
        }
        for entry in rest
    ]
    return render(request, "home/section.html", {"title": _("More"), "rows": rows})

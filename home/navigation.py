"""The menus of a page: the main menu by role, and the menu inside a service, the results, the set-up and the training.

The order is the same for everyone, and someone with several roles gets the sum. There are seven entries at most: what
is needed least often then moves behind the last one, "More". What is yours is called by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organisations.models import Partnership, Round, Service
from organisations.permissions import has_permission, has_permission_somewhere, memberships_of, with_places
from organisations.roles import Permission, Role
from reporting.models import Preparation

MOST_ENTRIES = 7


@dataclass(frozen=True)
class Entry:
    """A link of a menu: what it is called, where it leads, and the parts of the site that it stands for."""

    text: str | Promise
    url: str
    part: str = ""
    covers: frozenset[str] = frozenset()
    says: str | Promise = ""
    about: str = ""  # whose page it is, for those who hear the link away from its menu
    current: str = ""  # as `aria-current` has it: "page" for this very page, "true" for one below it


@dataclass(frozen=True)
class _Kind:
    """An entry of the main menu: the roles that have it, its address, and what lies below it."""

    part: str
    text: str | Promise
    view: str
    roles: frozenset[Role]
    also: frozenset[str] = frozenset()
    only_if: Callable[[Partnership], bool] = lambda place: True


_R = Role
_ALL = frozenset(Role)
_NO_RESULTS = frozenset({_R.REVIEWER, _R.PAPER_KEYER})
_ITS_OWN = {  # the places that are named in the menu: the fields of a role, and what several of them are called
    "service": (frozenset({_R.SERVICE_LEAD, _R.CONTRIBUTOR}), _("My services"), "organisations:service-list"),
    "organisation": (frozenset({_R.ORGANISATION_LEAD}), _("My organisations"), "my-organisations"),
    "sector": (frozenset({_R.SECTOR_LEAD}), _("My sectors"), "my-sectors"),
}
_HOMES = {"service": "service-home", "organisation": "organisation-home", "sector": "sector-home"}
# What else of the site someone comes to from their own place.
_BELOW = {
    "service": frozenset({"service"}),
    "organisation": frozenset({"organisation", "service", "pledges"}),
    "sector": frozenset({"sector", "service"}),
}
HOME = _Kind("home", _("Home"), "start-page", _ALL)
AFTER_OWN_PLACES = (
    _Kind("comments", _("Comments"), "surveys:comment-list", frozenset({_R.REVIEWER})),
    _Kind("paper", _("Paper forms"), "surveys:paper-list", frozenset({_R.PAPER_KEYER})),
    _Kind("programme", _("Programme"), "programme", frozenset({_R.PROGRAMME_LEAD}), frozenset({"activities"})),
    _Kind("training", _("Training"), "activities:training-sessions", frozenset({_R.TRAINING_LEAD})),
    _Kind("rounds", _("Rounds"), "organisations:round-list", frozenset({_R.ADMIN}), frozenset({"release"})),
    _Kind("surveys", _("Surveys"), "surveys:survey-overview", frozenset({_R.ADMIN})),
    _Kind(
        "activities",
        _("Activities"),
        "activities:overview",
        _ALL - _NO_RESULTS - {_R.PROGRAMME_LEAD},
        frozenset({"training", "programme", "learning"}),
    ),
    # An admin's seven entries are taken: they find it under Activities, and what there is to answer at Home.
    _Kind("learning", _("Learning"), "learning:barrier-list", _ALL - {_R.ADMIN}),
    _Kind("pledges", _("Pledges"), "pledges:pledge-list", frozenset({_R.ADMIN})),
    _Kind("results", _("Results"), "reporting:dashboard", _ALL - _NO_RESULTS),
    _Kind(
        "release",
        _("Releases to approve"),
        "",
        frozenset({_R.BOARD_MEMBER}),
        only_if=lambda place: bool(_to_approve(place)),
    ),
    _Kind("setup", _("Setup"), "setup", frozenset({_R.ADMIN}), frozenset({"service", "organisation", "sector"})),
)
# Where there are more than fit, these go behind "More" first.
LEAST_OFTEN = (
    *("setup", "learning", "pledges", "surveys", "training", "programme", "paper", "activities", "sector"),
    "organisation",
)

# The part of the site that an address below a partnership belongs to, by its first word.
_PARTS = {
    "start": "home",
    "guide": "home",
    "services": "service",
    "organisation": "organisation",
    "sector": "sector",
    "more": "more",
    "peers": "home",
    "coffee": "home",
    "surveys": "surveys",
    "comments": "comments",
    "paper": "paper",
    "pledges": "pledges",
    "activities": "activities",
    "actions": "service",
    "barriers": "learning",
    "programme": "programme",
    "dashboard": "results",
    "theory-of-change": "results",
    "indicators": "results",
    "decisions": "results",
    "data-sharing": "home",
    "rounds": "rounds",
    **dict.fromkeys(
        (
            "setup",
            "organisations",
            "sectors",
            "people",
            "invitations",
            "imports",
            "exports",
            "mail",
            "front-page",
            "data-protection",
            "privacy",
        ),
        "setup",
    ),
}
_RESULTS_OF_A_ROUND = {
    "dashboard",
    "matrix",
    "results",
    "voices",
    "themes",
    "comments",
    "words",
    "board-pack",
    "decisions",
}


def part_of(path: str, slug: str) -> str:
    """The part of the site that an address lies in; empty where it is in none of the menu's."""
    words = path.strip("/").split("/")
    if words[:1] != [slug] or len(words) < 2:
        return ""
    first, third = words[1], words[3] if len(words) > 3 else ""
    if first == "rounds" and third in _RESULTS_OF_A_ROUND:
        return "results"
    if first == "rounds" and third == "release":
        return "release"
    if first == "activities" and words[2:3] == ["training"]:
        return "training"
    if first == "services" and (words[2:3] == ["import"] or words[3:4] in (["edit"], ["codes"])):
        return "setup"
    return _PARTS.get(first, "")


def _part_for(user: Any, place: Partnership, path: str) -> str:
    """The same as it is for someone: downloads belong to the results where there is nothing else to set up."""
    is_downloads = path == reverse("reporting:exports", args=[place.slug])
    if is_downloads and not has_permission(user, Permission.MANAGE_PLACES, place):
        return "results"
    return part_of(path, place.slug)


def main_menu(user: Any, place: Partnership, path: str) -> list[Entry]:
    """The links of the header, seven at most; the one that this page lies under is marked."""
    entries = every_entry(user, place)
    shown = [entry for entry in entries if entry not in behind_more(entries)]
    if len(shown) < len(entries):
        covers = frozenset[str]().union(*(entry.covers for entry in behind_more(entries)))
        shown.append(Entry(_("More"), reverse("more", args=[place.slug]), "more", covers | {"more"}))
    return _marked(shown, path, _part_for(user, place, path))


def every_entry(user: Any, place: Partnership) -> list[Entry]:
    """All that someone's roles in this partnership give them, in the order of the menu."""
    mine = [each for each in memberships_of(user) if each.partnership_id == place.pk]
    if not mine:
        return []
    roles = {Role(each.role) for each in mine}
    kinds = [kind for kind in AFTER_OWN_PLACES if kind.roles & roles and kind.only_if(place)]
    return [_entry(HOME, place), *_own_places(mine, place), *(_entry(kind, place) for kind in kinds)]


def behind_more(entries: list[Entry]) -> list[Entry]:
    """What does not fit, in the order of the menu."""
    too_many = len(entries) - MOST_ENTRIES
    if too_many <= 0:
        return []
    # "More" takes a place itself.
    leaving = [part for part in LEAST_OFTEN if part in {entry.part for entry in entries}][: too_many + 1]
    return [entry for entry in entries if entry.part in leaving]


def _entry(kind: _Kind, place: Partnership) -> Entry:
    url = reverse(kind.view, args=[place.slug]) if kind.view else _to_approve(place)
    return Entry(kind.text, url, kind.part, kind.also | {kind.part})


def _own_places(mine: list[Any], place: Partnership) -> Iterable[Entry]:
    """The one service, organisation or sector of someone by its name, and several as a list."""
    named = frozenset[Role]().union(*(roles for roles, _, _ in _ITS_OWN.values()))
    held = with_places([each for each in mine if Role(each.role) in named])
    for kind, (roles, several, listed) in _ITS_OWN.items():
        found = {getattr(each, f"{kind}_id"): getattr(each, kind) for each in held if Role(each.role) in roles}
        there = [each for each in found.values() if each and not _has_gone(each)]
        if len(there) == 1:
            url = reverse(_HOMES[kind], args=[place.slug, there[0].slug])
            yield Entry(there[0].name, url, kind, _BELOW[kind])
        elif there:
            yield Entry(several, reverse(listed, args=[place.slug]), kind, _BELOW[kind])


def _has_gone(its_own: Any) -> bool:
    """An archived service or an organisation that left has no page any more."""
    return its_own.archived_on is not None if hasattr(its_own, "archived_on") else False


def _to_approve(place: Partnership) -> str:
    """The address of the release that a second person can approve, if there is one. Asked once a page."""
    if not hasattr(place, "_to_approve"):
        ready = Preparation.objects.ready_in(place).select_related("round").first()
        address = reverse("reporting:release-prepare", args=[place.slug, ready.round.slug]) if ready else ""
        place._to_approve = address  # type: ignore[attr-defined]
    return place._to_approve  # type: ignore[attr-defined]


def _marked(entries: list[Entry], path: str, part: str) -> list[Entry]:
    """The same entries, with the one marked that this page lies under: its own address, or else its part."""
    under = [entry for entry in entries if path.startswith(entry.url)]
    nearest = max(under, key=lambda entry: len(entry.url), default=None)
    nearest = nearest or next((entry for entry in entries if part and part in entry.covers), None)
    mark = "page" if nearest and path == nearest.url else "true"
    return [replace(entry, current=mark) if entry is nearest else entry for entry in entries]


# --- menus inside a part -----------------------------------------------------------------------


@dataclass(frozen=True)
class Menu:
    """The menu inside a part of the site: what it is called for those who hear it, and its links."""

    label: str | Promise
    entries: list[Entry]


def menu_inside(request: Any, place: Partnership) -> Menu | None:
    """The menu of the service, results, set-up or training that a page lies in, for someone who may open them."""
    part = _part_for(request.user, place, request.path)
    match part:
        case "service" if service := getattr(request, "service", None):
            return Menu(service.name, _marked(service_entries(request.user, service), request.path, ""))
        case "setup" if has_permission(request.user, Permission.MANAGE_PLACES, place):
            return Menu(_("Setup"), _marked(setup_entries(place), request.path, ""))
        case "service" if has_permission(request.user, Permission.MANAGE_PLACES, place):
            return Menu(_("Setup"), _marked(setup_entries(place), request.path, ""))
        case "training" if has_permission(request.user, Permission.KEEP_TRAINING, place):
            return Menu(_("Training"), _marked(training_entries(place), request.path, ""))
        case "results" if has_permission(request.user, Permission.VIEW_RESULTS, place):
            return _results_menu(request, place)
    return None


def service_entries(user: Any, service: Service) -> list[Entry]:
    """What there is of a service, for someone who may open it."""
    here = [service.partnership.slug, service.slug]
    return [
        Entry(text, reverse(view, args=here), about=service.name)
        for text, view, permission in (
            (_("Overview"), "service-home", Permission.VIEW_SERVICE),
            (_("Self-assessment"), "service-assessment", Permission.VIEW_ASSESSMENT),
            (_("Action plan"), "assessments:action-list", Permission.VIEW_ASSESSMENT),
            (_("Peers"), "assessments:service-peers", Permission.VIEW_ASSESSMENT),
            (_("Surveys"), "surveys:survey-links", Permission.SHARE_SURVEYS),
            (_("Activities"), "service-activities", Permission.RECORD_ACTIVITIES),
            (_("Results"), "service-results", Permission.VIEW_RESULTS),
            (_("About this service"), "service-about", Permission.VIEW_SERVICE),
        )
        if has_permission(user, permission, service)
    ]


def setup_entries(place: Partnership) -> list[Entry]:
    """What an admin sets up, each with a line that says what it is for."""
    return [
        Entry(text, reverse(view, args=[place.slug]), says=says)
        for text, view, says in (
            (_("Services"), "organisations:service-list", _("Import, change or archive services.")),
            (
                _("Organisations"),
                "organisations:organisation-list",
                _("Rename, archive or restore organisations."),
            ),
            (_("Sectors"), "organisations:sector-list", _("Add, rename, order or merge sectors.")),
            (_("People"), "organisations:people-list", _("Invite people, and see or remove their roles.")),
            (_("Imports"), "organisations:import-list", _("Bring in a spreadsheet, or undo an import.")),
            (_("Downloads"), "reporting:exports", _("Get results, services and activities as files.")),
            (
                _("Take everything out"),
                "carrying:take-out",
                _("Get everything as one file, to move or keep it."),
            ),
            (
                _("Emails sent"),
                "organisations:mail-list",
                _("See whether an email was delivered. Send it again."),
            ),
            (
                _("Front page"),
                "organisations:listing",
                _("Choose whether this site’s front page names your partnership."),
            ),
            (
                _("Your directory"),
                "signing_in:directory",
                _("Close the accounts of people who leave, by itself."),
            ),
            (
                _("Audit log"),
                "organisations:audit-log",
                _("See who did what, and who signed in."),
            ),
            (_("Put right"), "put-right", _("Undo or correct what was done by mistake.")),
            (
                _("Data protection"),
                "data_protection:overview",
                _("See what is kept, say who is responsible, and answer people who ask."),
            ),
        )
    ]


def training_entries(place: Partnership) -> list[Entry]:
    """The core training offer."""
    here = [place.slug]
    return [
        Entry(_("Sessions"), reverse("activities:training-sessions", args=here)),
        Entry(_("Courses"), reverse("activities:course-list", args=here)),
        Entry(_("Take-up"), reverse("activities:training-take-up-now", args=here)),
    ]


_VIEWS_OF_RESULTS = {
    "voices": {"voices", "place-voices"},
    "themes": {"themes", "theme"},
    "theory": {"theory", "indicators", "indicator-create", "indicator-edit", "indicators-import"},
    "board-pack": {"board-pack"},
    "comments": {"comments", "place-comments"},
    "decisions": {"decisions", "decision-create", "decision-edit", "decision-done", "decision-dropped"},
    "exports": {"exports"},
}
_OF_EVERY_ROUND = {"theory", "decisions", "exports"}


def _results_menu(request: Any, place: Partnership) -> Menu | None:
    """The pages of one round's results: of the round in the address, or else of the newest one that is released."""
    match = request.resolver_match
    slug = match.kwargs.get("round_slug") or _newest_released(place)
    may_set_up = has_permission(request.user, Permission.MANAGE_PLACES, place)
    downloads = has_permission_somewhere(request.user, Permission.EXPORT, place) and not may_set_up
    if not slug:
        return None
    entries = [Entry(_("Summary"), reverse("reporting:round-dashboard", args=[place.slug, slug]), "summary")]
    entries += [
        Entry(text, reverse(f"reporting:{view}", args=[place.slug, *([] if view in _OF_EVERY_ROUND else [slug])]), view)
        for text, view in (
            (_("Three voices"), "voices"),
            (_("By feature"), "themes"),
            (_("Theory of change"), "theory"),
            (_("Board pack"), "board-pack"),
            (_("Comments"), "comments"),
            (_("Decisions"), "decisions"),
            *([(_("Downloads"), "exports")] if downloads else []),
        )
    ]
    here = next((part for part, views in _VIEWS_OF_RESULTS.items() if match.url_name in views), "summary")
    marks = {part: "page" if match.url_name == part else "true" for part in [here]}
    return Menu(_("Results"), [replace(entry, current=marks.get(entry.part, "")) for entry in entries])


def _newest_released(place: Partnership) -> str | None:
    newest = Round.objects.released().filter(partnership=place).newest_first()
    return newest.values_list("slug", flat=True).first()


# --- what every page knows ---------------------------------------------------------------------


def menus(request: Any) -> dict:
    """For every page: the main menu, the menu inside its part, and the account's, where someone is signed in."""
    place = getattr(request, "partnership", None)
    user = getattr(request, "user", None)
    if place is None or request.resolver_match is None or not memberships_of(user):
        return {"navigation": [], "section": None, "has_reminders": False}
    entries = main_menu(user, place, request.path)
    section = menu_inside(request, place) if entries else None
    return {"navigation": entries, "section": section, "has_reminders": bool(entries)}

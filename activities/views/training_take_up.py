"""Take-up of the core training offer, live: attendance is no secret."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.models import KindOfRole, Level
from activities.take_up import TakeUp, take_up_in
from organisations.access import open_real_round_of, partnership_for
from organisations.models import Round
from organisations.permissions import has_permission
from organisations.roles import Permission
from tables.folding import fold


def take_up(request, partnership, round_slug=None):
    """How many people were trained at which level, of how many, and which organisations have not been reached yet."""
    place = partnership_for(request, partnership, Permission.VIEW_TRAINING)
    keeps = has_permission(request.user, Permission.KEEP_TRAINING, place)
    rounds = list(Round.objects.real().filter(partnership=place).exclude(state=Round.State.PLANNED).newest_first())
    chosen = (
        next((each for each in rounds if each.slug == round_slug), None) if round_slug else open_real_round_of(place)
    )
    if round_slug and chosen is None:
        raise Http404
    chosen = chosen or next(iter(rounds), None)
    if chosen is None:
        return render(request, "activities/training/take_up.html", {"round": None, "keeps": keeps})
    chosen.partnership = place
    found = take_up_in(chosen)
    first, last = chosen.counts_days()
    context = {
        "round": chosen,
        "keeps": keeps,
        "first": first,
        "last": last,
        "take_up": found,
        "key_figures": _key_figures(found),
        "columns": _columns(_("Level"), KindOfRole.labels, _("As a share of headcount")),
        "rows": _by_level(found),
        "organisation_columns": _columns(_("Organisation"), Level.labels, _("Headcount")),
        "organisation_rows": _by_organisation(found),
        "missing": sorted({name for key, name in found.organisations.items() if key not in found.reached}),
        "pills": [_pill(place, each, chosen) for each in rounds] if len(rounds) > 1 else [],
    }
    return render(request, "activities/training/take_up.html", context)


def _pill(place, each: Round, chosen: Round) -> dict:
    url = reverse("activities:training-take-up", args=[place.slug, each.slug])
    return {"text": each.name, "url": url, "current": each.pk == chosen.pk}


def _key_figures(found: TakeUp) -> list[dict]:
    many = _("Someone who comes to 2 sessions is counted twice.")
    items = [{"label": _("People trained"), "value": f"{found.total:,}", "note": many}]
    if found.headcount:
        percent = f"{100 * found.total / found.headcount:.0f}%"
        note = _("Headcount: %(headcount)s") % {"headcount": f"{found.headcount:,}"}
    else:
        percent = "–"
        note = _without_headcount(found)
    items.append({"label": _("As a share of headcount"), "value": percent, "note": note})
    reached = _("%(reached)s of %(all)s") % {"reached": len(found.reached), "all": len(found.organisations)}
    items.append({"label": _("Organisations that took part"), "value": reached, "note": ""})
    return items


def _without_headcount(found: TakeUp) -> str:
    """Why there is no share of headcount."""
    if not found.not_known:
        return _("There is no headcount for this round.")
    words = ngettext(
        "Not known. Headcount is missing for %(unknown)s service.",
        "Not known. Headcount is missing for %(unknown)s services.",
        found.not_known,
    )
    return words % {"unknown": found.not_known}


def _columns(first: str, between: list[str], last: str) -> list:
    return [first, *({"text": words, "numeric": True} for words in [*between, _("Total"), last])]


def _by_level(found: TakeUp) -> list[list]:
    def row(words: str, by_role: list[int], people: int) -> list:
        return [words, *by_role, people, f"{100 * people / found.headcount:.0f}%" if found.headcount else "–"]

    rows = [
        row(words, [found.people[level, role] for role in KindOfRole.values], found.at_level(level))
        for level, words in Level.choices
    ]
    return [*rows, row(_("All levels"), [found.of_role(role) for role in KindOfRole.values], found.total)]


def _by_organisation(found: TakeUp) -> list[list]:
    """In the order of their names: this is to see who may be waiting to be asked, and no ranking."""
    rows = []
    for organisation, name in sorted(found.organisations.items(), key=lambda each: fold(each[1])):
        by_level = [found.came_from[organisation, level] for level in Level.values]
        works_there = found.headcount_of(organisation)
        rows.append([name, *by_level, sum(by_level), "–" if works_there is None else works_there])
    others = [
        sum(people for (of, at), people in found.came_from.items() if at == level and of not in found.organisations)
        for level in Level.values
    ]
    if any(others):
        rows.append([_("Organisations without a service in this round"), *others, sum(others), "–"])
    return rows

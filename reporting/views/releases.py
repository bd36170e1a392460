"""Preparing a release, following it, and approving it as a second person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from background.health import worker_is_alive
from background.models import database_now
from organisations.access import round_for
from organisations.actions import ActionRefused
from organisations.models import Round
from organisations.permissions import has_permission
from organisations.roles import Permission
from reporting.figures import SHOWN
from reporting.measures.of_framework import measures_of
from reporting.models import Preparation
from reporting.read.narratives import Narratives
from reporting.read.preview import places_table, what_is_shown
from reporting.read.protection_cost import cost_in_words, order_in_words
from reporting.release import preparing, releasing
from surveys.checklist import checklist


@require_http_methods(["GET", "POST"])
def release_prepare(request, partnership, round_slug):
    """The checklist, how far preparing is, what would be shown; the button begins to prepare."""
    wanted = Permission.MAKE_RELEASE if request.method == "POST" else Permission.APPROVE_RELEASE
    found = round_for(request, partnership, round_slug, wanted)
    if found.is_practice:
        messages.info(request, _("%(name)s is for practice, so there are no results of it.") % {"name": found.name})
        return redirect("organisations:round-detail", partnership, round_slug)
    if found.state == Round.State.RELEASED:
        messages.info(
            request,
            _("%(name)s results have been released. A mistake in them can be corrected in sight.")
            % {"name": found.name},
        )
        return redirect("reporting:round-dashboard", partnership, round_slug)
    if found.state != Round.State.CLOSED:
        messages.error(request, _("%(name)s is not closed yet. Close it first.") % {"name": found.name})
        return redirect("organisations:round-detail", partnership, round_slug)
    if not found.is_sealed:
        messages.info(request, preparing.why_not_sealed(found))
        return redirect("start-page", partnership)
    if request.method == "POST":
        try:
            here = request.build_absolute_uri(request.path)
            preparing.ask_to_prepare(round=found, by=request.user, address=here)
        except ActionRefused as reason:
            messages.error(request, str(reason))
        return redirect("reporting:release-prepare", partnership, round_slug)
    if request.headers.get("X-Follow"):
        return _how_far(request, found)
    items = checklist(found)
    context = {
        "round": found,
        "items": items,
        "held_up": any(item.is_open and item.holds_up for item in items),
        "written": Narratives(found).written,
        "may_write": has_permission(request.user, Permission.WRITE_NARRATIVES, found.partnership),
    }
    return render(request, "reporting/release_prepare.html", context | _state_of(request, found))


def _how_far(request, found: Round) -> HttpResponse:
    """The part of the page that follows the preparation; nothing once it has come to an end."""
    context = _state_of(request, found)
    if not context.get("is_running"):
        return HttpResponse(status=204)
    return render(request, "reporting/_preparing.html", context | {"round": found})


def _state_of(request, found: Round) -> dict:
    """How far the preparation is, and once it is ready what it holds."""
    preparation = Preparation.objects.of(found)
    context = {"preparation": preparation, "may_prepare": _may_prepare(request, found)}
    if preparation is None:
        return context
    if not preparation.is_ready:
        now = database_now()
        is_dead = preparation.is_dead(now)
        return context | {
            "is_running": is_dead or preparation.is_running(now),  # what has died is begun again
            "is_dead": is_dead,
            "nobody_works": not worker_is_alive(),
        }
    return (
        context
        | {
            "is_ready": True,
            "is_mine": preparation.started_by_id == request.user.pk,
            "changed": releasing.changed_since(preparation, found),
        }
        | _what_it_holds(preparation)
    )


def _what_it_holds(preparation: Preparation) -> dict:
    """The tables to check; of answers that differ from those that were looked at first, how many results there are."""
    if not preparing.may_be_looked_at(preparation):
        return {"only_counted": preparation.figures.filter(status=SHOWN).count()}
    return {
        "shown": what_is_shown(preparation),
        "places": places_table(preparation),
        "cost": cost_in_words(preparation.attack, measures_of(preparation.round.framework)),
        "order": order_in_words(preparation.attack),
    }


def _may_prepare(request, found: Round) -> bool:
    return has_permission(request.user, Permission.MAKE_RELEASE, found.partnership)


@require_POST
def release_approve(request, partnership, round_slug):
    """Release what somebody else has prepared."""
    found = round_for(request, partnership, round_slug, Permission.APPROVE_RELEASE)
    try:
        releasing.approve(preparation=_shown_preparation(request, found), by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
        return redirect("reporting:release-prepare", partnership, round_slug)
    done = _("%(name)s results released. Everyone who can see results can see them now.") % {"name": found.name}
    messages.success(request, done)
    return redirect("reporting:round-dashboard", partnership, round_slug)


@require_POST
def release_discard(request, partnership, round_slug):
    """Discard a preparation, to change something and prepare again."""
    found = round_for(request, partnership, round_slug, Permission.APPROVE_RELEASE)
    try:
        preparing.discard(preparation=_shown_preparation(request, found), by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Prepared results discarded. Nothing was released."))
    return redirect("reporting:release-prepare", partnership, round_slug)


def _shown_preparation(request, found: Round) -> Preparation:
    """The preparation that stood on the page where somebody pressed.

    Raises ActionRefused where nothing is prepared, and where another one has taken its place: nobody has looked
    through that one on this page.
    """
    preparation = Preparation.objects.of(found)
    if found.state == Round.State.RELEASED:
        raise ActionRefused(
            _("%(name)s results have already been released. Released results cannot be changed.") % {"name": found.name}
        )
    if preparation is None:
        raise ActionRefused(_("No results have been prepared for %(name)s.") % {"name": found.name})
    if request.POST.get("preparation") != str(preparation.pk):
        raise ActionRefused(
            _("Someone has prepared these results again since you opened the page. Check the new ones.")
        )
    return preparation

"""Rounds: planning, opening, closing, reopening and sealing them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from framework.actions import modules_of_rooms
from organisations import actions
from organisations.access import partnership_for, round_for
from organisations.changing import change_round
from organisations.days import day_and_time
from organisations.forms import LastDayForm, RoundForm, helper_with_button, saved_from
from organisations.losing import what_would_be_lost
from organisations.models import Round
from organisations.practice import end_practice, how_far_deleting_is
from organisations.reopening import reopen_round
from organisations.resources import UnfinishedExport
from organisations.roles import Permission


def round_list(request, partnership):
    place = partnership_for(request, partnership, Permission.MANAGE_ROUNDS)
    rounds = Round.objects.filter(partnership=place).select_related("framework").newest_first()
    return render(request, "organisations/round_list.html", {"rounds": rounds})


@require_http_methods(["GET", "POST"])
def round_create(request, partnership):
    place = partnership_for(request, partnership, Permission.MANAGE_ROUNDS)
    form = RoundForm(request.POST or None, instance=Round(partnership=place))

    def plan() -> Round:
        return actions.plan_round(round_=form.instance, by=request.user, assessed=form.chosen_features)

    if round_ := saved_from(form, plan):
        messages.success(request, _("%(name)s planned. Open it when you are ready.") % {"name": round_.name})
        return redirect("organisations:round-detail", place.slug, round_.slug)
    return render(request, "organisations/round_create.html", {"form": form})


@require_http_methods(["GET", "POST"])
def round_edit(request, partnership, round_slug):
    """Change a planned round's name and dates, or an open round's last day."""
    found = round_for(request, partnership, round_slug, Permission.MANAGE_ROUNDS)
    if found.state not in (Round.State.PLANNED, Round.State.OPEN):
        messages.info(
            request,
            _("%(name)s is %(state)s, so it cannot be changed.")
            % {"name": found.name, "state": found.get_state_display().lower()},
        )
        return redirect("organisations:round-detail", partnership, round_slug)
    form_class = RoundForm if found.state == Round.State.PLANNED else LastDayForm
    form = form_class(request.POST or None, instance=found)
    form.helper = helper_with_button(_("Save"))

    def change() -> Round:
        assessed = form.chosen_features if "assessed" in form.changed_data else None
        return change_round(round_=found, fields=form.changed_data, by=request.user, assessed=assessed)

    if saved := saved_from(form, change):
        messages.success(request, _("%(name)s saved.") % {"name": saved.name})
        return redirect("organisations:round-detail", partnership, round_slug)
    return render(request, "organisations/round_edit.html", {"form": form, "round": found})


def round_detail(request, partnership, round_slug):
    """A round: where it stands, and the next step. While it is being sealed the page follows how far that is."""
    found = round_for(request, partnership, round_slug, Permission.MANAGE_ROUNDS)
    context = {"round": found, "seals_at": day_and_time(found.seals_at), "assessed": list(found.assessed.all())}
    if found.is_being_sealed:
        context |= actions.how_far_sealing_is(found)
    if found.is_over:
        context |= how_far_deleting_is(found)
    if request.headers.get("X-Follow"):
        if not (found.is_being_sealed or found.is_over):
            return HttpResponse(status=204)
        return render(request, f"organisations/_{'deleting' if found.is_over else 'sealing'}.html", context)
    return render(request, "organisations/round_detail.html", context)


@require_POST
def round_open(request, partnership, round_slug):
    return _change(request, partnership, round_slug, actions.open_round, _("%(name)s is open. Services can start now."))


@require_http_methods(["GET", "POST"])
def round_close(request, partnership, round_slug):
    """Asks once more, and says what is still to do."""
    found = round_for(request, partnership, round_slug, Permission.MANAGE_ROUNDS)
    if request.method == "GET":
        if found.is_practice:
            return render(request, "organisations/practice_end.html", {"round": found})
        items = [item for room in modules_of_rooms("checklist") for item in room.checklist(found)]
        waiting = [item for item in items if item.is_open]
        early = timezone.localdate() < found.closes_on
        context = {"round": found, "waiting": waiting, "early": early, "lost": what_would_be_lost(found)}
        return render(request, "organisations/round_close.html", context)
    if found.is_practice:
        return _done(request, found, end_practice, _("%(name)s has ended. It is being deleted."))
    said = _("%(name)s is closed. No one can answer its surveys any more.")
    return _done(request, found, actions.close_to_answers, said)


def round_unfinished_csv(request, partnership, round_slug, what):
    """One kind of what would not count if the round closed now: the places, and who leads them."""
    found = round_for(request, partnership, round_slug, Permission.MANAGE_ROUNDS)
    places = next((one.places for one in what_would_be_lost(found) if one.code == what), None)
    if places is None:
        raise Http404
    file, of = UnfinishedExport(), f"{found.slug}-{what}"
    return file.take_away(places, partnership=found.partnership, by=request.user, about=f"{file.about}: {found}", of=of)


@require_POST
def round_reopen(request, partnership, round_slug):
    return _change(
        request, partnership, round_slug, reopen_round, _("%(name)s is open again. People can answer its surveys.")
    )


@require_http_methods(["GET", "POST"])
def round_seal(request, partnership, round_slug):
    """Asks once more, because a sealed round is not opened again."""
    if request.method == "GET":
        found = round_for(request, partnership, round_slug, Permission.MANAGE_ROUNDS)
        if not found.can_be_reopened:
            return redirect("organisations:round-detail", partnership, found.slug)
        context = {"round": found, "seals_at": day_and_time(found.seals_at)}
        return render(request, "organisations/round_seal.html", context)
    return _change(
        request, partnership, round_slug, actions.begin_sealing, _("The answers of %(name)s are being sealed.")
    )


def _change(request, partnership, round_slug, action, done):
    found = round_for(request, partnership, round_slug, Permission.MANAGE_ROUNDS)
    return _done(request, found, action, done)


def _done(request, found: Round, action, done) -> HttpResponse:
    try:
        action(round_=found, by=request.user)
    except actions.ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, done % {"name": found.name})
    if found.is_practice and not Round.objects.filter(pk=found.pk).exists():  # nothing is left of it
        return redirect("organisations:round-list", found.partnership.slug)
    return redirect("organisations:round-detail", found.partnership.slug, found.slug)

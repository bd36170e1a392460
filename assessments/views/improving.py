"""What services do to grow: a service's plan, an action of it, and the list of all that someone may read."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions.improving import delete_action, save_action, set_state
from assessments.forms.improving import ActionFilter, ActionForm
from assessments.models import ImprovementAction, PeerConversation
from assessments.resources import ActionsExport
from framework.models import Statement
from organisations.access import newest_framework_of, partnership_for, service_for, service_or_its_past
from organisations.actions import ActionRefused
from organisations.forms import saved_from
from organisations.hanging import hangs_on
from organisations.models import Partnership, Sector, Service
from organisations.permissions import has_permission, has_permission_somewhere, places_where, require
from organisations.roles import Permission

MOST_WHAT = 300


def action_list(request, partnership, service):
    """A service's plan: what it will do, what it is doing, and what became of it. It prints on a page."""
    found = service_or_its_past(request, partnership, service, Permission.VIEW_ASSESSMENT)
    actions, today = list(found.improvement_actions.with_words().in_order()), timezone.localdate()
    context = {
        "service": found,
        "open_actions": [each for each in actions if each.is_open],
        "ended_actions": [each for each in actions if not each.is_open],
        "late": [each.pk for each in actions if each.is_late_on(today)],
        "may_edit": has_permission(request.user, Permission.EDIT_ASSESSMENT, found),
        "may_plan": found.archived_on is None and has_permission(request.user, Permission.PLAN_ACTION, found),
        "may_share": has_permission(request.user, Permission.SHARE_SURVEYS, found),
    }
    return render(request, "assessments/actions/service.html", context)


def _action_of(service: Service, pk: int) -> ImprovementAction:
    return get_object_or_404(service.improvement_actions.with_words(), pk=pk)


@require_http_methods(["GET", "POST"])
def action_edit(request, partnership, service, pk=None):
    """A new action, about the statement that the address names, or one that is there."""
    # An organisation's lead may add an action; from then on it is the service's own.
    found = service_for(request, partnership, service, Permission.EDIT_ASSESSMENT if pk else Permission.PLAN_ACTION)
    action = _action_of(found, pk) if pk else None
    framework = newest_framework_of(found.partnership)
    about = Statement.objects.filter(feature__framework=framework, code=request.GET.get("statement", "")).first()
    chosen = {"initial": {"statement": about, "what": _offered(request, found)}} if action is None else {}
    form = ActionForm(request.POST or None, instance=action, service=found, framework=framework, **chosen)
    today = timezone.localdate()
    saved = saved_from(
        form, lambda: save_action(action=form.instance, by=request.user, on=today, fields=form.changed_data)
    )
    if saved:
        messages.success(request, _saved_in_words(saved, today))
        return redirect("assessments:action-list", partnership, service)
    return render(request, "assessments/actions/edit.html", {"service": found, "form": form, "action": action})


def _offered(request, service: Service) -> str:
    """What a peer has offered, where the address names their conversation: to begin with, and to be changed."""
    number = request.GET.get("peer", "")
    offers = PeerConversation.objects.of_service(service).values_list("offer", flat=True)
    return (offers.filter(pk=number).first() or "")[:MOST_WHAT] if number.isdecimal() and len(number) < 10 else ""


def _saved_in_words(action: ImprovementAction, today) -> str:
    """That it is saved, and what is missing: nothing of it is refused."""
    said = [_("The action has been saved.")]
    if action.is_open and not action.whose:
        said.append(_("No one is named yet who will do it."))
    if action.is_late_on(today):
        said.append(_("Its date has passed."))
    return " ".join(said)


@require_http_methods(["GET", "POST"])
def action_delete(request, partnership, service, pk):
    """Asks once more; where a round has counted it, says how to stop it instead."""
    found = service_for(request, partnership, service, Permission.VIEW_ASSESSMENT)
    action = _action_of(found, pk)
    if action.person != request.user:
        require(request.user, Permission.EDIT_ASSESSMENT, found)
    if request.method == "GET":
        context = {"service": found, "action": action, "hangs_on": hangs_on(action)}
        return render(request, "assessments/actions/delete.html", context)
    try:
        delete_action(action=action, by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("“%(what)s” deleted.") % {"what": action.what})
    return redirect("assessments:action-list", partnership, service)


@require_POST
def action_state(request, partnership, service, pk):
    """How far it is, in one press."""
    found = service_for(request, partnership, service, Permission.VIEW_ASSESSMENT)
    action, state = _action_of(found, pk), request.POST.get("state", "")
    # Whoever is named says how far it is, also an organisation's lead, who does not fill in the self-assessment.
    if action.person != request.user:
        require(request.user, Permission.EDIT_ASSESSMENT, found)
    if state not in ImprovementAction.State.values:
        raise Http404
    try:
        seen = request.POST.get("from", action.state)
        changed = set_state(action=action, state=state, by=request.user, on=timezone.localdate(), seen=seen)
    except ActionRefused as gone:
        messages.info(request, str(gone))
    else:
        said = {
            ImprovementAction.State.PLANNED: _("“%(what)s” is planned again."),
            ImprovementAction.State.UNDER_WAY: _("“%(what)s” is under way."),
            ImprovementAction.State.DONE: _("“%(what)s” is done."),
            ImprovementAction.State.STOPPED: _("“%(what)s” has been stopped."),
        }[ImprovementAction.State(state)]
        if changed:
            messages.success(request, said % {"what": action.what})
    return redirect(reverse("assessments:action-list", args=[partnership, service]) + f"#action-{action.pk}")


LEAST_SERVICES = 3  # where fewer of a sector have any action, the board reads no numbers: they would say it of one


def actions_overview(request, partnership):
    """How many actions there are and how far, without what they are: by service for a sector's lead, by sector.

    A sector's numbers stand there where three of its services or more have an action, or none has.
    """
    place = partnership_for(request, partnership, Permission.VIEW_RESULTS)
    services = Service.objects.in_partnership(place).active()
    mine = services.filter(sector__in=places_where(request.user, Permission.VIEW_SERVICE, place).sectors)
    numbers = ImprovementAction.objects.filter(service__in=services).numbers("service")
    by_sector = ImprovementAction.objects.filter(service__in=services).numbers("service__sector")
    there = Q(services__archived_on=None)
    acting = Count("services", filter=there & Q(services__improvement_actions__isnull=False), distinct=True)
    sectors = (
        Sector.objects.in_partnership(place)
        .active()
        .annotate(services_now=Count("services", filter=there, distinct=True))
    )
    sectors = sectors.annotate(acting=acting).order_by("order", "name")
    in_words = ImprovementAction.in_words
    context = {
        "services": [
            (each, in_words(numbers.get(each.pk, {}))) for each in mine.select_related("organisation__partnership")
        ],
        "sectors": [
            (each, in_words(by_sector.get(each.pk, {})) if each.acting not in range(1, LEAST_SERVICES) else None)
            for each in sectors
            if each.services_now
        ],
        "may_read": has_permission_somewhere(request.user, Permission.VIEW_ASSESSMENT, place),
    }
    return render(request, "assessments/actions/overview.html", context)


def _asked(request, place: Partnership):
    """The filter as it was filled in, and the actions that it finds among those that this person may read."""
    if not has_permission_somewhere(request.user, Permission.VIEW_ASSESSMENT, place):
        raise PermissionDenied
    mine = ImprovementAction.objects.in_partnership(place)
    mine = mine.at(places_where(request.user, Permission.VIEW_ASSESSMENT, place))
    form = ActionFilter(request.GET, partnership=place, framework=newest_framework_of(place), on=timezone.localdate())
    return form, mine, form.apply(mine).with_words().in_order()


def actions(request, partnership):
    """The actions of all services whose self-assessment someone may read."""
    place = partnership_for(request, partnership)
    form, mine, found = _asked(request, place)
    found, today = list(found), timezone.localdate()
    context = {
        "form": form,
        "actions": found,
        "late": [each.pk for each in found if each.is_late_on(today)],
        "open": sum(each.is_open for each in found),
        "query": request.GET.urlencode(),
        "there_are": bool(found) or mine.exists(),
    }
    return render(request, "assessments/actions/all.html", context)


def actions_csv(request, partnership):
    """The same as a table."""
    place = partnership_for(request, partnership)
    _form, _mine, found = _asked(request, place)
    return ActionsExport().take_away(found, partnership=place, by=request.user)

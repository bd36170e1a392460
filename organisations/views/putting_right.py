"""Deleting a round that was planned for nothing, and services: adding one by hand, reopening a closed one."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from organisations.access import partnership_for, round_for
from organisations.actions import ActionRefused
from organisations.forms import saved_from
from organisations.hanging import hangs_on
from organisations.models import Round, Service
from organisations.putting_right import add_service, delete_planned_round, restore_service
from organisations.roles import Permission
from organisations.service_forms import NewServiceForm, RestoreServiceForm


@require_http_methods(["GET", "POST"])
def round_delete(request, partnership, round_slug):
    """Asks once more, and says what goes and what stays."""
    found = round_for(request, partnership, round_slug, Permission.MANAGE_ROUNDS)
    if found.state != Round.State.PLANNED:
        messages.info(request, _("%(name)s has been opened, so it cannot be deleted.") % {"name": found.name})
        return redirect("organisations:round-detail", partnership, round_slug)
    if request.method == "GET":
        context = {"round": found, "hangs_on": hangs_on(found), "counts": found.counts_days()}
        return render(request, "organisations/round_delete.html", context)
    try:
        delete_planned_round(round_=found, by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
        return redirect("organisations:round-detail", partnership, round_slug)
    messages.success(request, _("%(name)s deleted.") % {"name": found.name})
    return redirect("organisations:round-list", partnership)


@require_http_methods(["GET", "POST"])
def service_create(request, partnership):
    """Add one service by hand; a name near another one is asked about first."""
    place = partnership_for(request, partnership, Permission.MANAGE_PLACES)
    form = NewServiceForm(request.POST or None, partnership=place)
    if form.is_valid() and form.is_the_same:
        messages.info(request, _("Nothing was added."))
        return redirect("organisations:service-list", partnership)

    def add() -> Service:
        data = form.cleaned_data
        return add_service(
            partnership=place,
            sector=data["sector"],
            organisation=form.names_organisation,
            name=data["name"],
            headcount=data["headcount"],
            by=request.user,
        )

    if added := saved_from(form, add):
        messages.success(request, _("%(name)s added.") % {"name": added.name})
        return redirect(added)
    return render(request, "organisations/service_create.html", {"form": form})


@require_http_methods(["GET", "POST"])
def service_restore(request, partnership, service):
    """What comes back with a closed service and what does not, and the name that it has then."""
    place = partnership_for(request, partnership, Permission.MANAGE_PLACES)
    found = Service.objects.in_partnership(place).with_places().filter(slug=service).first()
    if found is None:
        raise Http404
    if found.archived_on is None:  # pressed twice
        return redirect(found)
    form = RestoreServiceForm(request.POST or None, service=found)

    def restore() -> Service:
        return restore_service(service=found, by=request.user, name=form.cleaned_data["name"])

    if restored := saved_from(form, restore):
        messages.success(request, _("%(name)s restored.") % {"name": restored.name})
        return redirect(restored)
    return render(request, "organisations/service_restore.html", {"form": form, "service": found})

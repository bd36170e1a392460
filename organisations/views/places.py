"""Services and their places: the list, a service's own page, import, export."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations import importing
from organisations.access import partnership_for, service_for
from organisations.actions import ActionRefused
from organisations.changing import change_service, close_service
from organisations.forms import ServiceForm, saved_from
from organisations.models import ImportDraft, OutsideCode, Service
from organisations.models.places import counts_of_places
from organisations.permissions import has_permission
from organisations.resources import ServicesExport
from organisations.roles import Permission
from organisations.views.importing import Import, happens

COLUMNS = ["sector", "organisation", "service", "headcount"]


def service_list(request, partnership):
    """The services that this person may open, by sector."""
    place = partnership_for(request, partnership)
    services = Service.objects.visible_to(request.user, place).active().with_places().in_order()
    return render(
        request,
        "organisations/service_list.html",
        {
            "services": services,
            "counts": counts_of_places(place),
            "may_manage": has_permission(request.user, Permission.MANAGE_PLACES, place),
        },
    )


@require_http_methods(["GET", "POST"])
def service_edit(request, partnership, service):
    found = service_for(request, partnership, service, Permission.MANAGE_PLACES)
    form = ServiceForm(request.POST or None, instance=found)
    if saved := saved_from(form, lambda: change_service(service=found, fields=form.changed_data, by=request.user)):
        messages.success(request, _("%(name)s saved.") % {"name": saved.name})
        return redirect(found)
    codes_url = reverse("organisations:service-codes", args=[partnership, service])
    context = {"form": form, "service": found, "codes": OutsideCode.objects.of(found), "codes_url": codes_url}
    return render(request, "organisations/service_edit.html", context)


def _cells(row: importing.PlannedRow) -> list:
    place = ", ".join(filter(None, [row.organisation, row.sector])) or "–"
    headcount = row.headcount if row.headcount is not None else "–"
    return [row.service or _("(no name)"), happens(row), place, headcount, row.line]


SERVICES = Import(
    what=ImportDraft.SERVICES,
    create="organisations:import-create",
    preview="organisations:import-preview",
    back="organisations:service-list",
    template="organisations/import_create.html",
    columns=COLUMNS,
    heads=[
        *(_("Service"), _("Result"), _("Organisation and sector")),
        {"text": _("Headcount"), "numeric": True},
        _("Line"),
    ],
    no_longer=_("That file has already been imported or deleted. These are your services now."),
    plan=importing.plan_import,
    carry_out=importing.carry_out_import,
    cells=_cells,
)


@require_http_methods(["GET", "POST"])
def import_create(request, partnership):
    return SERVICES.send_in(request, partnership_for(request, partnership, Permission.MANAGE_PLACES))


@require_http_methods(["GET", "POST"])
def import_preview(request, partnership, pk):
    return SERVICES.show(request, partnership_for(request, partnership, Permission.MANAGE_PLACES), pk)


def services_csv(request, partnership):
    """Organisations and services as CSV, in the columns that the import takes."""
    place = partnership_for(request, partnership, Permission.EXPORT_RECORDS)
    services = Service.objects.in_partnership(place).active().with_places().in_order()
    return ServicesExport().take_away(services, partnership=place, by=request.user)


@require_POST
def service_archive(request, partnership, service):
    """Close a service; what it recorded stays."""
    found = service_for(request, partnership, service, Permission.MANAGE_PLACES)
    try:
        close_service(service=found, by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
        return redirect("organisations:service-edit", partnership, service)
    messages.success(request, _("%(name)s archived. Everything it recorded is kept.") % {"name": found.name})
    return redirect("organisations:service-list", found.partnership.slug)

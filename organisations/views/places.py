"""Services and their places: the list, a service's own page, import, export."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations import importing
from organisations.access import open_round_of, partnership_for, service_for
from organisations.actions import NotNow
from organisations.audit import record
from organisations.forms import ImportForm, ServiceForm
from organisations.models import ImportDraft, Service
from organisations.models.places import counts_of_places
from organisations.permissions import Permission, has_permission
from organisations.spreadsheets import UnreadableFile, csv_response, read_table

COLUMNS = ["sector", "organisation", "service", "headcount"]
OUTCOMES = {
    "added": "will be added",
    "changed": "will be changed",
    "unchanged": "stays as it is",
    "refused": "needs mending",
}


def service_list(request, partnership):
    """The services that this person may open, by sector."""
    place = partnership_for(request, partnership)
    services = Service.objects.visible_to(request.user, place).active().with_places().order_by("sector__name", "name")
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
    if form.is_valid():
        form.save()
        record(partnership=found.partnership, by=request.user, what="changed a service", about=found)
        messages.success(request, _("%(name)s is saved.") % {"name": found.name})
        return redirect(found)
    return render(request, "organisations/service_edit.html", {"form": form, "service": found})


@require_http_methods(["GET", "POST"])
def import_create(request, partnership):
    """Send in a file; nothing is written until its preview is agreed."""
    place = partnership_for(request, partnership, Permission.MANAGE_PLACES)
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            table = read_table(file.read(), file.name)
        except UnreadableFile as reason:
            form.add_error("file", str(reason))
        else:
            draft = importing.keep_draft(partnership=place, table=table, file_name=file.name, by=request.user)
            return redirect("organisations:import-preview", place.slug, draft.pk)
    return render(request, "organisations/import_create.html", {"form": form, "columns": COLUMNS})


@require_http_methods(["GET", "POST"])
def import_preview(request, partnership, pk):
    """Row by row what would be added, changed and refused; the button writes all of it or nothing."""
    place = partnership_for(request, partnership, Permission.MANAGE_PLACES)
    mine = ImportDraft.objects.filter(partnership=place, by=request.user, what=ImportDraft.SERVICES)
    draft = mine.filter(pk=pk).first()
    if draft is None:  # agreed to already, perhaps by a double click, or replaced by a newer file
        messages.info(request, _("That file is no longer waiting. This is what is set up now."))
        return redirect("organisations:service-list", place.slug)
    if request.method == "POST":
        try:
            plan = importing.carry_out_import(draft=draft, by=request.user)
        except NotNow as reason:
            messages.error(request, str(reason))
        else:
            messages.success(
                request,
                _("Done: %(added)s added, %(changed)s changed.") % {"added": plan.added, "changed": plan.changed},
            )
            return redirect("organisations:service-list", place.slug)
    plan = importing.plan_import(partnership=place, table=importing.table_of(draft))
    columns = ["Service", "What happens", "Organisation and sector", {"text": "Headcount", "numeric": True}, "Line"]
    rows = [
        [
            row.service or "(no name)",
            {
                "text": ": ".join(filter(None, [OUTCOMES[row.outcome], "; ".join(row.notes)])),
                "class": "tip-table__wide",
            },
            ", ".join(filter(None, [row.organisation, row.sector])) or "–",
            row.headcount if row.headcount is not None else "–",
            row.line,
        ]
        for row in sorted(plan.rows, key=lambda row: (row.outcome != "refused", row.line))
    ]
    return render(
        request,
        "organisations/import_preview.html",
        {
            "draft": draft,
            "plan": plan,
            "columns": columns,
            "rows": rows,
            "another": reverse("organisations:import-create", args=[place.slug]),
        },
    )


def services_csv(request, partnership):
    """Organisations and services as CSV, in the columns that the import takes."""
    place = partnership_for(request, partnership, Permission.EXPORT)
    services = Service.objects.in_partnership(place).active().with_places().order_by("sector__name", "name")
    record(partnership=place, by=request.user, what="exported", about="organisations and services")
    rows = ([s.sector.name, s.organisation.name, s.name, s.headcount] for s in services)
    return csv_response(COLUMNS, rows, f"{place.slug}-services.csv")


@require_POST
def service_archive(request, partnership, service):
    """Close a service; what it recorded stays."""
    found = service_for(request, partnership, service, Permission.MANAGE_PLACES)
    round_ = open_round_of(found.partnership)
    if round_ is not None:
        messages.error(
            request,
            _("%(name)s is open. Close this service after it, so that no answer given in it is lost.")
            % {"name": round_.name},
        )
        return redirect("organisations:service-edit", partnership, service)
    found.archived_on = timezone.localdate()
    found.save(update_fields=["archived_on"])
    record(partnership=found.partnership, by=request.user, what="closed a service", about=found)
    messages.success(request, _("%(name)s is closed. What it recorded stays in its rounds.") % {"name": found.name})
    return redirect("organisations:service-list", found.partnership.slug)

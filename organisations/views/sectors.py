"""Sectors: the list, a new one, its name and place, merging and deleting."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations.access import partnership_for, sector_for
from organisations.actions import ActionRefused
from organisations.forms import saved_from
from organisations.models import Sector
from organisations.roles import Permission
from organisations.sector_forms import MergeForm, SectorForm
from organisations.sectors import add_sector, can_be_deleted, change_sector, delete_sector, merge_sector, what_moves

COLUMNS = [_("Sector"), *({"text": words, "numeric": True} for words in (_("Services"), _("Organisations")))]


def sector_list(request, partnership):
    """All sectors in their order, and those that were merged at the end."""
    place = partnership_for(request, partnership, Permission.MANAGE_PLACES)
    active = Q(services__archived_on__isnull=True)
    counted = Sector.objects.in_partnership(place).annotate(
        services_now=Count("services", filter=active, distinct=True),
        organisations_now=Count("services__organisation", filter=active, distinct=True),
    )
    found = counted.select_related("successor").order_by("order", "name")  # a count forgets the model's own order
    rows = [
        [
            {"text": each.name, "url": reverse("organisations:sector-edit", args=[place.slug, each.slug])},
            each.services_now,
            each.organisations_now,
        ]
        for each in found
        if each.archived_on is None
    ]
    merged = [
        {"text": each.name, "into": each.successor.name, "day": date_format(each.archived_on, "j F Y")}
        for each in found
        if each.successor
    ]
    return render(request, "organisations/sector_list.html", {"columns": COLUMNS, "rows": rows, "merged": merged})


@require_http_methods(["GET", "POST"])
def sector_create(request, partnership):
    place = partnership_for(request, partnership, Permission.MANAGE_PLACES)
    form = SectorForm(request.POST or None, instance=Sector(partnership=place))
    saved = saved_from(form, lambda: add_sector(partnership=place, name=form.cleaned_data["name"], by=request.user))
    if saved:
        messages.success(request, _("%(name)s added.") % {"name": saved.name})
        return redirect("organisations:sector-list", partnership)
    return render(request, "organisations/sector_create.html", {"form": form})


@require_http_methods(["GET", "POST"])
def sector_edit(request, partnership, sector):
    found = sector_for(request, partnership, sector, Permission.MANAGE_PLACES)
    name = found.name  # a form fills the row also with what is refused
    form = SectorForm(request.POST or None, instance=found)
    saved = saved_from(
        form,
        lambda: change_sector(sector=found, fields=form.changed_data, after=form.chosen_place, by=request.user),
    )
    if saved:
        messages.success(request, _("%(name)s saved.") % {"name": saved.name})
        return redirect("organisations:sector-list", partnership)
    context = {"form": form, "sector": found, "name": name, "can_be_deleted": can_be_deleted(found)}
    context["others"] = bool(form.others)
    return render(request, "organisations/sector_edit.html", context)


@require_http_methods(["GET", "POST"])
def sector_merge(request, partnership, sector):
    """First which sector it becomes part of, then what will change, then it is done."""
    found = sector_for(request, partnership, sector, Permission.MANAGE_PLACES)
    asked = request.POST or request.GET
    form = MergeForm(asked if "into" in asked else None, sector=found)
    into = form.cleaned_data["into"] if form.is_valid() else None
    if into and request.method == "POST":
        try:
            merge_sector(sector=found, into=into, by=request.user)
        except ActionRefused as reason:
            messages.error(request, str(reason))
            return redirect("organisations:sector-edit", partnership, sector)
        messages.success(request, _("%(name)s is now part of %(into)s.") % {"name": found.name, "into": into.name})
        return redirect("organisations:sector-list", partnership)
    context = {"form": form, "sector": found, "into": into, "moves": what_moves(found) if into else []}
    return render(request, "organisations/sector_merge.html", context)


@require_POST
def sector_delete(request, partnership, sector):
    found = sector_for(request, partnership, sector, Permission.MANAGE_PLACES)
    name = found.name
    try:
        delete_sector(sector=found, by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
        return redirect("organisations:sector-edit", partnership, sector)
    messages.success(request, _("%(name)s deleted.") % {"name": name})
    return redirect("organisations:sector-list", partnership)

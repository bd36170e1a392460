"""Organisations: the list, their names, and leaving the partnership."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations import leaving
from organisations.access import partnership_for
from organisations.actions import ActionRefused
from organisations.changing import change_organisation
from organisations.forms import OrganisationForm, saved_from
from organisations.models import Organisation, OutsideCode
from organisations.roles import Permission


def organisation_list(request, partnership):
    """All organisations, those that left at the end."""
    place = partnership_for(request, partnership, Permission.MANAGE_PLACES)
    active = Q(services__archived_on__isnull=True)
    counted = Organisation.objects.in_partnership(place).annotate(
        services_now=Count("services", filter=active, distinct=True),
        sectors_now=Count("services__sector", filter=active, distinct=True),
    )
    found = counted.order_by("name")  # a count forgets the model's own order
    columns = [_("Organisation"), *({"text": words, "numeric": True} for words in (_("Services"), _("Sectors")))]
    here = [
        [
            {"text": each.name, "url": reverse("organisations:organisation-edit", args=[place.slug, each.slug])},
            each.services_now,
            each.sectors_now,
        ]
        for each in found
        if each.archived_on is None
    ]
    left = [
        {
            "text": each.name,
            "url": reverse("organisations:organisation-edit", args=[place.slug, each.slug]),
            "day": date_format(each.archived_on, "j F Y"),
        }
        for each in found
        if each.archived_on
    ]
    return render(request, "organisations/organisation_list.html", {"columns": columns, "rows": here, "left": left})


@require_http_methods(["GET", "POST"])
def organisation_edit(request, partnership, organisation):
    found = _organisation(request, partnership, organisation)
    form = OrganisationForm(request.POST or None, instance=found)
    saved = saved_from(form, lambda: change_organisation(organisation=found, fields=form.changed_data, by=request.user))
    if saved:
        messages.success(request, _("%(name)s saved.") % {"name": saved.name})
        return redirect("organisations:organisation-list", partnership)
    services = found.services.filter(archived_on__isnull=True)
    codes_url = reverse("organisations:organisation-codes", args=[partnership, organisation])
    context = {"form": form, "organisation": found, "services": services}
    context["has_become_another"] = found.successions.exists()
    context |= {"codes": OutsideCode.objects.of(found), "codes_url": codes_url}
    return render(request, "organisations/organisation_edit.html", context)


def _organisation(request, partnership: str, slug: str) -> Organisation:
    """An organisation, whether or not it is still there, for those who manage places."""
    place = partnership_for(request, partnership, Permission.MANAGE_PLACES)
    return get_object_or_404(Organisation.objects.select_related("partnership"), partnership=place, slug=slug)


@require_POST
def organisation_leave(request, partnership, organisation):
    found = _organisation(request, partnership, organisation)
    done = _("%(name)s archived. Everything it recorded is kept, and totals do not change.")
    return _do(request, found, done, leaving.leave_partnership)


@require_POST
def organisation_return(request, partnership, organisation):
    found = _organisation(request, partnership, organisation)
    return _do(
        request,
        found,
        _("%(name)s restored, with its services."),
        leaving.return_to_partnership,
    )


def _do(request, organisation: Organisation, done, action):
    """Carry it out, say how it went, and go to the list."""
    try:
        action(organisation=organisation, by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, done % {"name": organisation.name})
    return redirect("organisations:organisation-list", organisation.partnership.slug)

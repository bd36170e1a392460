"""The outside codes of an organisation or a service."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations.access import organisation_for, service_for
from organisations.code_forms import CodeForm
from organisations.coding import add_code, remove_code
from organisations.forms import saved_from
from organisations.models import Organisation, OutsideCode, Service
from organisations.roles import Permission


@require_http_methods(["GET", "POST"])
def service_codes(request, partnership, service):
    return _codes(request, service_for(request, partnership, service, Permission.MANAGE_PLACES))


@require_http_methods(["GET", "POST"])
def organisation_codes(request, partnership, organisation):
    return _codes(request, organisation_for(request, partnership, organisation, Permission.MANAGE_PLACES))


def _codes(request, place: Organisation | Service) -> HttpResponse:
    """The codes of a place, each with a button that removes it, and a form for one more."""
    form = CodeForm(request.POST or None)
    saved = saved_from(
        form,
        lambda: add_code(
            place=place,
            scheme=form.cleaned_data["scheme"],
            code=form.cleaned_data["code"],
            words=form.cleaned_data["words"],
            by=request.user,
        ),
    )
    kind, here = place._meta.model_name, [place.partnership.slug, place.slug]
    if saved:
        messages.success(request, _("%(code)s added.") % {"code": saved})
        return redirect(f"organisations:{kind}-codes", *here)
    codes = [
        {"code": each, "url": reverse(f"organisations:{kind}-code-remove", args=[*here, each.pk])}
        for each in OutsideCode.objects.of(place)
    ]
    context = {"form": form, "place": place, "codes": codes, "back": reverse(f"organisations:{kind}-edit", args=here)}
    return render(request, "organisations/codes.html", context)


@require_POST
def service_code_remove(request, partnership, service, pk):
    return _remove(request, service_for(request, partnership, service, Permission.MANAGE_PLACES), pk)


@require_POST
def organisation_code_remove(request, partnership, organisation, pk):
    return _remove(request, organisation_for(request, partnership, organisation, Permission.MANAGE_PLACES), pk)


def _remove(request, place: Organisation | Service, pk: int) -> HttpResponse:
    kind = place._meta.model_name or ""
    found = get_object_or_404(OutsideCode, **{kind: place}, pk=pk)
    remove_code(code=found, by=request.user)
    messages.success(request, _("%(code)s removed.") % {"code": found})
    return redirect(f"organisations:{kind}-codes", place.partnership.slug, place.slug)

"""The audit log: what people did in a partnership, for its admins."""

from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organisations.access import partnership_for
from organisations.audit import YEARS
from organisations.audit_export import AuditExport, row_of
from organisations.audit_forms import AuditFilterForm
from organisations.roles import Permission

ON_A_PAGE = 50


@require_safe
def audit_log(request, partnership):
    """The newest first, by person, kind, place and day."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    form = AuditFilterForm(request.GET or None, partnership=place)
    page = Paginator(form.found(), ON_A_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "rows": [row_of(entry) for entry in page],
        "years": YEARS,
        "address": asked.urlencode(),
    }
    return render(request, "organisations/audit_log.html", context)


@require_safe
def audit_csv(request, partnership) -> HttpResponseBase:
    """The same entries as a file."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    form = AuditFilterForm(request.GET or None, partnership=place)
    return AuditExport().take_away(form.found(), partnership=place, by=request.user)

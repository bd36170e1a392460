"""Outcome indicators: the list, one by one, and many from a file."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations.access import partnership_for
from organisations.actions import ActionRefused
from organisations.forms import saved_from
from organisations.permissions import has_permission
from organisations.roles import Permission
from organisations.views.importing import send_in
from reporting.export.indicators import IndicatorsExport
from reporting.forms.indicators import IndicatorForm
from reporting.imports import WHAT_INDICATORS
from reporting.measures.indicators import delete_indicator, save_indicator
from reporting.models import OutcomeIndicator
from reporting.read.indicators import series_of


def indicator_list(request, partnership):
    """Every indicator and year that is kept, to read and download; for those who keep them to change and add."""
    place = partnership_for(request, partnership, Permission.EXPORT)
    found = OutcomeIndicator.objects.of(place).year_by_year()
    may_keep = has_permission(request.user, Permission.KEEP_INDICATORS, place)
    context = {"indicators": found, "table": series_of(found), "may_keep": may_keep}
    return render(request, "reporting/indicators.html", context)


@require_http_methods(["GET", "POST"])
def indicator_edit(request, partnership, pk=None):
    """A new year of an indicator, or one that is there."""
    place = partnership_for(request, partnership, Permission.KEEP_INDICATORS)
    found = _indicator(place, pk) if pk else None
    form = IndicatorForm(request.POST or None, instance=found, partnership=place)
    kept = {"indicator": form.instance, "by": request.user}
    if saved := saved_from(form, lambda: save_indicator(fields=form.columns_changed, **kept)):
        messages.success(request, _("%(name)s saved.") % {"name": saved})
        return redirect("reporting:indicators", place.slug)
    return render(request, "reporting/indicator_edit.html", {"form": form, "indicator": found})


def _indicator(place, pk) -> OutcomeIndicator:
    found = OutcomeIndicator.objects.of(place).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_POST
def indicator_delete(request, partnership, pk):
    place = partnership_for(request, partnership, Permission.KEEP_INDICATORS)
    found = _indicator(place, pk)
    try:
        delete_indicator(indicator=found, by=request.user)
    except ActionRefused as reason:
        messages.info(request, str(reason))
    else:
        messages.success(request, _("%(name)s deleted.") % {"name": found})
    return redirect("reporting:indicators", place.slug)


def indicators_csv(request, partnership):
    """All of them, in the columns that the import takes."""
    place = partnership_for(request, partnership, Permission.EXPORT)
    found = OutcomeIndicator.objects.of(place).year_by_year()
    return IndicatorsExport().take_away(found, partnership=place, by=request.user)


@require_http_methods(["GET", "POST"])
def import_create(request, partnership):
    return send_in(request, partnership, WHAT_INDICATORS)

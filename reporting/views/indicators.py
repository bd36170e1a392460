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
from organisations.views.importing import Import, happens
from reporting.export.indicators import IndicatorsExport
from reporting.forms.indicators import IndicatorForm
from reporting.measures import indicators as rows
from reporting.measures.indicators import delete_indicator, save_indicator
from reporting.models import OutcomeIndicator
from reporting.models.indicators import unit_after
from reporting.read.indicators import series_of

COLUMN_MEANINGS = (
    ("name", _("what it measures, in the same words for every year")),
    ("year", _("4 digits, such as 2025. For 2024/25, enter 2025")),
    ("value", _("a number, such as 4.5 or 1,240")),
    ("unit", _("such as “%” or “per 1,000 pupils”")),
    ("source", _("the title of the public statistics")),
    ("good_is", _("higher or lower, whichever is better")),
)


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
    if saved := saved_from(form, lambda: save_indicator(fields=form.changed_data, **kept)):
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


def _cells(row: rows.PlannedIndicator) -> list:
    value = f"{row.value:,}{unit_after(row.unit)}" if row.value is not None else "–"
    return [row.name or _("(no name)"), happens(row), row.year or "–", value, row.line]


INDICATORS = Import(
    what=rows.WHAT,
    create="reporting:indicators-import",
    preview="reporting:indicators-preview",
    back="reporting:indicators",
    template="reporting/indicators_import.html",
    columns=COLUMN_MEANINGS,
    heads=[
        *(_("Indicator"), _("What will happen")),
        *({"text": words, "numeric": True} for words in (_("Year"), _("Value"))),
        _("Line"),
    ],
    no_longer=_("That file is no longer here. It may have been imported or discarded already."),
    plan=rows.plan_indicators,
    carry_out=rows.carry_out_indicators,
    cells=_cells,
)


@require_http_methods(["GET", "POST"])
def import_create(request, partnership):
    return INDICATORS.send_in(request, partnership_for(request, partnership, Permission.KEEP_INDICATORS))


@require_http_methods(["GET", "POST"])
def import_preview(request, partnership, pk):
    return INDICATORS.show(request, partnership_for(request, partnership, Permission.KEEP_INDICATORS), pk)

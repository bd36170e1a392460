"""Outcome indicators: the list, one by one, and many from a file."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations import importing
from organisations.access import partnership_for
from organisations.actions import NotNow
from organisations.audit import record
from organisations.forms import ImportForm
from organisations.models import ImportDraft
from organisations.permissions import Permission
from organisations.spreadsheets import UnreadableFile, csv_response, read_table
from organisations.views.places import OUTCOMES
from reporting import indicators as rows
from reporting.forms.indicators import IndicatorForm
from reporting.models import OutcomeIndicator

COLUMN_MEANINGS = (
    ("name", _("what it measures, in the same words for each year")),
    ("year", _("four digits; of a year such as 2024/25 the one it ends in")),
    ("value", _("a number, such as 4.5 or 1,240")),
    ("unit", _("such as “%” or “per 1,000 pupils”")),
    ("source", _("title of the public statistics")),
    ("good_is", _("higher or lower: the direction that is good")),
)


def indicator_list(request, partnership):
    """Every indicator and year that is kept, to change, add and take away."""
    place = partnership_for(request, partnership, Permission.KEEP_INDICATORS)
    found = OutcomeIndicator.objects.of(place).year_by_year()
    return render(request, "reporting/indicators.html", {"indicators": found, "table": rows.series_of(found)})


@require_http_methods(["GET", "POST"])
def indicator_edit(request, partnership, pk=None):
    """A new year of an indicator, or one that is there."""
    place = partnership_for(request, partnership, Permission.KEEP_INDICATORS)
    found = _indicator(place, pk) if pk else None
    form = IndicatorForm(request.POST or None, instance=found, partnership=place)
    if form.is_valid():
        saved = form.save()
        what = "changed an indicator" if found else "added an indicator"
        record(partnership=place, by=request.user, what=what, about=saved)
        messages.success(request, _("%(name)s is saved.") % {"name": saved})
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
    record(partnership=place, by=request.user, what="deleted an indicator", about=f"{found}: {found.text}")
    messages.success(request, _("%(name)s is deleted.") % {"name": found})
    found.delete()
    return redirect("reporting:indicators", place.slug)


def indicators_csv(request, partnership):
    """All of them, in the columns that the import takes."""
    place = partnership_for(request, partnership, Permission.EXPORT)
    record(partnership=place, by=request.user, what="exported", about="outcome indicators")
    found = OutcomeIndicator.objects.of(place).year_by_year()
    cells = ([x.name, x.year, x.text.replace(",", ""), x.unit, x.source, x.good_is] for x in found)
    return csv_response(list(rows.COLUMNS), cells, f"{place.slug}-indicators.csv")


@require_http_methods(["GET", "POST"])
def import_create(request, partnership):
    """Send in a file; nothing is written until its preview is agreed."""
    place = partnership_for(request, partnership, Permission.KEEP_INDICATORS)
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            table = read_table(file.read(), file.name)
        except UnreadableFile as reason:
            form.add_error("file", str(reason))
        else:
            draft = importing.keep_draft(
                partnership=place, table=table, file_name=file.name, by=request.user, what=rows.WHAT
            )
            return redirect("reporting:indicators-preview", place.slug, draft.pk)
    return render(request, "reporting/indicators_import.html", {"form": form, "columns": COLUMN_MEANINGS})


@require_http_methods(["GET", "POST"])
def import_preview(request, partnership, pk):
    """Line by line what would be added, changed and refused; the button writes all of it or nothing."""
    place = partnership_for(request, partnership, Permission.KEEP_INDICATORS)
    draft = ImportDraft.objects.filter(partnership=place, by=request.user, what=rows.WHAT, pk=pk).first()
    if draft is None:  # agreed to already, perhaps by a double click, or replaced by a newer file
        messages.info(request, _("That file is no longer waiting. This is what is kept now."))
        return redirect("reporting:indicators", place.slug)
    if request.method == "POST":
        try:
            plan = rows.carry_out_indicators(draft=draft, by=request.user)
        except NotNow as reason:
            messages.error(request, str(reason))
        else:
            done = {"added": plan.added, "changed": plan.changed}
            messages.success(request, _("Done: %(added)s added, %(changed)s changed.") % done)
            return redirect("reporting:indicators", place.slug)
    plan = rows.plan_indicators(partnership=place, table=importing.table_of(draft))
    return render(
        request,
        "organisations/import_preview.html",
        {
            "draft": draft,
            "plan": plan,
            "columns": [
                _("Indicator"),
                _("What happens"),
                {"text": _("Year"), "numeric": True},
                {"text": _("Value"), "numeric": True},
                _("Line"),
            ],
            "rows": [_preview_row(row) for row in sorted(plan.rows, key=lambda x: (x.outcome != "refused", x.line))],
            "another": reverse("reporting:indicators-import", args=[place.slug]),
        },
    )


def _preview_row(row: rows.PlannedIndicator) -> list:
    happens = ": ".join(filter(None, [OUTCOMES[row.outcome], "; ".join(row.notes)]))
    value = f"{row.value:,} {row.unit}" if row.value is not None else "–"
    return [row.name or _("(no name)"), {"text": happens, "class": "tip-table__wide"}, row.year or "–", value, row.line]

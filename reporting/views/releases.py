"""Preparing and making a release."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from organisations.access import round_for
from organisations.actions import NotNow
from organisations.models import Round
from organisations.permissions import Permission
from reporting import actions
from reporting import figures as f
from reporting.disclosure import LEAST_PEOPLE
from reporting.measures.registry import MEASURES
from reporting.tables import STATISTICS

LEVEL_NAMES = {
    f.SYSTEM: "Whole system",
    f.SECTOR: "Sectors",
    f.SERVICE: "Services",
    f.REST: "Smaller services together",
}


@require_http_methods(["GET", "POST"])
def release_prepare(request, partnership, round_slug):
    """What would be shown and what withheld, and why; the button releases it."""
    found = round_for(request, partnership, round_slug, Permission.MAKE_RELEASE)
    if found.state == Round.State.RELEASED:
        messages.info(request, _("%(name)s is released. A release stays as it was made.") % {"name": found.name})
        return redirect("reporting:round-dashboard", partnership, round_slug)
    try:
        if request.method == "POST":
            actions.make_release(round=found, by=request.user)
            messages.success(
                request,
                _("%(name)s is released. Everybody who works with the results can see them.") % {"name": found.name},
            )
            return redirect("reporting:round-dashboard", partnership, round_slug)
        figures = actions.prepare_figures(round=found)
    except NotNow as reason:
        messages.error(request, str(reason))
        return redirect("organisations:round-detail", partnership, round_slug)
    counts = actions.shown_and_withheld(
        figure
        for figure in figures
        if figure.subject_kind == f.OVERALL and figure.statistic == STATISTICS[figure.measure][0]
    )
    rows = [
        [f"{measure.title}: {name.lower()}", *(counts[measure.key, level, s] for s in (f.SHOWN, f.WITHHELD, f.NONE))]
        for measure in MEASURES.values()
        if measure.make
        for level, name in LEVEL_NAMES.items()
        if any(counts[measure.key, level, s] for s in (f.SHOWN, f.WITHHELD, f.NONE))
    ]
    return render(
        request,
        "reporting/release_prepare.html",
        {
            "round": found,
            "columns": [
                "Measure and level",
                {"text": "Shown", "numeric": True},
                {"text": "Not shown, to protect people", "numeric": True},
                {"text": "Nothing recorded", "numeric": True},
            ],
            "rows": rows,
            "total": len(figures),
            "least_people": LEAST_PEOPLE,
        },
    )

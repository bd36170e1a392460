"""The theory of change of a partnership, as a living picture."""

from django.shortcuts import render

from organisations.access import framework_of, partnership_for
from organisations.permissions import has_permission
from organisations.roles import Permission
from reporting.models import OutcomeIndicator
from reporting.read.indicators import series_of
from reporting.read.selectors import released_rounds
from reporting.read.theory import theory_of
from reporting.read.voices import voices_of


def theory(request, partnership):
    """The columns, each box with the published figures of the newest release that speak to it."""
    place = partnership_for(request, partnership, Permission.VIEW_RESULTS)
    release = next(iter(released_rounds(place)), None)
    framework = release.round.framework if release else framework_of(place)
    indicators = series_of(OutcomeIndicator.objects.of(place).year_by_year())
    return render(
        request,
        "reporting/theory.html",
        {
            "release": release,
            "positive": voices_of(framework).positive_answers,
            "columns": theory_of(framework, release, indicators["newest"] if indicators else ()),
            "indicators": indicators,
            "may_read_list": has_permission(request.user, Permission.EXPORT, place),
            "may_keep": has_permission(request.user, Permission.KEEP_INDICATORS, place),
        },
    )

"""Public pages that explain what good looks like."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from framework.models import FrameworkVersion


def _newest() -> FrameworkVersion | None:
    return FrameworkVersion.objects.newest_first().first()


@login_not_required
def framework(request):
    """The features with their statements, the stages, and the sources."""
    version = _newest()
    features = version.features.prefetch_related("statements") if version else []
    return render(request, "framework/framework.html", {"version": version, "features": features})


@login_not_required
def journey(request):
    """What it is like before and after, for practitioners and for organisations."""
    version = _newest()
    lines = version.journey_lines.all() if version else []
    return render(request, "framework/journey.html", {"version": version, "lines": lines})


@login_not_required
def theory_of_change(request):
    """Four columns, each leading to the next."""
    version = _newest()
    columns = version.theory_columns.prefetch_related("boxes") if version else []
    return render(request, "framework/theory_of_change.html", {"version": version, "columns": columns})

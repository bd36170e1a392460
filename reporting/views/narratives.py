"""Adding commentary to results."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from organisations.access import round_for
from organisations.actions import ActionRefused
from organisations.models import Round
from organisations.roles import Permission
from reporting.forms.narratives import NarrativesForm
from reporting.read.narratives import Narratives
from reporting.release.narrating import keep_narratives


@require_http_methods(["GET", "POST"])
def narratives_edit(request, partnership, round_slug):
    """A box for all results, each cell of the matrix and each feature; after a release, for what is added to it."""
    found = round_for(request, partnership, round_slug, Permission.WRITE_NARRATIVES)
    if found.state not in (Round.State.CLOSED, Round.State.RELEASED):
        messages.error(request, _("%(name)s is not closed yet. Close it first.") % {"name": found.name})
        return redirect("organisations:round-detail", partnership, round_slug)
    form = NarrativesForm(request.POST or None, narratives=Narratives(found))
    is_released = found.state == Round.State.RELEASED
    if form.is_valid():
        try:
            today = timezone.localdate()
            keep_narratives(round=found, texts=form.changed, seen=form.kept, by=request.user, on=today)
        except ActionRefused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Commentary saved."))
            way_on = "reporting:round-dashboard" if is_released else "reporting:release-prepare"
            return redirect(way_on, partnership, round_slug)
    return render(request, "reporting/narratives.html", {"round": found, "form": form, "is_released": is_released})

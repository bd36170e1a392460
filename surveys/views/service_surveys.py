"""Pausing surveys."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organisations.access import open_round_of, partnership_for, service_for
from organisations.actions import ActionRefused
from organisations.roles import Permission
from surveys.actions.quiet import begin_quiet_time, end_quiet_time
from surveys.models import QuietTime


@require_http_methods(["GET", "POST"])
def quiet_mode(request, partnership, service):
    """Pause all surveys of a service after an incident, or end the pause. Asks once more."""
    found = service_for(request, partnership, service, Permission.SHARE_SURVEYS)
    return _quiet(request, found.partnership, found, ("surveys:survey-links", partnership, service))


@require_http_methods(["GET", "POST"])
def quiet_everywhere(request, partnership):
    """The same for the whole partnership."""
    place = partnership_for(request, partnership, Permission.MANAGE_SURVEYS)
    return _quiet(request, place, None, ("surveys:quiet-everywhere", partnership))


def _quiet(request, partnership, service, back: tuple):
    running = QuietTime.objects.running().filter(partnership=partnership, service=service)
    quiet = running.select_related("began_by").first()
    if request.method == "POST":
        # The button says what is wanted: on a page opened before someone else pressed, the same press would undo it.
        wanted = request.POST.get("do")
        try:
            if wanted == "begin":
                begin_quiet_time(partnership=partnership, service=service, by=request.user, at=timezone.now())
                messages.success(request, _("Surveys are paused."))
            elif wanted == "end":
                end_quiet_time(quiet=quiet, by=request.user, at=timezone.now())
                messages.success(request, _what_is_open_again(partnership, service))
        except ActionRefused as reason:
            messages.info(request, str(reason))
        return redirect(*back)
    return render(request, "surveys/quiet.html", {"service": service, "quiet": quiet, "name": service or partnership})


def _what_is_open_again(partnership, service) -> str:
    """What the end of a pause changes: another pause may still run, or no round be open."""
    running = QuietTime.objects.running().filter(partnership=partnership)
    if service and running.filter(service=None).exists():
        return _("You have ended this pause. Surveys in the whole partnership are still paused.")
    if open_round_of(partnership) is None:
        return _("Surveys are no longer paused. You can use them when the next round opens.")
    if not service and running.exists():
        return _("Surveys are open again, except for services that paused their own.")
    return _("Surveys are open again.")

""" "Did it help?": the lead asks by a link, anyone of the team answers, and what may be shown is shown."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.models import ImprovementAction
from organisations.access import service_for
from organisations.actions import ActionRefused
from organisations.models import Service
from organisations.permissions import has_permission, require
from organisations.printing import qr_code
from organisations.roles import Permission
from organisations.traceless import public
from reporting.models import HelpedQuestion
from reporting.read.helped import result_in_words
from reporting.release.helping import ask_whether_it_helped, can_be_asked, count_answer
from surveys.actions.contact import new_key
from surveys.languages import english
from surveys.views.visits import too_fast, visit_to_no_survey

Choice = HelpedQuestion.Choice


def _action(service: Service, pk: int) -> ImprovementAction:
    return get_object_or_404(service.improvement_actions.select_related("statement"), pk=pk)


@require_http_methods(["GET", "POST"])
def action_helped(request, partnership, service, pk):
    """Ask the team and share the link; or read what came of it."""
    found = service_for(request, partnership, service, Permission.VIEW_ASSESSMENT)
    action, today = _action(found, pk), timezone.localdate()
    if request.method == "POST":
        require(request.user, Permission.SHARE_SURVEYS, found)
        return _asked(request, action)
    question = HelpedQuestion.objects.filter(action=action).first()
    address = request.build_absolute_uri(reverse("did-it-help", args=[question.token])) if question else ""
    is_open = question is not None and question.closed_on is None
    context = {
        "service": found,
        "action": action,
        "question": question,
        "is_open": is_open,
        "may_ask": has_permission(request.user, Permission.SHARE_SURVEYS, found),
        "can_be_asked": can_be_asked(action, today),
        "address": address,
        "qr": qr_code(address) if is_open else "",
        "result": result_in_words(question) if question and not is_open else "",
    }
    return render(request, "reporting/action_helped.html", context)


def _asked(request, action: ImprovementAction) -> HttpResponse:
    try:
        ask_whether_it_helped(action=action, by=request.user, on=timezone.localdate())
    except ActionRefused as reason:
        messages.error(request, str(reason))
    here = [action.partnership.slug, action.service.slug, action.pk]
    return redirect("reporting:action-helped", *here)


def _question(token: str) -> HelpedQuestion:
    return get_object_or_404(HelpedQuestion.objects.with_places(), token=token)


def _show(request, template: str, question: HelpedQuestion, *, status: int = 200, **context) -> HttpResponse:
    # For people who work there, and in English, as the rest of what staff read.
    partnership = question.partnership
    visit = visit_to_no_survey(request, partnership, language=english().code)
    context |= {"visit": visit, "partnership": partnership, "support": visit.support, "question": question}
    with visit.speaking():
        return render(request, f"reporting/public/{template}", context, status=status)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def did_it_help(request, token):
    """One question; the choice is counted, and nothing else is kept."""
    question, today = _question(token), timezone.localdate()
    key, chosen = request.POST.get("key", "")[:100] or new_key(), request.POST.get("choice", "")
    error, status = "", 200
    if request.method == "POST":
        if chosen not in Choice.values:
            error = _("Select an answer")
        elif too_fast(request, "send"):
            error, status = _("Lots of people are answering right now. Wait a moment, then try again."), 429
        elif count_answer(question=question, choice=chosen, key=key, on=today):
            return redirect("did-it-help-thanks", token)
    if question.closed_on is not None or question.closes_on < today:
        return _show(request, "did_it_help_closed.html", question)
    choices = Choice.choices
    return _show(
        request, "did_it_help.html", question, status=status, key=key, choices=choices, chosen=chosen, error=error
    )


@public
@require_safe
def did_it_help_thanks(request, token):
    return _show(request, "did_it_help_thanks.html", _question(token))

"""Answering a survey: no sign-in, no cookie."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from surveys.actions import answering as actions
from surveys.forms import SurveyForm, sections_of
from surveys.models import Collector, SupportLine


def _open_collector(token: str) -> Collector | None:
    collector = Collector.objects.with_places().filter(token=token).first()
    return collector if collector and collector.takes_answers else None


def _not_open(request):
    """One page for a link that is closed, revoked or never was, so that guessing teaches nothing."""
    return render(request, "surveys/not_open.html", status=404)


def _page(request, template: str, collector: Collector, **context):
    partnership = collector.round.partnership
    lines = SupportLine.objects.shown_in(partnership, collector.instrument.framework_id)
    lines = lines.filter(for_families=True) if collector.instrument.for_families else lines.filter(for_staff=True)
    context |= {
        "collector": collector,
        "instrument": collector.instrument,
        "service": collector.service,
        "partnership": partnership,
        "support": [line.for_page() for line in lines],
    }
    return render(request, template, context)


@login_not_required
@never_cache
def survey_start(request, token):
    """Who asks, who sees what, how long it takes, and where help is."""
    collector = _open_collector(token)
    if collector is None:
        return _not_open(request)
    return _page(request, "surveys/start.html", collector)


@login_not_required
@never_cache
@csrf_exempt  # no cookie and no account here: a forged post could do nothing that a person with the link cannot
@require_http_methods(["GET", "POST"])
def survey_answer(request, token):
    """The questions, a section a page. Answers stay in the page until "Send my answers"."""
    collector = _open_collector(token)
    if collector is None:
        return _not_open(request)
    sections = sections_of(collector.instrument)
    number, key = 1, request.POST.get("key", "")
    if request.method == "POST":
        number = _page_number(request.POST.get("page"), len(sections))
        form = SurveyForm(request.POST, sections=sections, section=sections[number - 1])
        go = request.POST.get("go", "next")
        if not actions.is_genuine(key, collector):  # cut short on its way, or older than our own key
            key = actions.new_submission_key(collector)
            form.add_error(None, "This page had been open for very long. Your answers are still here: please go on.")
        elif form.is_valid():
            if go == "send":
                chosen = form.answers()
                if chosen:
                    try:
                        actions.submit_response(collector=collector, key=key, answers=chosen)
                    except actions.LinkClosed:
                        return _not_open(request)
                    return redirect("surveys:survey-thanks", token)
                form.add_error(None, "You have not answered a question yet. That is fine: you can close this page.")
            else:
                number = _page_number(number + (-1 if go == "back" else 1), len(sections))
                form = SurveyForm(initial=form.cleaned_data, sections=sections, section=sections[number - 1])
    else:
        key = actions.new_submission_key(collector)
        form = SurveyForm(sections=sections, section=sections[0])
    return _page(
        request,
        "surveys/answer.html",
        collector,
        form=form,
        asked=form.asked_with_stems(),
        section=sections[number - 1],
        number=number,
        total=len(sections),
        key=key,
    )


def _page_number(value, total: int) -> int:
    try:
        return max(1, min(total, int(value)))
    except (TypeError, ValueError):
        return 1


@login_not_required
@never_cache
def survey_thanks(request, token):
    collector = Collector.objects.with_places().filter(token=token).first()
    if collector is None:
        return _not_open(request)
    return _page(request, "surveys/thanks.html", collector)

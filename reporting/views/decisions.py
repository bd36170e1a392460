"""What the board decided on results: recorded beside a figure, listed, changed, and marked as done."""

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations.access import partnership_for
from organisations.actions import ActionRefused
from organisations.forms import saved_from
from organisations.models import Partnership
from organisations.permissions import has_permission, require
from organisations.roles import Permission
from reporting.export.decisions import DecisionsExport
from reporting.forms.decisions import DecisionFilter, DecisionForm, EndForm, RecordDecisionForm
from reporting.models import Decision, ReflectionAnswer
from reporting.read.decided import lines_of
from reporting.read.decision_figures import LONGEST_NUMBER, DecisionAbout, DecisionFigures
from reporting.read.narratives import of_theme
from reporting.read.selectors import released_rounds
from reporting.release.deciding import change_decision, delete_decision, record_decision, set_state
from reporting.views.released import of_round


def _asked(request, place: Partnership):
    """The filter as it was filled in, and the decisions that it finds, the most pressing first."""
    form = DecisionFilter(request.GET, partnership=place, on=timezone.localdate())
    found = Decision.objects.in_partnership(place).select_related("round__partnership", "owner")
    return form, form.apply(found).in_order()


def decisions(request, partnership):
    """All decisions of a partnership, or those that were asked for: what is open first, then what is done."""
    place = partnership_for(request, partnership, Permission.VIEW_RESULTS)
    form, found = _asked(request, place)
    releases = released_rounds(place)
    lines = lines_of(found, on=timezone.localdate(), beside=releases[0] if releases else None)
    ended = [line for line in lines if not line.decision.is_open]
    return render(
        request,
        "reporting/decisions.html",
        {
            "form": form,
            "open": [line for line in lines if line.decision.is_open],
            "ended": sorted(ended, key=lambda line: line.decision.ended_on, reverse=True),
            "overdue": sum(line.is_overdue for line in lines),
            "query": request.GET.urlencode(),
            "there_are": bool(lines) or Decision.objects.in_partnership(place).exists(),
            "newest": releases[0].round if releases else None,
            "may_decide": has_permission(request.user, Permission.RECORD_DECISIONS, place),
        },
    )


def decisions_csv(request, partnership):
    """What was asked for of the list, one row a decision."""
    place = partnership_for(request, partnership, Permission.VIEW_RESULTS)
    return DecisionsExport().take_away(_asked(request, place)[1], partnership=place, by=request.user)


@require_http_methods(["GET", "POST"])
def decision_create(request, partnership, round_slug):
    """A new decision on a released round, about a figure of the page that led here. 404 for a figure that is none."""
    place = partnership_for(request, partnership, Permission.RECORD_DECISIONS)
    release = of_round(released_rounds(place), round_slug)
    asked = request.GET.get("about", "")
    answer = _answer_of_board(request, place)
    about = _about(DecisionFigures(release), asked, answer)
    if asked and not about:
        raise Http404
    made = Decision(round=release.round)
    form = RecordDecisionForm(request.POST or None, instance=made, about=about, chosen=asked)
    kept = {"decision": made, "by": request.user, "at": timezone.now()}
    if saved := saved_from(form, lambda: form.save_once(record_decision, **kept)):
        messages.success(request, _said_of(saved))
        return redirect(f"{reverse('reporting:decisions', args=[place.slug])}?round={release.round.slug}")
    context = {"form": form, "round": release.round, "about": asked, "reflected": answer}
    return render(request, "reporting/decision_edit.html", context)


def _answer_of_board(request, place: Partnership) -> ReflectionAnswer | None:
    """The board's own answer that led here, if one did; 404 for everyone who may not read it."""
    if not (asked := request.GET.get("reflection", "")):
        return None
    is_board = has_permission(request.user, Permission.REFLECT_FOR_BOARD, place)
    if not is_board or not asked.isdecimal() or len(asked) > LONGEST_NUMBER:
        raise Http404
    found = ReflectionAnswer.objects.filter(reflection__partnership=place, reflection__organisation=None)
    return get_object_or_404(found.select_related("question"), pk=asked)


def _about(figures: DecisionFigures, asked: str, answer: ReflectionAnswer | None) -> list[DecisionAbout]:
    """What a decision can be about: the figures of the page that led here, or those beside the board's answer."""
    pages = [asked] if asked else []
    if answer is not None:
        pages += [of_theme(code) for code in answer.question.feature_codes]
    return [one for page in pages for one in figures.on(page)]


def _said_of(decision: Decision) -> str:
    """That it is recorded; where its day has passed already, that too, for it may be a slip of the finger."""
    said = _("Decision recorded: “%(what)s”.") % {"what": decision.what}
    if decision.by_when is None or not decision.is_overdue_on(timezone.localdate()):
        return said
    return said + " " + _("Its date, %(day)s, has passed.") % {"day": date_format(decision.by_when, "j F Y")}


def _decision(request, partnership, pk) -> tuple[Partnership, Decision]:
    """A decision of the partnership, for someone who may change it. 404 where there is none."""
    place = partnership_for(request, partnership, Permission.RECORD_DECISIONS)
    found = Decision.objects.in_partnership(place).select_related("round__partnership", "recorded_by", "owner")
    return place, get_object_or_404(found, pk=pk)


def _decision_to_carry_out(request, partnership, pk) -> tuple[Partnership, Decision]:
    """A decision, for its owner, and for whoever may change any; its owner need not sit on the board."""
    place = partnership_for(request, partnership, Permission.VIEW_RESULTS)
    found = Decision.objects.in_partnership(place).select_related("round__partnership", "owner")
    decision = get_object_or_404(found, pk=pk)
    if decision.owner_id != request.user.pk:
        require(request.user, Permission.RECORD_DECISIONS, place)
    return place, decision


@require_http_methods(["GET", "POST"])
def decision_edit(request, partnership, pk):
    """Change what, who or by when; say how far it is and what has changed."""
    place, found = _decision(request, partnership, pk)
    today = timezone.localdate()
    form = DecisionForm(request.POST or None, instance=found, on=today)
    kept = {"decision": form.instance, "by": request.user, "on": today}
    if saved := saved_from(form, lambda: change_decision(fields=form.changed_data, **kept)):
        messages.success(request, _("“%(what)s” has been saved.") % {"what": saved.what})
        return redirect("reporting:decisions", place.slug)
    context = {"form": form, "round": found.round, "line": lines_of([found], on=today)[0]}
    return render(request, "reporting/decision_edit.html", context)


@require_POST
def decision_state(request, partnership, pk):
    """How far it is, in one press. Then the same list again."""
    place, found = _decision_to_carry_out(request, partnership, pk)
    state = request.POST.get("state", "")
    if state not in Decision.State.values:
        raise Http404
    kept = {"decision": found, "state": Decision.State(state), "seen": request.POST.get("seen", "")}
    try:
        saved = set_state(**kept, by=request.user, on=timezone.localdate())
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("“%(what)s” has been marked as %(status)s.") % _said_now(saved))
    return redirect(_list_again(place, request.POST.get("list", "")))


def _list_again(place: Partnership, filters: str) -> str:
    """The list of decisions as it was filtered, whatever else an address may have brought along."""
    query = QueryDict(filters).urlencode()
    back = reverse("reporting:decisions", args=[place.slug])
    return f"{back}?{query}" if query else back


@require_http_methods(["GET", "POST"])
def decision_end(request, partnership, pk, state):
    """Mark a decision as done or dropped, and say what has changed because of it, or why. Then the same list again."""
    place, found = _decision_to_carry_out(request, partnership, pk)
    today = timezone.localdate()
    form = EndForm(request.POST or None, instance=found, state=state, initial={"filters": request.GET.urlencode()})
    kept = {"decision": found, "state": state, "by": request.user, "on": today}
    if saved := saved_from(form, lambda: _ended(form, **kept)):
        messages.success(request, _("“%(what)s” has been marked as %(status)s.") % _said_now(saved))
        return redirect(_list_again(place, form.cleaned_data["filters"]))
    context = {"form": form, "round": found.round, "line": lines_of([found], on=today)[0]}
    return render(request, "reporting/decision_end.html", context)


def _ended(form: EndForm, **kept) -> Decision:
    outcome = form.cleaned_data["outcome"] if "outcome" in form.changed_data else None
    return set_state(seen=form.cleaned_data["was"], outcome=outcome, **kept)


def _said_now(decision: Decision) -> dict[str, str]:
    return {"what": decision.what, "status": decision.get_state_display().lower()}


@require_POST
def decision_delete(request, partnership, pk):
    place, found = _decision(request, partnership, pk)
    try:
        delete_decision(decision=found, by=request.user)
    except ActionRefused as reason:
        messages.info(request, str(reason))
    else:
        messages.success(request, _("“%(what)s” has been deleted.") % {"what": found.what})
    return redirect("reporting:decisions", place.slug)

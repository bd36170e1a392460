"""What an admin decides about surveys: questions of the partnership's own, helplines, how comments are read."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations.access import framework_of, open_round_of, partnership_for
from organisations.actions import ActionRefused
from organisations.forms import saved_from
from organisations.roles import Permission
from surveys.actions import local, support
from surveys.actions.comments import safety_settings_of
from surveys.actions.safety import save_safety_settings
from surveys.forms.safety import LocalQuestionForm, SafetySettingsForm, SupportLineForm
from surveys.languages import all_languages, english
from surveys.models import Instrument, Question, SupportLine
from surveys.overview import unchecked_lines

TEMPLATES = "surveys/manage/"


# --- questions of the partnership's own --------------------------------------------------------------------------


def question_list(request, partnership):
    """The partnership's own questions, survey by survey; the core is not changed here."""
    place = partnership_for(request, partnership, Permission.MANAGE_SURVEYS)
    framework = framework_of(place)
    own = local.own_questions(place, framework)
    surveys = []
    for survey in local.surveys_handed_out(framework):
        mine = [question for question in own if question.instrument_id == survey.pk]
        asked = [question for question in mine if not question.is_retired]
        surveys.append(
            {
                "survey": survey,
                "asked": asked,
                "retired": [question for question in mine if question.is_retired],
                "has_room": len(asked) < local.MOST_IN_USE,
            }
        )
    context = {"surveys": surveys, "most": local.MOST_IN_USE, "round": open_round_of(place)}
    return render(request, f"{TEMPLATES}questions.html", context)


def _question_form(request, survey: Instrument, question: Question | None) -> LocalQuestionForm:
    languages = [each for each in all_languages() if each != english()] if survey.for_families else []
    initial = {}
    if question:
        words = local.words_of(question)
        initial = {"text": question.text} | {f"words_{code}": text for code, text in words.items()}
    return LocalQuestionForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        scale=local.rating_scale_of(survey).stem,
        languages=languages,
        is_new=question is None,
        may_change=question is None or local.may_change(question),
    )


@require_http_methods(["GET", "POST"])
def question_create(request, partnership, survey):
    """Add a question of the partnership's own to a survey."""
    place = partnership_for(request, partnership, Permission.MANAGE_SURVEYS)
    found = {each.key: each for each in local.surveys_handed_out(framework_of(place))}.get(survey)
    if found is None:
        raise Http404
    form = _question_form(request, found, None)
    if form.is_valid():
        try:
            local.add_question(
                partnership=place,
                instrument=found,
                text=form.cleaned_data["text"],
                is_open=form.cleaned_data["kind"] == "open",
                words=form.words(),
                by=request.user,
            )
        except ActionRefused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Question added. It comes last in the survey."))
            return redirect("surveys:question-list", partnership)
    return render(request, f"{TEMPLATES}question.html", {"form": form, "survey": found, "question": None})


def _own_question(request, partnership: str, pk: int) -> Question:
    place = partnership_for(request, partnership, Permission.MANAGE_SURVEYS)
    own = Question.objects.filter(partnership=place, pk=pk)
    question = own.select_related("instrument", "partnership", "scale").first()
    if question is None:
        raise Http404
    return question


@require_http_methods(["GET", "POST"])
def question_edit(request, partnership, pk):
    """Change a question's words while no one can have answered it, and its words in other languages."""
    question = _own_question(request, partnership, pk)
    form = _question_form(request, question.instrument, question)
    if form.is_valid():
        try:
            local.change_question(question=question, by=request.user, **form.changed())
        except ActionRefused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Question saved."))
            return redirect("surveys:question-list", partnership)
    context = {"form": form, "survey": question.instrument, "question": question}
    return render(request, f"{TEMPLATES}question.html", context)


@require_POST
def question_retire(request, partnership, pk):
    """Stop asking a question, or ask it again."""
    question = _own_question(request, partnership, pk)
    retired = request.POST.get("retire") == "yes"
    try:
        local.set_retired(question=question, retired=retired, by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        said = (
            _("We no longer ask this question. Answers already sent are kept.")
            if retired
            else _("We ask this question again.")
        )
        messages.success(request, said)
    return redirect("surveys:question-list", partnership)


# --- helplines ---------------------------------------------------------------------------------------------------


def support_list(request, partnership):
    """Where someone can turn, as the survey pages show it, and which lines no one has checked for long."""
    place = partnership_for(request, partnership, Permission.MANAGE_SURVEYS)
    lines = list(SupportLine.objects.shown_in(place, framework_of(place)))
    overdue = unchecked_lines(lines, on=timezone.localdate())
    is_own = any(line.partnership_id for line in lines)
    return render(request, f"{TEMPLATES}support.html", {"lines": lines, "overdue": overdue, "is_own": is_own})


def _save_support(request, partnership: str, code: str | None):
    place = partnership_for(request, partnership, Permission.MANAGE_SURVEYS)
    framework = framework_of(place)
    line = SupportLine(checked_on=timezone.localdate(), for_families=False, for_children=False, for_staff=False)
    if code:
        line = SupportLine.objects.shown_in(place, framework).filter(code=code).first()
        if line is None:
            raise Http404
    name = line.name
    form = SupportLineForm(request.POST if request.method == "POST" else None, instance=line)
    if form.is_valid():
        try:
            support.save_line(partnership=place, framework=framework, code=code, values=form.values(), by=request.user)
        except ActionRefused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Helpline saved."))
            return redirect("surveys:support-list", partnership)
    return render(request, f"{TEMPLATES}support_line.html", {"form": form, "code": code, "name": name})


@require_http_methods(["GET", "POST"])
def support_create(request, partnership):
    """Add a helpline."""
    return _save_support(request, partnership, None)


@require_http_methods(["GET", "POST"])
def support_edit(request, partnership, code):
    """Change a helpline; the first change copies the framework's list."""
    return _save_support(request, partnership, code)


@require_POST
def support_change(request, partnership, code):
    """Move a line up or down, note that it was checked today, or take it off the list."""
    place = partnership_for(request, partnership, Permission.MANAGE_SURVEYS)
    line = {"partnership": place, "framework": framework_of(place), "code": code, "by": request.user}
    what = request.POST.get("what")
    try:
        if what == "remove":
            support.remove_line(**line)
            messages.success(request, _("Helpline removed."))
        elif what == "checked":
            support.mark_checked(**line, on=timezone.localdate())
            messages.success(request, _("Marked as checked today."))
        elif what in ("up", "down"):
            support.move_line(**line, up=what == "up")
    except ActionRefused as reason:
        messages.error(request, str(reason))
    return redirect("surveys:support-list", partnership)


@require_POST
def support_restore(request, partnership):
    """Go back to the list that comes with the framework."""
    place = partnership_for(request, partnership, Permission.MANAGE_SURVEYS)
    support.go_back_to_the_frameworks_list(partnership=place, by=request.user)
    messages.success(request, _("The list that comes with TiP Borough is back."))
    return redirect("surveys:support-list", partnership)


# --- how comments are looked after -------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def settings_edit(request, partnership):
    """How soon comments are read, who hears of a worry, and how long raw answers are kept."""
    place = partnership_for(request, partnership, Permission.MANAGE_SURVEYS)
    form = SafetySettingsForm(request.POST if request.method == "POST" else None, instance=safety_settings_of(place))
    changed = {"settings": form.instance, "by": request.user}
    if saved_from(form, lambda: save_safety_settings(fields=form.changed_data, **changed)):
        messages.success(request, _("Settings saved."))
        return redirect("surveys:survey-overview", partnership)
    return render(request, f"{TEMPLATES}settings.html", {"form": form})

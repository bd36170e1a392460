"""What the leads of an organisation, or the board, ask themselves: a list, one of them, first and last day."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations.access import newest_framework_of, organisation_for, partnership_for
from organisations.actions import ActionRefused
from organisations.models import Organisation, Partnership, Service
from organisations.roles import Permission
from reporting.forms.reflections import AnswerForm
from reporting.models import Reflection, ReflectionPart
from reporting.read.decision_figures import LONGEST_NUMBER
from reporting.read.reflections import FiguresBeside, parts_of, said_before
from reporting.read.selectors import ReleasedRound, released_rounds
from reporting.release.reflecting import (
    begin_reflection,
    delete_reflection,
    finish_reflection,
    reopen_reflection,
    save_answers,
)
from reporting.views.released import who_may_open


def _place(request, partnership: str, slug: str) -> Organisation | Partnership:
    """The organisation, for those who lead it; or the partnership, for its board. Nobody else, whatever their role."""
    if slug:
        return organisation_for(request, partnership, slug, Permission.ANSWER_FOR_ORGANISATION)
    return partnership_for(request, partnership, Permission.REFLECT_FOR_BOARD)


def _address(place: Organisation | Partnership, name: str, **more) -> str:
    if isinstance(place, Partnership):
        return reverse(f"reporting:{name}", kwargs={"partnership": place.slug, **more})
    words = {"partnership": place.partnership.slug, "slug": place.slug, **more}
    return reverse(f"reporting:organisation-{name}", kwargs=words)


def _asked(place: Organisation | Partnership) -> list[ReflectionPart]:
    """What the framework asks the place now; nothing where its files do not say."""
    framework = newest_framework_of(place if isinstance(place, Partnership) else place.partnership)
    return list(ReflectionPart.objects.filter(framework=framework).asked_of(place)) if framework else []


def reflections(request, partnership, slug=""):
    """Each part, with the one that is begun and those that are finished."""
    place = _place(request, partnership, slug)
    asked = _asked(place)
    lines = [
        {
            "line": line,
            "begin": _address(place, "reflection-begin", part=line.part.code),
            "begun": _address(place, "reflection", pk=line.begun.pk) if line.begun else "",
            "finished": [(one, _address(place, "reflection", pk=one.pk)) for one in line.finished],
        }
        for line in parts_of(place, asked)
    ]
    codes = {part.code for part in asked}
    context = {"place": place, "lines": lines, "asked": codes, "is_board": isinstance(place, Partnership)}
    return render(request, "reporting/reflections.html", context)


@require_POST
def begin(request, partnership, part, slug=""):
    """Begin a part, or go on with the one that is begun."""
    place = _place(request, partnership, slug)
    found = next((one for one in _asked(place) if one.code == part), None)
    if found is None:
        raise Http404
    begun = begin_reflection(place=place, part=found, by=request.user, on=timezone.localdate())
    return redirect(_address(place, "reflection", pk=begun.pk))


def _beside(request, place: Organisation | Partnership) -> FiguresBeside | None:
    """The figures of the newest release; None while nothing is released."""
    releases = released_rounds(place if isinstance(place, Partnership) else place.partnership)
    if not releases:
        return None
    if isinstance(place, Partnership):
        return FiguresBeside(ReleasedRound(releases[0]), None)
    services = Service.objects.active().filter(organisation=place).order_by("name")
    return FiguresBeside(ReleasedRound(releases[0]), services, who_may_open(request))


@require_http_methods(["GET", "POST"])
def reflection(request, partnership, pk, slug=""):
    """Its questions, each beside published figures: to be answered, or as they were answered."""
    place = _place(request, partnership, slug)
    found = get_object_or_404(Reflection.objects.of(place), pk=pk)
    answers = list(found.answers.select_related("question", "changed_by"))
    for answer in answers:
        answer.reflection = found
    given = {answer.pk for answer in answers if answer.is_given}
    sent = request.POST if request.method == "POST" else None
    is_open = not found.is_finished or sent is not None
    forms = [AnswerForm(sent, instance=answer, how_far=found.part.how_far) for answer in answers if is_open]
    valid = [form.is_valid() for form in forms]  # each of them says what is wrong with it
    if sent is not None and all(valid):
        if said := _saved(request, found, forms):
            forms[0].add_error(None, said)
        elif request.POST.get("go") == "finish":
            messages.success(request, _("Finished. You can read it here whenever you want."))
            return redirect(_address(place, "reflections"))
        else:
            messages.success(request, _("Saved."))
            return redirect(_address(place, "reflection", pk=found.pk))
    beside, before = _beside(request, place), said_before(found)
    lines = [
        {
            "answer": answer,
            "form": forms[nth] if forms else None,
            "beside": beside.of(answer.question) if beside else None,
            "before": before.get(answer.question.code),
            "is_given": answer.pk in given,
        }
        for nth, answer in enumerate(answers)
    ]
    context = {
        "place": place,
        "reflection": found,
        "lines": lines,
        "forms": forms,
        "is_board": isinstance(place, Partnership),
        "released": beside.released.release if beside else None,
        "all": _address(place, "reflections"),
        "reopen": _address(place, "reflection-reopen", pk=found.pk),
        "delete": _address(place, "reflection-delete", pk=found.pk) if found.begun_by_id == request.user.pk else "",
        "plan": "" if isinstance(place, Partnership) else _address(place, "reflection-plan", pk=found.pk),
    }
    return render(request, "reporting/reflection.html", context)


def _saved(request, found: Reflection, forms: list[AnswerForm]) -> str:
    """Keep what was changed, and finish where that was pressed; why not, where it is refused."""
    changed = [(form.instance, form.changed_data) for form in forms if form.changed_data]
    kept = {"reflection": found, "by": request.user, "on": timezone.localdate()}
    try:
        save_answers(changed=changed, **kept)
        if request.POST.get("go") == "finish":
            finish_reflection(**kept)
    except ActionRefused as reason:
        return str(reason)
    return ""


@require_POST
def reopen(request, partnership, pk, slug=""):
    """Go on with one that was finished too early."""
    place = _place(request, partnership, slug)
    found = get_object_or_404(Reflection.objects.of(place), pk=pk)
    try:
        reopen_reflection(reflection=found, by=request.user)
    except ActionRefused as reason:
        messages.info(request, str(reason))
    return redirect(_address(place, "reflection", pk=found.pk))


@require_http_methods(["GET", "POST"])
def delete(request, partnership, pk, slug=""):
    """Asks once more. Whoever began it may; for the others that read it there is no such page."""
    place = _place(request, partnership, slug)
    found = get_object_or_404(Reflection.objects.of(place), pk=pk, begun_by=request.user)
    if request.method == "GET":
        context = {"place": place, "reflection": found, "back": _address(place, "reflection", pk=found.pk)}
        return render(request, "reporting/reflection_delete.html", context)
    delete_reflection(reflection=found, by=request.user)
    messages.success(request, _("Deleted."))
    return redirect(_address(place, "reflections"))


def plan(request, partnership, slug, pk):
    """An answer of an organisation's leads, and the plans of its services to which an action about it can be added."""
    place = _place(request, partnership, slug)
    found = get_object_or_404(Reflection.objects.of(place), pk=pk)
    asked = request.GET.get("answer", "")
    is_number = asked.isdecimal() and len(asked) <= LONGEST_NUMBER
    answer = get_object_or_404(found.answers, pk=asked) if is_number else None
    services = Service.objects.active().filter(organisation=place).order_by("name")
    back = _address(place, "reflection", pk=found.pk)
    context = {"place": place, "reflection": found, "answer": answer, "services": services, "back": back}
    return render(request, "reporting/reflection_plan.html", context)

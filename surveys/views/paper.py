"""Entering paper forms: two people, one after the other, then the differences against the paper."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from organisations.access import open_round_of, partnership_for
from organisations.actions import ActionRefused
from organisations.models import Partnership, Service
from organisations.permissions import has_permission, require
from organisations.roles import Permission
from surveys.actions import paper as actions
from surveys.actions.comments import safety_settings_of
from surveys.actions.keyers import service_entered_by
from surveys.forms.paper import BatchForm, PaperFormForm, SettlePaperForm
from surveys.models import Instrument, PaperBatch, SupportLine
from surveys.models.paper import FIRST, SECOND

_PLACES = "survey_link__service__organisation__partnership"


def _keyers_and_admins(request, slug: str) -> Partnership:
    """The partnership, for those who key its paper, and for admins, who see how far a pile is and not what is in it."""
    place = partnership_for(request, slug)
    if not has_permission(request.user, Permission.MANAGE_SURVEYS, place):
        require(request.user, Permission.KEY_PAPER, place)
    return place


def _keyers(request, slug: str) -> Partnership:
    return partnership_for(request, slug, Permission.KEY_PAPER)


def _batch(request, partnership: str, pk: int, place=_keyers) -> PaperBatch:
    """A batch of a service that this person does not work with; otherwise 404."""
    found = PaperBatch.objects.filter(survey_link__round__partnership=place(request, partnership), pk=pk)
    batch = found.select_related(
        _PLACES, "survey_link__round", "survey_link__instrument", "first_by", "second_by"
    ).first()
    if batch is None or not actions.is_outside(request.user, batch.service):
        raise Http404
    return batch


def _if_somebody_is_not_safe(partnership: Partnership, batch: PaperBatch) -> dict:
    """Whom to tell at once, and where the person who keys can turn."""
    lines = SupportLine.objects.shown_in(partnership, batch.survey_link.instrument.framework_id).filter(for_staff=True)
    return {"safety": safety_settings_of(partnership), "support": [line.for_page() for line in lines]}


@never_cache
@require_http_methods(["GET", "POST"])
def paper_list(request, partnership):
    """Batches that wait for someone, and beginning a new one."""
    place = _keyers_and_admins(request, partnership)
    keys = has_permission(request.user, Permission.KEY_PAPER, place)
    if request.method == "POST":
        require(request.user, Permission.KEY_PAPER, place)
    round_ = open_round_of(place)
    services = Service.objects.in_partnership(place).active().with_places().order_by("name")
    outside = [service.pk for service in services if actions.is_outside(request.user, service)]
    entered = service_entered_by(request.user, round_) if round_ else None
    may_start = [pk for pk in outside if entered is None or pk == entered.pk]
    instruments = Instrument.objects.filter(
        framework=round_.framework_id if round_ else None, handed_out_by=Instrument.HandedOutBy.SERVICE
    )
    form = BatchForm(request.POST or None, services=services.filter(pk__in=may_start), instruments=instruments)
    if round_ and form.is_valid():
        try:
            batch = actions.start_batch(round_=round_, by=request.user, **form.cleaned_data)
        except ActionRefused as reason:  # in another window they have begun with another service
            messages.error(request, str(reason))
            return redirect("surveys:paper-list", partnership)
        return redirect("surveys:paper-form", partnership, batch.pk, 1)
    waiting = PaperBatch.objects.filter(survey_link__round__partnership=place, survey_link__service__in=outside)
    waiting = waiting.exclude(state=PaperBatch.State.STORED).order_by("pk")
    waiting = waiting.select_related("survey_link__service", "survey_link__instrument", "first_by", "second_by")
    rows = [
        {"batch": batch, "mine": keys and _is_mine(batch, request.user) and _may_begin(batch, entered)}
        for batch in waiting
    ]
    context = {"form": form, "round": round_, "rows": rows, "keys": keys, "entered": entered}
    return render(request, "surveys/paper/list.html", context)


def _may_begin(batch: PaperBatch, entered: Service | None) -> bool:
    """Whether it is of the one service whose forms somebody enters: a batch of an earlier round counts in this one."""
    return entered is None or batch.survey_link.service_id == entered.pk


def _is_mine(batch: PaperBatch, user) -> bool:
    return actions.may_settle(batch, user) or actions.keying_of(batch, user) is not None


@never_cache
def paper_batch(request, partnership, pk):
    """One batch: how far it is, and the next step."""
    batch = _batch(request, partnership, pk, _keyers_and_admins)
    keys = has_permission(request.user, Permission.KEY_PAPER, request.partnership)
    if keys and actions.may_settle(batch, request.user):
        return redirect("surveys:paper-settle", partnership, pk)
    keying = actions.keying_of(batch, request.user) if keys else None
    keyed = actions.keyed_numbers(batch, keying) if keying else []
    numbers = list(batch.forms.values_list("number", flat=True))
    following = len(numbers) + 1 if keying == FIRST else next((n for n in numbers if n not in keyed), None)
    context = {"batch": batch, "keying": keying, "keyed": keyed, "forms": len(numbers), "following": following}
    may = {
        "keys": keys,
        "take_over": actions.may_key_instead(batch, request.user),
        "discard": actions.may_discard(batch, request.user),
    }
    return render(request, "surveys/paper/batch.html", context | {"least": actions.LEAST_FORMS, "may": may})


@never_cache
@require_http_methods(["GET", "POST"])
def paper_form(request, partnership, pk, number):
    """One paper form. What the other person keyed is never shown here."""
    batch = _batch(request, partnership, pk)
    keying = actions.keying_of(batch, request.user)
    if keying is None:
        messages.info(request, _("It is not your turn to enter this batch."))
        return redirect("surveys:paper-batch", partnership, pk)
    questions = actions.questions_on_paper(batch.survey_link.instrument, batch.service)
    initial = _keyed_before(batch, number, keying, questions)
    form = PaperFormForm(request.POST if request.method == "POST" else None, questions=questions, initial=initial)
    if form.is_valid():
        try:
            actions.key_form(batch=batch, number=number, reading=form.reading(), by=request.user)
        except ActionRefused as reason:
            messages.error(request, str(reason))
            return redirect("surveys:paper-batch", partnership, pk)
        if request.POST.get("go") == "stop":
            return redirect("surveys:paper-batch", partnership, pk)
        if keying != FIRST and not batch.forms.filter(number=number + 1).exists():
            return redirect("surveys:paper-batch", partnership, pk)
        return redirect("surveys:paper-form", partnership, pk, number + 1)
    context = {"batch": batch, "form": form, "number": number, "keying": keying, "again": bool(initial)}
    context |= _if_somebody_is_not_safe(request.partnership, batch)
    return render(request, "surveys/paper/form.html", context)


def _keyed_before(batch: PaperBatch, number: int, keying: int, questions) -> dict:
    """What this person keyed for this form earlier, as the form shows it."""
    form = batch.forms.filter(number=number).first()
    if form is None:
        return {}
    marks = {mark.question_id: mark for mark in form.marks.filter(keying=keying)}
    initial = {}
    for question in questions:
        mark = marks.get(question.pk)
        if mark and mark.text:
            initial[f"q{question.pk}"] = mark.text
        elif mark and mark.point_id:
            initial[f"q{question.pk}"] = [point.pk for point in question.choices()].index(mark.point_id) + 1
    return initial


@require_POST
def paper_finish(request, partnership, pk):
    """All forms are keyed. Whether some of them are really empty is asked first, each once."""
    batch = _batch(request, partnership, pk)
    keying = actions.keying_of(batch, request.user)
    empty = [str(number) for number in actions.empty_numbers(batch, keying)] if keying else []
    if set(empty) - set(request.POST.getlist("empty")):
        return render(request, "surveys/paper/empty.html", {"batch": batch, "empty": empty})
    try:
        done = actions.finish_keying(batch=batch, by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
        return redirect("surveys:paper-batch", partnership, pk)
    if done.state == PaperBatch.State.SECOND:
        messages.success(request, _("Thank you. Give the paper forms to a second person, who enters them again."))
        return redirect("surveys:paper-list", partnership)
    return redirect("surveys:paper-settle", partnership, pk)


@never_cache
@require_http_methods(["GET", "POST"])
def paper_settle(request, partnership, pk):
    """Where two people read different things: what does the paper say?"""
    batch = _batch(request, partnership, pk)
    if not actions.may_settle(batch, request.user):
        return redirect("surveys:paper-batch", partnership, pk)
    form = SettlePaperForm(request.POST if request.method == "POST" else None, differences=actions.differences(batch))
    if request.method == "POST" and form.is_valid():
        try:
            stored = actions.settle_and_store(
                batch=batch, chosen=form.chosen(), by=request.user, on=timezone.localdate()
            )
        except ActionRefused as reason:
            messages.error(request, str(reason))
        else:
            messages.success(
                request,
                _("The answers from %(n)s forms have been saved. Put the paper forms somewhere safe.") % {"n": stored},
            )
            return redirect("surveys:paper-list", partnership)
    context = {"batch": batch, "form": form, "forms": batch.forms.count()}
    return render(request, "surveys/paper/settle.html", context | _if_somebody_is_not_safe(request.partnership, batch))


@require_POST
def paper_take_over(request, partnership, pk):
    """Key a pile again in place of someone who cannot."""
    batch = _batch(request, partnership, pk, _keyers_and_admins)
    try:
        actions.key_instead(batch=batch, by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The second data entry starts again. Make sure the paper forms are passed on."))
    return redirect("surveys:paper-batch", partnership, pk)


@never_cache
@require_http_methods(["GET", "POST"])
def paper_discard(request, partnership, pk):
    """Delete what was keyed of a pile. Says what is lost, and asks once more."""
    batch = _batch(request, partnership, pk, _keyers_and_admins)
    if request.method == "POST":
        try:
            actions.discard_batch(batch=batch, by=request.user)
        except ActionRefused as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, _("Batch deleted. None of its answers were saved."))
        return redirect("surveys:paper-list", partnership)
    if not actions.may_discard(batch, request.user):
        return redirect("surveys:paper-batch", partnership, pk)
    keyed = {"first": len(actions.keyed_numbers(batch, FIRST)), "second": len(actions.keyed_numbers(batch, SECOND))}
    return render(request, "surveys/paper/discard.html", {"batch": batch, **keyed})

"""The barrier ledger of those with a role: what stands in the way, who answers, and how long it took."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from learning.actions.answering import answer_barrier, pass_to, reckon_hours
from learning.actions.naming import name_openly
from learning.forms.ledger import AnswerForm, BarrierFilter, HoursForm, PassToForm
from learning.forms.naming import NameBarrierForm
from learning.models import Barrier
from learning.resources import BarriersExport
from learning.waiting import waiting_of
from organisations.access import partnership_for
from organisations.forms import saved_from
from organisations.models import Partnership
from organisations.permissions import has_permission, places_where, require
from organisations.roles import Permission

PER_PAGE = 25


def _readable(user, place: Partnership):
    return Barrier.objects.readable_by(user, place)


def _asked(request, place: Partnership):
    """The filter as it was filled in, and the barriers that it finds among those that this person may read."""
    form = BarrierFilter(request.GET, partnership=place, on=timezone.localdate())
    found = form.apply(_readable(request.user, place)).with_places()
    return form, found.select_related("hours").prefetch_related("answers").in_order()


def barrier_list(request, partnership):
    """What was answered, for those who see results; open ones for those who answer; for everyone what they named."""
    place, today = partnership_for(request, partnership), timezone.localdate()
    form, found = _asked(request, place)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    mine = places_where(request.user, Permission.VIEW_BARRIERS, place)
    counted = Barrier.objects.in_partnership(place).in_the_ledger().at(mine)
    sees_open = mine.whole_partnership or mine.organisations
    context = {
        "form": form,
        "page": page,
        "rows": [{"barrier": one, "is_late": one.is_late_on(today), "days_open": one.days_open(today)} for one in page],
        "waiting": waiting_of(counted, on=today) if sees_open else None,
        "of_all": mine.whole_partnership,
        "there_are": page.paginator.count > 0 or (form.asks and _readable(request.user, place).exists()),
        "query": request.GET.urlencode(),
        "may_take_away": has_permission(request.user, Permission.VIEW_RESULTS, place),
        "may_review": has_permission(request.user, Permission.REVIEW_COMMENTS, place),
    }
    return render(request, "learning/barriers/list.html", context)


def barriers_csv(request, partnership):
    """The same as a table."""
    place = partnership_for(request, partnership, Permission.VIEW_RESULTS)
    _form, found = _asked(request, place)
    return BarriersExport().take_away(found, partnership=place, by=request.user)


@require_http_methods(["GET", "POST"])
def barrier_create(request, partnership):
    """Someone who is signed in names a barrier; whoever would rather give no name is shown the way."""
    place = partnership_for(request, partnership)
    form = NameBarrierForm(request.POST or None, partnership=place)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("organisation", "words")}
        barrier = name_openly(partnership=place, by=request.user, on=timezone.localdate(), **given)
        messages.success(request, _("Thank you. Those who can change it can read it now."))
        return redirect("learning:barrier", partnership, barrier.pk)
    return render(request, "learning/barriers/name.html", {"form": form})


def _barrier_of(request, partnership: str, pk: uuid.UUID) -> Barrier:
    """A barrier of the ledger, for someone who may read it: 404 where there is none, 403 where they may not."""
    place = partnership_for(request, partnership)
    mine = _readable(request.user, place).filter(is_in_words=True)
    found = mine.with_places().select_related("hours__reckoned_by").filter(pk=pk).first()
    if found is not None:
        return found
    if Barrier.objects.in_partnership(place).in_the_ledger().filter(pk=pk).exists():
        raise PermissionDenied
    raise Http404


@require_http_methods(["GET", "POST"])
def barrier(request, partnership, pk: uuid.UUID):
    """One barrier: what it is, every answer, and for those who answer the form."""
    found, today = _barrier_of(request, partnership, pk), timezone.localdate()
    may_answer = has_permission(request.user, Permission.ANSWER_BARRIERS, found.place)
    if request.method == "POST":
        require(request.user, Permission.ANSWER_BARRIERS, found.place)
    answers = list(found.answers.select_related("answered_by"))
    form = AnswerForm(request.POST or None, barrier=found, answers=len(answers), on=today)
    given = ("kind", "words", "change_by", "seen")
    saved = saved_from(
        form,
        lambda: answer_barrier(
            barrier=found, by=request.user, on=today, **{name: form.cleaned_data[name] for name in given}
        ),
    )
    if saved:
        messages.success(request, _("Your answer has been saved. The person who named the barrier can read it."))
        return redirect("learning:barrier", partnership, pk)
    if form.is_bound:
        answers = list(found.answers.select_related("answered_by"))
        form.show_now(len(answers))
    context = {
        "barrier": found,
        "answers": answers,
        "form": form if may_answer else None,
        "is_late": found.is_late_on(today),
        "days_open": found.days_open(today),
        "hours": getattr(found, "hours", None),
    }
    return render(request, "learning/barriers/barrier.html", context)


def _to_answer(request, partnership: str, pk: uuid.UUID) -> Barrier:
    found = _barrier_of(request, partnership, pk)
    require(request.user, Permission.ANSWER_BARRIERS, found.place)
    return found


@require_http_methods(["GET", "POST"])
def barrier_pass(request, partnership, pk: uuid.UUID):
    """Let someone else answer: the board, or any organisation where the board decides."""
    found = _to_answer(request, partnership, pk)
    whole = has_permission(request.user, Permission.ANSWER_BARRIERS, found.partnership)
    form = PassToForm(request.POST or None, barrier=found, whole_partnership=whole)
    saved = saved_from(
        form, lambda: pass_to(barrier=found, organisation=form.cleaned_data["organisation"], by=request.user)
    )
    if saved:
        messages.success(request, _("Passed on. It is now for %(whom)s to answer.") % {"whom": saved.place.name})
        return redirect("learning:barrier-list", partnership)
    return render(request, "learning/barriers/pass.html", {"barrier": found, "form": form})


@require_http_methods(["GET", "POST"])
def barrier_hours(request, partnership, pk: uuid.UUID):
    """What a change saves, with the working."""
    found, today = _to_answer(request, partnership, pk), timezone.localdate()
    form = HoursForm(request.POST or None, barrier=found)
    given = ("minutes", "times", "people", "how")
    saved = saved_from(
        form,
        lambda: reckon_hours(
            barrier=found, by=request.user, on=today, **{name: form.cleaned_data[name] for name in given}
        ),
    )
    if saved:
        messages.success(request, _("The estimate has been saved."))
        return redirect("learning:barrier", partnership, pk)
    return render(request, "learning/barriers/hours.html", {"barrier": found, "form": form})

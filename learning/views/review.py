"""What was named without a name, as safeguarding reviewers read it first."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from learning.actions.reviewing import for_reviewer, settle_barrier
from learning.forms.review import ReviewBarrierForm
from learning.models import Barrier
from organisations.access import partnership_for
from organisations.actions import ActionRefused
from organisations.personal_data import find_identifying
from organisations.roles import Permission
from surveys.actions.comments import safety_settings_of
from surveys.not_safe import may_not_be_safe

PER_PAGE = 25


def _may_not_be_safe(barrier: Barrier) -> bool:
    """By all that someone wrote: what they named, and what they answered to the question."""
    return may_not_be_safe(barrier.words) or may_not_be_safe(barrier.reply)


@never_cache
def barrier_review_list(request, partnership):
    """Those that wait: first what may be from someone who is not safe, then by the day; what came all at once last."""
    place = partnership_for(request, partnership, Permission.REVIEW_COMMENTS)
    mine = for_reviewer(request.user, place)
    if kept_out := request.GET.get("show") == "kept-out":
        kept = mine.filter(state__in=Barrier.KEPT_OUT).exclude(slip_ends_on__lt=timezone.localdate())
        rows = list(kept.order_by("state", "pk"))
    else:
        waiting = mine.waiting().order_by("due_on", "pk")
        rows = sorted(waiting, key=lambda one: (not _may_not_be_safe(one), one.is_held))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "urgent": [one.pk for one in page if _may_not_be_safe(one)],
        "kept_out": kept_out,
        "today": timezone.localdate(),
        "safety": safety_settings_of(place),
    }
    return render(request, "learning/review/list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def barrier_review(request, partnership, pk: uuid.UUID):
    """One of them: take names out, pass it on, ask one question, or keep it out."""
    place = partnership_for(request, partnership, Permission.REVIEW_COMMENTS)
    mine = for_reviewer(request.user, place).waiting()
    barrier = mine.filter(pk=pk).first()
    if barrier is None:
        raise Http404
    form = ReviewBarrierForm(request.POST or None, barrier=barrier)
    if form.is_valid():
        kept = {name: form.cleaned_data[name] for name in ("version", "decision", "words", "organisation", "said")}
        address = request.build_absolute_uri(reverse("learning:barrier-review-list", args=[place.slug]))
        try:
            settle_barrier(
                barrier=barrier, by=request.user, on=timezone.localdate(), address=f"{address}?show=kept-out", **kept
            )
        except ActionRefused as reason:
            form.ask_again(str(reason), mine.filter(pk=pk).first() or barrier)
        else:
            messages.success(request, _("Decision saved. Thank you for reading it."))
            return redirect("learning:barrier-review-list", partnership)
    context = {
        "barrier": barrier,
        "form": form,
        "found": find_identifying(barrier.words),
        "safety": safety_settings_of(place),
    }
    return render(request, "learning/review/barrier.html", context)

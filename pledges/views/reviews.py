"""Updating the progress of a pledge, and reading an update before it is public."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations.actions import ActionRefused
from organisations.forms import ReturnWordsForm
from organisations.going_public import end_words, publish_words, return_words
from organisations.permissions import has_permission, require
from organisations.roles import Permission
from pledges import actions
from pledges.forms import PledgeReviewForm
from pledges.models import Pledge, PledgeReview
from pledges.views.access import carry_out, pledge_for
from pledges.views.wall import card_for_page


@require_http_methods(["GET", "POST"])
def pledge_review(request, partnership, pk):
    """Where an agreed pledge stands, in its organisation's words."""
    pledge = pledge_for(request, partnership, pk, Permission.MAKE_PLEDGE)
    if pledge.state != Pledge.State.AGREED:
        messages.info(request, actions.why_no_update(pledge))
        return redirect("pledges:pledge-list", partnership)
    today = timezone.localdate()
    form = PledgeReviewForm(request.POST or None, instance=PledgeReview(pledge=pledge), on=today)
    if form.is_valid():
        kept = {"review": form.instance, "next_on": form.cleaned_data["review_due_on"]}
        done = _("Thank you. Your progress update has been saved.")
        if pledge.is_public:
            done = _("Thank you. Your progress update has been saved. Another person checks it before it is public.")
        return carry_out(request, pledge, done, actions.record_review, then="reporting:pledge", **kept)
    return render(request, "pledges/review.html", {"form": form, "pledge": pledge})


def _update(request, partnership: str, pk: int, update: int, permission: Permission) -> PledgeReview:
    """A progress update that went to a second person, with its pledge as its card shows it."""
    pledge = pledge_for(request, partnership, pk, permission)
    found = get_object_or_404(PledgeReview.objects.select_related("written_by"), pledge=pledge, pk=update)
    found.pledge = pledge
    return found


def _carry_out(request, update: PledgeReview, action, done: str, **more):
    try:
        action(words=update, by=request.user, **more)
    except ActionRefused as reason:
        messages.info(request, str(reason))
    else:
        messages.success(request, done)
    return redirect("pledges:pledge-list", update.partnership.slug)


def update(request, partnership, pk, update):
    """A progress update on its pledge, as anyone will see it once it is published."""
    shown = _update(request, partnership, pk, update, Permission.VIEW_PLEDGES)
    may_agree = has_permission(request.user, Permission.AGREE_PLEDGES, shown.pledge.organisation)
    card = card_for_page(shown.pledge, linked=False) | {"review": shown}
    is_writer = shown.written_by_id == request.user.pk
    context = {
        "update": shown,
        "pledge": shown.pledge,
        "card": card,
        "is_writer": is_writer,
        "may_publish": shown.is_waiting and may_agree and not is_writer,
        "may_remove": may_agree or has_permission(request.user, Permission.MAKE_PLEDGE, shown.pledge.organisation),
    }
    return render(request, "pledges/update.html", context)


@require_POST
def update_publish(request, partnership, pk, update):
    shown = _update(request, partnership, pk, update, Permission.AGREE_PLEDGES)
    done = _("The progress update is public now.")
    return _carry_out(request, shown, publish_words, done, mark=request.POST.get("mark", ""))


@require_http_methods(["GET", "POST"])
def update_return(request, partnership, pk, update):
    shown = _update(request, partnership, pk, update, Permission.AGREE_PLEDGES)
    form = ReturnWordsForm(request.POST or None, partnership=shown.partnership)
    if form.is_valid():
        note = form.cleaned_data["note"]
        return _carry_out(request, shown, return_words, _("Returned with your note."), note=note)
    return render(request, "pledges/update_return.html", {"update": shown, "pledge": shown.pledge, "form": form})


@require_POST
def update_remove(request, partnership, pk, update):
    """At once, by either of the two; it stays on record."""
    shown = _update(request, partnership, pk, update, Permission.VIEW_PLEDGES)
    if not has_permission(request.user, Permission.AGREE_PLEDGES, shown.pledge.organisation):
        require(request.user, Permission.MAKE_PLEDGE, shown.pledge.organisation)
    return _carry_out(request, shown, end_words, _("The progress update has been removed."))

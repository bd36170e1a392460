"""Updating the progress of a pledge."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from organisations.roles import Permission
from pledges import actions
from pledges.forms import PledgeReviewForm
from pledges.models import Pledge, PledgeReview
from pledges.views.access import carry_out, pledge_for


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
        return carry_out(request, pledge, done, actions.record_review, then="reporting:pledge", **kept)
    return render(request, "pledges/review.html", {"form": form, "pledge": pledge})

"""Coffee by lot: joining, stopping, and with whom it is this month."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from activities.actions import coffee as actions
from activities.models import CoffeeGroup, CoffeeMember, NotWith
from organisations.access import partnership_for
from organisations.actions import ActionRefused
from organisations.models import User


def coffee(request, partnership):
    """What it is, whether someone takes part, and with whom they had coffee in the last year."""
    place = partnership_for(request, partnership)
    groups = CoffeeGroup.objects.filter(draw__partnership=place, seats__user=request.user).select_related("draw")
    groups = list(groups.prefetch_related("seats__user").order_by("-draw__month"))
    apart = NotWith.objects.filter(user=request.user, partnership=place).select_related("other")
    context = {
        "member": CoffeeMember.objects.filter(user=request.user, partnership=place).first(),
        "meetings": [
            (group, [seat.user for seat in group.seats.all() if seat.user != request.user]) for group in groups
        ],
        "not_with": [each.other for each in apart],
    }
    return render(request, "activities/coffee.html", context)


@require_POST
def coffee_choose(request, partnership):
    """Join, stop, or say with whom not; each in one press."""
    place = partnership_for(request, partnership)
    do, by = request.POST.get("do", ""), request.user
    if do == "join":
        actions.join_coffee(partnership=place, by=by, on=timezone.localdate())
        messages.success(request, _("You are in. We email you once a month. You can stop at any time."))
    elif do == "leave":
        actions.leave_coffee(partnership=place, by=by)
        messages.success(request, _("You have stopped. No one is told."))
    elif do in ("not-with", "again"):
        number = request.POST.get("person", "")
        other = get_object_or_404(User, pk=number if number.isdecimal() and len(number) < 10 else 0)
        try:
            actions.not_with(partnership=place, other=other, by=by, asks=do == "not-with")
        except ActionRefused as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, _("We have saved that. No one is told."))
    else:
        raise Http404
    return redirect("activities:coffee", partnership)

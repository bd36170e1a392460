"""Who has a second step, and how someone who has lost theirs gets in again: by two admins."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organisations.access import partnership_for
from organisations.actions import ActionRefused
from organisations.models import User
from organisations.roles import Permission
from signing_in.actions.resets import agree_to_reset, ask_for_reset, withdraw_reset
from signing_in.models import FactorReset
from signing_in.standing import FACTORS, NEEDS_FACTOR


def _people_of(place):
    has_one = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    return (
        User.objects.filter(memberships__partnership=place, is_active=True)
        .annotate(has_factor=Exists(has_one))
        .distinct()
        .order_by("name", "email")
    )


@require_safe
def second_steps(request, partnership):
    """Everyone who has or needs a second step, and what another admin has asked for."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    waiting = FactorReset.objects.filter(partnership=place).waiting(at=timezone.now()).select_related("asked_by")
    asked = {reset.person_id: reset for reset in waiting}
    needing = set(
        User.objects.filter(memberships__partnership=place, memberships__role__in=NEEDS_FACTOR).values_list(
            "pk", flat=True
        )
    )
    people = [
        {"person": person, "asked": asked.get(person.pk), "needs": person.pk in needing}
        for person in _people_of(place)
        if person.has_factor or person.pk in needing
    ]
    return render(request, "signing_in/second_steps.html", {"people": people})


@require_http_methods(["GET", "POST"])
def second_step_reset(request, partnership, pk):
    """One admin asks, another agrees; each sees first what it does."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    person = get_object_or_404(_people_of(place), pk=pk)
    reset = FactorReset.objects.filter(partnership=place, person=person).waiting(at=timezone.now()).first()
    if request.method == "POST":
        try:
            messages.success(request, _do(request, place, person, reset))
        except ActionRefused as reason:
            messages.error(request, str(reason))
        return redirect("second-steps", place.slug)
    context = {"person": person, "reset": reset, "is_mine": reset and reset.asked_by_id == request.user.pk}
    return render(request, "signing_in/second_step_reset.html", context)


def _do(request, place, person, reset) -> str:
    what = request.POST.get("go", "ask")
    if what == "ask":
        ask_for_reset(person=person, partnership=place, by=request.user)
        return _("Asked. Another admin has to agree within three days.")
    if reset is None:
        raise ActionRefused(_("This is no longer asked for."))
    if what == "agree":
        agree_to_reset(reset=reset, by=request.user)
        return _("Removed. They add a new second step when they sign in.")
    withdraw_reset(reset=reset, by=request.user)
    return _("Withdrawn. Nothing was removed.")

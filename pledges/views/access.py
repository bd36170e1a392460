"""Finding the pledge that an address names, for someone who may see it; and saying how an action went."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect

from organisations.access import partnership_for, public_partnership
from organisations.actions import ActionRefused
from organisations.permissions import has_permission, require
from organisations.roles import Permission
from pledges.models import Pledge


def may_see(user, pledge: Pledge) -> bool:
    """Anyone, once it is on the wall; before and after its organisation's leads and the admin; a draft its makers."""
    if pledge.is_on_the_wall:
        return True
    permission = Permission.MAKE_PLEDGE if pledge.state == Pledge.State.DRAFT else Permission.VIEW_PLEDGES
    return has_permission(user, permission, pledge.organisation)


def seen_pledge(request, partnership: str, pk: int, *, agreed: bool = False) -> Pledge:
    """The pledge with all that its card shows; 404 for those who may not see it, and before it is agreed if asked."""
    place = public_partnership(request, partnership)
    pledge = get_object_or_404(Pledge.objects.in_partnership(place).for_cards(), pk=pk)
    if not may_see(request.user, pledge) or (agreed and pledge.agreed_on is None):
        raise Http404
    return pledge


def pledge_for(request, partnership: str, pk: int, permission: Permission) -> Pledge:
    """The pledge, for someone with this permission on its organisation."""
    place = partnership_for(request, partnership)
    pledge = get_object_or_404(Pledge.objects.in_partnership(place).for_cards(), pk=pk)
    require(request.user, permission, pledge.organisation)
    return pledge


def carry_out(request, pledge: Pledge, done: str, action, *, then: str = "pledges:pledge-list", **more):
    """Carry an action out, say how it went, and go to the list, or to a page of the pledge's own."""
    at = [pledge.organisation.partnership.slug]
    try:
        action(pledge=pledge, by=request.user, **more)
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, done)
        if then != "pledges:pledge-list":
            return redirect(then, *at, pledge.pk)
    return redirect("pledges:pledge-list", *at)

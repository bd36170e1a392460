"""A pledge's own page: its words, where it stands, and what has happened since."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone

from organisations.permissions import has_permission
from organisations.roles import Permission
from pledges.views.access import seen_pledge
from pledges.views.wall import page_of
from reporting.read.pledge_progress import proof_of


@login_not_required
def pledge(request, partnership, pk):
    """One pledge, for everyone once it is on the wall."""
    found = seen_pledge(request, partnership, pk)
    may_change = has_permission(request.user, Permission.MAKE_PLEDGE, found.organisation)
    today = timezone.localdate()
    proof = proof_of(found, request.user, on=today) if found.agreed_on else []
    context = page_of(request, found) | {"proof": proof, "may_change": may_change, "today": today}
    return render(request, "pledges/pledge.html", context)

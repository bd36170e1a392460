"""The public wall, an organisation's pledges, and agreeing to them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations.access import organisation_for, partnership_for, public_partnership
from organisations.actions import NotNow
from organisations.audit import record
from organisations.models import Organisation
from organisations.permissions import Permission, has_permission, places_where, require
from organisations.spreadsheets import csv_response
from pledges import actions
from pledges.forms import PledgeForm, ReturnForm
from pledges.models import Pledge

PER_PAGE = 20


@login_not_required
def pledge_wall(request, partnership):
    """What leaders have promised, for everybody to read."""
    place = public_partnership(request, partnership)
    page = Paginator(Pledge.objects.in_partnership(place).on_the_wall(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "pledges/wall.html", {"page": page, "cards": [_card(pledge) for pledge in page]})


def _card(pledge: Pledge) -> dict:
    return {
        "words": pledge.text,
        "by": f"{pledge.leader_name}, {pledge.leader_role}",
        "organisation": pledge.organisation.name,
        "day": pledge.made_on,
    }


def pledge_list(request, partnership):
    """The pledges that this person looks after: their organisations', or all of them for an admin."""
    place = partnership_for(request, partnership)
    mine = places_where(request.user, Permission.VIEW_PLEDGES, place)
    organisations = Organisation.objects.filter(partnership=place)
    if not mine.whole_partnership:
        organisations = organisations.filter(pk__in=mine.organisations)
        if not mine.organisations:
            require(request.user, Permission.VIEW_PLEDGES, place)
    pledges = Pledge.objects.filter(organisation__in=organisations).select_related("organisation")
    may_make = places_where(request.user, Permission.MAKE_PLEDGE, place)
    return render(
        request,
        "pledges/list.html",
        {
            "waiting": pledges.waiting(),
            "others": pledges.exclude(state=Pledge.State.PROPOSED),
            "makers": organisations.filter(pk__in=may_make.organisations),
            "may_agree": has_permission(request.user, Permission.AGREE_PLEDGES, place),
        },
    )


@require_http_methods(["GET", "POST"])
def pledge_create(request, partnership, organisation):
    found = organisation_for(request, partnership, organisation, Permission.MAKE_PLEDGE)
    return _edit(request, Pledge(organisation=found))


@require_http_methods(["GET", "POST"])
def pledge_edit(request, partnership, pk):
    """Change a pledge that waits or was sent back."""
    pledge = _pledge(request, partnership, pk, Permission.MAKE_PLEDGE)
    if pledge.state not in (Pledge.State.PROPOSED, Pledge.State.RETURNED):
        messages.info(request, _("This pledge is agreed and stays as it is. You can make a new one."))
        return redirect("pledges:pledge-list", partnership)
    return _edit(request, pledge)


def _edit(request, pledge: Pledge):
    form = PledgeForm(request.POST or None, instance=pledge)
    if form.is_valid():
        pledge, kinds = form.save(commit=False), form.cleaned_data["kinds"]
        done = "Thank you. The pledge is with the partnership admin, who agrees to it."
        return _do(request, pledge, done, actions.save_pledge, kinds=kinds)
    return render(request, "pledges/edit.html", {"form": form, "organisation": pledge.organisation})


def _do(request, pledge: Pledge, done: str, action, **more):
    """Carry an action out, say how it went, and go to the list."""
    try:
        action(pledge=pledge, by=request.user, **more)
    except NotNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, done)
    return redirect("pledges:pledge-list", pledge.organisation.partnership.slug)


def _pledge(request, partnership, pk, permission) -> Pledge:
    place = partnership_for(request, partnership)
    pledges = Pledge.objects.in_partnership(place).select_related("organisation__partnership")
    pledge = get_object_or_404(pledges, pk=pk)
    require(request.user, permission, pledge.organisation)
    return pledge


@require_POST
def pledge_agree(request, partnership, pk):
    pledge = _pledge(request, partnership, pk, Permission.AGREE_PLEDGES)
    done = f"The pledge of {pledge.organisation} is agreed." + (
        " It is on the public wall." if pledge.is_public else ""
    )
    return _do(request, pledge, done, actions.agree_pledge, words=request.POST.get("words"))


@require_http_methods(["GET", "POST"])
def pledge_return(request, partnership, pk):
    pledge = _pledge(request, partnership, pk, Permission.AGREE_PLEDGES)
    form = ReturnForm(request.POST or None)
    if form.is_valid():
        done = f"The pledge is back with {pledge.organisation}."
        return _do(request, pledge, done, actions.return_pledge, note=form.cleaned_data["note"])
    return render(request, "pledges/return.html", {"form": form, "pledge": pledge})


@require_POST
def pledge_end(request, partnership, pk):
    pledge = _pledge(request, partnership, pk, Permission.AGREE_PLEDGES)
    return _do(request, pledge, f"The pledge of {pledge.organisation} is no longer on the wall.", actions.end_pledge)


def pledges_csv(request, partnership):
    """All pledges as CSV."""
    place = partnership_for(request, partnership, Permission.EXPORT)
    pledges = Pledge.objects.in_partnership(place).select_related("organisation").prefetch_related("commitments")
    header = ["organisation", "leader", "role", "pledge", "kinds of commitment", "made on", "public", "state"]
    header += ["agreed on", "ended on"]
    rows = (
        [
            pledge.organisation.name,
            pledge.leader_name,
            pledge.leader_role,
            pledge.text,
            "; ".join(sorted(commitment.get_kind_display() for commitment in pledge.commitments.all())),
            pledge.made_on,
            "yes" if pledge.is_public else "no",
            pledge.get_state_display(),
            pledge.agreed_on,
            pledge.ended_on,
        ]
        for pledge in pledges
    )
    record(partnership=place, by=request.user, what="exported", about="pledges")
    return csv_response(header, rows, f"{place.slug}-pledges.csv")

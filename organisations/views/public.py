"""Pages that anybody may read."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render

from organisations.access import public_partnership
from organisations.models import Partnership
from organisations.permissions import memberships_of


@login_not_required
def home(request):
    """The front page; people who work in one partnership go straight to their start page."""
    inside = {membership.partnership.slug: membership.partnership for membership in memberships_of(request.user)}
    if len(inside) == 1 and "stay" not in request.GET:
        return redirect("start-page", partnership=next(iter(inside)))
    return render(
        request,
        "organisations/home.html",
        {"partnerships": Partnership.objects.all(), "mine": list(inside.values())},
    )


@login_not_required
def partnership_home(request, partnership):
    """What the partnership shows to the public."""
    place = public_partnership(request, partnership)
    return render(request, "organisations/partnership_home.html", {"place": place})


@login_not_required
def privacy(request):
    return render(request, "organisations/privacy.html")


@login_not_required
def accessibility(request):
    return render(request, "organisations/accessibility.html")

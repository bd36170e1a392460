"""Pages that anyone may read."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render

from organisations.access import public_partnership
from organisations.models import Partnership
from organisations.permissions import partnerships_of


@login_not_required
def home(request, *, demonstration: Partnership | None = None, is_empty: bool = False):
    """The front page of a real installation, for strangers and for people who work in no or several partnerships.

    Anyone who works in one partnership goes straight to their start page. Strangers see the one partnership that agreed
    to be named here, or choose among several; no other is mentioned. Where there is a demonstration too the page
    ends with a door to it; where there is nothing at all (`is_empty`) it looks again by itself.
    """
    inside = partnerships_of(request.user)
    if len(inside) == 1 and "stay" not in request.GET:
        return redirect("start-page", partnership=inside[0].slug)
    listed = [] if request.user.is_authenticated else list(Partnership.objects.listed())
    context = {"mine": inside, "partnerships": listed, "demonstration": demonstration, "is_empty": is_empty}
    if len(listed) == 1:
        request.partnership = context["place"] = listed[0]
        return render(request, "organisations/partnership_home.html", context)
    return render(request, "organisations/home.html", context)


@login_not_required
def partnership_home(request, partnership):
    """What the partnership shows to the public."""
    place = public_partnership(request, partnership)
    return render(request, "organisations/partnership_home.html", {"place": place})


@login_not_required
def privacy(request):
    return render(request, "organisations/privacy.html")

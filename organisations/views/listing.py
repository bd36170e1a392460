"""Whether strangers find a partnership on the front page of the installation."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from organisations.access import partnership_for
from organisations.actions import choose_listing
from organisations.forms import ListingForm
from organisations.roles import Permission


@require_http_methods(["GET", "POST"])
def listing(request, partnership):
    """The admin's choice, which is no until someone has made it."""
    place = partnership_for(request, partnership, Permission.MANAGE_PLACES)
    form = ListingForm(request.POST if request.method == "POST" else None, partnership=place)
    if form.is_valid():
        chosen = form.cleaned_data["is_listed"]
        choose_listing(partnership=place, is_listed=chosen, by=request.user)
        named = _("The front page now names %(name)s.") if chosen else _("The front page does not name %(name)s.")
        messages.success(request, named % {"name": place.name})
        return redirect("organisations:listing", partnership)
    return render(request, "organisations/listing.html", {"form": form})

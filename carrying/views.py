"""The page on which an admin takes everything out."""

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from background.models import Job
from carrying.forms import TakeOutForm
from carrying.packing import in_flight
from organisations.access import partnership_for
from organisations.making import make_file
from organisations.roles import Permission


@require_http_methods(["GET", "POST"])
def take_out(request, partnership):
    """Says what the zip holds and what not, and makes it once somebody has said that they will look after it."""
    place = partnership_for(request, partnership, Permission.TAKE_EVERYTHING_OUT)
    form = TakeOutForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return make_file(
            request,
            kind=Job.Task.EVERYTHING,
            about=str(_("Everything of %(name)s") % {"name": place.name}),
            partnership=place,
            back=request.path,
            arguments={},
        )
    return render(request, "carrying/take_out.html", {"form": form, "rounds": in_flight(place)})

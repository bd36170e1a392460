"""A service's page of links to its surveys."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from organisations.access import open_round_of, service_for
from organisations.permissions import Permission
from surveys.actions import links as actions
from surveys.models import Collector


def survey_links(request, partnership, service):
    """A service's survey links in the open round, with take-up in bands of five."""
    found = service_for(request, partnership, service, Permission.SHARE_SURVEYS)
    round_ = open_round_of(found.partnership)
    links = []
    for collector in actions.collectors_for(service=found, round_=round_) if round_ else []:
        actions.refresh_take_up(collector=collector, on=timezone.localdate())
        links.append(
            {
                "collector": collector,
                "address": request.build_absolute_uri(collector.get_absolute_url()),
                "take_up": actions.band_of_five(collector.counted_responses),
            }
        )
    return render(request, "surveys/links.html", {"service": found, "round": round_, "links": links})


@require_POST
def link_revoke(request, partnership, service, pk):
    """Close a link, or open it again."""
    found = service_for(request, partnership, service, Permission.SHARE_SURVEYS)
    collector = Collector.objects.with_places().filter(service=found, pk=pk).first()
    if collector is None:
        raise Http404
    revoked = request.POST.get("revoke") == "yes"
    actions.set_revoked(collector=collector, revoked=revoked, by=request.user)
    messages.success(request, "The link is closed." if revoked else "The link is open again.")
    return redirect("surveys:survey-links", partnership, service)

"""A service's page of surveys: every way to hand them out, and how many have answered."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from organisations.access import open_round_of, service_for
from organisations.actions import NotNow
from organisations.permissions import Permission
from surveys.actions import links as actions
from surveys.models import Collector, QuietTime


def survey_links(request, partnership, service):
    """A service's surveys in the open round, each with the ways to hand it out and take-up in bands of five."""
    found = service_for(request, partnership, service, Permission.SHARE_SURVEYS)
    round_ = open_round_of(found.partnership)
    surveys = []
    if round_:
        links = actions.collectors_for(service=found, round_=round_)
        people = actions.take_up(service=found, round_=round_, on=timezone.localdate())
        ways: dict[int, list[Collector]] = {}
        for collector in Collector.objects.filter(service=found, round=round_).order_by("pk"):
            ways.setdefault(collector.instrument_id, []).append(collector)
        surveys = [_survey(request, link, ways[link.instrument_id], people) for link in _newest(links)]
    quiet = QuietTime.objects.running().for_service(found).select_related("service", "began_by")
    context = {"service": found, "round": round_, "surveys": surveys, "quiet": quiet}
    return render(request, "surveys/links.html", context)


def _newest(links: list[Collector]) -> list[Collector]:
    """One link a survey: the open one, else the last that was closed."""
    by_survey: dict[int, Collector] = {}
    for link in links:
        if link.instrument_id not in by_survey or not link.is_revoked:
            by_survey[link.instrument_id] = link
    return list(by_survey.values())


def _survey(request, link: Collector, ways: list[Collector], people: dict[int, int]) -> dict:
    is_open = {way.kind: way for way in ways if not way.is_revoked}
    return {
        "instrument": link.instrument,
        "link": link,
        "address": request.build_absolute_uri(link.get_absolute_url()),
        "poster": is_open.get(Collector.Kind.POSTER),
        "tablet": is_open.get(Collector.Kind.TABLET),
        "codes": is_open.get(Collector.Kind.CODES),
        "closed": [way for way in ways if way.is_revoked and way.kind != Collector.Kind.LINK],
        "take_up": actions.band_of_five(people.get(link.instrument_id, 0)),
    }


@require_POST
def link_revoke(request, partnership, service, pk):
    """Close a link, poster, set of codes or tablet, or open it again."""
    found = service_for(request, partnership, service, Permission.SHARE_SURVEYS)
    collector = Collector.objects.with_places().filter(service=found, pk=pk).first()
    if collector is None:
        raise Http404
    revoked = request.POST.get("revoke") == "yes"
    what = collector.get_kind_display()
    try:
        actions.set_revoked(collector=collector, revoked=revoked, by=request.user)
    except NotNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, f"Closed: {what.lower()}." if revoked else f"Open again: {what.lower()}.")
    return redirect("surveys:survey-links", partnership, service)

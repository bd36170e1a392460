"""A service's page of surveys: every way to hand them out, and how many have answered."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations.access import open_round_of, service_for
from organisations.actions import ActionRefused
from organisations.roles import Permission
from surveys.actions import links as actions
from surveys.actions.flags import people_who_could
from surveys.models import QuietTime, SurveyLink
from surveys.ready_texts import ReadyText, texts_to_send


def survey_links(request, partnership, service):
    """A service's surveys in the open round, each with the ways to hand it out and take-up in bands of five."""
    found = service_for(request, partnership, service, Permission.SHARE_SURVEYS)
    round_ = open_round_of(found.partnership)
    surveys = []
    if round_:
        links = actions.survey_links_for(service=found, round_=round_)
        people = actions.take_up_by_link(service=found, round_=round_, on=timezone.localdate())
        ways: dict[int, list[SurveyLink]] = {}
        for survey_link in SurveyLink.objects.filter(service=found, round=round_).order_by("pk"):
            ways.setdefault(survey_link.instrument_id, []).append(survey_link)
        newest = _newest(links)
        texts = texts_to_send(newest, {link.pk: request.build_absolute_uri(link.get_absolute_url()) for link in newest})
        surveys = [_survey(request, link, ways[link.instrument_id], people, texts[link.pk]) for link in newest]
    quiet = QuietTime.objects.running().for_service(found).select_related("service", "began_by")
    context = {"service": found, "round": round_, "surveys": surveys, "quiet": quiet}
    return render(request, "surveys/links.html", context)


def _newest(links: list[SurveyLink]) -> list[SurveyLink]:
    """One link a survey: the open one, else the last that was made."""
    by_survey: dict[int, SurveyLink] = {}
    for link in links:
        if link.instrument_id not in by_survey or by_survey[link.instrument_id].is_revoked:
            by_survey[link.instrument_id] = link
    return list(by_survey.values())


def _survey(request, link: SurveyLink, ways: list[SurveyLink], people: dict[int, int], texts: list[ReadyText]) -> dict:
    is_open = {way.kind: way for way in ways if not way.is_revoked}
    closed = [way for way in ways if way.is_revoked and way != link]
    return {
        "instrument": link.instrument,
        "link": link,
        "texts": texts,
        "link_id": str(link.pk),
        "address": request.build_absolute_uri(link.get_absolute_url()),
        "poster": is_open.get(SurveyLink.Mode.POSTER),
        "tablet": is_open.get(SurveyLink.Mode.TABLET),
        "codes": is_open.get(SurveyLink.Mode.CODES),
        "closed": [{"way": way, "is_replaced": way.kind in is_open or way.kind == link.kind} for way in closed],
        "take_up": actions.take_up_in_words(people.get(link.instrument_id, 0), people_who_could(link)),
    }


def _way(request, partnership: str, service: str, pk: int) -> SurveyLink:
    found = service_for(request, partnership, service, Permission.SHARE_SURVEYS)
    survey_link = SurveyLink.objects.with_places().filter(service=found, pk=pk).first()
    if survey_link is None:
        raise Http404
    return survey_link


@require_http_methods(["GET", "POST"])
def link_revoke(request, partnership, service, pk):
    """Ask before a link, poster, set of codes or tablet is turned off; turn it off, or on again."""
    survey_link = _way(request, partnership, service, pk)
    what = survey_link.get_kind_display()
    if request.method == "GET":
        if survey_link.is_revoked:
            return redirect("surveys:survey-links", partnership, service)
        context = {"survey_link": survey_link, "service": survey_link.service, "what": what}
        return render(request, "surveys/revoke.html", context)
    revoked = request.POST.get("revoke") == "yes"
    try:
        actions.set_revoked(survey_link=survey_link, revoked=revoked, by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        said = _("Turned off: %(what)s.") if revoked else _("Turned on: %(what)s.")
        messages.success(request, said % {"what": what.lower()})
    return redirect("surveys:survey-links", partnership, service)


@require_POST
def link_replace(request, partnership, service, pk):
    """Make a new link where one was turned off, as when it reached the wrong people. The old one stays off."""
    survey_link = _way(request, partnership, service, pk)
    try:
        actions.replace_link(survey_link=survey_link, by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(
            request, _("Here is a new link. The old one stays turned off. Responses already sent still count.")
        )
    return redirect("surveys:survey-links", partnership, service)

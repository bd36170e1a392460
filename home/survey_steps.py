"""The step of the start page that leads a service to its surveys, with how many people have answered each."""

import datetime
from collections import Counter

from django.urls import reverse
from django.utils.translation import gettext as _

from home.activity_steps import NextStep
from organisations.models import Round, Service
from organisations.permissions import places_where
from organisations.roles import Permission
from surveys.actions.flags import count_take_up, people_who_could
from surveys.actions.links import band_of_five, take_up_in_words
from surveys.models import QuietTime, SurveyLink


def responses_in_words(user, services: list[Service], round_: Round, *, on: datetime.date) -> dict[int, str]:
    """What to say of the surveys of each service that someone shares surveys for. The same queries for any number."""
    if not services:
        return {}
    mine = places_where(user, Permission.SHARE_SURVEYS, services[0].partnership).services
    shared = [service.pk for service in services if service.pk in mine]
    if not shared:
        return {}
    links = list(SurveyLink.objects.in_round(round_).filter(service__in=shared).select_related("instrument", "service"))
    count_take_up(round_=round_, links=links, on=on)
    people: Counter[tuple[int, int]] = Counter()
    titles, could = {}, {}
    for link in sorted(links, key=lambda link: link.instrument_id):
        titles[link.instrument_id] = link.instrument.title
        people[link.service_id or 0, link.instrument_id] += link.counted_responses
        could[link.service_id, link.instrument_id] = people_who_could(link)
    paused = _paused(services[0], shared)
    return {pk: _("Surveys are paused.") if pk in paused else _in_words(pk, people, titles, could) for pk in shared}


def _paused(one: Service, shared: list[int]) -> set[int]:
    """The services that are not asked anything at the moment."""
    running = QuietTime.objects.running().filter(partnership=one.partnership)
    wheres = set(running.values_list("service", flat=True))
    return set(shared) if None in wheres else wheres & set(shared)


def _in_words(service: int, people: Counter[tuple[int, int]], titles: dict[int, str], could: dict) -> str:
    said = [
        _("%(survey)s: %(band)s responses.") % {"survey": title, "band": band_of_five(people[service, instrument])}
        if not could[service, instrument]
        else _("%(survey)s: %(take_up)s people.")
        % {"survey": title, "take_up": take_up_in_words(people[service, instrument], could[service, instrument])}
        for instrument, title in titles.items()
        if (service, instrument) in people
    ]
    return " ".join(said) or _("Give staff and families a link, a poster or a code.")


def step_of_surveys(service: Service, said: str) -> NextStep:
    """To the page where the surveys of a service are shared."""
    url = reverse("surveys:survey-links", args=[service.partnership.slug, service.slug])
    title = _("%(service)s: surveys") % {"service": service.name}
    return NextStep(title, said, _("Share surveys"), url)

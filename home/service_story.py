"""Our story so far: what a service has said, done and told, from its records, for whoever comes new."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.models import Briefing, DeepListening
from assessments.models import Assessment, PeerConversation, Rating
from organisations.models import RoundService, Service
from reporting.models import Release


@dataclass(frozen=True)
class Event:
    """One thing on a day: what it was, and where it can be read."""

    day: datetime.date
    what: str
    more: str = ""
    url: str = ""


def story_of(service: Service) -> list[Event]:
    """All of it, the oldest first. The same few queries however long the story is."""
    parts = (_assessments, _actions, _peers, _listening, _briefings, _told, _results)
    return sorted((event for part in parts for event in part(service)), key=lambda one: one.day)


def _assessments(service: Service) -> Iterator[Event]:
    submitted = (
        Assessment.objects.submitted()
        .filter(service=service, round__is_practice=False)
        .select_related("round", "submitted_by")
    )
    ratings: dict[int, dict[str, Rating]] = {}
    for rating in Rating.objects.decided().filter(assessment__in=submitted).select_related("statement", "stage"):
        ratings.setdefault(rating.assessment_id, {})[rating.statement.code] = rating
    before: dict[str, Rating] = {}
    for one in submitted.order_by("round__opens_on"):
        words = {"round": one.round.name, "who": one.submitted_by or _("someone")}
        said = _("Self-assessment of %(round)s submitted by %(who)s.") % words
        now = ratings.get(one.pk, {})
        address = [service.partnership.slug, service.slug, one.round.slug]
        url = reverse("assessments:assessment-check", args=address)
        yield Event(timezone.localdate(one.submitted_at), said, _moved(before, now), url)
        before |= now


def _moved(before: dict[str, Rating], now: dict[str, Rating]) -> str:
    """ "3c: from Recognise to Respond", for each statement whose stage is another than the last that was chosen."""
    both = [(code, before[code].stage, rating.stage) for code, rating in now.items() if code in before]
    moved = [
        _("%(code)s: from %(then)s to %(now)s") % {"code": code, "then": then.title, "now": stage.title}
        for code, then, stage in both
        if then and stage and then.value != stage.value
    ]
    return "; ".join(moved)


def _actions(service: Service) -> Iterator[Event]:
    url = reverse("assessments:action-list", args=[service.partnership.slug, service.slug])
    for action in service.improvement_actions.select_related("person"):
        # The name may be another's by now: what was handed over is with whoever took it over.
        whose = _("Now with: %(who)s") if action.is_open else _("Who: %(who)s")
        more = whose % {"who": action.whose} if action.whose else ""
        yield Event(action.recorded_on, _("Planned: %(what)s") % {"what": action.what}, more, url)
        if action.ended_on:
            words = _("Done: %(what)s") if action.state == action.State.DONE else _("Stopped: %(what)s")
            yield Event(action.ended_on, words % {"what": action.what}, action.became, url)


def _peers(service: Service) -> Iterator[Event]:
    """That a peer has written, and who; not what: those who read this page include others than the two."""
    url = reverse("assessments:service-peers", args=[service.partnership.slug, service.slug])
    written = PeerConversation.objects.of_service(service).filter(left_on__isnull=False)
    for one in written.select_related("peer", "peer_service"):
        yield Event(one.left_on, _("A peer wrote to us: %(name)s.") % {"name": one.whose}, "", url)


def _listening(service: Service) -> Iterator[Event]:
    for one in DeepListening.objects.filter(service=service):
        said = ngettext("We listened to %(n)s person.", "We listened to %(n)s people.", one.people_heard)
        more = _("What we will change: %(what)s") % {"what": one.will_change} if one.will_change else ""
        yield Event(one.day, said % {"n": one.people_heard}, more)


def _briefings(service: Service) -> Iterator[Event]:
    for one in Briefing.objects.filter(service=service):
        said = ngettext("%(n)s person was briefed.", "%(n)s people were briefed.", one.people_reached)
        yield Event(one.day, said % {"n": one.people_reached})


def _told(service: Service) -> Iterator[Event]:
    for one in service.replies.filter(published_on__isnull=False):
        said = _("You said: %(said)s") % {"said": one.said}
        yield Event(one.published_on, _("We told people: %(did)s") % {"did": one.did}, said)


def _results(service: Service) -> Iterator[Event]:
    held = RoundService.objects.filter(service=service, round__state="released")
    first = Prefetch("round__releases", Release.objects.first_of_their_rounds())
    for place in held.select_related("round").prefetch_related(first):
        round_ = place.round
        said = _("Results of %(round)s were released.") % {"round": round_.name}
        url = reverse("reporting:place-voices", args=[service.partnership.slug, round_.slug, "service", service.pk])
        yield Event(timezone.localdate(round_.releases.all()[0].made_at), said, "", url)

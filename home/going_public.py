"""What was written for everyone to read and needs a second person first: for the start page, and all in one list."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.models import EventWords
from home.activity_steps import NextStep
from organisations.models import Partnership
from organisations.permissions import has_permission, places_where
from organisations.roles import Permission
from pledges.models import PledgeReview
from surveys.models import YouSaidWeDid


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a second person."""

    title: str
    url: str
    words: str
    sent_on: datetime.date
    is_mine: bool  # the person who looks wrote it, so someone else has to publish it


def waiting_for(user: Any, place: Partnership) -> list[Waiting]:
    """All that this person may publish or has written, the longest waiting first. Three queries at most."""
    found = [*_replies(user, place), *_updates(user, place), *_events(user, place)]
    return sorted(found, key=lambda one: (one.sent_on, one.title))


def _reply(one: YouSaidWeDid, place: Partnership) -> tuple[str, str]:
    title = _("“You said, we did” of %(service)s") % {"service": one.service.name}
    return title, reverse("surveys:reply", args=[place.slug, one.service.slug, one.pk])


def _update(one: PledgeReview, place: Partnership) -> tuple[str, str]:
    title = _("Progress update on the pledge by %(name)s") % {"name": one.pledge.organisation.name}
    return title, reverse("pledges:update", args=[place.slug, one.pledge_id, one.pk])


def _event(one: EventWords, place: Partnership) -> tuple[str, str]:
    title = _("Event: %(title)s") % {"title": one.title}
    return title, reverse("activities:event-words", args=[place.slug, one.pk])


def _replies(user: Any, place: Partnership) -> list[Waiting]:
    mine = places_where(user, Permission.PUBLISH_WORDS, place)
    if not (mine.whole_partnership or mine.organisations or mine.services):
        return []
    waiting = YouSaidWeDid.objects.waiting().filter(
        service__organisation__partnership=place, service__archived_on__isnull=True
    )
    if not mine.whole_partnership:
        waiting = waiting.filter(Q(service__in=mine.services) | Q(service__organisation__in=mine.organisations))
    return [
        Waiting(*_reply(one, place), one.said, one.sent_on, one.written_by_id == user.pk)
        for one in waiting.select_related("service")
    ]


def _updates(user: Any, place: Partnership) -> list[Waiting]:
    """Progress updates of public pledges."""
    if not has_permission(user, Permission.AGREE_PLEDGES, place):
        return []
    waiting = PledgeReview.objects.waiting().filter(pledge__organisation__partnership=place)
    return [
        Waiting(*_update(one, place), one.why, one.sent_on, one.written_by_id == user.pk)
        for one in waiting.select_related("pledge__organisation")
    ]


def _events(user: Any, place: Partnership) -> list[Waiting]:
    """Events that are to be on the public calendar, or say something else there."""
    if not has_permission(user, Permission.PUBLISH_WORDS, place):
        return []
    return [
        Waiting(*_event(one, place), one.description, one.sent_on, one.written_by_id == user.pk)
        for one in EventWords.objects.waiting().filter(event__partnership=place)
    ]


def _returned_to(user: Any, place: Partnership) -> list[tuple[str, str]]:
    """What this person wrote and someone has sent back: what it is, and where its note stands. Three queries."""
    replies = YouSaidWeDid.objects.returned_to(user).filter(service__organisation__partnership=place)
    replies = replies.filter(service__archived_on__isnull=True).select_related("service")
    updates = PledgeReview.objects.returned_to(user).filter(pledge__organisation__partnership=place)
    events = EventWords.objects.returned_to(user).filter(event__partnership=place)
    return [
        *(_reply(one, place) for one in replies),
        *(_update(one, place) for one in updates.select_related("pledge__organisation")),
        *(_event(one, place) for one in events),
    ]


def steps_of_words(user: Any, place: Partnership) -> list[NextStep]:
    """One step for all that this person may publish, and one for each of their own that was sent back."""
    returned = [
        NextStep(title, _("It was returned to you with a note."), _("Read the note"), url)
        for title, url in _returned_to(user, place)
    ]
    others = [one for one in waiting_for(user, place) if not one.is_mine]
    if not others:
        return returned
    text = ngettext(
        "There is %(n)s text to check. Once you publish it, anyone can read it.",
        "There are %(n)s texts to check. Once you publish them, anyone can read them.",
        len(others),
    )
    url = others[0].url if len(others) == 1 else reverse("words-waiting", args=[place.slug])
    title = others[0].title if len(others) == 1 else _("Before it goes public")
    return [NextStep(title, text % {"n": len(others)}, _("Check and publish"), url), *returned]

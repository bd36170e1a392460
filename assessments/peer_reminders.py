"""What support and challenge reminds people of: an invitation, what was promised, an answer, and what came of it."""

import datetime
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.coming_of_it import is_asked_now
from assessments.models import PeerConversation, WhatCameOfIt
from assessments.peers import who_cannot_go_on
from organisations.models import Service, User
from organisations.reminding import Reminder, ReminderKind, holders
from organisations.roles import Role

PEERS = ReminderKind(
    "peers",
    gettext_lazy("Support and challenge"),
    gettext_lazy(
        "Once each: an invitation to answer, what a peer or a service has not written yet, and what has changed."
    ),
    frozenset({Role.SERVICE_LEAD, Role.CONTRIBUTOR}),
)
DAYS_TO_REPLY, DAYS_TO_WRITE, DAYS_TO_ANSWER = (datetime.timedelta(days=days) for days in (7, 21, 14))
AT_MOST = datetime.timedelta(days=60)  # no one is reminded of what is older than that
State = PeerConversation.State


def due_of_peers(on: datetime.date) -> Iterator[Reminder]:
    """Each of these once. To those who are still there: the sender drops the others."""
    since = Q(state__in=PeerConversation.OPEN) | Q(state=State.FINISHED, left_on__isnull=False)
    found = PeerConversation.objects.filter(since, assessment__service__archived_on=None)
    found = found.filter(assessment__service__organisation__archived_on=None)
    conversations = list(found.with_places().prefetch_related("came_of_it").order_by("pk"))
    if not conversations:
        return
    leads = holders({Role.SERVICE_LEAD}, "service")
    places = {each.partnership.pk: each.partnership for each in conversations}
    gone = set[int]()
    for key, place in places.items():
        gone |= who_cannot_go_on([each for each in conversations if each.partnership.pk == key], place)
    for each in conversations:
        yield from _of(each, leads.get(each.service.pk, []), each.pk in gone, on)


def _of(each: PeerConversation, leads: list[User], is_gone: bool, on: datetime.date) -> Iterator[Reminder]:
    said = {"service": each.service.name, "name": each.peer}
    peer = [each.peer] if each.peer and not is_gone else []
    if is_gone and each.is_open:
        subject = _("Your peer cannot go on: %(service)s") % said
        yield from _to(leads, each, "gone", subject, _("What they wrote stays. You can invite someone else."))
        return
    if each.state == State.INVITED and _is_time(each.invited_on, DAYS_TO_REPLY, on):
        subject = _("Invitation to be a peer: %(service)s") % said
        text = _("%(service)s has invited you to be its peer. You can accept or decline.") % said
        yield from _to(peer, each, "invited", subject, text)
    elif each.state == State.ACCEPTED and each.left_on is None and _is_time(each.replied_on, DAYS_TO_WRITE, on):
        subject = _("What would you like to say to %(service)s?") % said
        text = _("You are the peer of %(service)s. One box is enough. You can also stop.") % said
        yield from _to(peer, each, "words", subject, text)
    elif each.state == State.ACCEPTED and not each.answer and _is_time(each.left_on, DAYS_TO_ANSWER, on):
        subject = _("Your peer has written: %(service)s") % said
        yield from _to(leads, each, "answer", subject, _("A short answer is enough, and a thank you."))
    if is_asked_now(each, on=on):
        sides = {one.side for one in each.came_of_it.all()}
        subject = _("What has changed since: %(service)s and its peer") % said
        text = _("Ten months ago a peer wrote to %(service)s. Has anything changed since? A sentence is enough.") % said
        for side, people in ((WhatCameOfIt.Side.SERVICE, leads), (WhatCameOfIt.Side.PEER, peer)):
            if side not in sides:
                yield from _to(people, each, "came", subject, text)


def _is_time(since: datetime.date | None, after: datetime.timedelta, on: datetime.date) -> bool:
    return since is not None and since + after <= on < since + AT_MOST


def _to(people: list[User], each: PeerConversation, what: str, subject: str, text: str) -> Iterator[Reminder]:
    place, service = each.partnership, each.service
    path = reverse("assessments:peer-conversation", args=[place.slug, each.pk])
    about: Service = service
    for user in people:
        yield Reminder(PEERS, user, place, f"{each.pk}:{what}", subject, text, path, about)

"""The steps of the start page that come from support and challenge: what a peer or a service can do now."""

import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.coming_of_it import is_asked_now
from assessments.models import PeerConversation, WhatCameOfIt
from assessments.peers import who_cannot_go_on
from home.activity_steps import NextStep
from organisations.models import Partnership
from organisations.permissions import places_where
from organisations.roles import Permission

State = PeerConversation.State


def steps_of_peers(user, place: Partnership, *, on: datetime.date) -> list[NextStep]:
    """For those who are a peer, and for the leads of services that have one. Three queries where there are any."""
    led = places_where(user, Permission.SUBMIT_ASSESSMENT, place).services
    if not places_where(user, Permission.EDIT_ASSESSMENT, place).services:
        return []
    found = PeerConversation.objects.in_partnership(place).filter(Q(peer=user) | Q(assessment__service__in=led))
    found = found.filter(state__in=(*PeerConversation.OPEN, State.FINISHED), assessment__service__archived_on=None)
    conversations = list(found.with_places().prefetch_related("came_of_it").order_by("pk"))
    gone = who_cannot_go_on([each for each in conversations if each.is_open], place)
    steps = (_step(each, each.service.pk in led, each.pk in gone, on) for each in conversations)
    return [step for step in steps if step]


def _step(each: PeerConversation, is_ours: bool, is_gone: bool, on: datetime.date) -> NextStep | None:
    """What this person can do in this conversation now."""
    said = {"service": each.service.name, "name": each.whose}
    url = reverse("assessments:peer-conversation", args=[each.partnership.slug, each.pk])
    title = _("%(service)s: support and challenge") % said
    if is_gone:
        text = _("%(name)s cannot be your peer any more. You can invite someone else.") % said
        peers = reverse("assessments:service-peers", args=[each.partnership.slug, each.service.slug])
        return NextStep(title, text, _("Find a peer"), peers) if is_ours else None
    side = WhatCameOfIt.Side.SERVICE if is_ours else WhatCameOfIt.Side.PEER
    if is_asked_now(each, on=on) and side not in {one.side for one in each.came_of_it.all()}:
        text = _("What has changed since? Ten months ago the peer wrote. A sentence is enough.")
        return NextStep(title, text, _("Say what has changed"), url)
    if is_ours:
        if each.state == State.ACCEPTED and each.left_on and not each.answer:
            return NextStep(title, _("Your peer has written to you."), _("Read and answer"), url)
        return None
    if each.state == State.INVITED:
        return NextStep(title, _("%(service)s asks you to be its peer.") % said, _("Accept or decline"), url)
    if each.state == State.ACCEPTED and not each.left_on:
        text = _("You are the peer of %(service)s. Read its self-assessment, then write to it.") % said
        return NextStep(title, text, _("Read and write"), url)
    return None

"""Offering to be a peer, asking for one, inviting, and what the two say to each other."""

import datetime
from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.actions.assessing import who_submits
from assessments.matching import Conflict
from assessments.models import Assessment, PeerConversation, PeerOffer, PeerRequest, WhatCameOfIt
from assessments.models.peers import MOST_FEATURES
from assessments.peers import PEERS_ARE, Pool, roles_held, who_cannot_go_on, works_at
from background.actions.mail import post
from background.models import OutgoingMail
from framework.models import Feature
from organisations.actions import ActionRefused, hold_partnership
from organisations.audit import record
from organisations.models import Membership, Partnership, User
from organisations.saving import hold, take_over

State = PeerConversation.State
OF_A_PEER = ("strong", "question", "offer")
REFUSALS: dict[Conflict, str | Promise] = {
    Conflict.WORKS_THERE: gettext_lazy("%(name)s works at %(service)s too. A peer works for another organisation."),
    Conflict.SAME_ORGANISATION: gettext_lazy(
        "%(name)s has a role in your organisation. A peer works for another organisation."
    ),
    Conflict.OVERSEES: gettext_lazy(
        "%(name)s looks after %(service)s as a sector lead, board member or admin. A peer stands beside you."
    ),
    Conflict.EACH_OTHER: gettext_lazy(
        "Someone from %(service)s is the peer of the service where %(name)s works. Two services do not read each other "
        "at the same time."
    ),
    Conflict.NOT_AGAIN: gettext_lazy("%(name)s has been asked about this self-assessment before. Select someone else."),
}


@transaction.atomic
def offer_to_be_a_peer(
    *, partnership: Partnership, features: Collection[Feature], at_once: int, by: User, on: datetime.date
) -> PeerOffer:
    """Be willing to be a peer, or change with what and for how many. Raises ActionRefused without a service role."""
    if works_at(roles_held([by.pk], partnership).get(by.pk, ())) is None:
        raise ActionRefused(_("Only people with a role at a service can be peers."))
    offer, created = PeerOffer.objects.update_or_create(
        user=by,
        partnership=partnership,
        defaults={"at_once": at_once},
        create_defaults={"at_once": at_once, "since": on},
    )
    offer.features.set(features)
    what = "offered to be a peer" if created else "changed an offer to be a peer"
    record(partnership=partnership, by=by, what=what, about=by)
    return offer


@transaction.atomic
def stop_offering(*, partnership: Partnership, by: User) -> bool:
    """No longer be suggested or invited; whether there was an offer. Conversations that are open go on."""
    gone, _each = PeerOffer.objects.filter(user=by, partnership=partnership).delete()
    if gone:
        record(partnership=partnership, by=by, what="stopped offering to be a peer", about=by)
    return bool(gone)


@transaction.atomic
def forget_offers_of_leavers() -> int:
    """Delete the offers of people who have no role at a service any more; how many."""
    here = Membership.objects.filter(user=OuterRef("user"), partnership=OuterRef("partnership"), role__in=PEERS_ARE)
    gone, _each = PeerOffer.objects.filter(~Exists(here)).delete()
    return gone


@transaction.atomic
def ask_for_a_peer(
    *, assessment: Assessment, features: Collection[Feature], by: User, on: datetime.date
) -> PeerRequest:
    """Ask for a peer, or change what is asked. Raises ActionRefused where nothing is submitted that could be read."""
    held = hold(assessment)
    if held.state != Assessment.State.SUBMITTED:
        raise ActionRefused(_("You can ask for a peer once your self-assessment is submitted."))
    if not 1 <= len(features) <= MOST_FEATURES:
        raise ActionRefused(_("Select 1 to 3 features."))
    asked, created = PeerRequest.objects.get_or_create(assessment=assessment, defaults={"asked_by": by, "asked_on": on})
    asked.features.set(features)
    what = "asked for a peer" if created else "changed what a peer is asked"
    record(partnership=assessment.service.partnership, by=by, what=what, about=assessment)
    return asked


@transaction.atomic
def stop_asking(*, request: PeerRequest, by: User) -> None:
    """Ask for no peer any more. Raises ActionRefused while someone is invited or reads."""
    if request.assessment.peer_conversations.open().exists():
        raise ActionRefused(_("You have invited someone. Stop that first."))
    gone, _each = PeerRequest.objects.filter(pk=request.pk).delete()
    if gone:
        record(partnership=request.partnership, by=by, what="stopped asking for a peer", about=request)


@transaction.atomic
def invite_peer(*, request: PeerRequest, peer: User, by: User, on: datetime.date) -> PeerConversation:
    """Invite someone who offers to be a peer; they get one email.

    Raises ActionRefused where they work there, have another conflict of interest, stopped offering or are busy, and
    where someone is invited already.
    """
    assessment, partnership = request.assessment, request.partnership
    hold_partnership(partnership.pk)  # two services do not take the last place of one person
    if hold(assessment).state != Assessment.State.SUBMITTED:
        raise ActionRefused(_("You have reopened your self-assessment. Submit it before you invite someone."))
    _let_go(assessment, by=by, on=on)
    if assessment.peer_conversations.open().exists():
        raise ActionRefused(_("You have invited someone already. Only one person reads it at a time."))
    pool = Pool(partnership, on)
    said = {"name": peer, "service": assessment.service}
    if peer.pk not in pool.peers:
        raise ActionRefused(_("%(name)s does not offer to be a peer any more. Select someone else.") % said)
    if conflict := pool.why_not(request, peer.pk):
        raise ActionRefused(REFUSALS[conflict] % said)
    if pool.peers[peer.pk].room < 1:
        raise ActionRefused(_("%(name)s is a peer for others at the moment. Select someone else.") % said)
    conversation = PeerConversation.objects.create(
        assessment=assessment, peer=peer, peer_service=pool.services[peer.pk], invited_by=by, invited_on=on
    )
    record(partnership=partnership, by=by, what="invited a peer", about=conversation)
    _tell(
        [peer],
        conversation,
        _("%(service)s asks you to be its peer") % {"service": assessment.service},
        _("%(by)s asks you to read the self-assessment of %(service)s. You can say yes or no, and both are fine.")
        % {"by": by, "service": assessment.service},
    )
    return conversation


def _let_go(assessment: Assessment, *, by: User, on: datetime.date) -> None:
    """End what cannot go on because the peer has left or has come too close. What they said stays."""
    open_ones = list(assessment.peer_conversations.open().with_places())
    for pk in who_cannot_go_on(open_ones, assessment.service.partnership):
        PeerConversation.objects.filter(pk=pk).update(state=State.LEFT, ended_on=on)


def _held(conversation: PeerConversation, *states: str, refusal: str | None = None) -> PeerConversation:
    held = hold(conversation)
    if held.state not in states:
        raise ActionRefused(refusal or _("This has ended, so it cannot be changed."))
    return held


@transaction.atomic
def reply_to_invitation(
    *, conversation: PeerConversation, accepts: bool, by: User, on: datetime.date, reason: str = ""
) -> bool:
    """The peer says yes or no, with a reason if they like; whether it is news. Raises ActionRefused if it has ended."""
    wanted = State.ACCEPTED if accepts else State.DECLINED
    held = _held(conversation, State.INVITED, wanted, refusal=_("You have answered already, or it was withdrawn."))
    if held.state == wanted:
        return False
    if accepts and who_cannot_go_on([conversation], conversation.partnership):
        raise ActionRefused(_("You work with this service yourself now, or have no role at a service any more."))
    held.state, held.replied_on, held.reason = wanted, on, "" if accepts else reason
    held.ended_on = None if accepts else on
    held.save(update_fields=["state", "replied_on", "reason", "ended_on"])
    what = "agreed to be a peer" if accepts else "declined to be a peer"
    record(partnership=conversation.partnership, by=by, what=what, about=conversation)
    said = {"name": by, "service": conversation.service}
    if accepts:
        subject, text = _("%(name)s is your peer"), _("%(name)s will read the self-assessment of %(service)s.")
    else:
        subject = _("%(name)s cannot be your peer this time")
        text = _("%(name)s cannot read the self-assessment of %(service)s this time. You can invite someone else.")
    _tell_the_service(conversation, subject % said, text % said)
    return True


@transaction.atomic
def leave_words(
    *, conversation: PeerConversation, by: User, on: datetime.date, fields: Collection[str] = OF_A_PEER
) -> PeerConversation:
    """Keep what the peer says: what is strong, a question, an offer. Raises ActionRefused once it is answered."""
    held = _held(conversation, State.ACCEPTED)
    if held.answer:
        raise ActionRefused(_("The service has answered, so what you wrote stays as it is."))
    if who_cannot_go_on([conversation], conversation.partnership):
        raise ActionRefused(_("You work with this service yourself now, or have no role at a service any more."))
    is_first = held.left_on is None
    take_over(held, conversation, fields, also={"left_on": held.left_on or on})
    if is_first:
        said = {"name": by, "service": conversation.service}
        record(partnership=conversation.partnership, by=by, what="wrote as a peer", about=conversation)
        subject, text = (
            _("%(name)s has written to %(service)s"),
            _("%(name)s has read your self-assessment and written."),
        )
        _tell_the_service(conversation, subject % said, text % said)
    return held


@transaction.atomic
def answer_peer(*, conversation: PeerConversation, by: User, on: datetime.date, fields=("answer",)) -> PeerConversation:
    """Keep the service's answer. Raises ActionRefused where there is nothing to answer."""
    held = _held(conversation, State.ACCEPTED, State.FINISHED)
    if held.left_on is None:
        raise ActionRefused(_("Your peer has not written yet."))
    is_first = not held.answer
    take_over(held, conversation, fields, also={"answered_on": held.answered_on or on, "answered_by": by})
    if is_first:
        record(partnership=conversation.partnership, by=by, what="answered a peer", about=conversation)
        said = {"service": conversation.service}
        _tell_the_peer(
            conversation, _("%(service)s has answered you") % said, _("%(service)s has answered what you wrote.") % said
        )
    return held


@transaction.atomic
def thank_peer(*, conversation: PeerConversation, by: User, on: datetime.date) -> bool:
    """Say thank you, once; whether it is the first time."""
    held = _held(conversation, State.ACCEPTED, State.FINISHED)
    if held.thanked_on or held.left_on is None:
        return False
    held.thanked_on = on
    held.save(update_fields=["thanked_on"])
    record(partnership=conversation.partnership, by=by, what="thanked a peer", about=conversation)
    said = {"service": conversation.service}
    _tell_the_peer(
        conversation, _("%(service)s says thank you") % said, _("%(service)s thanks you for your time.") % said
    )
    return True


@transaction.atomic
def end_conversation(
    *, conversation: PeerConversation, by: User | None, on: datetime.date, tell_both: bool = False
) -> str:
    """Finish it, or stop it where the peer has not written; how it stands then. Ended twice, nothing changes.

    The other side is told; both where nobody of the two ended it, as where their services have become one.
    """
    held = hold(conversation)
    if held.state not in PeerConversation.OPEN:
        return held.state
    gone = bool(who_cannot_go_on([conversation], conversation.partnership))
    held.state = State.LEFT if gone else State.FINISHED if held.left_on else State.WITHDRAWN
    held.ended_on = on
    held.save(update_fields=["state", "ended_on"])
    what = "finished with a peer" if held.state == State.FINISHED else "stopped with a peer"
    record(partnership=conversation.partnership, by=by, what=what, about=conversation)
    said = {"service": conversation.service, "round": conversation.assessment.round}
    subject = _("Support and challenge has ended: %(service)s") % said
    text = _("Your conversation about the self-assessment of %(service)s for %(round)s has ended.") % said
    if tell_both or (by is not None and by == conversation.peer):
        _tell_the_service(conversation, subject, text)
    if tell_both or (not gone and by != conversation.peer):
        _tell_the_peer(conversation, subject, text)
    return held.state


@transaction.atomic
def say_what_came(
    *, conversation: PeerConversation, side: str, text: str, may_be_told: bool, by: User, on: datetime.date
) -> WhatCameOfIt:
    """Keep what came of it as one side sees it; no text says that they would rather not say. It can be changed."""
    said, created = WhatCameOfIt.objects.update_or_create(
        conversation=conversation,
        side=side,
        defaults={"text": text, "may_be_told": bool(text) and may_be_told, "by": by, "on": on},
    )
    if created:
        record(partnership=conversation.partnership, by=by, what="said what came of a peer", about=conversation)
    return said


def _tell_the_service(conversation: PeerConversation, subject: str, text: str) -> None:
    if conversation.service.archived_on is None:
        _tell(who_submits(conversation.service), conversation, subject, text)


def _tell_the_peer(conversation: PeerConversation, subject: str, text: str) -> None:
    peer = conversation.peer
    if peer and peer.is_active and roles_held([peer.pk], conversation.partnership):
        _tell([peer], conversation, subject, text)


def _tell(people: Collection[User], conversation: PeerConversation, subject: str, text: str) -> None:
    """One mail each. None of what the two say to each other is in it: mail is read over shoulders."""
    place = conversation.partnership
    address = settings.SITE_ADDRESS + reverse("assessments:peer-conversation", args=[place.slug, conversation.pk])
    for person in people:
        context = {"person": person, "text": text, "address": address, "service": conversation.service}
        said = render_to_string("assessments/mail/peer.txt", context)
        post(to=person.email, subject=subject, text=said, kind=OutgoingMail.Occasion.REMINDER, partnership=place)

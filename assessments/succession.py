"""What goes along of a service's improvement actions and its peers, where it is merged, split or moved."""

import datetime
from collections.abc import Iterator, Sequence

from django.db.models import Q
from django.utils.translation import ngettext

from assessments.actions.peers import end_conversation
from assessments.models import Assessment, ImprovementAction, PeerConversation
from assessments.peers import PEERS_ARE, who_cannot_go_on
from organisations.going_along import OrganisationEnds, Part, Row, ServiceEnds
from organisations.models import Service, User

ORDER = 10

GOES_ALONG = {
    "assessments.ImprovementAction.service": "what is planned or under way goes on; what has ended stays",
}
STAYS = {
    "assessments.ActionAtSealing.service": "how its actions stood when a round was sealed",
    "assessments.Assessment.service": "what it said of itself, which its successors read",
    "assessments.JourneyPlace.service": "where it placed itself in a round",
    "assessments.PeerConversation.peer_service": "where a peer worked when they were invited",
}


def of_service(change: ServiceEnds) -> Iterator[Part]:
    actions = [
        Row(f"action-{one.pk}", _in_words(one), lambda heirs, one=one: _go_on(one, heirs))
        for one in ImprovementAction.objects.open().filter(service=change.service).select_related("person").in_order()
    ]
    number = len(actions)
    said = ngettext(
        "%(n)s open action goes along, with the person or team who does it.",
        "%(n)s open actions go along, with the people or teams who do them.",
        number,
    )
    yield Part(said % {"n": number} if number else "", actions, is_chosen=True)
    talks = PeerConversation.objects.of_service(change.service).open().with_places()
    ends = [Row(f"peer-{one.pk}", "", lambda heirs, one=one: _end(one, change.by, change.on)) for one in talks]
    said = ngettext(
        "%(n)s conversation with a peer about its self-assessment ends. We tell the peer.",
        "%(n)s conversations with peers about its self-assessments end. We tell the peers.",
        len(ends),
    )
    yield Part(said % {"n": len(ends)} if ends else "", ends)


def _in_words(action: ImprovementAction) -> str:
    return f"{action.what} ({action.whose})" if action.whose else action.what


def _go_on(action: ImprovementAction, heirs: Sequence[Service]) -> None:
    action.service = heirs[0]
    action.save(update_fields=["service"])


def _end(conversation: PeerConversation, by: User | None, on: datetime.date) -> None:
    end_conversation(conversation=conversation, by=by, on=on)


def of_organisation(change: OrganisationEnds) -> Iterator[Part]:
    """Nothing: what an organisation has of this room its services have, and they move."""
    return iter(())


def stays_of_service(service: Service) -> Iterator[str]:
    if number := Assessment.objects.filter(service=service).count():
        yield ngettext("%(n)s self-assessment", "%(n)s self-assessments", number) % {"n": number}
    ended = service.improvement_actions.filter(state__in=ImprovementAction.ENDED).count()
    if ended:
        said = ngettext("%(n)s action that was done or stopped", "%(n)s actions that were done or stopped", ended)
        yield said % {"n": ended}


def after_a_move(*, service: Service, by: User | None, on: datetime.date) -> None:
    """End conversations whose two sides have come to work in one place: of the service, and of peers who work there."""
    here = Q(assessment__service=service) | Q(
        peer__memberships__service=service, peer__memberships__role__in=[role.value for role in PEERS_ARE]
    )
    talks = PeerConversation.objects.in_partnership(service.partnership).open().filter(here).distinct().with_places()
    found = list(talks)
    for one in found:
        if one.pk in who_cannot_go_on([one], service.partnership):
            end_conversation(conversation=one, by=by, on=on, tell_both=True)

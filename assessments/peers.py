"""Who could be a service's peer now, and who may still read as one: rows, read as the plain values of `matching`."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from assessments.matching import Ask, Conflict, Peer, conflict_of, suggestions_for
from assessments.models import Assessment, PeerConversation, PeerOffer, PeerRequest
from framework.models import Feature
from organisations.models import Membership, Partnership, Service, User
from organisations.roles import Role

PEERS_ARE = frozenset({Role.SERVICE_LEAD, Role.CONTRIBUTOR})
OVERSEE_ALL = frozenset({Role.ADMIN, Role.BOARD_MEMBER})
MOST_SUGGESTED = 3


def roles_held(users: Iterable[int], partnership: Partnership) -> dict[int, list[Membership]]:
    """The roles of people in a partnership, with their services, by the person's number. One query."""
    found: dict[int, list[Membership]] = defaultdict(list)
    held = Membership.objects.filter(partnership=partnership, user__in=set(users), user__is_active=True)
    for membership in held.select_related("service__organisation").order_by("pk"):
        found[membership.user_id].append(membership)
    return found


def works_at(held: Iterable[Membership]) -> Service | None:
    """The service at which someone has a role that lets them be a peer: none that is archived."""
    services = (each.service for each in held if each.role in PEERS_ARE and each.service)
    return next((one for one in services if one.archived_on is None and one.organisation.archived_on is None), None)


def as_peer(user: int, held: Collection[Membership], **what_they_do) -> Peer:
    """Someone by the places of all their roles: also of a service that is archived, where they worked with others."""
    services = [each.service for each in held if each.service]
    return Peer(
        user,
        services=frozenset(one.pk for one in services),
        organisations=frozenset(
            [one.organisation_id for one in services] + [each.organisation_id for each in held if each.organisation_id]
        ),
        sectors=frozenset(one.sector_id for one in services),
        leads_sectors=frozenset(each.sector_id for each in held if each.sector_id),
        oversees_all=any(each.role in OVERSEE_ALL for each in held),
        **what_they_do,
    )


def as_ask(assessment: Assessment, **what_is_asked) -> Ask:
    service = assessment.service
    return Ask(assessment.pk, service.pk, service.organisation_id, service.sector_id, **what_is_asked)


@dataclass
class Pool:
    """Everyone in a partnership who offers to be a peer, as things are on a day. Six queries, however many they are."""

    partnership: Partnership
    on: datetime.date
    offers: dict[int, PeerOffer] = field(default_factory=dict)
    peers: dict[int, Peer] = field(default_factory=dict)
    services: dict[int, Service] = field(default_factory=dict)  # where each of them works
    reads: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # services by the readers' services
    was_asked: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # people by the self-assessment

    def __post_init__(self) -> None:
        offers = PeerOffer.objects.filter(partnership=self.partnership, user__is_active=True)
        conversations = PeerConversation.objects.in_partnership(self.partnership)
        loads = conversations.loads(self.on)
        known = list(conversations.values_list("assessment", "assessment__service", "peer", "state"))
        reading = [(service, peer) for _, service, peer, state in known if state in PeerConversation.OPEN and peer]
        offering = list(offers.select_related("user").prefetch_related("features"))
        held = roles_held({each.user_id for each in offering} | {peer for _, peer in reading}, self.partnership)
        for assessment, _service, peer, _state in known:
            self.was_asked[assessment].add(peer)
        for service, peer in reading:
            for one in as_peer(peer, held.get(peer, ())).services:
                self.reads[one].add(service)
        for offer in offering:
            at = works_at(held.get(offer.user_id, ()))
            if at is None:
                continue
            load, open_ones = loads.get(offer.user_id, (0, 0))
            features = frozenset(each.code for each in offer.features.all())
            self.offers[offer.user_id], self.services[offer.user_id] = offer, at
            self.peers[offer.user_id] = as_peer(
                offer.user_id, held[offer.user_id], features=features, load=load, room=offer.at_once - open_ones
            )

    def ask(self, request: PeerRequest) -> Ask:
        """What a service asks, and who reads for whom."""
        return as_ask(
            request.assessment,
            features=frozenset(each.code for each in request.features.all()),
            reads=frozenset(self.reads.get(request.assessment.service_id, ())),
            not_again=frozenset(self.was_asked.get(request.assessment_id, ())),
        )

    def why_not(self, request: PeerRequest, user: int) -> Conflict | None:
        return conflict_of(self.ask(request), self.peers[user])

    def may_be_invited(self, request: PeerRequest) -> list[int]:
        """Everyone whom a service may invite, whether or not they are strong in what it asks."""
        ask = self.ask(request)
        return [key for key, one in self.peers.items() if one.room > 0 and conflict_of(ask, one) is None]

    def suggested(self, request: PeerRequest) -> list[int]:
        """The few whom we suggest to one service, beside all others that ask for a peer now."""
        asks = [self.ask(one) for one in unmet_in(self.partnership, on=self.on)]
        seed = self.partnership.slug
        return suggestions_for(self.ask(request), asks, list(self.peers.values()), seed=seed)[:MOST_SUGGESTED]


def unmet_in(partnership: Partnership, *, on: datetime.date) -> QuerySet[PeerRequest]:
    """The services of a partnership that ask for a peer and have none."""
    unmet = PeerRequest.objects.unmet_on(on).filter(assessment__service__organisation__partnership=partnership)
    return unmet.select_related("assessment__service__organisation__partnership").prefetch_related("features")


def who_cannot_go_on(conversations: Collection[PeerConversation], partnership: Partnership) -> set[int]:
    """The numbers of those whose peer has no role any more, or has come to work there or look after it. One query."""
    held = roles_held({each.peer_id for each in conversations if each.peer_id}, partnership) if conversations else {}
    gone = set()
    for each in conversations:
        mine = held.get(each.peer_id, []) if each.peer_id else []
        if works_at(mine) is None or conflict_of(as_ask(each.assessment), as_peer(each.peer_id or 0, mine)):
            gone.add(each.pk)
    return gone


def may_read(conversation: PeerConversation) -> bool:
    """Whether the peer may read the self-assessment at this moment: accepted, submitted, and nothing in the way."""
    assessment, service = conversation.assessment, conversation.service
    return (
        conversation.state == PeerConversation.State.ACCEPTED
        and assessment.state == Assessment.State.SUBMITTED
        and service.archived_on is None
        and not who_cannot_go_on([conversation], conversation.partnership)
    )


def read_as_peer(user: User, partnership: str, service: str, round_slug: str) -> PeerConversation | None:
    """The conversation by which someone may read this self-assessment as a peer; None for everyone else."""
    found = PeerConversation.objects.with_places().filter(peer=user, state=PeerConversation.State.ACCEPTED)
    found = found.filter(assessment__service__organisation__partnership__slug=partnership)
    accepted = found.filter(assessment__service__slug=service, assessment__round__slug=round_slug).first()
    return accepted if accepted and may_read(accepted) else None


def strongest_features(services: Iterable[Service]) -> list[str]:
    """The codes of the features that these services rate highest in what they submitted last: at most three.

    A suggestion to someone who offers help, and shown to no one else.
    """
    stages: dict[str, list[int]] = defaultdict(list)
    for service in services:
        newest = service.assessments.submitted().order_by("-round__opens_on").first()
        rows = newest.ratings.filter(stage__isnull=False) if newest else []
        for code, value in rows.values_list("statement__feature__code", "stage__value") if newest else ():
            stages[code].append(value)
    in_order = sorted(stages, key=lambda code: (-sum(stages[code]) / len(stages[code]), code))
    return in_order[:MOST_SUGGESTED]


def features_with_room(assessment: Assessment) -> list[Feature]:
    """The features with most room to grow, at most three: a suggestion of what to ask help with."""
    ratings = assessment.ratings.filter(stage__isnull=False).select_related("statement__feature", "stage")
    stages: dict[Feature, list[int]] = defaultdict(list)
    for rating in ratings:
        stages[rating.statement.feature].append(rating.stage.value)
    in_order = sorted(stages, key=lambda one: (sum(stages[one]) / len(stages[one]), one.order))
    return in_order[:MOST_SUGGESTED]

"""Millbrook's peers: who offers, who asks, what two pairs said to each other, and last month's coffee. All made up."""

import datetime
from typing import NamedTuple

from django.db import transaction

from activities.actions.coffee import QUESTIONS
from activities.lots import Person, draw
from activities.models import CoffeeDraw, CoffeeGroup, CoffeeMember, CoffeeSeat
from assessments.models import Assessment, PeerConversation, PeerOffer, PeerRequest, WhatCameOfIt
from demonstration.people import DOMAIN, RIVERSIDE
from framework.models import Feature
from organisations.models import Membership, Partnership, Round, Service, User
from organisations.roles import Role

# No one walks in as them, and they have no password: they are whom Amira and Ben meet.
PARTNERS_DOMAIN = f"partners.{DOMAIN}"


class Partner(NamedTuple):
    """Someone who leads or works in another service, and what they help with."""

    account: str
    name: str
    service: str
    helps_with: str
    role: Role = Role.SERVICE_LEAD


ROSA = Partner("rosa", "Rosa Lind", "Children's Ward and Outpatients", "246")
PARTNERS = (
    ROSA,
    Partner("callum", "Callum Doyle", "Millbrook Academy Sixth Form", "27"),
    Partner("safia", "Safia Begum", "Haven Refuge and Outreach", "34"),
    Partner("marek", "Marek Nowak", "Tenancy Support", "14"),
    Partner("joy", "Joy Adeyemi", "Health Visiting", "156"),
    Partner("ellis", "Ellis Grant", "Neighbourhood Policing", "78", Role.CONTRIBUTOR),
)
OFFERS_OF_OUR_OWN = {"service": "23", "contributor": "24"}  # of Amira and of Ben
NOW = {
    "strong": (
        "You say of every statement who does it, and where you are not yet. That stopped me. On our ward a family "
        "meets five people before anyone sits down."
    ),
    "question": "What do you do when the trusted worker is off sick? Who tells the family, and how?",
    "offer": (
        "Come and sit in our play room for a morning. The families chose the chairs and the colours, and I can show "
        "you what it cost."
    ),
}
THEN = {
    "strong": "No one is asked to tell it twice: the front sheet that families fill in themselves is a fine idea.",
    "question": "Who among your families never comes back, and how would you know?",
    "offer": "I can bring our letters, before and after. Two parents read them aloud with us.",
    "answer": "We had never looked. We will ring the ten families who stopped coming, and yes, bring your letters.",
}
SINCE_SERVICE = "We rang them. Half had a reason that we could change, and the evening clinic comes from that."
SINCE_PEER = "We took their front sheet home and use it now. I had come to give, and I went away with more."


@transaction.atomic
def pair_up(partnership: Partnership, rounds: list[Round], people: dict[str, User], *, on: datetime.date) -> None:
    """Everything of it, as it stands on a day."""
    partners = _partners(partnership)
    riverside = Service.objects.in_partnership(partnership).filter(name=RIVERSIDE).first()
    if riverside is None:
        return
    _offer(partnership, partners, people, on)
    if ROSA in partners:
        _now(riverside, rounds[1], people["service"], partners[ROSA], on)
        _ten_months_ago(rounds[0], partners, people["contributor"], riverside, on)
    _the_others_ask(partners, people["contributor"], riverside, on)
    _drink_coffee(partnership, [*partners.values(), *people.values()], on)


def _partners(partnership: Partnership) -> dict[Partner, User]:
    """Those of them whose service is there."""
    services = {each.name: each for each in Service.objects.in_partnership(partnership)}
    found = {}
    for partner in PARTNERS:
        if partner.service in services:
            email = f"{partner.account}@{PARTNERS_DOMAIN}"
            user = User.objects.create(email=email, name=partner.name)
            user.set_unusable_password()
            user.save(update_fields=["password"])
            place = services[partner.service]
            Membership.objects.create(user=user, role=partner.role, partnership=partnership, service=place)
            found[partner] = user
    return found


def _features(round_: Round, codes: str) -> list[Feature]:
    return list(Feature.objects.filter(framework=round_.framework_id, code__in=codes))


def _before(on: datetime.date, days: int) -> datetime.date:
    return on - datetime.timedelta(days=days)


def _offer(partnership: Partnership, partners: dict[Partner, User], people: dict[str, User], on) -> None:
    newest = Round.objects.real().filter(partnership=partnership).order_by("-opens_on")[0]
    offers = [(user, partner.helps_with) for partner, user in partners.items()]
    offers += [(people[account], codes) for account, codes in OFFERS_OF_OUR_OWN.items()]
    for place, (user, codes) in enumerate(offers):
        offer = PeerOffer.objects.create(
            user=user, partnership=partnership, at_once=1 + place % 2, since=_before(on, 330 - place)
        )
        offer.features.set(_features(newest, codes))


def _submitted(service: Service, round_: Round) -> Assessment | None:
    return Assessment.objects.submitted().in_round(round_).filter(service=service).first()


def _submitted_last(service: Service) -> Assessment | None:
    """What a service submitted last, where it has not asked about it already."""
    newest = service.assessments.submitted().select_related("round").order_by("-round__opens_on").first()
    return newest if newest and not hasattr(newest, "peer_request") else None


def _asked(assessment: Assessment, codes: str, by: User, on: datetime.date) -> None:
    asked = PeerRequest.objects.create(assessment=assessment, asked_by=by, asked_on=on)
    asked.features.set(_features(assessment.round, codes))


def _works_at(user: User) -> Service:
    return Service.objects.get(pk=user.memberships.get().service_id)


def _now(riverside: Service, round_: Round, lead: User, peer: User, on: datetime.date) -> None:
    """Riverside’s peer has written, and Riverside has not answered yet."""
    assessment = _submitted(riverside, round_)
    if assessment is None:
        return
    _asked(assessment, "24", lead, _before(on, 21))
    PeerConversation.objects.create(
        assessment=assessment, peer=peer, peer_service=_works_at(peer), state=PeerConversation.State.ACCEPTED,
        invited_by=lead, invited_on=_before(on, 20), replied_on=_before(on, 18), left_on=_before(on, 6), **NOW,
    )  # fmt: skip


def _ten_months_ago(round_: Round, partners: dict[Partner, User], peer: User, riverside: Service, on) -> None:
    """Someone of Riverside was the peer of another service, and both have said what has changed since."""
    for lead in partners.values():
        if assessment := _submitted(_works_at(lead), round_):
            break
    else:
        return
    _asked(assessment, "13", lead, _before(on, 335))
    finished = PeerConversation.objects.create(
        assessment=assessment, peer=peer, peer_service=riverside, state=PeerConversation.State.FINISHED,
        invited_by=lead, invited_on=_before(on, 334), replied_on=_before(on, 331), left_on=_before(on, 312),
        answered_by=lead, answered_on=_before(on, 305), thanked_on=_before(on, 305), ended_on=_before(on, 300), **THEN,
    )  # fmt: skip
    for side, text, by, days in (
        (WhatCameOfIt.Side.SERVICE, SINCE_SERVICE, lead, 5),
        (WhatCameOfIt.Side.PEER, SINCE_PEER, peer, 3),
    ):
        WhatCameOfIt.objects.create(
            conversation=finished, side=side, text=text, may_be_told=True, by=by, on=_before(on, days)
        )


def _the_others_ask(partners: dict[Partner, User], peer: User, riverside: Service, on) -> None:
    """Three more ask for a peer: the first has invited someone of Riverside, who has not answered yet."""
    leads = [user for partner, user in partners.items() if partner != ROSA and partner.role == Role.SERVICE_LEAD]
    found = [(lead, _submitted_last(_works_at(lead))) for lead in leads]
    there = [(lead, assessment) for lead, assessment in found if assessment][:3]
    for number, (lead, assessment) in enumerate(there):
        _asked(assessment, ("4", "56", "2")[number], lead, _before(on, 4 + number))
        if number == 0:
            PeerConversation.objects.create(
                assessment=assessment, peer=peer, peer_service=riverside, invited_by=lead, invited_on=_before(on, 3)
            )


def _drink_coffee(partnership: Partnership, users: list[User], on: datetime.date) -> None:
    """Half of them take part, and met last month."""
    taking_part = users[::2] if len(users) > 8 else users
    month = (on.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
    CoffeeMember.objects.bulk_create(
        CoffeeMember(user=user, partnership=partnership, since=_before(month, 20)) for user in taking_part
    )
    held = Membership.objects.filter(partnership=partnership, user__in=taking_part)
    services = {user: frozenset([service] if service else []) for user, service in held.values_list("user", "service")}
    drawn = CoffeeDraw.objects.create(partnership=partnership, month=month, drawn_on=month)
    groups = draw([Person(user.pk, services[user.pk]) for user in taking_part], seed=partnership.slug)
    for number, group in enumerate(groups):
        row = CoffeeGroup.objects.create(draw=drawn, question=str(QUESTIONS[number % len(QUESTIONS)]))
        CoffeeSeat.objects.bulk_create(CoffeeSeat(group=row, user_id=key) for key in group)

"""Who may do what, where: one enum, one role table, one question.

A role is held at a place. It reaches that place and everything below it: a sector lead reaches the sector's
services, an organisation lead the organisation's services. Strangers to a partnership get 404, insiders
without the right get 403 (`require`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import Http404
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from organisations.models import Partnership


class Permission(Enum):
    """Something that a person may do at a place."""

    BE_INSIDE = "see the start page"
    MANAGE_PLACES = "set up sectors, organisations and services"
    MANAGE_PEOPLE = "invite people and end their roles"
    MANAGE_ROUNDS = "open and close rounds"
    MAKE_RELEASE = "prepare a release"
    APPROVE_RELEASE = "look through what somebody else has prepared, and release it"
    WRITE_NARRATIVES = "write what the numbers of a round do not say"
    EXPORT = "take CSV files away"
    AGREE_PLEDGES = "agree to a pledge being public"
    VIEW_RESULTS = "see released results"
    VIEW_SERVICE = "open a service's own page"
    VIEW_ASSESSMENT = "read a self-assessment"
    EDIT_ASSESSMENT = "fill in a self-assessment"
    SUBMIT_ASSESSMENT = "submit or reopen a self-assessment"
    SHARE_SURVEYS = "hand out survey links and see take-up"
    MANAGE_SURVEYS = "look after surveys: support lines, local questions, languages, links set aside"
    REVIEW_COMMENTS = "read comments before anybody else does"
    KEY_PAPER = "key in paper forms"
    VIEW_PLEDGES = "see an organisation's pledges before they are agreed"
    MAKE_PLEDGE = "make a pledge for an organisation"
    KEEP_INDICATORS = "keep the borough's outcome indicators"
    RECORD_ACTIVITIES = "record a service's briefings and deep listening, and read them"
    RUN_SUBGROUP = "run a sector's sub-group: its members, meetings and who came"
    KEEP_PROGRAMME = "keep events, champions, the communication plan and the communication pack"
    KEEP_TRAINING = "keep the core training offer: courses, sessions and who came"
    VIEW_TRAINING = "see how many people of each organisation were trained"
    ANSWER_FOR_ORGANISATION = "answer the organisational survey for an organisation"
    VIEW_ORGANISATION = "read what an organisation recorded and answered"


class Role(TextChoices):
    """What somebody is to a partnership."""

    ADMIN = "admin", _("Partnership admin")
    BOARD_MEMBER = "board_member", _("Board member")
    PROGRAMME_LEAD = "programme_lead", _("Programme lead")
    TRAINING_LEAD = "training_lead", _("Training lead")
    REVIEWER = "reviewer", _("Safeguarding reviewer")
    PAPER_KEYER = "paper_keyer", _("Paper form keyer")
    SECTOR_LEAD = "sector_lead", _("Sector lead")
    ORGANISATION_LEAD = "organisation_lead", _("Organisation lead")
    SERVICE_LEAD = "service_lead", _("Service lead")
    CONTRIBUTOR = "contributor", _("Contributor")


# The kind of place at which each role is held; "partnership" means the whole of it.
PLACE_OF_ROLE: dict[Role, str] = {
    Role.ADMIN: "partnership",
    Role.BOARD_MEMBER: "partnership",
    Role.PROGRAMME_LEAD: "partnership",
    Role.TRAINING_LEAD: "partnership",
    Role.REVIEWER: "partnership",
    Role.PAPER_KEYER: "partnership",
    Role.SECTOR_LEAD: "sector",
    Role.ORGANISATION_LEAD: "organisation",
    Role.SERVICE_LEAD: "service",
    Role.CONTRIBUTOR: "service",
}

P = Permission
# What a role may do at its place and below.
AT_ITS_PLACE: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(
        {
            P.MANAGE_PLACES,
            P.MANAGE_PEOPLE,
            P.MANAGE_ROUNDS,
            P.MAKE_RELEASE,
            P.APPROVE_RELEASE,
            P.WRITE_NARRATIVES,
            P.EXPORT,
            P.AGREE_PLEDGES,
            P.VIEW_SERVICE,
            P.VIEW_ASSESSMENT,
            P.SHARE_SURVEYS,
            P.MANAGE_SURVEYS,
            P.VIEW_PLEDGES,
            P.KEEP_INDICATORS,
            P.RECORD_ACTIVITIES,
            P.RUN_SUBGROUP,
            P.KEEP_PROGRAMME,
            P.KEEP_TRAINING,
            P.VIEW_TRAINING,
            P.VIEW_ORGANISATION,
        }
    ),
    Role.BOARD_MEMBER: frozenset({P.APPROVE_RELEASE, P.VIEW_TRAINING}),
    Role.PROGRAMME_LEAD: frozenset({P.KEEP_PROGRAMME, P.RUN_SUBGROUP, P.VIEW_ORGANISATION, P.VIEW_TRAINING}),
    Role.TRAINING_LEAD: frozenset({P.KEEP_TRAINING, P.VIEW_TRAINING}),
    Role.REVIEWER: frozenset({P.REVIEW_COMMENTS}),
    Role.PAPER_KEYER: frozenset({P.KEY_PAPER}),
    Role.SECTOR_LEAD: frozenset({P.VIEW_SERVICE, P.RUN_SUBGROUP}),
    Role.ORGANISATION_LEAD: frozenset(
        {
            P.VIEW_SERVICE,
            P.VIEW_ASSESSMENT,
            P.VIEW_PLEDGES,
            P.MAKE_PLEDGE,
            P.RECORD_ACTIVITIES,
            P.VIEW_ORGANISATION,
            P.ANSWER_FOR_ORGANISATION,
        }
    ),
    Role.SERVICE_LEAD: frozenset(
        {
            P.VIEW_SERVICE,
            P.VIEW_ASSESSMENT,
            P.EDIT_ASSESSMENT,
            P.SUBMIT_ASSESSMENT,
            P.SHARE_SURVEYS,
            P.RECORD_ACTIVITIES,
        }
    ),
    Role.CONTRIBUTOR: frozenset({P.VIEW_SERVICE, P.VIEW_ASSESSMENT, P.EDIT_ASSESSMENT, P.RECORD_ACTIVITIES}),
}
# What a role may do in the whole partnership, wherever it is held. Released results have passed disclosure
# control, so everybody who works with them may see them; reviewers read comments, keyers key paper, and nothing else.
IN_THE_PARTNERSHIP: dict[Role, frozenset[Permission]] = {
    role: frozenset({P.BE_INSIDE})
    if role in (Role.REVIEWER, Role.PAPER_KEYER)
    else frozenset({P.BE_INSIDE, P.VIEW_RESULTS})
    for role in Role
}


@dataclass
class Places:
    """Where a person may do something: the whole partnership, or some sectors, organisations and services."""

    whole_partnership: bool = False
    sectors: set[int] = field(default_factory=set)
    organisations: set[int] = field(default_factory=set)
    services: set[int] = field(default_factory=set)


def memberships_of(user: Any) -> list[Any]:
    """A person's memberships, read once per user object."""
    if not getattr(user, "is_authenticated", False):
        return []
    if not hasattr(user, "_memberships"):
        user._memberships = list(
            user.memberships.select_related("partnership", "sector", "organisation", "service").order_by("pk")
        )
    return user._memberships


def partnerships_of(user: Any) -> list[Any]:
    """The partnerships in which a person holds a role, each once."""
    found = {membership.partnership_id: membership.partnership for membership in memberships_of(user)}
    return list(found.values())


def places_where(user: Any, permission: Permission, partnership: Partnership) -> Places:
    """The places of one partnership at which a person has a permission."""
    places = Places()
    for membership in memberships_of(user):
        role = Role(membership.role)
        if membership.partnership_id != partnership.pk:
            continue
        if permission in IN_THE_PARTNERSHIP[role]:
            places.whole_partnership = True
        if permission not in AT_ITS_PLACE[role]:
            continue
        match PLACE_OF_ROLE[role]:
            case "partnership":
                places.whole_partnership = True
            case "sector":
                places.sectors.add(membership.sector_id)
            case "organisation":
                places.organisations.add(membership.organisation_id)
            case "service":
                places.services.add(membership.service_id)
    return places


def partnership_of(place: Any) -> Any:
    """The partnership that a place belongs to."""
    if place._meta.model_name == "partnership":
        return place
    return place.partnership


def has_permission(user: Any, permission: Permission, on: Any) -> bool:
    """May this person do this at this place (a partnership, sector, organisation or service)?"""
    places = places_where(user, permission, partnership_of(on))
    if places.whole_partnership:
        return True
    match on._meta.model_name:
        case "sector":
            return on.pk in places.sectors
        case "organisation":
            return on.pk in places.organisations
        case "service":
            return (
                on.pk in places.services or on.sector_id in places.sectors or on.organisation_id in places.organisations
            )
    return False


def has_permission_somewhere(user: Any, permission: Permission, partnership: Partnership) -> bool:
    """May this person do this anywhere in the partnership?"""
    places = places_where(user, permission, partnership)
    return bool(places.whole_partnership or places.sectors or places.organisations or places.services)


def require(user: Any, permission: Permission, on: Any) -> None:
    """Stop with 404 for a stranger to the partnership, with 403 for an insider without the right."""
    if not has_permission(user, Permission.BE_INSIDE, partnership_of(on)):
        raise Http404
    if not has_permission(user, permission, on):
        raise PermissionDenied

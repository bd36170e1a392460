"""Who may do what, where: one question, asked of the tables in `roles.py`.

A role is held at a place. It reaches that place and everything below it: a sector lead reaches the sector's
services, an organisation lead the organisation's services. Strangers to a partnership get 404, insiders
without the right get 403 (`require`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404

from organisations.roles import AT_ITS_PLACE, GIVEN_BY_LEADS, IN_THE_PARTNERSHIP, PLACE_OF_ROLE, Permission, Role


class HasKey(Protocol):
    """A row, such as a partnership: permissions know no models, so that models may ask for permissions."""

    pk: int


@dataclass
class Places:
    """Where a person may do something: the whole partnership, or some sectors, organisations and services."""

    whole_partnership: bool = False
    sectors: set[int] = field(default_factory=set)
    organisations: set[int] = field(default_factory=set)
    services: set[int] = field(default_factory=set)

    def cover(self, on: Any) -> bool:
        """Whether this place (a partnership, sector, organisation or service) is among them."""
        if self.whole_partnership:
            return True
        match on._meta.model_name:
            case "sector":
                return on.pk in self.sectors
            case "organisation":
                return on.pk in self.organisations
            case "service":
                return (
                    on.pk in self.services or on.sector_id in self.sectors or on.organisation_id in self.organisations
                )
        return False


def memberships_of(user: Any) -> list[Any]:
    """A person's memberships, read once per user object."""
    if not getattr(user, "is_authenticated", False):
        return []
    # Kept on the user object, which lives as long as one request: a page asks some twenty times, and a role that is
    # ended counts from the next page on.
    if not hasattr(user, "_memberships"):
        # Without their places: what someone may do hangs on numbers alone, and four joins are half of a refused page.
        user._memberships = list(user.memberships.order_by("pk"))
    return user._memberships


def with_places(memberships: list[Any]) -> list[Any]:
    """The same, each with the place at which its role is held. One query, the first time, however many there are."""
    kinds = sorted({PLACE_OF_ROLE[Role(membership.role)] for membership in memberships})
    if len(kinds) < 2:
        prefetch_related_objects(memberships, *kinds)
        return memberships
    found = type(memberships[0])._default_manager.select_related(*kinds).in_bulk([each.pk for each in memberships])
    for membership in memberships:
        for kind in kinds:
            setattr(membership, kind, getattr(found[membership.pk], kind))
    return memberships


def partnerships_of(user: Any) -> list[Any]:
    """The partnerships in which a person holds a role, each once."""
    mine = memberships_of(user)
    prefetch_related_objects(mine, "partnership")
    found = {membership.partnership_id: membership.partnership for membership in mine}
    return list(found.values())


def places_where(user: Any, permission: Permission, partnership: HasKey) -> Places:
    """The places of one partnership at which a person has a permission."""
    return reached_by(memberships_of(user), permission, partnership)


def reached_by(memberships: Iterable[Any], permission: Permission, partnership: HasKey) -> Places:
    """The places of one partnership at which these roles give a permission."""
    places = Places()
    for membership in memberships:
        role = Role(membership.role)
        if membership.partnership_id != partnership.pk:
            continue
        # A role may reach further than its place for some things: a sector lead sees the results of all.
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
    return places_where(user, permission, partnership_of(on)).cover(on)


def gives(membership: Any, permission: Permission, on: Any) -> bool:
    """Whether this one role is a reason why its holder may do this at this place."""
    return reached_by([membership], permission, partnership_of(on)).cover(on)


def may_give(user: Any, role: Role, on: Any) -> bool:
    """May this person invite others into this role at this place? A lead gives nothing that they do not hold."""
    if has_permission(user, Permission.MANAGE_PEOPLE, partnership_of(on)):
        return True
    if role not in GIVEN_BY_LEADS or not has_permission(user, Permission.INVITE_CONTRIBUTORS, on):
        return False
    return all(has_permission(user, each, on) for each in AT_ITS_PLACE[role] | IN_THE_PARTNERSHIP[role])


def has_permission_somewhere(user: Any, permission: Permission, partnership: HasKey) -> bool:
    """May this person do this anywhere in the partnership?"""
    places = places_where(user, permission, partnership)
    return bool(places.whole_partnership or places.sectors or places.organisations or places.services)


def require(user: Any, permission: Permission, on: Any) -> None:
    """Stop with 404 for a stranger to the partnership, with 403 for an insider without the right."""
    # Not found before not allowed: a stranger does not learn that there is such a place.
    if not has_permission(user, Permission.BE_INSIDE, partnership_of(on)):
        raise Http404
    if not has_permission(user, permission, on):
        raise PermissionDenied

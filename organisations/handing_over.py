"""What is open in somebody's name, and who takes over from them, so that nothing falls when they leave.

Rooms add their own in a module called `duties`: `duties_at(services)` and `hand_over(...)`.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from framework.actions import modules_of_rooms
from organisations.models import Membership, Partnership, Service, User
from organisations.roles import Role


@dataclass(frozen=True)
class Duty:
    """Something open at a service, and in whose name it is."""

    service: Service
    person: User
    what: str


def duties_at(services: Collection[Service]) -> list[Duty]:
    """All that is open in somebody's name at these services, in the order of the rooms. A query or two for each."""
    return [duty for room in modules_of_rooms("duties") for duty in room.duties_at(services)]


def people_at(services: Collection[Service]) -> dict[int, list[User]]:
    """Who could take over, by service: its leads first, then who else works there, then its organisation's leads."""
    order = [Role.SERVICE_LEAD, Role.CONTRIBUTOR, Role.ORGANISATION_LEAD]
    here = Q(service__in=services) | Q(organisation__in={one.organisation_id for one in services})
    held = Membership.objects.filter(here, role__in=order, user__is_active=True).select_related("user")
    rows = sorted(held, key=lambda one: (order.index(Role(one.role)), one.pk))
    found: dict[int, list[User]] = {}
    for service in services:
        where = service.organisation_id
        of = [one.user for one in rows if one.service_id == service.pk or one.organisation_id == where]
        found[service.pk] = list(dict.fromkeys(of))
    return found


def of_leavers(services: Collection[Service]) -> Iterator[Duty]:
    """What is open in the name of somebody who no longer has a role at the service or its organisation."""
    people = people_at(services)
    for duty in duties_at(services):
        if duty.person not in people[duty.service.pk]:
            yield duty


def without_an_owner(partnership: Partnership) -> list[Duty]:
    """The same of all services of a partnership that are not closed."""
    return list(of_leavers(list(Service.objects.in_partnership(partnership).active().with_places())))


def held_by(*, person: User, partnership: Partnership) -> list[str]:
    """All that is open in one person's name in a partnership, in words. Rooms say so in a module `in_their_name`."""
    return [said for room in modules_of_rooms("in_their_name") for said in room.held_by(person, partnership)]


@transaction.atomic
def hand_over(*, service: Service, person: User, heir: User, by: User) -> int:
    """Put all that is open at a service in one person's name into another's; how much it was."""
    return sum(room.hand_over(service=service, person=person, heir=heir, by=by) for room in modules_of_rooms("duties"))

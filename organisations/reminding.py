"""What a reminder is. Rooms offer theirs in a module `reminders` with ORDER, KINDS and `due(*, on)`."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from framework.actions import modules_of_rooms
from organisations.models import Membership, Partnership, ReminderChoice, Service, User
from organisations.permissions import memberships_of
from organisations.roles import Role


@dataclass(frozen=True)
class ReminderKind:
    """A kind of reminder, as people choose it, and the roles that it comes with."""

    code: str
    title: str | Promise
    description: str | Promise
    roles: frozenset[Role]


@dataclass(frozen=True)
class Reminder:
    """One thing for one person to do: the task by its name, a sentence or two, and the page where it is done.

    `subject` says what to do, by when and for which place: it is the email's subject where there is nothing else to
    do. `key` is the same as long as it is the same reminder: it goes once. `path` begins with a slash. Where it is
    about one `service`, paused surveys and its archiving stop it.
    """

    kind: ReminderKind
    user: User
    partnership: Partnership
    key: str
    subject: str
    text: str
    path: str
    service: Service | None = None


def all_kinds() -> list[ReminderKind]:
    """Every kind of reminder that a room knows."""
    return [kind for module in modules_of_rooms("reminders") for kind in module.KINDS]


def all_due(*, on: datetime.date) -> list[Reminder]:
    """Everything that rooms would remind people of on a day."""
    return [reminder for module in modules_of_rooms("reminders") for reminder in module.due(on=on)]


def kinds_for(user: User, partnership: Partnership) -> list[ReminderKind]:
    """The kinds that come with the roles someone holds in a partnership."""
    roles = {Role(each.role) for each in memberships_of(user) if each.partnership_id == partnership.pk}
    return [kind for kind in all_kinds() if kind.roles & roles]


def unwanted() -> set[tuple[int, str]]:
    """Who (ids) does not want which kinds (codes)."""
    return set(ReminderChoice.objects.filter(wants=False).values_list("user_id", "kind"))


def holders(roles: Iterable[Role], place: str) -> dict[int, list[User]]:
    """Who holds one of these roles, by the number of the place at which they do, each person once. One query.

    `place` is "partnership", "sector", "organisation" or "service". People who may no longer sign in are left out.
    """
    found: dict[int, list[User]] = defaultdict(list)
    # One query for all places of a kind, because a day's reminders ask this for every service of every partnership.
    held = Membership.objects.filter(role__in=list(roles), user__is_active=True).select_related("user").order_by("pk")
    for membership in held:
        at = getattr(membership, f"{place}_id")
        if membership.user not in found[at]:
            found[at].append(membership.user)
    return found

"""Who can see what, and why: worked out from the very tables that every page asks (`permissions.py`, `roles.py`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organisations.models import Membership, Partnership, Service, User
from organisations.permissions import gives, reached_by
from organisations.roles import IN_THE_PARTNERSHIP, Permission, Role

Text = str | Promise


@dataclass(frozen=True)
class Kind:
    """Something that some people can see; `said` is what else holds of it."""

    key: str
    name: Text
    permission: Permission | None
    said: Text = ""
    of_a_service: bool = True


KINDS = (
    Kind(
        "service",
        _("The service’s own page"),
        Permission.VIEW_SERVICE,
        _("Its name, its headcount, and how far it is."),
    ),
    Kind(
        "assessment",
        _("Self-assessment and action plan"),
        Permission.VIEW_ASSESSMENT,
        _(
            "Every stage with its evidence, and every action. A peer whom the service invited reads it too, and so "
            "does its sector’s lead where the service shares it."
        ),
    ),
    Kind("records", _("Notes of briefings and deep listening"), Permission.RECORD_ACTIVITIES),
    Kind(
        "links",
        _("How many people answered the surveys"),
        Permission.SHARE_SURVEYS,
        _("Numbers only, and the links to share. Never what someone answered."),
    ),
    Kind(
        "answers",
        _("Single answers of staff, families and children"),
        None,
        _("No one, in any role. Answers are only counted. Numbers that are too small are left out."),
    ),
    Kind(
        "comments",
        _("Comments and contact requests, before anyone has looked at them"),
        Permission.REVIEW_COMMENTS,
        _(
            "Only safeguarding reviewers, and the safeguarding contact for one that they pass on. Comments that they "
            "release are shown with the released results."
        ),
        of_a_service=False,
    ),
    Kind("results", _("Released results"), Permission.VIEW_RESULTS, of_a_service=False),
    Kind(
        "organisation",
        _("What an organisation recorded and answered"),
        Permission.VIEW_ORGANISATION,
        _("Its organisational survey and what it did."),
    ),
    Kind("people", _("This list of people and their roles"), Permission.MANAGE_PEOPLE, of_a_service=False),
)
BY_KEY = {kind.key: kind for kind in KINDS}


@dataclass(frozen=True)
class Reason:
    """A person who can see something, and the role because of which they can."""

    membership: Membership
    why: Text

    @property
    def user(self) -> User:
        return self.membership.user


def of_partnership(partnership: Partnership) -> list[Membership]:
    """All roles of people who can sign in, by name. One query."""
    held = Membership.objects.filter(partnership=partnership, user__is_active=True).with_places()
    return list(held.order_by("user__name", "user__email", "pk"))


def who_sees(kind: Kind, on: Any, memberships: Iterable[Membership]) -> list[Reason]:
    """Each role that is a reason to see this at a place."""
    if kind.permission is None:
        return []
    at = on.organisation if kind.key == "organisation" and isinstance(on, Service) else on
    return [Reason(one, _why(one, kind.permission, at)) for one in memberships if gives(one, kind.permission, at)]


def _why(membership: Membership, permission: Permission, on: Any) -> Text:
    """In a sentence why this role reaches so far."""
    said = {"role": membership.get_role_display(), "place": membership.place}
    if permission in IN_THE_PARTNERSHIP[Role(membership.role)]:
        return _("%(role)s, %(place)s: everyone in this role sees this in the whole partnership") % said
    if membership.place == on:
        return _("%(role)s of %(place)s itself") % said
    return _("%(role)s, %(place)s, which this belongs to") % said


def what_they_see(memberships: Iterable[Membership], partnership: Partnership) -> list[dict]:
    """Each kind of thing with where someone can see it, and because of which roles; nothing where they cannot."""
    rows = []
    for kind in KINDS:
        if kind.permission is None:
            continue
        because = [one for one in memberships if _reaches(one, kind.permission, partnership)]
        where = [_where(one, kind.permission) for one in because]
        rows.append({"kind": kind, "where": list(dict.fromkeys(where))})
    return rows


def _reaches(membership: Membership, permission: Permission, partnership: Partnership) -> bool:
    places = reached_by([membership], permission, partnership)
    return bool(places.whole_partnership or places.sectors or places.organisations or places.services)


def _where(membership: Membership, permission: Permission) -> str:
    """Where one role lets someone see something, and the role."""
    role = str(membership.get_role_display())
    if permission in IN_THE_PARTNERSHIP[Role(membership.role)] or membership.place == membership.partnership:
        return str(_("the whole partnership (%(role)s)") % {"role": role})
    if membership.service_id:
        return str(_("%(place)s (%(role)s)") % {"place": membership.place, "role": role})
    return str(_("%(place)s and its services (%(role)s)") % {"place": membership.place, "role": role})

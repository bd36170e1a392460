"""Someone's role is changed into another, or held at another place."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused, hold_partnership, refuse_without_admin
from organisations.audit import record
from organisations.models import Membership, User
from organisations.permissions import may_give
from organisations.roles import AT_ITS_PLACE, IN_THE_PARTNERSHIP, PLACE_OF_ROLE, Permission, Role


@transaction.atomic
def change_role(*, membership: Membership, role: Role, place: Any, by: User) -> Membership | None:
    """Put a role at a place in place of another one. Nothing that they wrote or that is in their name changes.

    None where they no longer have the one that was to change. Raises ActionRefused for the partnership's last admin who
    can sign in, and where they have the new one already.
    """
    hold_partnership(membership.partnership_id)
    held = Membership.objects.select_for_update(of=("self",)).with_places().filter(pk=membership.pk).first()
    if held is None:
        return None
    at = dict.fromkeys(("sector", "organisation", "service"))
    if PLACE_OF_ROLE[role] != "partnership":
        at[PLACE_OF_ROLE[role]] = place
    if not may_give(by, role, place or held.partnership):
        raise ActionRefused(_("You cannot give someone this role."))
    if held.role == Role.ADMIN and role != Role.ADMIN:
        refuse_without_admin(held.user, held.partnership)
    same = Membership.objects.filter(user=held.user, partnership=held.partnership, role=role, **at)
    if same.exists():
        raise ActionRefused(_("This person already has this role there"))
    before = f"{held.get_role_display()}, {held.place}"
    held.role = role
    for kind, value in at.items():
        setattr(held, kind, value)
    held.save(update_fields=["role", *at])
    what = f"{before} → {held.get_role_display()}, {held.place}"
    record(partnership=held.partnership, by=by, what="changed a role", about=what, person=held.user)
    return held


def allowed_to(role: Role) -> frozenset[Permission]:
    """All that a role allows, wherever."""
    return AT_ITS_PLACE[role] | IN_THE_PARTNERSHIP[role]

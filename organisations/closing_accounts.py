"""An account is closed and opened again.

Someone with a role in one partnership only has their account closed: their roles stay with it, for when it is opened
again. Someone who is also elsewhere, or who looks after the installation, keeps the account, and loses their roles
here.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from background.actions import mail as outbox
from background.models import OutgoingMail
from framework.actions import modules_of_rooms
from organisations.actions import (
    ActionRefused,
    end_membership,
    hold_partnership,
    refuse_without_admin,
    withdraw_invitation,
)
from organisations.audit import record
from organisations.models import AccountClosing, AddressChange, Invitation, Partnership, User
from organisations.roles import Role
from organisations.sessions import end_all_sessions


def is_also_elsewhere(user: User, partnership: Partnership) -> bool:
    """Whether the account is not this partnership's alone: then its admins neither close it nor change its address."""
    return bool(user.is_staff or user.is_superuser or user.memberships.exclude(partnership=partnership).exists())


def forget_closings(user: User) -> None:
    """Whoever closed an account before opens it no more: a partnership, or by its module `closings` a room above."""
    AccountClosing.objects.filter(user=user).delete()
    for module in modules_of_rooms("closings"):
        module.forget(user=user)


@transaction.atomic
def close_account(*, user: User, partnership: Partnership, by: User, at: datetime.datetime | None = None) -> bool:
    """Let someone in no more: their sessions end here and now, and mail that waits for them stays here.

    Returns whether the account was closed; where it is also elsewhere only their roles here ended. Twice is as once.
    Raises ActionRefused for the partnership's last admin who can sign in, and for one's own account.
    """
    now = at or timezone.now()
    if user == by:
        raise ActionRefused(_("You cannot close your own account. Ask another admin."))
    hold_partnership(partnership.pk)
    held = User.objects.select_for_update().get(pk=user.pk)
    whole = not is_also_elsewhere(held, partnership)
    if whole and not held.is_active:
        return True
    for membership in held.memberships.filter(partnership=partnership).with_places():
        if not whole:
            end_membership(membership=membership, by=by)
        elif membership.role == Role.ADMIN:
            refuse_without_admin(held, partnership)
    for invitation in Invitation.objects.filter(partnership=partnership, email__iexact=held.email).unused():
        withdraw_invitation(invitation=invitation, by=by)
    mail = OutgoingMail.objects.filter(to__iexact=held.email, state=OutgoingMail.State.WAITING)
    for waiting in mail if whole else mail.filter(partnership=partnership):
        outbox.keep_back(pk=waiting.pk)
    if whole:
        held.is_active = False
        held.save(update_fields=["is_active"])
        for change in AddressChange.objects.filter(user=held):
            outbox.forget_mail_to(change.email, partnership=partnership)
            change.delete()
        AccountClosing.objects.update_or_create(user=held, defaults={"partnership": partnership, "closed_at": now})
        end_all_sessions(held)
    what = "closed an account" if whole else "ended all roles of someone who is also elsewhere"
    record(partnership=partnership, by=by, what=what, about=held, at=at)
    return whole


@transaction.atomic
def reopen_account(*, user: User, partnership: Partnership, by: User, at: datetime.datetime | None = None) -> None:
    """Let someone in again, with the roles that they had. Twice is as once.

    Raises ActionRefused where someone else than this partnership has closed it.
    """
    held = User.objects.select_for_update().get(pk=user.pk)
    if held.is_active:
        return
    if not AccountClosing.objects.filter(user=held, partnership=partnership).exists():
        raise ActionRefused(
            _("This account was closed by the person who looks after this website. Ask them to reopen it.")
        )
    AccountClosing.objects.filter(user=held).delete()
    held.is_active = True
    held.save(update_fields=["is_active"])
    record(partnership=partnership, by=by, what="opened an account again", about=held, at=at)

"""Someone's email address is corrected: the old one is told, and the new one counts once it has been confirmed."""

import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from background.actions import mail as outbox
from background.models import OutgoingMail
from organisations.actions import ActionRefused, hold_partnership, refuse_demonstration_account
from organisations.audit import record
from organisations.closing_accounts import is_also_elsewhere
from organisations.models import AddressChange, Partnership, User
from organisations.models.people import hash_of, new_token
from organisations.sessions import end_all_sessions

DAYS_TO_CONFIRM = 7


def check_address(*, user: User, partnership: Partnership, email: str) -> None:
    """Raise ActionRefused where this cannot become the address.

    Whether it belongs to somebody of another partnership is nobody's business here; then it cannot be confirmed.
    """
    if is_also_elsewhere(user, partnership):
        raise ActionRefused(
            _("They also have an account elsewhere. The person who looks after this website can change their address.")
        )
    if not partnership.is_demonstration:
        refuse_demonstration_account(email)
    if email == user.email.lower():
        raise ActionRefused(_("This is already their email address"))
    if partnership_has(partnership, email):
        raise ActionRefused(_("Someone else in this partnership has this email address"))


def partnership_has(partnership: Partnership, email: str) -> bool:
    """Whether somebody with a role in the partnership is known by this address."""
    return User.objects.filter(email__iexact=email, memberships__partnership=partnership).exists()


@transaction.atomic
def ask_for_another_address(
    *, user: User, partnership: Partnership, email: str, by: User, build_address, at: datetime.datetime | None = None
) -> AddressChange:
    """Send a link to the new address and a note to the old one. Nothing changes yet. The latest asking counts.

    Raises ActionRefused where it cannot be.
    """
    now = at or timezone.now()
    email = email.lower()
    hold_partnership(partnership.pk)
    check_address(user=user, partnership=partnership, email=email)
    token = new_token()
    until = timezone.localdate(now) + datetime.timedelta(days=DAYS_TO_CONFIRM)
    change, _made = AddressChange.objects.update_or_create(
        user=user,
        defaults={
            "partnership": partnership,
            "email": email,
            "token_hash": hash_of(token),
            "asked_at": now,
            "expires_on": until,
        },
    )
    said = {"change": change, "partnership": partnership, "by": by, "address": build_address(token)}
    for to, text in ((email, "address_confirm"), (user.email, "address_told")):
        outbox.post(
            to=to,
            subject=_("Your email address on TiP Borough"),
            text=render_to_string(f"organisations/mail/{text}.txt", said),
            kind=OutgoingMail.Occasion.ADDRESS,
            partnership=partnership,
            is_secret=to == email,
        )
    record(partnership=partnership, by=by, what="asked for another address", about=user, at=at)
    return change


def change_for(token: str, *, on: datetime.date) -> AddressChange | None:
    """The change that a link confirms, while it can."""
    found = AddressChange.objects.filter(token_hash=hash_of(token), expires_on__gte=on, user__is_active=True)
    return found.select_related("user", "partnership").first()


@transaction.atomic
def confirm_address(*, change: AddressChange, at: datetime.datetime | None = None) -> User:
    """Make the new address count. Whoever is signed in with the old one is signed out. Works once.

    Raises ActionRefused where it was taken back or replaced meanwhile, or belongs to another account.
    """
    gone = ActionRefused(_("This link can no longer be used. Ask your partnership’s admin to send a new one."))
    held = AddressChange.objects.select_for_update().filter(pk=change.pk, token_hash=change.token_hash).first()
    if held is None:
        raise gone
    user = User.objects.select_for_update().get(pk=held.user_id)
    taken = User.objects.filter(email__iexact=held.email).exclude(pk=user.pk).exists()
    if taken or not user.is_active or is_also_elsewhere(user, held.partnership):
        raise gone
    outbox.forget_mail_to(user.email, partnership=held.partnership)
    user.email = held.email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()  # the old one lets nobody in any more
    end_all_sessions(user)
    record(partnership=held.partnership, by=user, what="confirmed another address", about=user, at=at)
    held.delete()
    return user


@transaction.atomic
def take_back_address(*, user: User, partnership: Partnership, by: User) -> None:
    """Leave the address as it is: the link that was sent stops working."""
    change = AddressChange.objects.filter(user=user, partnership=partnership).first()
    if change is not None:
        outbox.forget_mail_to(change.email, partnership=partnership)
        change.delete()
        record(partnership=partnership, by=by, what="took back another address", about=user)

"""What a directory does to people: it tells of them, and it closes and reopens the accounts of its own."""

from __future__ import annotations

import dataclasses
import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from scim2_models import (
    ForbiddenException,
    InvalidValueException,
    MutabilityException,
    UniquenessException,
)

from background.actions import mail as outbox
from background.models import OutgoingMail
from organisations.actions import admins_besides, hold_partnership, withdraw_invitation
from organisations.audit import record
from organisations.models import Invitation, Membership, Partnership, User
from organisations.roles import Role
from organisations.sessions import end_all_sessions
from signing_in.models import DirectoryDomain, DirectoryPerson
from signing_in.scim.reading import Told

LONGEST_EXTERNAL_ID = DirectoryPerson._meta.get_field("external_id").max_length or 0


def know_members(partnership: Partnership, *, at: datetime.datetime) -> None:
    """Make sure that everyone with a role and an address of the domains has a row, so that a directory finds them.

    Who looks after the installation has none: no partnership's directory closes their account.
    """
    domains = set(DirectoryDomain.objects.filter(partnership=partnership).values_list("name", flat=True))
    known = DirectoryPerson.objects.filter(partnership=partnership)
    people = User.objects.filter(memberships__partnership=partnership, is_staff=False, is_superuser=False)
    new = people.exclude(pk__in=known.exclude(user=None).values("user")).distinct()
    for user in [each for each in new if each.email.lower().rpartition("@")[2] in domains]:
        told_of = known.filter(email=user.email.lower(), user=None)
        if not told_of.update(user=user):
            row = DirectoryPerson(partnership=partnership, user=user, email=user.email.lower(), made_at=at)
            DirectoryPerson.objects.bulk_create([row], ignore_conflicts=True)


@transaction.atomic
def tell_of(*, partnership: Partnership, told: Told, at: datetime.datetime) -> DirectoryPerson:
    """Take down someone of whom the directory tells. No account comes of it: an admin invites whom they want.

    Raises UniquenessException for someone it has told of, InvalidValueException, ForbiddenException.
    """
    partnership = hold_partnership(partnership.pk)
    email = _address(partnership, told.email or "")
    know_members(partnership, at=at)
    found = DirectoryPerson.objects.filter(partnership=partnership, email=email).select_related("user").first()
    if found is not None and found.deleted_at is None:
        raise UniquenessException(detail=f"{email} is known already.")
    if found is None:
        _refuse_taken(partnership, told.external_id, None)
        row = {"email": email, "external_id": told.external_id or "", "name": told.name or "", "made_at": at}
        found = DirectoryPerson.objects.create(partnership=partnership, **row)
        record(partnership=partnership, by=None, what="the directory told of someone", about="", at=at)
    else:
        found.deleted_at = None
        found.save(update_fields=["deleted_at"])
    is_active = True if told.is_active is None else told.is_active
    return _take_over(found, dataclasses.replace(told, email=email, is_active=is_active), at)


@transaction.atomic
def change(*, person: DirectoryPerson, told: Told, at: datetime.datetime) -> DirectoryPerson:
    """Take over what is said of someone. The name and the address of an account stay its owner's.

    Raises UniquenessException, MutabilityException, InvalidValueException, ForbiddenException.
    """
    place = hold_partnership(person.partnership_id)
    rows = DirectoryPerson.objects.select_for_update(of=("self",)).select_related("user")
    held = rows.get(pk=person.pk)
    held.partnership = place
    return _take_over(held, told, at)


def _take_over(held: DirectoryPerson, told: Told, at: datetime.datetime) -> DirectoryPerson:
    if told.email is not None and told.email.lower() != held.email:
        if held.user is not None:
            raise MutabilityException(detail="The address of an account is corrected by an admin of the partnership.")
        held.email = _address(held.partnership, told.email)
        if DirectoryPerson.objects.filter(partnership=held.partnership, email=held.email).exists():
            raise UniquenessException(detail=f"{held.email} is known already.")
    if told.external_id is not None:
        _refuse_taken(held.partnership, told.external_id, held)
        held.external_id = told.external_id
    if told.name is not None:
        held.name = told.name[:120]
    held.save(update_fields=["email", "external_id", "name"])
    if told.is_active is False:
        _close(held, at)
    elif told.is_active is True:
        _reopen(held, at)
    return held


@transaction.atomic
def forget(*, person: DirectoryPerson, at: datetime.datetime) -> None:
    """The directory has deleted someone: their account is closed, and no longer in its sight."""
    held = change(person=person, told=Told(is_active=False), at=at)
    held.deleted_at = at
    held.save(update_fields=["deleted_at"])


def _address(partnership: Partnership, email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise InvalidValueException(detail="userName must be an email address.") from None
    if len(email) > 254:
        raise InvalidValueException(detail="userName is too long.")
    if not partnership.directory_domains.filter(name=email.rpartition("@")[2]).exists():
        raise ForbiddenException(detail="This address is of no mail domain that the partnership has chosen.")
    return email


def _refuse_taken(partnership: Partnership, external_id: str | None, person: DirectoryPerson | None) -> None:
    if external_id and len(external_id) > LONGEST_EXTERNAL_ID:
        raise InvalidValueException(detail=f"externalId may have {LONGEST_EXTERNAL_ID} characters.")
    same = DirectoryPerson.objects.filter(partnership=partnership, external_id=external_id or "")
    if external_id and same.exclude(pk=person.pk if person else None).exists():
        raise UniquenessException(detail="This externalId is in use.")


def _close(held: DirectoryPerson, at: datetime.datetime) -> None:
    """Let someone in no more, from this moment. Their roles stay with a closed account, for when it is opened again.

    Who is also in another partnership keeps the account, and loses the roles in this one.
    """
    if not held.is_active and not (held.user and held.user.is_active and _roles_here(held).exists()):
        return  # twice is as once
    held.is_active, held.left_at = False, at
    place, user = held.partnership, held.user
    for waiting in Invitation.objects.filter(
        partnership=place, email__iexact=held.email, accepted_at=None, withdrawn_at=None
    ):
        withdraw_invitation(invitation=waiting, by=None)
    if user is not None and not (user.is_staff or user.is_superuser):
        is_here, is_elsewhere = _roles_here(held).exists(), user.memberships.exclude(partnership=place).exists()
        is_last = _roles_here(held).filter(role=Role.ADMIN).exists() and not admins_besides(user, place).exists()
        if is_elsewhere:
            _end_roles(held, at, keep_admin=is_last)
        elif user.is_active and is_here:
            User.objects.filter(pk=user.pk).update(is_active=False)
            user.is_active, held.closed_account = False, True
        if is_here or not is_elsewhere:  # who is only somewhere else by now is no business of this directory
            end_all_sessions(user)
        if is_last:
            _tell_of_the_last_admin(place, user, at)
    mail = OutgoingMail.objects.filter(to__iexact=held.email, state=OutgoingMail.State.WAITING)
    for waiting in mail if held.closed_account else mail.filter(partnership=place):
        outbox.keep_back(pk=waiting.pk)
    held.save(update_fields=["is_active", "left_at", "closed_account"])
    what = "the directory closed an account" if held.closed_account else "the directory said that someone has left"
    record(partnership=place, by=None, what=what, about="", person=user, at=at)


def _roles_here(held: DirectoryPerson):
    return Membership.objects.filter(user=held.user, partnership=held.partnership)


def _end_roles(held: DirectoryPerson, at: datetime.datetime, *, keep_admin: bool) -> None:
    for role in _roles_here(held).with_places():
        if not (keep_admin and role.role == Role.ADMIN):
            record(partnership=held.partnership, by=None, what="the directory ended a role", about=role, at=at)
            role.delete()


def _reopen(held: DirectoryPerson, at: datetime.datetime) -> None:
    """Let someone in again, where the directory itself had closed the account; with the roles that stayed with it."""
    if held.is_active:
        return
    held.is_active, held.left_at = True, None
    if held.user is not None and held.closed_account:
        User.objects.filter(pk=held.user.pk).update(is_active=True)
        held.user.is_active = True
        record(partnership=held.partnership, by=None, what="the directory reopened an account", about=held.user, at=at)
    held.closed_account = False
    held.save(update_fields=["is_active", "left_at", "closed_account"])


def _tell_of_the_last_admin(place: Partnership, gone: User, at: datetime.datetime) -> None:
    """Without an admin a partnership stands still: its board and whoever looks after the site hear of it."""
    board = Membership.objects.filter(partnership=place, role__in=(Role.BOARD_MEMBER, Role.PROGRAMME_LEAD))
    people = User.objects.filter(pk__in=board.values("user"), is_active=True) | User.objects.filter(
        is_staff=True, is_active=True
    )
    said = {"partnership": place, "gone": gone, "address": settings.SITE_ADDRESS + reverse("home")}
    for person in people.exclude(pk=gone.pk).distinct().order_by("pk"):
        outbox.post(
            to=person.email,
            subject=_("%(name)s has no admin who can sign in") % {"name": place.name},
            text=render_to_string("signing_in/mail/last_admin.txt", said),
            kind=OutgoingMail.Occasion.REMINDER,
            partnership=place,
        )
    record(partnership=place, by=None, what="the directory took the last admin who could sign in", about=gone, at=at)

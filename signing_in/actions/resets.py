"""Someone has lost all their second factors: one admin asks that they are forgotten, another agrees."""

import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.closing_accounts import is_also_elsewhere
from organisations.models import AuditEntry, Invitation, Membership, Partnership, User
from organisations.roles import Role
from organisations.sessions import end_all_sessions
from signing_in.accounts import tell_of_change
from signing_in.models import FactorReset
from signing_in.standing import factors_of

ASKED_FOR = datetime.timedelta(days=3)


def _refuse_unless_allowed(person: User, partnership: Partnership, by: User) -> None:
    if person == by:
        raise ActionRefused(_("Two other admins have to do this for you."))
    if person.is_staff or person.is_superuser:
        raise ActionRefused(_("This person looks after the installation. Ask the people who run the server."))
    if is_also_elsewhere(person, partnership):
        raise ActionRefused(_("This person also has a role in another partnership. Ask the people who run the server."))
    if not Membership.objects.filter(partnership=partnership, user=by, role=Role.ADMIN).exists():
        raise ActionRefused(_("Only an admin can do this."))


def _hold(person: User) -> User:
    return User.objects.select_for_update().get(pk=person.pk)


def _is_new(by: User, reset: FactorReset) -> bool:
    """Whether someone became an admin here only since it was asked for, perhaps made so by who asked."""
    since = Q(accepted_at__gte=reset.asked_at, role=Role.ADMIN, email__iexact=by.email)
    accepted = Invitation.objects.filter(since, partnership=reset.partnership)
    changed = AuditEntry.objects.filter(
        partnership=reset.partnership, person=by, what="changed a role", at__gte=reset.asked_at
    )
    return accepted.exists() or changed.exists()


def _forget(held: User) -> int:
    forgotten, _each = Authenticator.objects.filter(user=held).delete()
    end_all_sessions(held)
    return forgotten


@transaction.atomic
def ask_for_reset(
    *, person: User, partnership: Partnership, by: User, at: datetime.datetime | None = None
) -> FactorReset:
    """Ask that another admin agrees to forget all second factors of a person. Counts for three days."""
    now = at or timezone.now()
    _refuse_unless_allowed(person, partnership, by)
    held = _hold(person)
    if not factors_of(held).exists():
        raise ActionRefused(_("This person has no second step to remove."))
    mine = FactorReset.objects.filter(partnership=partnership, person=held)
    if mine.waiting(at=now).exists():
        raise ActionRefused(_("An admin has already asked for this."))
    mine.filter(agreed_at=None, withdrawn_at=None).update(withdrawn_at=now)  # those that ran out
    reset = FactorReset.objects.create(
        partnership=partnership, person=held, asked_by=by, asked_at=now, expires_at=now + ASKED_FOR
    )
    record(partnership=partnership, by=by, what="asked to remove the second step of", about=person, at=now)
    tell_of_change(held, _("An admin has asked to remove your second step. If you did not ask them to, tell them now."))
    return reset


@transaction.atomic
def agree_to_reset(*, reset: FactorReset, by: User, at: datetime.datetime | None = None) -> None:
    """Forget all second factors of a person and end their sessions. Never the admin who asked, nor the person."""
    now = at or timezone.now()
    held = _hold(reset.person)
    waiting = FactorReset.objects.select_for_update().waiting(at=now).filter(pk=reset.pk).first()
    if waiting is None:
        raise ActionRefused(_("This is no longer asked for."))
    if waiting.asked_by_id == by.pk:
        raise ActionRefused(_("You asked for this. Another admin has to agree."))
    _refuse_unless_allowed(held, waiting.partnership, by)
    if _is_new(by, waiting):
        raise ActionRefused(_("You became an admin after this was asked for. Another admin has to agree."))
    _refuse_unless_allowed(held, waiting.partnership, waiting.asked_by)  # who asked is an admin still
    waiting.agreed_by, waiting.agreed_at = by, now
    waiting.save(update_fields=["agreed_by", "agreed_at"])
    _forget(held)
    record(partnership=waiting.partnership, by=by, what="agreed to remove the second step of", about=held, at=now)
    tell_of_change(held, _("Two admins have removed your second step. Add a new one when you sign in."))


@transaction.atomic
def forget_by_operator(*, person: User, at: datetime.datetime | None = None) -> int:
    """For those whom no two admins can help, once the operator is sure who asks. Returns how many were forgotten."""
    now = at or timezone.now()
    held = _hold(person)
    forgotten = _forget(held)
    for place in Partnership.objects.filter(pk__in=held.memberships.values("partnership")):
        record(partnership=place, by=None, what="removed the second step of, on the server", about=held, at=now)
    tell_of_change(held, _("The people who run the server have removed your second step. Add a new one at sign-in."))
    return forgotten


@transaction.atomic
def withdraw_reset(*, reset: FactorReset, by: User, at: datetime.datetime | None = None) -> None:
    """Take back what was asked; any admin can."""
    now = at or timezone.now()
    if not FactorReset.objects.waiting(at=now).filter(pk=reset.pk).update(withdrawn_at=now):
        raise ActionRefused(_("This is no longer asked for."))
    record(partnership=reset.partnership, by=by, what="kept the second step of", about=reset.person, at=now)

"""Erasing an account: it stays as a number, and everything that says who it was goes."""

from __future__ import annotations

import datetime
import re

from auditlog.context import disable_auditlog
from django.apps import apps
from django.db import transaction
from django.db.models import CharField, EmailField, JSONField, Model, TextField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.models import Champion, SubGroupMember
from background.models import OutgoingMail
from data_protection.held import GOES, HELD, NEVER_GIVEN, keys_to_accounts
from data_protection.models import Erasure, NamedSomewhere
from data_protection.own_data import path_to_partnership
from organisations.actions import ActionRefused, hold_admins_of, hold_partnership
from organisations.audit import record
from organisations.models import ImportDraft, Invitation, Membership, Partnership, User
from organisations.sessions import all_sessions, end_all_sessions
from surveys.models import SafetySettings

FORMER = "Former user"
# Where an address or a name in the log of changes is written over: Django and auditlog write people's names there.
LOGS = ("auditlog.LogEntry", "admin.LogEntry")
# The audit log holds numbers of accounts and no names, and no one changes it. Released facts: no trigger lets anybody
# change them, and people read them before they were released.
FROZEN = frozenset(
    {"organisations.AuditEntry", "reporting.Release", "reporting.ReleasedFigure", "reporting.ReleasedNarrative"}
    | {"surveys.Answer", "surveys.ClosedRoundAnswer", "surveys.Response", "surveys.ClosedRoundResponse"}
)
# A name as short as this stands in other words too.
SHORTEST_NAME = 4
# With nothing on either side that would make it part of another address or name.
WHOLE = r"(?<![\w.+%%'-])%s(?![\w-]|\.\w)"


def why_not_here(user: User, partnership: Partnership, *, by: User) -> str:
    """Why this partnership's admin cannot erase an account; empty where they can."""
    if user.pk == by.pk:
        return str(_("You cannot erase your own account. Ask another admin to do it."))
    if user.is_staff or user.is_superuser:
        return str(_("This person looks after the installation. Ask the people who run it to erase their account."))
    if Membership.objects.filter(user=user).exclude(partnership=partnership).exists():
        return str(_("Only the people who look after this installation can erase this account."))
    return ""


def text_columns(*, also_frozen: bool = False) -> list[tuple[type[Model], str]]:
    """Every column of every table in which a word can stand."""
    return [
        (model, field.name)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and (also_frozen or model._meta.label not in FROZEN)
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField | JSONField)
    ]


def where_named(user: User, partnership: Partnership | None) -> list[tuple[str, str, int]]:
    """In how many rows of which columns a person's name stands, of one partnership or of all. Never the text itself."""
    if len(user.name.strip()) < SHORTEST_NAME:
        return []
    found = []
    for model, field in text_columns(also_frozen=True):
        label = model._meta.label
        path = path_to_partnership(model)
        # An account and the logs are written over; an answer to a survey is a choice and no text.
        # What people answered and wrote to reviewers is searched by no admin, and nor are secrets.
        hidden = label.startswith(("surveys.", "reporting.Preparation", "django_tasks")) or field in NEVER_GIVEN
        if model is User or label in LOGS or hidden or path is None:
            continue
        rows = model._base_manager.filter(**{f"{field}__icontains": user.name.strip()})
        if partnership is not None:
            rows = rows.filter(**{path: partnership})
        if number := rows.count():
            found.append((label, field, number))
    return found


@transaction.atomic
def erase(
    *, user: User, by: User | None, partnership: Partnership | None = None, at: datetime.datetime | None = None
) -> Erasure:
    """Turn an account into a former user. Their sessions end with it; what they recorded stays by its number.

    `partnership` is that of the admin who does it; None where somebody does it who looks after the installation.
    Raises ActionRefused where it may not be erased here, twice, and for the last admin who can sign in.
    """
    now = at or timezone.now()
    if partnership is not None:
        hold_partnership(partnership.pk)
    held = User.objects.select_for_update().get(pk=user.pk)
    if is_erased(held):
        raise ActionRefused(_("This account has already been erased."))
    if partnership is not None and by is not None and (why := why_not_here(held, partnership, by=by)):
        raise ActionRefused(why)
    if left := hold_admins_of(held):
        raise ActionRefused(
            _("This is the only admin of %(name)s who can sign in. Invite another admin first.") % {"name": left[0]}
        )
    email, name = held.email, held.name.strip()
    if SafetySettings.objects.filter(escalation_email__iexact=email).exists():
        raise ActionRefused(
            _("Reviewers alert this person if someone may not be safe. Enter someone else there first.")
        )
    erasure = Erasure.objects.create(partnership=partnership, account=held.pk, at=now, by=by)
    NamedSomewhere.objects.bulk_create(
        NamedSomewhere(erasure=erasure, model=model, field=field, rows=rows)
        for model, field, rows in where_named(held, partnership)
    )
    for place in Partnership.objects.filter(pk__in=held.memberships.values("partnership")):
        record(partnership=place, by=by, what="erased an account", about=f"account {held.pk}", at=now)
    with disable_auditlog():
        _end_sessions(held, email)
        _delete_what_is_theirs(held, email)
        _become_former(held)
        _write_over(email, name)
    return erasure


def is_erased(user: User) -> bool:
    return user.email == address_of_former(user.pk)


def address_of_former(number: int) -> str:
    """An address that nobody can have: the ending .invalid is set aside for that."""
    return f"former-user-{number}@erased.invalid"


def _end_sessions(user: User, email: str) -> None:
    """Delete the sessions of an account, and those in which its address was typed and waits for a code."""
    end_all_sessions(user)
    for session in all_sessions().filter(user=None).iterator():
        if email.lower() in str(session.get_decoded()).lower():
            session.delete()


def _delete_what_is_theirs(user: User, email: str) -> None:
    for name, (model, field) in keys_to_accounts().items():
        if HELD[name].erased == GOES:
            model._base_manager.filter(**{field.name: user}).delete()
    Invitation.objects.filter(email__iexact=email).delete()
    OutgoingMail.objects.filter(to__iexact=email).delete()
    # Champions and members of sub-groups need no account: these are this person by their address.
    for model in (Champion, SubGroupMember):
        model.objects.filter(email__iexact=email).update(name=FORMER, email="")
    # A file that waits for a yes and holds the address would bring them back: whoever sent it sends it again.
    ImportDraft.objects.filter(book_text__icontains=email).delete()
    for draft in ImportDraft.objects.exclude(content=b"").iterator():
        if email.lower().encode() in bytes(draft.content).lower():
            draft.delete()


def _become_former(user: User) -> None:
    """Name and address go. The password changes, and so every session ends whose store we do not know."""
    user.email, user.name = address_of_former(user.pk), f"{FORMER} {user.pk}"
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.set_unusable_password()
    user.save(update_fields=["email", "name", "is_active", "is_staff", "is_superuser", "last_login", "password"])


def _write_over(email: str, name: str) -> None:
    """Put "Former user" where the address stands in any text, and where the name stands in the logs.

    An address is nobody else's, so it goes everywhere. A name may be someone else's too: people look at those.
    """
    for model, field in text_columns():
        _replace(model, field, email)
        if name and len(name) >= SHORTEST_NAME and model._meta.label in LOGS:
            _replace(model, field, name)


def _replace(model: type[Model], field: str, said: str) -> None:
    column = model._meta.get_field(field)
    # An address column holds one address and no other: n@example.org is not a part of ann@example.org.
    holds = "iexact" if isinstance(column, EmailField) else "icontains"
    rows = model._base_manager.filter(**{f"{field}__{holds}": said})
    if isinstance(column, JSONField):
        for row in rows:
            setattr(row, field, _without(getattr(row, field), said))
            row.save(update_fields=[field])
        return
    if column.unique or column.primary_key:
        return
    for row in rows:
        instead = _without(getattr(row, field), said)[: column.max_length]
        if isinstance(column, EmailField):
            instead = "" if column.blank else address_of_former(0)
        setattr(row, field, instead)
        row.save(update_fields=[field])


def _without(value, said: str):
    """A value of plain data without a word, in whatever letters it is written."""
    if isinstance(value, str):
        return re.sub(WHOLE % re.escape(said), FORMER, value, flags=re.IGNORECASE)
    if isinstance(value, list):
        return [_without(each, said) for each in value]
    if isinstance(value, dict):
        return {key: _without(each, said) for key, each in value.items()}
    return value


@transaction.atomic
def look_at(*, found: NamedSomewhere, by: User, on: datetime.date) -> None:
    """Note that a person has looked at the rows in which a name was found. Twice is as once."""
    NamedSomewhere.objects.filter(pk=found.pk, looked_at_on=None).update(looked_at_on=on, looked_at_by=by)

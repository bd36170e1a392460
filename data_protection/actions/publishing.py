"""Who is responsible, how the partnership looks, and what organisations agree to."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from data_protection.models import Logo, PrivacyNotice, SharingAgreement, SharingStatement
from organisations.actions import ActionRefused, hold_partnership
from organisations.audit import record
from organisations.models import Organisation, Partnership, User
from organisations.permissions import places_where
from organisations.roles import Permission
from organisations.saving import save_shown_fields
from stored_files.pictures import Picture

SAID = (
    *("controller", "controller_address", "officer", "officer_email", "contact"),
    *("basis", "basis_words", "complaints"),
)


@transaction.atomic
def publish_notice(*, notice: PrivacyNotice, seen: int, by: User, on: datetime.date) -> PrivacyNotice:
    """Publish what a privacy page says of who is responsible, as a new version. The same again makes none.

    `seen` is the version that the person saw, 0 for none. Raises ActionRefused where there is a newer one by now.
    """
    partnership = hold_partnership(notice.partnership_id)
    newest = PrivacyNotice.objects.newest_of(partnership)
    _refuse_where_newer(newest, seen)
    if newest and all(getattr(newest, name) == getattr(notice, name) for name in SAID):
        return newest
    notice.version, notice.made_on, notice.made_by = (newest.version + 1 if newest else 1), on, by
    notice.save(force_insert=True)
    record(partnership=partnership, by=by, what="published a privacy page", about=notice)
    return notice


@transaction.atomic
def publish_statement(*, statement: SharingStatement, seen: int, by: User, on: datetime.date) -> SharingStatement:
    """Publish what organisations agree to as a new version, which asks all of them again. The same again makes none.

    Raises ActionRefused where there is a newer one by now.
    """
    partnership = hold_partnership(statement.partnership_id)
    newest = SharingStatement.objects.newest_of(partnership)
    _refuse_where_newer(newest, seen)
    if newest and all(getattr(newest, name) == getattr(statement, name) for name in PARTS):
        return newest
    statement.version, statement.made_on, statement.made_by = (newest.version + 1 if newest else 1), on, by
    statement.save(force_insert=True)
    record(partnership=partnership, by=by, what="published a data-sharing statement", about=statement)
    return statement


PARTS = ("collected", "why", "seen_by", "kept")


def _refuse_where_newer(newest: PrivacyNotice | SharingStatement | None, seen: int) -> None:
    if (newest.version if newest else 0) != seen:
        raise ActionRefused(_("Someone else has published a newer version. Open it in another tab and compare."))


def may_agree(user: User, organisation: Organisation) -> bool:
    """Whether someone speaks for an organisation: its lead does."""
    held = places_where(user, Permission.ANSWER_FOR_ORGANISATION, organisation.partnership)
    return organisation.pk in held.organisations


@transaction.atomic
def agree(
    *, organisation: Organisation, version: int, by: User, at: datetime.datetime | None = None
) -> SharingAgreement:
    """Agree for an organisation to the version that the person has read. Twice is as once.

    Raises ActionRefused where that is no longer the newest, and for whoever does not lead the organisation.
    """
    hold_partnership(organisation.partnership_id)
    newest = SharingStatement.objects.newest_of(organisation.partnership)
    if newest is None or newest.version != version:
        raise ActionRefused(_("There is a newer version of this statement. Read it before you agree."))
    if not may_agree(by, organisation):
        raise ActionRefused(_("Only an organisation lead can agree for it."))
    made, is_new = SharingAgreement.objects.get_or_create(
        statement=newest, organisation=organisation, defaults={"agreed_at": at or timezone.now(), "agreed_by": by}
    )
    if is_new:
        about = f"{organisation}, version {version}"
        record(partnership=organisation.partnership, by=by, what="agreed to data sharing", about=about, at=at)
    return made


@transaction.atomic
def change_look(
    *,
    partnership: Partnership,
    fields: list[str],
    picture: Picture | None,
    description: str,
    remove: bool,
    by: User,
) -> None:
    """Save a partnership's colour and the address to ask at, and its logo where there is one.

    May raise ActionRefused.
    """
    save_shown_fields(partnership, fields, by=by, what="changed how the partnership looks", partnership=partnership)
    if remove:
        Logo.objects.filter(partnership=partnership).delete()
    elif picture is not None:
        said = {"content": picture.content, "width": picture.width, "height": picture.height}
        said |= {"digest": picture.digest, "description": description}
        Logo.objects.update_or_create(partnership=partnership, defaults=said)
    elif description:
        Logo.objects.filter(partnership=partnership).update(description=description)

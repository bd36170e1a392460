"""Taking everything of a partnership out, as one zip."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils.translation import gettext as _

from background.sealed_files import new_keys
from carrying.gathering import gather
from carrying.packing import in_flight, pack
from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.models import Partnership, Round, User

WHAT = "everything, as one zip"


def take_out(*, partnership: Partnership, by: User | None, at: datetime.datetime) -> bytes:
    """The zip that an admin may have: all but what no admin can open on a page."""
    _refuse_while_rows_move(partnership)
    with as_at_one_moment():
        content = pack(gather(partnership), at=at)
    _write_down(partnership, by, WHAT, at)
    return content


def take_out_with_answers(
    *, partnership: Partnership, at: datetime.datetime, leaves_unsealed: bool = False
) -> tuple[bytes, str]:
    """The zip with people's answers locked in it, and the key that opens them, which is kept nowhere.

    Raises ActionRefused where answers are not sealed and would stay behind, unless `leaves_unsealed` lets them.
    """
    _refuse_while_rows_move(partnership)
    unsealed = next(iter(in_flight(partnership)), None)
    if unsealed and not leaves_unsealed:
        raise ActionRefused(
            _("%(name)s is not sealed yet, so its answers would stay behind. Close it and seal its answers first.")
            % {"name": unsealed.name}
        )
    seals, opens = new_keys()
    with as_at_one_moment():
        content = pack(gather(partnership), at=at, seals=seals)
    _write_down(partnership, None, f"{WHAT}, with answers locked in it", at)
    return content, opens


@transaction.atomic
def _write_down(partnership: Partnership, by: User | None, about: str, at: datetime.datetime) -> None:
    """Outside the moment that is read: what is read is not changed by being read."""
    record(partnership=partnership, by=by, what="exported", about=about, at=at)


def _refuse_while_rows_move(partnership: Partnership) -> None:
    if partnership.ended_at is not None:
        raise ActionRefused(_("This partnership has ended, and what is left of it is being deleted."))
    if moving := Round.objects.filter(partnership=partnership, is_being_sealed=True).first():
        raise ActionRefused(
            _("The answers of %(name)s are being sealed at the moment. Try again when that is done.")
            % {"name": moving.name}
        )


@contextmanager
def as_at_one_moment() -> Iterator[None]:
    """All tables as they were at one moment, whoever writes meanwhile; nobody who writes waits for us."""
    is_outermost, mode = not connection.in_atomic_block, getattr(connection, "transaction_mode", None)
    if is_outermost and connection.vendor == "sqlite":
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  reads only, so no lock for writing
    try:
        with transaction.atomic():
            if is_outermost and connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if is_outermost and connection.vendor == "sqlite":
            connection.transaction_mode = mode  # type: ignore[attr-defined]

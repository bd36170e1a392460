"""Taking everything of a partnership out, as one zip."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.db import connection, transaction
from django.utils.translation import gettext as _

from background.sealed_files import new_keys
from carrying.gathering import gather
from carrying.packing import pack
from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.models import Partnership, Round, User

WHAT = "everything, as one zip"


def take_out(
    *, partnership: Partnership, by: User, at: datetime.datetime, say: Callable[[int, int], None] | None = None
) -> bytes:
    """The zip that an admin may have: all but what no admin can open on a page."""
    _refuse_while_sealing(partnership)
    with as_at_one_moment():
        content = pack(gather(partnership), at=at, say=say)
    record(partnership=partnership, by=by, what="exported", about=WHAT, at=at)
    return content


def take_out_with_answers(*, partnership: Partnership, at: datetime.datetime) -> tuple[bytes, str]:
    """The zip with people's answers locked in it, and the key that opens them, which is kept nowhere.

    Raises ActionRefused while answers are not sealed: they would stay behind.
    """
    _refuse_while_sealing(partnership)
    rounds = Round.objects.filter(partnership=partnership).with_answers_as_they_came()
    if unsealed := rounds.order_by("pk").first():
        raise ActionRefused(
            _("%(name)s is not sealed yet, so its answers would stay behind. Close it and seal its answers first.")
            % {"name": unsealed.name}
        )
    seals, opens = new_keys()
    with as_at_one_moment():
        content = pack(gather(partnership), at=at, seals=seals)
    record(partnership=partnership, by=None, what="exported", about=f"{WHAT}, with answers locked in it", at=at)
    return content, opens


def _refuse_while_sealing(partnership: Partnership) -> None:
    if moving := Round.objects.filter(partnership=partnership, is_being_sealed=True).first():
        raise ActionRefused(
            _("The answers of %(name)s are being sealed at the moment. Try again when that is done.")
            % {"name": moving.name}
        )


class as_at_one_moment:
    """All tables as they were at one moment, whoever writes meanwhile."""

    def __enter__(self) -> None:
        is_outermost = not connection.in_atomic_block
        self._held = transaction.atomic()
        self._held.__enter__()
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")

    def __exit__(self, *error) -> None:
        self._held.__exit__(*error)

"""Bringing everything of a partnership in, from one zip: all of it or nothing."""

from __future__ import annotations

import datetime

from django.db import transaction

from carrying.columns import in_order, shared_in_order
from carrying.comparing import compare
from carrying.loading import Loader
from carrying.opening import Opened, about, unlocked
from organisations.audit import record
from organisations.models import Partnership


@transaction.atomic
def bring_in(
    *, content: bytes, at: datetime.datetime, address: str = "", key: str = ""
) -> tuple[Partnership, dict[str, int]]:
    """The partnership of a zip, and how many rows of each kind came. Raises Refused; nothing is changed then.

    `address` is where it is to stand, if not where it stood. `key` unlocks people's answers.
    """
    opened = Opened(content)
    said = about(opened)
    inside = unlocked(opened, key)
    loader = Loader(opened, inside, address or said.get("partnership", ""))
    for label in shared_in_order():
        loader.match_or_make(label)
    for label in in_order():
        loader.load(label)
    counts = compare(loader)
    partnership = loader.the_partnership()
    came = sum(counts.values())
    record(partnership=partnership, by=None, what="brought in", about=f"everything, {came} rows", at=at)
    return partnership, counts

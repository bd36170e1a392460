"""The kinds of files that can be brought in. Rooms say theirs in a module `imports`, in `KINDS`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from framework.actions import modules_of_rooms
from organisations.importing.columns import ChosenColumns
from organisations.importing.planning import Asking, Plan
from organisations.importing.recording import Recorder
from organisations.models import Partnership
from organisations.roles import Permission
from tables.columns import Wanted
from tables.finding import FoundList

Text = str | Promise


@dataclass(frozen=True)
class ImportKind:
    """A kind of file: its columns, what its rows would do, how they are written, and what its pages say.

    `plan` reads only; `write` is called in a transaction that holds the partnership, with a plan that was made in it.
    `takes_text` are columns for which one text can stand for all rows. `totals` says in words what a plan would do.
    """

    what: str
    title: Text
    permission: Permission
    create: str  # the address of the page that takes the file
    back: str
    back_text: Text
    columns_wanted: Callable[[], Sequence[Wanted]]
    plan: Callable[[Partnership, ChosenColumns, Asking], Plan]
    write: Callable[[Partnership, Plan, Recorder], None]
    totals: Callable[[Plan], str]
    heads: Sequence[object]
    cells: Callable[[Any], list]  # of a row of its plan
    columns: Sequence[tuple[Text, Text]]  # what each column is, for the page that takes the file
    example: str
    needed: frozenset[str]  # columns without which no row can be read
    needed_in: Callable[[FoundList], frozenset[str]] | None = None  # where that hangs on how the list is laid out
    lede: Text = ""
    takes_text: frozenset[str] = frozenset()

    @property
    def wanted(self) -> Sequence[Wanted]:
        return self.columns_wanted()

    def needs(self, found: FoundList) -> frozenset[str]:
        """The columns without which no row of this list can be read."""
        return self.needed_in(found) if self.needed_in else self.needed


def kinds() -> dict[str, ImportKind]:
    """All kinds, by `what`, in the order of the rooms."""
    return {kind.what: kind for room in modules_of_rooms("imports") for kind in room.KINDS}

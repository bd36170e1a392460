"""Laying figures out in the impact measurement matrix: objectives by levels. It is given all that it needs: no rows.

Each cell shows every measure that the framework names for it, at equal standing and in the framework's order; measures
of our own come after and are marked as ours. Nothing in a cell is typed in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from reporting.change import Counted, change_of_count
from reporting.figures import SECTOR, SERVICE, SYSTEM
from reporting.read.matrix_blocks import Block, Overview, Places, filler_of
from reporting.read.sentences import counted_in_words, counted_over, counted_then, places_moved, since_in_words

LEVELS = (SERVICE, SECTOR, SYSTEM)
NO_BLOCK = Block(None)


@dataclass(frozen=True)
class CellMeasure:
    """One measure in a cell. Without a figure that was withheld or counted there is a `reason`."""

    key: str
    title: str
    block: Block = NO_BLOCK
    is_ours: bool = False
    reason: str = ""


@dataclass(frozen=True)
class MatrixEntry:
    """One cell of the matrix: what it looks at, and its measures. `reason` is why it has none."""

    title: str
    level: str
    measures: list[CellMeasure] = field(default_factory=list)
    reason: str = ""

    def measure(self, key: str) -> CellMeasure | None:
        return next((one for one in self.measures if one.key == key), None)


@dataclass(frozen=True)
class Since:
    """A measure beside the round before: the direction in words, the figure then, and how its places moved.

    `moved` is the same as `places` without the round's name.
    """

    words: str = ""
    then: str = ""
    places: str = ""
    moved: str = ""

    @property
    def line(self) -> str:
        """All of it in one line: "higher than in Autumn 2025 (45% then)"."""
        return f"{self.words} ({self.then})" if self.words and self.then else self.words or self.then or self.places

    @property
    def short(self) -> str:
        """The same where the page names the round once for all cells."""
        return self.moved if self.line == self.places else self.line


NOTHING = Since()


def lay_out(
    title: str,
    level: str,
    measures: Collection[str],
    overview: Overview,
    titles: Mapping[str, str],
    waits: Mapping[str, str],
    ours: Collection[str] = (),
) -> MatrixEntry:
    """Fill one cell from its measures, those of our own last.

    `waits` says for each measure that no one can record yet what it waits for; any other measure without a figure
    had nothing recorded in this round.
    """
    found = []
    for key in measures:
        block, reason = filler_of(key)(key, level, overview), ""
        if block is None:
            reason = _("not recorded in TiP Borough yet") if key in waits else _("nothing recorded in this round")
        found.append(CellMeasure(key, titles[key], block or NO_BLOCK, key in ours, reason))
    return MatrixEntry(title, level, found)


def since(now: CellMeasure, before: MatrixEntry | None, round_name: str, unlike: str = "") -> Since:
    """How a measure stands in a cell beside the round before; nothing where its figures cannot be compared.

    "higher than in Spring 2026", "no clear change since Spring 2026", of what was counted "more than in Spring 2026";
    for services and sectors, how many of those that are shown in both rounds moved by more than chance. Never good or
    bad, and no place is named. `unlike` says that both rounds count unlike numbers of days, for what is counted by
    days.
    """
    then = before.measure(now.key) if before else None
    if then is None or then.block.figure is None or now.block.figure is None:
        return NOTHING
    words, was = "", ""
    if now.block.counted and then.block.counted:
        # More days count more: then the number stands beside it, and no word is said of more or fewer.
        if unlike:
            was = counted_over(_("%(number)s of %(of)s") % vars(then.block.counted), round_name, unlike)
        else:
            words = counted_in_words(now.block.counted, then.block.counted, round_name)
            was = counted_then(now.block.counted, then.block.counted)
    elif now.block.moved:
        words = since_in_words(now.block.moved, round_name)
        was = _("%(figure)s then") % {"figure": then.block.figure}
    elif unlike:
        was = counted_over(then.block.figure, round_name, unlike)
    # Places are counted by how they moved and never named, here as everywhere: a list of movers is a ranking. Where
    # rounds count unlike days nearly all would have moved, and it would say nothing.
    verdicts = [] if unlike else _verdicts(now.block.places, then.block.places)
    moved = places_moved(verdicts, are_counted=not all(isinstance(one, str) for one in now.block.places.values()))
    said = _("Since %(round)s: %(moved)s") % {"round": round_name, "moved": moved} if moved else ""
    return Since(words, was, said, moved)


def _verdicts(now: Places, before: Places) -> list[str]:
    """How each place moved that is compared: what was released of it, or what its counts come to in both rounds."""
    found = []
    for place, one in sorted(now.items()):
        then = before.get(place)
        if isinstance(one, str):
            found.append(one)
        elif isinstance(then, Counted):
            found.append(change_of_count(one, then))
    return found

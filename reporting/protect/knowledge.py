"""What attackers can tell of hidden cells, when some ways of dealing answers out are known to be possible.

Plain arithmetic. `attack.py` says who the attackers are and looks for the ways.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement

import numpy as np

from reporting.protect.bounds import Coalition
from reporting.protect.questions import Counts, Residual

LEAST_WIDTH = 3  # an outsider's interval for a hidden cell is at least this wide, or as wide as its service
COLLEAGUES = 2  # people of the service itself who pool what they know


@cache
def pairs(options: int) -> tuple[Counts, ...]:
    """What no, one or two colleagues can have answered together: one array for each number of colleagues."""
    found = []
    for size in range(COLLEAGUES + 1):
        said = combinations_with_replacement(range(options), size)
        rows = [np.bincount(chosen, minlength=options) for chosen in said]
        found.append(np.array(rows, dtype=np.int64).reshape(len(rows), options))
    return tuple(found)


@dataclass(frozen=True)
class UnsafeCell:
    """A cell without a feasible alternative: a service, an option, and what is known (None: an outsider)."""

    residual: Residual
    service: int
    option: int
    coalition: Coalition | None
    is_certain: bool = False

    @property
    def unknown(self) -> int:
        """People of the residual whose answers nobody in the coalition knows: the fewer, the closer the bounds."""
        if self.coalition is None:
            return self.residual.people
        other = self.coalition.other if self.coalition.other in self.residual.services else None
        known = self.residual.asked.people(other) if other is not None else 0
        return self.residual.people - known - sum(self.coalition.colleagues)


def every_cell_and_coalition(residual: Residual) -> Iterator[UnsafeCell]:
    """Every cell of a residual under every coalition, as if nothing were known of feasible alternatives."""
    for service, row in zip(residual.services, residual.counts, strict=True):
        for option in range(len(row)):
            yield UnsafeCell(residual, service, option, None)
            yield from (UnsafeCell(residual, service, option, coalition) for coalition in coalitions(residual, service))


class Knowledge:
    """What outsiders and every coalition can tell, when the residual's people may have answered in any of some ways."""

    def __init__(self, residual: Residual, ways: Counts) -> None:
        self.residual = residual
        nobody = np.zeros((1, len(residual.total)), dtype=np.int64)
        # Whose answers somebody knows whole, a row each: no service's, one's of this residual, later one's elsewhere.
        self.others: list[int | None] = [None, *residual.services]
        self.known = np.concatenate([nobody, residual.counts])
        shapes = [(len(self.known), len(group), len(residual.total)) for group in pairs(len(residual.total))]
        # Least and most people at each option, by known service and by what colleagues said.
        self.least = [np.full(shape, residual.people, dtype=np.int64) for shape in shapes]
        self.most = [np.zeros(shape, dtype=np.int64) for shape in shapes]
        self.add(ways)

    def add(self, ways: Counts, changed: Collection[int] = ()) -> None:
        """Let them be dealt out in these ways too.

        `changed` are services elsewhere whose people answer otherwise in these ways: someone who knows what they
        answered knows that it was none of these.
        """
        for service in sorted(set(changed) - set(self.others)):
            self._tell_apart(service)
        rows = [number for number, other in enumerate(self.others) if other is None or other not in changed]
        for size, group in enumerate(pairs(len(self.residual.total))):
            for number, said in enumerate(group):
                # They know these people's answers, so only ways that leave room for them are possible to them.
                possible = (ways[None] >= (self.known[rows] + said)[:, None]).all(axis=2)[:, :, None]
                least = np.where(possible, ways[None], self.residual.people).min(axis=1, initial=self.residual.people)
                most = np.where(possible, ways[None], 0).max(axis=1, initial=0)
                self.least[size][rows, number] = np.minimum(self.least[size][rows, number], least)
                self.most[size][rows, number] = np.maximum(self.most[size][rows, number], most)

    def _tell_apart(self, service: int) -> None:
        """Someone who knows a service elsewhere: up to here nothing was different there, so they know no more."""
        self.others.append(service)
        self.known = np.concatenate([self.known, self.known[:1]])
        self.least = [np.concatenate([each, each[:1]]) for each in self.least]
        self.most = [np.concatenate([each, each[:1]]) for each in self.most]

    def unsafe_cells(self) -> Iterator[UnsafeCell]:
        """The cells that none of the ways is a feasible alternative for: those of outsiders first."""
        yield from self._outsiders()
        yield from self._insiders()

    def _outsiders(self) -> Iterator[UnsafeCell]:
        """Cells that an outsider might bound above 0, or too closely."""
        least, most = self.least[0][0, 0], self.most[0][0, 0]
        for service, row in zip(self.residual.services, self.residual.counts, strict=True):
            people = int(row.sum())
            for option in range(len(row)):
                # The others of the residual must be able to take everybody who chose it; then this cell can be 0.
                if self.residual.people - least[option] < people or most[option] < min(LEAST_WIDTH, people):
                    yield UnsafeCell(self.residual, service, option, None)

    def _insiders(self) -> Iterator[UnsafeCell]:
        """Cells that an insider might know exactly, whatever the coalition.

        A service elsewhere counts as known only where some way changes it: else to know it is to know nothing more.
        """
        certain = Knowledge(self.residual, self.residual.all_ways) if self.residual.all_ways is not None else None
        for place, service in enumerate(self.residual.services):
            exact, said = self._exact(place)
            if not exact.any():
                continue
            sure = certain._exact(place)[0] if certain else np.zeros_like(exact)
            for known, number, option in zip(*np.nonzero(exact), strict=True):
                coalition = Coalition(self.others[known], tuple(int(people) for people in said[number]))
                # What nobody's ways leave open is exact to those who know a service elsewhere as well.
                is_sure = bool(sure[known if known < len(sure) else 0, number, option])
                yield UnsafeCell(self.residual, service, int(option), coalition, is_sure)

    def _exact(self, place: int) -> tuple[np.ndarray, Counts]:
        """Which cells of a service are exact, by known service and by what colleagues said; and those sayings."""
        row = self.residual.counts[place]
        people = int(row.sum())
        size = min(COLLEAGUES, people - 1)
        said = pairs(len(row))[size]
        floor = self.known[:, None] + said[None]
        others = people - size  # of the service, whom nobody knows
        unknown = self.residual.people - self.known.sum(axis=1)[:, None, None] - size
        highest = np.minimum(others, self.most[size] - floor)
        lowest = np.maximum(0, others - (unknown - (self.least[size] - floor)))
        exact = highest <= lowest
        exact[:, ~(said <= row).all(axis=1)] = False  # nobody said that
        exact[1 + place] = False  # the service itself is no other service
        return exact, said


def coalitions(residual: Residual, service: int) -> Iterator[Coalition]:
    """Every coalition against a service: with any one other service or none, and two colleagues at most."""
    row = np.array(residual.asked.counts[service])
    # One person is left over in any case: what a coalition may not learn is what somebody outside it answered.
    for said in pairs(len(row))[min(COLLEAGUES, int(row.sum()) - 1)]:
        if (said <= row).all():
            colleagues = tuple(int(number) for number in said)
            yield Coalition(None, colleagues)
            yield from (Coalition(other, colleagues) for other in residual.asked.counts if other != service)

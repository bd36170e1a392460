"""How closely a hidden cell can be bounded from everything that is published: an integer program.

The unknowns are people: how many of the service that is attacked chose each option, how many of the other hidden
services of its residual, of every other residual, and of every published service. Each published figure is a row of the
program, and HiGHS (through SciPy) says whether a cell can hold a certain number of people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from reporting.protect import disclosure
from reporting.protect.questions import Asked, Counts, Residual, signature
from reporting.protect.rollup import SERVICE, RatingPoint, Tally

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint
    from scipy.sparse import csc_array

STRICTLY = 0.01  # rows are multiples of 0.05: as good as "less than"
LARGE = 8  # places elsewhere that may differ before everything may
# Where in the space of solutions one is looked for: anywhere, and at two of its ends.
DIRECTIONS = (np.zeros(1), np.array([1.0, -1.0, 2.0]), np.array([-1.0, 1.0, -2.0]))
LONGEST = 10.0  # seconds for one bound; whoever takes longer counts as exact, which is the careful way to err


@dataclass(frozen=True)
class Coalition:
    """What insiders know beside every service's number of people.

    `other` is a service all of whose answers they know, hidden or shown; `colleagues` is what people of the service
    itself answered, as a number of people at each option.
    """

    other: int | None
    colleagues: tuple[int, ...]


@dataclass(frozen=True)
class Constraint:
    """Weighted numbers of people at the options of one place lie between two ends."""

    weights: tuple[float, ...]
    low: float
    high: float


def rows_of(shown: disclosure.CoarsenedResult, asked: Asked) -> Iterator[Constraint]:
    """What a question's published figures at one place say about the numbers of people at its options."""
    values = [float(point.value) for point in asked.points]
    positive = [float(point.positive) for point in asked.points]
    yield Constraint((1.0,) * len(values), *shown.base)
    if shown.mean and not shown.options:  # where counts are published the mean is made of them
        yield from _between(values, shown.mean, 0.05)
    if not shown.options:
        share = disclosure.Coarse(shown.share.value / 100, shown.share.edge)
        yield from _between(positive, share, disclosure.half_a_step(shown))
    for number, point in enumerate(asked.points):
        if shown.options:
            count = shown.options[point.key]
            ends = (0, disclosure.SMALL_COUNT) if count.edge else (count.value - 2, count.value + 2)
            yield Constraint(tuple(float(number == place) for place in range(len(values))), *ends)


def _between(weights: list[float], coarse: disclosure.Coarse, half: float) -> Iterator[Constraint]:
    """An average that was rounded to `coarse`: as low as half a step below, and less than half a step above."""
    if coarse.edge != disclosure.OR_LESS:
        yield Constraint(tuple(weight - (coarse.value - half) for weight in weights), -1e-9, np.inf)
    if coarse.edge != disclosure.OR_MORE:
        yield Constraint(tuple(weight - (coarse.value + half) for weight in weights), -np.inf, -STRICTLY)


Answer = tuple[frozenset[int], int]  # services that are counted together, and an option that someone there chose


@dataclass(frozen=True)
class Way:
    """How a residual's people can have answered together, and which services elsewhere answered otherwise then.

    `taken` are the answers that somebody gave and that nobody would have given then.
    """

    total: Counts
    changed: frozenset[int]
    taken: frozenset[Answer] = frozenset()


class Solved:
    """Integer programs that have been solved, to the last number: whoever attacks a question anew asks many once more.

    It lives as long as one question is attacked. Kept of each is a mark of what was asked, and what was found.
    """

    def __init__(self) -> None:
        self.known: dict[bytes, np.ndarray | None] = {}

    def solve(
        self, towards: np.ndarray, low: np.ndarray, high: np.ndarray, rows: list[LinearConstraint]
    ) -> np.ndarray | None:
        """Whole numbers between the ends for which all rows hold; None where there are none, or none in time."""
        from scipy.sparse import csr_array

        asked = blake2b(digest_size=32)
        for row in rows:
            told = csr_array(row.A)
            for part in (told.indptr, told.indices, told.data, row.lb, row.ub):
                asked.update(f"{part.dtype} {part.size} ".encode() + part.tobytes())
        for part in (towards, low, high):
            asked.update(part.tobytes())
        mark = asked.digest()
        if mark not in self.known:
            self.known[mark] = self._solve(towards, low, high, rows)
        return self.known[mark]

    @staticmethod
    def _solve(
        towards: np.ndarray, low: np.ndarray, high: np.ndarray, rows: list[LinearConstraint]
    ) -> np.ndarray | None:
        from scipy.optimize import Bounds, milp

        found = milp(
            towards,
            integrality=np.ones(low.size),
            bounds=Bounds(low, high),
            constraints=rows,
            options={"time_limit": LONGEST},
        )
        return np.rint(found.x) if found.success else None


@dataclass(frozen=True)
class HiddenCell:
    """One hidden cell: its places among the unknowns, the rows with their ends, and the ends of each unknown.

    It is the sum of several unknowns where it is a number at an option of several places together.

    `places` says of each published place which blocks of unknowns are in it, and `marks` is the signature of what is
    published there. No row says that a mean or counts are left out, nor what would be for another number of people, so
    each solution is put through what would be published of it.

    The ends come in tiers from narrow to wide: in the first all is as it is outside the cell's own sector, in the
    second only large places elsewhere may differ, in the last everything. What has a solution in a narrow tier has
    one in the whole, and narrow ones are solved much sooner.
    """

    options: tuple[int, ...]
    points: tuple[RatingPoint, ...]
    matrix: csc_array
    least: np.ndarray
    most: np.ndarray
    tiers: tuple[tuple[np.ndarray, np.ndarray], ...]
    places: np.ndarray
    marks: np.ndarray
    blocks: tuple[frozenset[int], ...]
    truth: np.ndarray
    solved: Solved

    def way(self, *, at_least: float = 0, at_most: float = np.inf) -> Way | None:
        """How the residual's people can have answered if so many people chose the option, or None where they cannot.

        It goes by everything that is known. Where no answer is found in time it is None, the careful way to err.
        """
        for ends in self.tiers:
            found = self._solve(*ends, at_least, at_most)
            if found is not None:
                return found
        return None

    def _solve(self, low: np.ndarray, high: np.ndarray, at_least: float, at_most: float) -> Way | None:
        from scipy.optimize import LinearConstraint  # takes seconds to load, and few pages need it

        low, high = low.copy(), high.copy()
        if len(self.options) == 1:
            cell = self.options[0]
            low[cell], high[cell] = max(low[cell], at_least), min(high[cell], at_most)
            if low[cell] > high[cell]:
                return None
        # What has only one value left is no unknown: it is taken out of the rows, and the program is much smaller.
        free = high > low
        settled = self.matrix[:, ~free] @ low[~free]
        rows = self.matrix[:, free].tocsr()
        told = np.diff(rows.indptr) > 0
        known = [LinearConstraint(rows[told], (self.least - settled)[told], (self.most - settled)[told])]
        if len(self.options) > 1:
            together = np.isin(np.arange(low.size), self.options)
            rest = low[together & ~free].sum()
            known.append(LinearConstraint(together[free].astype(float)[None], at_least - rest, at_most - rest))
        # Nothing is optimised: any solution shows that the cell can hold that many people. Where one would have been
        # published otherwise, others are looked for in other corners.
        for direction in DIRECTIONS:
            found = self.solved.solve(np.resize(direction, low.size)[free], low[free], high[free], known)
            if found is None:
                return None
            solution = low.copy()
            solution[free] = found
            blocks = solution.astype(np.int64).reshape(-1, len(self.points))
            if self._would_be_published_alike(blocks):
                differ = (blocks[2:] != self.truth[2:]).any(axis=1)
                changed = (self.blocks[2 + int(number)] for number in np.flatnonzero(differ))
                nobody = np.argwhere((self.truth > 0) & (blocks == 0)).tolist()
                taken = frozenset((self.blocks[number], option) for number, option in nobody)
                return Way(self._told(blocks), frozenset().union(*changed), taken)
        return None

    def _told(self, blocks: Counts) -> Counts:
        """The numbers at all options of what the cell is in: of a residual with what is hidden beside the service."""
        if len(self.options) == 1:
            return blocks[:2].sum(axis=0)
        return blocks[[column // len(self.points) for column in self.options]].sum(axis=0)

    def _would_be_published_alike(self, blocks: Counts) -> bool:
        return bool((signature(self.places @ blocks, self.points) == self.marks).all())


class Program:
    """Everything that is known about one question, as rows of an integer program."""

    def __init__(self, asked: Asked, solved: Solved | None = None) -> None:
        self.asked = asked
        self.solved = solved or Solved()
        self.options = len(asked.points)
        # The services of places of which no row says that a mean or counts are left out.
        self._plain: list[set[int]] = []
        self._known_figures: dict[tuple[frozenset[int], frozenset[int]], tuple[csc_array, np.ndarray, np.ndarray]] = {}

    @cached_property
    def _shown(self) -> list[tuple[set[int], list[Constraint]]]:
        """Every published place: its services, and what its figures say."""
        found = []
        for services in self.asked.places:
            total = self.asked.together(services)
            keys = (point.key for point in self.asked.points)
            tally = Tally()
            tally.by_point.update({key: int(number) for key, number in zip(keys, total, strict=True)})
            shown = disclosure.coarsen(tally, list(self.asked.points))
            inside = {service for service in services if service in self.asked.counts}
            found.append((inside, list(rows_of(shown, self.asked))))
            # Of 50 people or more counts are left out where nearly all of them said the same: no row says that either.
            if not shown.mean or (not shown.options and shown.base[0] >= disclosure.COUNTS_FROM):
                self._plain.append(inside)
        return found

    @property
    def says_all(self) -> bool:
        """Whether its rows say all that is published: no place leaves out a mean or counts, which no row can say."""
        return bool(self._shown) and not self._plain

    def cell(self, residual: Residual, service: int, option: int, coalition: Coalition | None) -> HiddenCell:
        """One hidden cell as somebody sees it: an outsider where there is no coalition."""
        blocks = self._blocks({service}, set(residual.services) - {service})
        low, high = self._ends(blocks)
        if coalition:
            low[0] = coalition.colleagues
            # Insiders may know a service of another residual: they are taken to know all of it.
            others = [set(one.services) for one in self.asked.residuals]
            known = [
                number
                for number, block in enumerate(blocks)
                if number > 1 and (block in others or coalition.other in block)
            ]
            low[known] = high[known] = self._truth(blocks)[known]
            if coalition.other in blocks[1]:
                low[1] = self.asked.counts[coalition.other]
        return self._cell(blocks, option, self._people(blocks, known=coalition is not None), low, high)

    def cell_inside(
        self, services: tuple[int, ...], option: int, own: tuple[int, ...], elsewhere: Answer | None = None
    ) -> HiddenCell:
        """A number at an option inside a shown place, as somebody sees it who knows every number of people.

        `own` is their own answer there, as a number of people at each option, or nothing but 0; `elsewhere` is one that
        they gave among other services.
        """
        parts = [block for block in self._blocks(set(), set())[2:] if block <= set(services)]
        is_one = len(parts) == 1
        blocks = self._blocks(parts[0] if is_one else set(), set())
        low, high = self._ends(blocks)
        if is_one:  # an answer of one's own among those of several places is one of so many that it is left out
            low[0] = own
        if elsewhere:
            low[[frozenset(block) for block in blocks].index(elsewhere[0]), elsewhere[1]] = 1
        cell = self._cell(blocks, option, self._people(blocks, known=True), low, high)
        if is_one:
            return cell
        inside = [number for number, block in enumerate(blocks) if block in parts]
        return replace(cell, options=tuple(number * self.options + option for number in inside))

    def _truth(self, blocks: list[set[int]]) -> np.ndarray:
        return np.array([self.asked.together(tuple(block)) for block in blocks], dtype=float)

    def _ends(self, blocks: list[set[int]]) -> tuple[np.ndarray, np.ndarray]:
        """The ends of each unknown when nothing is known: anything from nobody on."""
        shape = len(blocks), self.options
        return np.zeros(shape), np.full(shape, np.inf)

    def _cell(
        self,
        blocks: list[set[int]],
        option: int,
        people: tuple[np.ndarray, np.ndarray],
        low: np.ndarray,
        high: np.ndarray,
    ) -> HiddenCell:
        matrix, lows, highs = self._figures(blocks)
        rows = matrix, np.concatenate([lows, people[0]]), np.concatenate([highs, people[1]])
        truth = self._truth(blocks)
        around = self._around(blocks[0] | blocks[1])
        large = sorted(range(2, len(blocks)), key=lambda number: -truth[number].sum())[:LARGE]
        # Where a mean is left out no row says so, and most ways would be published otherwise: first all stays there.
        plain = {number for number, block in enumerate(blocks) if number > 1 and block in self._plain}
        tiers: dict[bytes, tuple[np.ndarray, np.ndarray]] = {}
        narrow = [((), plain), (large, plain)] if plain else []
        for open_to_all, kept in (*narrow, ((), ()), (large, ()), (range(len(blocks)), ())):
            fixed = [
                number in kept or (number > 1 and number not in open_to_all and not block <= around)
                for number, block in enumerate(blocks)
            ]
            settled = np.array(fixed)
            # Of a small borough one tier is as wide as the next: what has no solution is not asked once more.
            if settled.tobytes() not in tiers:
                ends = (np.where(settled[:, None], truth, end).ravel() for end in (low, high))
                tiers[settled.tobytes()] = next(ends), next(ends)
        named = tuple(frozenset(block) for block in blocks)
        alike = self._marks(blocks)
        return HiddenCell((option,), self.asked.points, *rows, tuple(tiers.values()), *alike, named, truth, self.solved)

    def _marks(self, blocks: list[set[int]]) -> tuple[np.ndarray, np.ndarray]:
        """Which blocks are in each published place where somebody answered, and what is published there."""
        places = [inside for inside, _ in self._shown if inside]
        within = [[bool(block) and block <= inside for block in blocks] for inside in places]
        return np.array(within, dtype=np.int64), self._published_marks

    @cached_property
    def _published_marks(self) -> np.ndarray:
        return np.array([self.asked.mark(tuple(inside)) for inside, _ in self._shown if inside])

    def _blocks(self, inside: set[int], beside: set[int]) -> list[set[int]]:
        """The services whose people are counted together: those attacked, others hidden beside them, all the rest."""
        mine = inside | beside
        others = [set(one.services) for one in self.asked.residuals if not mine & set(one.services)]
        alone = [
            {node.key}
            for node in sorted(self.asked.published)
            if node.level == SERVICE and node.key not in mine and self.asked.people(node.key)
        ]
        return [inside, beside, *others, *alone]

    def _figures(self, blocks: list[set[int]]) -> tuple[csc_array, np.ndarray, np.ndarray]:
        """A row for each published figure over all unknowns, with its ends; below them a row for each block's people.

        Nearly all of it is 0, since most figures are of one service: for hundreds of services it is kept sparse.
        """
        key = frozenset(blocks[0]), frozenset(blocks[1])
        if key not in self._known_figures:
            ends = [(row.low, row.high) for _, rows in self._shown for row in rows]
            lows, highs = np.array(ends, dtype=float).T
            self._known_figures[key] = self._matrix(blocks), lows, highs
        return self._known_figures[key]

    def _matrix(self, blocks: list[set[int]]) -> csc_array:
        from scipy.sparse import csc_array

        block_of = {one: number for number, block in enumerate(blocks) for one in block}
        everyone = [((1.0,) * self.options, {number}) for number in range(len(blocks))]
        figures = []
        for services, rows in self._shown:
            touched = {block_of[one] for one in services if one in block_of}
            inside = {number for number in touched if blocks[number] <= services}
            figures += [(row.weights, inside) for row in rows]
        told = figures + everyone
        lines = np.repeat(np.arange(len(told)), [self.options * len(inside) for _, inside in told])
        columns = [number * self.options + option for _, at in told for number in at for option in range(self.options)]
        weights = [weight for line, at in told for _ in at for weight in line]
        matrix = csc_array((weights, (lines, columns)), shape=(len(told), len(blocks) * self.options))
        matrix.eliminate_zeros()
        return matrix

    def _people(self, blocks: list[set[int]], *, known: bool) -> tuple[np.ndarray, np.ndarray]:
        """How many people each block holds: known to insiders; to outsiders by take-up, and not nobody."""
        if known:
            people = np.array([sum(self.asked.people(service) for service in block) for block in blocks], dtype=float)
            return people, people
        most = [sum(self.asked.most[service] for service in block) for block in blocks]
        return np.array([len(block) for block in blocks], dtype=float), np.array(most, dtype=float)

    def _around(self, services: set[int]) -> set[int]:
        """The services of the narrowest published place that holds these and more."""
        return min((inside for inside, _ in self._shown if services < inside), key=len, default=set())

"""What published figures say of counts, as linear constraints on integers: shared by both programs of the attacker.

The first columns are the atoms' counts by option; what comes after them are numbers that say which of several things a
figure stands for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product

import numpy as np

from attacker.puzzle import COUNTS_FROM, Puzzle, Said
from attacker.words import EXACTLY, FEW, Figure, Scale, Words, boxes_of, ends_of_wide, stands_for

Sum = dict[int, float]  # by column its weight
Row = tuple[Sum, float, float]  # a sum, the least and the most that it can be
Box = tuple[int, ...]
INFEASIBLE = 2


class UnknownError(Exception):
    """A program that took too long, or found a way that would not be published so."""


class Constraints:
    """Columns, rows, and the most that each added column can be."""

    def __init__(self, puzzle: Puzzle) -> None:
        self.puzzle, self.options = puzzle, puzzle.options
        self.size = self.options * len(puzzle.atoms)
        self.rows: list[Row] = []
        self.highest: list[float] = []  # of the columns after the atoms' own

    @property
    def columns(self) -> int:
        return self.size + len(self.highest)

    def of(self, atom: int) -> range:
        return range(self.options * atom, self.options * (atom + 1))

    def column(self, atom: int, option: int) -> int:
        return self.options * atom + option

    def add(self, highest: float = 1) -> int:
        """A new column of whole numbers from 0."""
        self.highest.append(highest)
        return self.columns - 1

    def sum(self, place: int, weights: Sequence[float]) -> Sum:
        atoms = self.puzzle.atoms_in[place]
        return {self.column(a, k): float(w) for a in atoms for k, w in enumerate(weights) if w}

    def count(self, place: int, option: int) -> Sum:
        return self.sum(place, np.eye(self.options)[option].tolist())

    def everyone(self, place: int) -> Sum:
        return self.sum(place, [1] * self.options)

    def positive(self, place: int) -> Sum:
        return self.sum(place, [int(good) for _, good in self.puzzle.scale])

    def total(self, place: int) -> Sum:
        return self.sum(place, [value for value, _ in self.puzzle.scale])

    def read(self, place: int, sizes: range) -> None:
        """All that the figure of a place says, which may have as many people as `sizes` says."""
        figure, reading = self.puzzle.places[place].figure, self.puzzle.reading
        if figure.is_wide:
            self.wide(place, figure, sizes)
        elif figure.options:
            for option, count in enumerate(figure.options):
                self.rows.append((self.count(place, option), *stands_for(count)))
            self._in_more_ways_than_one(place, figure)
        elif figure.base[0] < COUNTS_FROM and reading.said:
            self._in_boxes(place, figure, {people: reading.said(people, self.puzzle.scale) for people in sizes})
        elif figure.mean is None and figure.share.value == 50 and figure.share.edge:
            self._half(place, figure, sizes)
        else:
            self._near_unanimous(place, figure, sizes)

    def _in_more_ways_than_one(self, place: int, figure: Figure) -> None:
        """Counts that would add up in one way only are not printed: these are not all at their lowest or highest."""
        if any(count.edge == EXACTLY for count in figure.options):
            return
        least, most = (sum(ends) for ends in zip(*map(stands_for, figure.options), strict=True))
        are_few = any(count.edge for count in figure.options)
        self.rows.append((self.everyone(place), least + 1 + are_few, most - 1))

    def wide(self, place: int, figure: Figure, sizes: range) -> None:
        """A wide share says how many are positive, from and to, and nothing of the sum of values."""
        ends = [ends_of_wide(figure.share, people) for people in sizes]
        self.rows.append((self.everyone(place), min(sizes), max(sizes)))
        self.rows.append((self.positive(place), min(low for low, _ in ends), max(high for _, high in ends)))

    def _in_boxes(self, place: int, figure: Figure, said: Mapping[int, Said]) -> None:
        """People, P and S lie in one of these rectangles."""
        found: list[Box] = [(people, *box) for people in said for box in boxes_of(said[people], figure)]
        sums = (self.everyone(place), 0, 0), (self.positive(place), 1, 2), (self.total(place), 3, 4)
        if len(found) == 1:
            self.rows += [(part, found[0][low], found[0][high]) for part, low, high in sums]
            return
        which = [self.add() for _ in found]
        self.rows.append((dict.fromkeys(which, 1.0), 1, 1))
        for part, low, high in sums:
            at_least = {column: -float(box[low]) for column, box in zip(which, found, strict=True)}
            at_most = {column: -float(box[high]) for column, box in zip(which, found, strict=True)}
            self.rows += [({**part, **at_least}, 0, np.inf), ({**part, **at_most}, -np.inf, 0)]

    def _near_unanimous(self, place: int, figure: Figure, sizes: range) -> None:
        """At least 50 people without counts: at most seven at every option but one."""
        which = [self.add() for _ in range(self.options)]
        self.rows.append((dict.fromkeys(which, 1.0), 1, 1))
        for option, large in enumerate(which):
            self.rows.append(({**self.count(place, option), large: -float(max(sizes))}, -np.inf, FEW))
        printed, scale = self.puzzle.reading.printed, self.puzzle.scale
        self._in_boxes(place, figure, {people: near_unanimous_said(printed, people, scale) for people in sizes})

    def _half(self, place: int, figure: Figure, sizes: range) -> None:
        """At least 50 people of whom is said whether half are positive, no more: counts would add up in one way only.

        Each count is `least` + `over`, where `least` is the lowest that its words would stand for: all are at their
        lowest, or one is one over beside a "7 or fewer", or all are at their highest.
        """
        twice = dict.fromkeys(self.everyone(place), -1.0)
        for column in self.positive(place):
            twice[column] += 2
        is_more = figure.share.edge == "or more"
        self.rows += [
            (self.everyone(place), min(sizes), max(sizes)),
            (twice, 0 if is_more else -np.inf, np.inf if is_more else -1),
        ]
        most = float(max(sizes))
        few = [self.add() for _ in range(self.options)]
        over = [self.add(FEW) for _ in range(self.options)]
        for option in range(self.options):
            fives = self.add(most)
            # count = 5 fives - 2 (1 - few) + over
            parts = {fives: -5.0, few[option]: -2.0, over[option]: -1.0}
            self.rows.append(({**self.count(place, option), **parts}, -2, -2))
            self.rows.append(({fives: 1.0, few[option]: 2.0}, 2, np.inf))
            self.rows.append(({fives: 1.0, few[option]: most}, -np.inf, most))
            self.rows.append(({over[option]: 1.0, few[option]: -3.0}, -np.inf, 4))
        self.rows.append((dict.fromkeys(few, 1.0), 0, self.options - 2))
        lowest, one_over, highest = self.add(), self.add(), self.add()
        self.rows.append(({lowest: 1.0, one_over: 1.0, highest: 1.0}, 1, 1))
        large = float(FEW * self.options)
        all_over = dict.fromkeys(over, 1.0)
        self.rows.append(({**all_over, lowest: large}, -np.inf, large))
        self.rows.append(({**all_over, one_over: large}, -np.inf, large + 1))
        self.rows.append(({**dict.fromkeys(few, 1.0), one_over: -1.0}, 0, np.inf))
        at_top = {**all_over, **dict.fromkeys(few, -3.0), highest: -large}
        self.rows.append((at_top, 4 * self.options - large, np.inf))

    def solve(self, more: Sequence[Row], under: np.ndarray, over: np.ndarray, seconds: float) -> np.ndarray | None:
        """Whole numbers that meet all rows, `more` and the bounds; None where there are none. UnknownError in time."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        matrix, low, high = assembled([*self.rows, *more], len(over))
        result = milp(
            np.zeros(len(over)),
            integrality=np.ones(len(over)),
            bounds=Bounds(under, over),
            constraints=LinearConstraint(matrix, low, high),
            options={"time_limit": seconds},
        )
        if result.x is not None:
            return np.rint(result.x[: self.size]).astype(np.int64).reshape(-1, self.options)
        if result.status == INFEASIBLE:
            return None
        raise UnknownError


def assembled(rows: Sequence[Row], width: int):
    from scipy.sparse import csr_array

    lines = [number for number, row in enumerate(rows) for _ in row[0]]
    columns = [column for row in rows for column in row[0]]
    weights = [weight for row in rows for weight in row[0].values()]
    matrix = csr_array((weights, (lines, columns)), shape=(len(rows), width))
    return matrix, np.array([row[1] for row in rows]), np.array([row[2] for row in rows])


@cache
def near_unanimous_said(printed, people: int, scale: Scale) -> dict[tuple[int, int], tuple[Words, Words | None]]:
    """What is said of each P and S where at most seven people chose any option but one: the product is asked."""
    others = np.array(list(product(range(FEW + 1), repeat=len(scale) - 1)))
    most = (people - others.sum(axis=1))[:, None]
    ways = np.concatenate([np.hstack([others[:, :k], most, others[:, k:]]) for k in range(len(scale))])
    positive = ways @ np.array([int(good) for _, good in scale])
    totals = ways @ np.array([value for value, _ in scale])
    _, first = np.unique(np.stack([positive, totals]), axis=1, return_index=True)
    said = {}
    for number in first.tolist():
        shown = printed(tuple(ways[number].tolist()), scale)
        said[int(positive[number]), int(totals[number])] = shown.share, shown.mean
    return said

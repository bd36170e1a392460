"""The exact integer program: is there any way of answering that publishes the same and has a number otherwise?

Variables are the atoms' counts by option. Each place's figure is a set of linear constraints on the counts in it; where a
figure stands for several stretches of (P, S) a binary variable says which. Solved with SciPy's HiGHS.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import product

import numpy as np

from attacker.puzzle import COUNTS_FROM, Alternative, Puzzle
from attacker.words import FEW, Figure, Scale, Words, boxes_of, stands_for

SECONDS = 10  # for one program; what takes longer is unknown
INFEASIBLE = 2


class UnknownError(Exception):
    """A program that took too long, or found a way that would not be published so."""


class Program:
    """The program of one puzzle. The people of every group are known."""

    def __init__(self, puzzle: Puzzle, seconds: float = SECONDS) -> None:
        self.puzzle, self.seconds = puzzle, seconds
        self.options = puzzle.options
        self.columns = self.options * len(puzzle.atoms)
        self.rows: list[tuple[dict[int, float], float, float]] = []
        self.halves: list[tuple[dict[int, float], float, float]] = []
        self.solved = 0
        for atom, people in enumerate(puzzle.people):
            self.rows.append((dict.fromkeys(self._of(atom), 1.0), people, people))
        for number in range(len(puzzle.places)):
            self._constrain(number)
        self._matrix = self._assembled()

    def _of(self, atom: int) -> range:
        return range(self.options * atom, self.options * (atom + 1))

    def column(self, atom: int, option: int) -> int:
        return self.options * atom + option

    def _sum(self, place: int, weights: list[float]) -> dict[int, float]:
        atoms = self.puzzle.atoms_in[place]
        return {self.column(a, k): w for a in atoms for k, w in enumerate(weights) if w}

    def _binary(self) -> int:
        self.columns += 1
        return self.columns - 1

    def _constrain(self, place: int) -> None:
        puzzle, figure = self.puzzle, self.puzzle.places[place].figure
        people = int(puzzle.rows_of_places[place].sum())
        one = np.eye(self.options)
        if figure.options:
            for option, count in enumerate(figure.options):
                self.rows.append((self._sum(place, one[option].tolist()), *stands_for(count)))
        elif people < COUNTS_FROM and puzzle.reading.said:
            said = puzzle.reading.said(people, puzzle.scale)
            self._in_boxes(place, boxes_of(said, figure))
        elif figure.mean is None and figure.share.value == 50:
            # More or less than half. What else it says is looked at when a way is put to the product.
            half = (people + 1) // 2 if figure.share.edge == "or more" else 0
            most = people if figure.share.edge == "or more" else people // 2
            self.rows.append((self._sum(place, self._positive), half, most))
            counts = puzzle.rows_of_places[place]
            self.halves += [(self._sum(place, one[k].tolist()), counts[k], counts[k]) for k in range(self.options)]
        else:
            self._near_unanimous(place, people, figure)

    @property
    def _positive(self) -> list[float]:
        return [float(good) for _, good in self.puzzle.scale]

    @property
    def _values(self) -> list[float]:
        return [float(value) for value, _ in self.puzzle.scale]

    def _in_boxes(self, place: int, found: tuple[tuple[int, int, int, int], ...]) -> None:
        """P and S lie in one of these rectangles."""
        positive, total = self._sum(place, self._positive), self._sum(place, self._values)
        if len(found) == 1:
            p_low, p_high, s_low, s_high = found[0]
            self.rows += [(positive, p_low, p_high), (total, s_low, s_high)]
            return
        which = [self._binary() for _ in found]
        self.rows.append((dict.fromkeys(which, 1.0), 1, 1))
        for sums, low, high in ((positive, 0, 1), (total, 2, 3)):
            at_least = {column: -float(box[low]) for column, box in zip(which, found, strict=True)}
            at_most = {column: -float(box[high]) for column, box in zip(which, found, strict=True)}
            self.rows += [({**sums, **at_least}, 0, np.inf), ({**sums, **at_most}, -np.inf, 0)]

    def _near_unanimous(self, place: int, people: int, figure: Figure) -> None:
        """At least 50 people without counts: at most seven at every option but one."""
        which = [self._binary() for _ in range(self.options)]
        self.rows.append((dict.fromkeys(which, 1.0), 1, 1))
        for option, large in enumerate(which):
            weights = np.eye(self.options)[option].tolist()
            self.rows.append(({**self._sum(place, weights), large: -float(people)}, -np.inf, FEW))
        self._in_boxes(place, near_unanimous_boxes(self.puzzle, people, figure))

    def _assembled(self):
        from scipy.sparse import csr_array

        lines, columns, weights, low, high = [], [], [], [], []
        for number, (row, least, most) in enumerate(self.rows):
            lines += [number] * len(row)
            columns += row.keys()
            weights += row.values()
            low.append(least)
            high.append(most)
        shape = (len(self.rows), self.columns)
        return csr_array((weights, (lines, columns)), shape=shape), np.array(low), np.array(high)

    def find(
        self,
        goal: Mapping[int, float],
        least: float,
        most: float,
        known: Mapping[int, np.ndarray] | None = None,
    ) -> Alternative | None:
        """An alternative in which a sum lies between two numbers, and which leaves room for what is known; or None.

        `known` are, by atom, answers that somebody knows to be among it. UnknownError where it took too long.
        """
        known = known or {}
        for near in self._nearby(goal):
            found = self._solve(goal, least, most, known, near)
            if found is not None:
                added = self.puzzle.add(found) or self._held(goal, least, most, known, near)
                if added:
                    return added
                if near is None:
                    raise UnknownError
        return None

    def _held(self, goal, least, most, known, near) -> Alternative | None:
        """An alternative that leaves places alone of which it is only read whether they are above or below half."""
        found = self._solve(goal, least, most, known, near, self.halves)
        return self.puzzle.add(found) if found else None

    def _nearby(self, goal: Mapping[int, float]):
        """Which atoms may differ: first those of a place that holds the ones asked for, if that is fewer, then all."""
        atoms = {column // self.options for column in goal}
        around = [set(inside) for inside in self.puzzle.atoms_in if atoms < set(inside)]
        smallest = min(around, key=len, default=None)
        if smallest and len(smallest) < len(self.puzzle.atoms) / 2:
            yield smallest
        yield None

    def _solve(self, goal, least, most, known, near, held=()):
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array, vstack

        matrix, low, high = self._matrix
        more = [(goal, least, most), *held]
        extra = np.zeros((len(more), self.columns))
        for number, (row, _, _) in enumerate(more):
            extra[number, list(row)] = list(row.values())
        under, over = np.zeros(self.columns), np.ones(self.columns)
        size = self.options * len(self.puzzle.atoms)
        over[:size] = np.repeat(self.puzzle.people, self.options)
        for atom, answers in known.items():
            under[self._of(atom)] = answers
        if near is not None:
            for atom in set(range(len(self.puzzle.atoms))) - near:
                under[self._of(atom)] = over[self._of(atom)] = self.puzzle.totals[atom]
        self.solved += 1
        result = milp(
            np.zeros(self.columns),
            integrality=np.ones(self.columns),
            bounds=Bounds(under, over),
            constraints=LinearConstraint(
                vstack([matrix, csr_array(extra)]),
                np.append(low, [row[1] for row in more]),
                np.append(high, [row[2] for row in more]),
            ),
            options={"time_limit": self.seconds, "presolve": True},
        )
        if result.x is None:
            if result.status == INFEASIBLE:
                return None
            if near is not None:
                return None  # not settled nearby: everything is tried next
            raise UnknownError
        counts = np.rint(result.x[:size]).astype(np.int64).reshape(-1, self.options)
        return {atom: counts[atom] for atom in range(len(counts))}


def near_unanimous_boxes(puzzle: Puzzle, people: int, figure: Figure) -> tuple[tuple[int, int, int, int], ...]:
    """The (P, S) of near-unanimous answers that would be printed so, as the product says when it is asked for each."""
    said = near_unanimous_said(puzzle.reading.printed, people, puzzle.scale)
    return boxes_of(said, figure)


@cache
def near_unanimous_said(printed, people: int, scale: Scale) -> dict[tuple[int, int], tuple[Words, Words | None]]:
    """What is said of each P and S where at most seven people chose any option but one."""
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

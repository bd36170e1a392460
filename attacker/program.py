"""The exact integer program: is there any way of answering that publishes the same and has a number otherwise?

Variables are the atoms' counts by option. Each place's figure is a set of linear constraints on the counts in it; where
a figure stands for several stretches of (P, S) a binary variable says which. Solved with SciPy's HiGHS.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from attacker.constraints import Constraints, UnknownError
from attacker.puzzle import Alternative, Puzzle

SECONDS = 10  # for one program; what takes longer is unknown


class Program:
    """The program of one puzzle. The people of every group are known."""

    def __init__(self, puzzle: Puzzle, seconds: float = SECONDS) -> None:
        self.puzzle, self.seconds, self.solved = puzzle, seconds, 0
        self.figures = Constraints(puzzle)
        for atom, people in enumerate(puzzle.people):
            self.figures.rows.append((dict.fromkeys(self.figures.of(atom), 1.0), people, people))
        for number, row in enumerate(puzzle.rows_of_places):
            people = int(row.sum())
            self.figures.read(number, range(people, people + 1))

    def column(self, atom: int, option: int) -> int:
        return self.figures.column(atom, option)

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
        for near in self._nearby(goal):
            try:
                counts = self._solve((dict(goal), least, most), known or {}, near)
            except UnknownError:
                if near is None:
                    raise
                continue  # not settled nearby: everything is tried next
            if counts is None:
                continue
            added = self.puzzle.add(dict(enumerate(counts)))
            if added:
                return added
            if near is None:
                raise UnknownError
        return None

    def _nearby(self, goal: Mapping[int, float]) -> Iterator[set[int] | None]:
        """Which atoms may differ: first those of a place that holds the ones asked for, if that is fewer, then all."""
        atoms = {column // self.puzzle.options for column in goal}
        around = [set(inside) for inside in self.puzzle.atoms_in if atoms < set(inside)]
        smallest = min(around, key=len, default=None)
        if smallest and len(smallest) < len(self.puzzle.atoms) / 2:
            yield smallest
        yield None

    def _solve(self, goal, known: Mapping[int, np.ndarray], near: set[int] | None) -> np.ndarray | None:
        figures, puzzle = self.figures, self.puzzle
        under = np.zeros(figures.columns)
        over = np.concatenate([np.repeat(puzzle.people, puzzle.options), figures.highest]).astype(float)
        for atom, answers in known.items():
            under[figures.of(atom)] = answers
        if near is not None:
            for atom in set(range(len(puzzle.atoms))) - near:
                under[figures.of(atom)] = over[figures.of(atom)] = puzzle.totals[atom]
        self.solved += 1
        return figures.solve([goal], under, over, self.seconds)

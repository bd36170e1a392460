"""Kind 1: who sees the published figures and the published take-up, and knows no other number.

For them every number of a hidden service must be possible at 0 and be at least min(3, its people) wide. How many people
answered is unknown but for the bands: of a service the question was rated by no more than the top of its take-up band.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from attacker.constraints import Constraints, Row, UnknownError
from attacker.kinds import Break, Search
from attacker.puzzle import Puzzle

WIDTH = 3


def outsiders(search: Search, take_up: Mapping[str, int], only: set | None = None) -> None:
    """Every number of every hidden service. `take_up` is the top of each one's band."""
    puzzle = search.puzzle
    program = None
    for group in puzzle.hidden:
        if only is not None and group not in only:
            continue
        atom, people = puzzle.atom_of[group], int(sum(puzzle.counts[group]))
        others = int(puzzle.people[atom]) - people
        rows = [puzzle.totals[atom], *(one.rows[atom] for one in puzzle.found if atom in one.rows)]
        for option in range(puzzle.options):
            search.outcome.checks += 1
            numbers = [int(row[option]) for row in rows]
            wide = min(WIDTH, people)
            if min(numbers) <= others and max(numbers) >= wide:
                continue
            if search.is_over:
                search.outcome.unknown += 1
                continue
            program = program or Outside(puzzle, take_up, search.seconds)
            try:
                for least, most, what in ((0, 0, "above 0"), (wide, people, f"below {wide}")):
                    search.outcome.programs += 1
                    if not program.can_be(group, option, least, most):
                        about = f"{group}, option {option + 1}, is certain to be {what}; it"
                        number = puzzle.counts[group][option]
                        search.outcome.broken.append(Break(1, about, "the published figures", number))
                        break
            except UnknownError:
                search.outcome.unknown += 1


class Outside:
    """The program of an outsider: how many answered is a variable too, as the bands allow."""

    def __init__(self, puzzle: Puzzle, take_up: Mapping[str, int], seconds: float) -> None:
        self.puzzle, self.take_up, self.seconds = puzzle, take_up, seconds
        self.figures = Constraints(puzzle)
        for atom, groups in enumerate(puzzle.atoms):
            answers = dict.fromkeys(self.figures.of(atom), 1.0)
            self.figures.rows.append((answers, 0, sum(take_up[group] for group in groups)))
        for number, place in enumerate(puzzle.places):
            low, high = place.figure.base
            self.figures.rows.append((self.figures.everyone(number), low, high))
            self.figures.read(number, range(low, high + 1))

    def can_be(self, group: str, option: int, least: int, most: int) -> bool:
        """Whether a hidden number can lie between two: an exact no, or a yes that would be published alike."""
        figures, atom = self.figures, self.puzzle.atom_of[group]
        beside = sum(self.take_up[one] for one in self.puzzle.atoms[atom] if one != group)
        own = range(figures.columns, figures.columns + figures.options)  # the hidden service's own answers
        rows: list[Row] = [(dict.fromkeys(own, 1.0), 0, self.take_up[group]), ({own[option]: 1.0}, least, most)]
        rows += [({column: 1.0, mine: -1.0}, 0, np.inf) for column, mine in zip(figures.of(atom), own, strict=True)]
        rows.append(({**dict.fromkeys(figures.of(atom), 1.0), **dict.fromkeys(own, -1.0)}, -np.inf, beside))
        everyone = float(sum(self.take_up.values()))
        over = np.concatenate([np.full(figures.size, everyone), figures.highest, np.full(len(own), everyone)])
        counts = figures.solve(rows, np.zeros(len(over)), over, self.seconds)
        if counts is not None and not self._is_published_alike(counts):
            raise UnknownError
        return counts is not None

    def _is_published_alike(self, counts: np.ndarray) -> bool:
        rows = [counts[atoms].sum(axis=0) for atoms in self.puzzle.atoms_in]
        places = enumerate(self.puzzle.places)
        return all(self.puzzle.printed(rows[number], number) == place.figure for number, place in places)

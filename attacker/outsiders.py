"""Kind 1: who sees the published figures and the published take-up, and knows no other number.

For them every number of a hidden service must be possible at 0 and be at least min(3, its people) wide. How many people
answered is unknown but for the bands: of a service the question was rated by no more than the top of its take-up band.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from attacker.kinds import Break, Search
from attacker.program import UnknownError, near_unanimous_said
from attacker.puzzle import COUNTS_FROM, Puzzle
from attacker.words import FEW, Words, boxes_of, stands_for

WIDTH = 3


def outsiders(search: Search, take_up: Mapping[object, int], only: set | None = None) -> None:
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

    def __init__(self, puzzle: Puzzle, take_up: Mapping[object, int], seconds: float) -> None:
        self.puzzle, self.take_up, self.seconds = puzzle, take_up, seconds
        self.options = puzzle.options
        self.columns = self.options * len(puzzle.atoms)
        self.rows: list[tuple[dict[int, float], float, float]] = []
        self.halves: list[tuple[dict[int, float], float, float]] = []
        for atom, groups in enumerate(puzzle.atoms):
            self.rows.append((dict.fromkeys(self._of(atom), 1.0), 0, sum(take_up[group] for group in groups)))
        for number in range(len(puzzle.places)):
            self._constrain(number)

    def _of(self, atom: int) -> range:
        return range(self.options * atom, self.options * (atom + 1))

    def _sum(self, place: int, weights) -> dict[int, float]:
        atoms = self.puzzle.atoms_in[place]
        return {self.options * atom + k: float(w) for atom in atoms for k, w in enumerate(weights) if w}

    def _constrain(self, place: int) -> None:
        figure, scale = self.puzzle.places[place].figure, self.puzzle.scale
        everyone = self._sum(place, [1] * self.options)
        self.rows.append((everyone, *figure.base))
        if figure.options:
            for option, count in enumerate(figure.options):
                self.rows.append((self._sum(place, np.eye(self.options)[option]), *stands_for(count)))
            return
        positive = self._sum(place, [int(good) for _, good in scale])
        if self.puzzle.reading.said is None or (figure.base[0] >= COUNTS_FROM and not self._is_near_unanimous(place)):
            self._share(figure.share, positive, everyone)
            counts = self.puzzle.rows_of_places[place]
            one = np.eye(self.options)
            self.halves += [(self._sum(place, one[k]), counts[k], counts[k]) for k in range(self.options)]
            return
        # For each number of people the rectangles of P and S that are published so; one of all of them holds.
        total = self._sum(place, [value for value, _ in scale])
        found = [
            (people, *box)
            for people in range(figure.base[0], figure.base[1] + 1)
            for box in boxes_of(self._said(people), figure)
        ]
        which = range(self.columns, self.columns + len(found))
        self.columns += len(found)
        self.rows.append((dict.fromkeys(which, 1.0), 1, 1))
        for sums, low, high in ((everyone, 0, 0), (positive, 1, 2), (total, 3, 4)):
            at_least = {column: -float(box[low]) for column, box in zip(which, found, strict=True)}
            at_most = {column: -float(box[high]) for column, box in zip(which, found, strict=True)}
            self.rows += [({**sums, **at_least}, 0, np.inf), ({**sums, **at_most}, -np.inf, 0)]

    def _said(self, people: int):
        puzzle = self.puzzle
        if people < COUNTS_FROM:
            return puzzle.reading.said(people, puzzle.scale)
        return near_unanimous_said(puzzle.reading.printed, people, puzzle.scale)

    def _is_near_unanimous(self, place: int) -> bool:
        """Without counts at 50 people and more, and not just above or below half: seven at most at all options but one."""
        figure = self.puzzle.places[place].figure
        if figure.share.value == 50 and figure.share.edge and figure.mean is None:
            return False
        which = range(self.columns, self.columns + self.options)
        self.columns += self.options
        self.rows.append((dict.fromkeys(which, 1.0), 1, 1))
        for option, large in enumerate(which):
            row = {**self._sum(place, np.eye(self.options)[option]), large: -float(figure.base[1])}
            self.rows.append((row, -np.inf, FEW))
        return True

    def _share(self, share: Words, positive: dict[int, float], everyone: dict[int, float]) -> None:
        """A share of 50 people or more: no less than the figure surely stands for. What else it says is looked at later."""
        half = 50 if share.value == 50 and share.edge else 5
        low = 0 if share.edge == "or less" else share.value - half * (share.edge != "or more" or half == 5)
        high = 100 if share.edge == "or more" else share.value + half * (share.edge != "or less" or half == 5)
        for weight, least, most in ((low, 0, np.inf), (high, -np.inf, 0)):
            both = {**{column: -weight / 100 for column in everyone}}
            for column in positive:
                both[column] = both.get(column, 0) + 1
            self.rows.append((both, least, most))

    def can_be(self, group: object, option: int, least: int, most: int) -> bool:
        """Whether a hidden number can lie between two: an exact no, or a yes that would be published alike.

        Of places that are said to be above or below half only that is read; where they are left as they are, any way
        found is published alike.
        """
        if self.halves and self._is_there(group, option, least, most, self.halves):
            return True
        return self._is_there(group, option, least, most, [])

    def _is_there(self, group: object, option: int, least: int, most: int, held: list) -> bool:
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        atom = self.puzzle.atom_of[group]
        own = range(self.columns, self.columns + self.options)  # the hidden service's own answers
        beside = sum(self.take_up[one] for one in self.puzzle.atoms[atom] if one != group)
        rows = [*self.rows, *held, (dict.fromkeys(own, 1.0), 0, self.take_up[group]), ({own[option]: 1.0}, least, most)]
        rows += [({column: 1.0, mine: -1.0}, 0, np.inf) for column, mine in zip(self._of(atom), own, strict=True)]
        rows.append(({**dict.fromkeys(self._of(atom), 1.0), **dict.fromkeys(own, -1.0)}, -np.inf, beside))
        width = self.columns + self.options
        entries = [(number, column, w) for number, (row, _, _) in enumerate(rows) for column, w in row.items()]
        lines, columns, weights = zip(*entries, strict=True)
        over = np.ones(width)
        over[: self.options * len(self.puzzle.atoms)] = np.inf
        over[self.columns :] = np.inf
        result = milp(
            np.zeros(width),
            integrality=np.ones(width),
            bounds=Bounds(np.zeros(width), over),
            constraints=LinearConstraint(
                csr_array((weights, (lines, columns)), shape=(len(rows), width)),
                np.array([row[1] for row in rows]),
                np.array([row[2] for row in rows]),
            ),
            options={"time_limit": self.seconds},
        )
        if result.x is None:
            if result.status == 2:
                return False
            raise UnknownError
        counts = np.rint(result.x[: self.options * len(self.puzzle.atoms)]).astype(np.int64).reshape(-1, self.options)
        if not self._is_published_alike(counts):
            raise UnknownError
        return True

    def _is_published_alike(self, counts: np.ndarray) -> bool:
        for number, place in enumerate(self.puzzle.places):
            row = counts[self.puzzle.atoms_in[number]].sum(axis=0)
            if self.puzzle.printed(row) != place.figure:
                return False
        return True



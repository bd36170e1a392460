"""What is published of one question, as a puzzle: groups of people, places that hold groups, a figure for each place.

A group is people who answered one after another thing alike in every round: a service, or those who joined it. Groups
that are in the same places cannot be told apart by any figure; together they are an atom. All that figures say is said
of the atoms' counts by option. A way of answering that publishes the very same figures is an alternative.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import product

import numpy as np

from attacker.words import Figure, Scale, Words, ends_of_wide, stands_for

Group = str  # "service 3", "who joined service 3 in round 2"
Said = Mapping[tuple[int, int], tuple[Words, Words | None]]
COUNTS_FROM = 50


@dataclass(frozen=True)
class Reading:
    """How figures are made and read: what is printed of counts, and below 50 people what is said of each P and S."""

    printed: Callable[..., Figure | None]  # of counts, a scale and what a place is held beside, where it is
    said: Callable[[int, Scale], Said] | None

    def of(self, row: tuple[int, ...], scale: Scale, held: object = None) -> Figure:
        """What is printed of a place that is shown. Raises ValueError where nothing would be."""
        figure = self.printed(row, scale) if held is None else self.printed(row, scale, held)
        if figure is None:
            raise ValueError("A place is shown, but nothing would be printed of it.")
        return figure


@dataclass(frozen=True)
class Place:
    """A place that is shown, by its name, the groups in it, what is printed of it, and whose own place it is.

    `held` is what the product holds it beside: the same place in the round before. Whoever publishes the same then has
    the same to hold it beside, so what would be printed of another way of answering is asked of the product with it.
    """

    name: str
    groups: frozenset[Group]
    figure: Figure
    own: Group | None = None
    held: object = None


@dataclass(frozen=True, eq=False)
class Alternative:
    """Another way of answering: the atoms that differ, with their counts."""

    rows: Mapping[int, np.ndarray]


@dataclass
class Puzzle:
    """One question of one round, or of several rounds in which the same people answer the same."""

    scale: Scale
    counts: Mapping[Group, tuple[int, ...]]  # groups without people are left out
    places: Sequence[Place]
    reading: Reading
    found: list[Alternative] = field(default_factory=list)
    found_at: dict[int, list[Alternative]] = field(default_factory=dict)  # those in which an atom differs

    def __post_init__(self) -> None:
        by_places: dict[frozenset[int], list[Group]] = {}
        for group in self.counts:
            inside = frozenset(number for number, place in enumerate(self.places) if group in place.groups)
            by_places.setdefault(inside, []).append(group)
        self.atoms = list(by_places.values())
        self.places_of = list(by_places)
        self.totals = np.array([self.total_of(atom) for atom in self.atoms], dtype=np.int64).reshape(-1, self.options)
        self.people = self.totals.sum(axis=1)
        self.atom_of = {group: number for number, atom in enumerate(self.atoms) for group in atom}
        self.atoms_in = [
            [number for number, inside in enumerate(self.places_of) if place in inside]
            for place in range(len(self.places))
        ]
        self.rows_of_places = np.array([self.totals[atoms].sum(axis=0) for atoms in self.atoms_in], dtype=np.int64)
        self._seed()

    @property
    def options(self) -> int:
        return len(self.scale)

    def total_of(self, groups: Iterable[Group]) -> np.ndarray:
        return np.sum([self.counts[group] for group in groups], axis=0)

    @cached_property
    def hidden(self) -> list[Group]:
        """The groups of people that have no place of their own anywhere."""
        shown = {place.own for place in self.places}
        return [group for group in self.counts if group not in shown]

    def row(self, alternative: Alternative, place: int) -> np.ndarray:
        """A place's counts in an alternative."""
        rows = self.rows_of_places[place].copy()
        for atom, counts in alternative.rows.items():
            if place in self.places_of[atom]:
                rows += counts - self.totals[atom]
        return rows

    def is_alternative(self, rows: Mapping[int, np.ndarray]) -> bool:
        """Whether the product would print the very same figures: asked of every place that changes."""
        candidate = Alternative(rows)
        places = {place for atom in rows for place in self.places_of[atom]}
        return all(self.printed(self.row(candidate, place), place) == self.places[place].figure for place in places)

    def printed(self, row: np.ndarray, place: int) -> Figure | None:
        """What would be printed of a place with these counts; None where nothing would be."""
        held = self.places[place].held
        beside = () if held is None else (held,)
        return self.reading.printed(tuple(int(number) for number in row), self.scale, *beside)

    def differing_at(self, atoms: Sequence[int]) -> list[Alternative]:
        """The alternatives found so far in which one of these atoms differs."""
        if len(atoms) == 1:
            return self.found_at.get(atoms[0], [])
        return [one for one in self.found if not one.rows.keys().isdisjoint(atoms)]

    def add(self, rows: Mapping[int, np.ndarray]) -> Alternative | None:
        """Keep an alternative, once it is seen that it is one."""
        changed = {atom: row for atom, row in rows.items() if (row != self.totals[atom]).any()}
        if not changed or not self.is_alternative(changed):
            return None
        one = Alternative(changed)
        self.found.append(one)
        for atom in changed:
            self.found_at.setdefault(atom, []).append(one)
        return one

    # --- alternatives close to the truth -----------------------------------------------------------

    def _seed(self) -> None:
        """Few people answer otherwise at one atom, or at two atoms the opposite way."""
        moves = steps(self.options)
        each = 12 if len(self.atoms) < 40 else 3
        fits = self._moves_that_print_the_same(moves)
        stays = [((self.totals[atom] + moves) >= 0).all(axis=1) for atom in range(len(self.atoms))]
        back = stays_back(moves)
        for atom in range(len(self.atoms)):
            may = stays[atom].copy()
            for place in self.places_of[atom]:
                may &= fits[place]
            for move in np.flatnonzero(may)[:40]:
                self.add({atom: self.totals[atom] + moves[move]})
        for one, other in self._pairs():
            may = stays[one] & stays[other][back]
            for place in self.places_of[one] - self.places_of[other]:
                may &= fits[place]
            for place in self.places_of[other] - self.places_of[one]:
                may &= fits[place][back]
            for move in np.flatnonzero(may)[:each]:
                self.add({one: self.totals[one] + moves[move], other: self.totals[other] - moves[move]})

    def _pairs(self) -> Iterable[tuple[int, int]]:
        """Atoms beside each other, not more than 30 others for each."""
        for one in range(len(self.atoms)):
            near = sorted(
                range(one + 1, len(self.atoms)), key=lambda other: -len(self.places_of[one] & self.places_of[other])
            )
            yield from ((one, other) for other in near[:30])

    def _moves_that_print_the_same(self, moves: np.ndarray) -> list[np.ndarray]:
        found = []
        for place in range(len(self.places)):
            rows = self.rows_of_places[place] + moves
            found.append((rows >= 0).all(axis=1) & self._same(rows, place))
        return found

    def _same(self, rows: np.ndarray, place: int) -> np.ndarray:
        """Which rows would be printed as a figure, by reading it; what is used of it is put to the product again."""
        people, figure = int(rows[0].sum()), self.places[place].figure
        if figure.options:
            bounds = np.array([stands_for(count) for count in figure.options])
            return np.all((rows >= bounds[:, 0]) & (rows <= bounds[:, 1]), axis=1)
        positive = rows @ np.array([int(good) for _, good in self.scale])
        if figure.is_wide:
            low, high = ends_of_wide(figure.share, people)
            return (positive >= low) & (positive <= high)
        if people < COUNTS_FROM and self.reading.said:
            totals = rows @ np.array([value for value, _ in self.scale])
            said = self.reading.said(people, self.scale)
            wanted = figure.share, figure.mean
            pairs = zip(positive.tolist(), totals.tolist(), strict=True)
            return np.array([said.get(pair) == wanted for pair in pairs])
        return np.array([(row >= 0).all() and self.printed(row, place) == figure for row in rows])


@cache
def steps(options: int) -> np.ndarray:
    """Moves of at most two people each way; the null move is left out, those of one person come first."""
    every = np.array(list(product(range(-2, 3), repeat=options)))
    size = np.abs(every).sum(axis=1)
    keep = every[(every.sum(axis=1) == 0) & (size > 0) & (size <= 4)]
    return keep[np.argsort(np.abs(keep).sum(axis=1), kind="stable")]


def stays_back(moves: np.ndarray) -> np.ndarray:
    """For each move the number of its opposite."""
    numbers = {tuple(move): number for number, move in enumerate(moves.tolist())}
    return np.array([numbers[tuple(-move)] for move in moves])

"""What each attacker of one puzzle knows, and what they must not find out. All but outsiders know how many answered.

2. Whoever knows how many answered: no number at an option of a shown place is certain.
3. A person who answered, at any place, and knows their own answer: as 2.
4. Insiders: one service known whole, shown or hidden, and two colleagues of the service that they look at. No number
   of a hidden service is certain, so that no one can prove either that all the others said the same.
5. Whoever keyed one service's paper forms: as 4, with no colleagues.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations_with_replacement

import numpy as np

from attacker.constraints import UnknownError
from attacker.program import Program
from attacker.puzzle import Alternative, Puzzle

Known = Mapping[int, np.ndarray]  # by atom: answers that the attacker knows to be among it
Label = str  # something that one attacker knows besides, and another does not


@dataclass(frozen=True)
class Break:
    """Something that an attacker knows for certain: which kind of attacker, about what, and knowing what."""

    kind: int
    about: str
    knowing: str
    number: int
    label: Label | None = None

    def __str__(self) -> str:
        return f"kind {self.kind}: {self.about} is {self.number}, certain for whoever knows {self.knowing}"


@dataclass
class Outcome:
    """What was looked at, what is broken, and what took too long."""

    checks: int = 0
    broken: list[Break] = field(default_factory=list)
    unknown: int = 0
    programs: int = 0

    def __iadd__(self, other: Outcome) -> Outcome:
        self.checks += other.checks
        self.broken += other.broken
        self.unknown += other.unknown
        self.programs += other.programs
        return self


@dataclass(frozen=True)
class Cell:
    """A number that an attacker wants: that of people at an option in some atoms, or of a service among an atom.

    `service` is how many of its people are unknown to the attacker; None for all of these atoms' people.
    """

    name: str
    atoms: tuple[int, ...]
    option: int
    service: int | None = None


@dataclass
class Search:
    """Looks for alternatives under what somebody knows: among those found so far, then with the program.

    The deadline is in seconds of this process's own work, so that a busy machine settles as much as an idle one.
    """

    puzzle: Puzzle
    deadline: float = float("inf")
    seconds: float = 10

    def __post_init__(self) -> None:
        self.program = Program(self.puzzle, self.seconds)
        self.outcome = Outcome()

    @property
    def is_over(self) -> bool:
        return time.process_time() > self.deadline

    # --- whether a number is open ------------------------------------------------------------------

    def bounds(self, cell: Cell, known: Known, alternative: Alternative | None) -> tuple[int, int]:
        """The least and the most that a number can be in one alternative (None: the truth)."""
        rows = self.puzzle.totals if alternative is None else alternative.rows
        total = 0
        for atom in cell.atoms:
            row = rows[atom] if alternative is None or atom in rows else self.puzzle.totals[atom]
            total += int(row[cell.option])
        if cell.service is None:
            return total, total
        (atom,) = cell.atoms
        answers = known.get(atom)
        others = self.puzzle.people[atom] - cell.service - (0 if answers is None else int(answers.sum()))
        left = total - (0 if answers is None else int(answers[cell.option]))
        return max(0, left - int(others)), min(cell.service, left)

    def allows(self, alternative: Alternative, known: Known) -> bool:
        return all(
            (alternative.rows[atom] >= answers).all() for atom, answers in known.items() if atom in alternative.rows
        )

    def opens(self, cell: Cell, known: Known, truth: tuple[int, int], alternative: Alternative) -> bool:
        return self.allows(alternative, known) and self.bounds(cell, known, alternative) != truth

    def ask(self, cell: Cell, known: Known, truth: int) -> Alternative | None:
        """Ask the program for an alternative in which a number that looks certain is another."""
        goal = {self.program.column(atom, cell.option): 1.0 for atom in cell.atoms}
        before, unsure = self.program.solved, False
        found = None
        for least, most in self._otherwise(cell, known, truth):
            if least > most:
                continue
            try:
                found = self.program.find(goal, least, most, known)
            except UnknownError:
                unsure = True
            if found:
                break
        self.outcome.programs += self.program.solved - before
        if found is None and unsure:
            raise UnknownError
        return found

    def _otherwise(self, cell: Cell, known: Known, truth: int) -> Iterator[tuple[float, float]]:
        people = int(sum(self.puzzle.people[atom] for atom in cell.atoms))
        if cell.service is None:
            yield truth + 1, people
            yield 0, truth - 1
            return
        (atom,) = cell.atoms
        answers = known.get(atom, np.zeros(self.puzzle.options, dtype=np.int64))
        here, others = int(answers[cell.option]), people - cell.service - int(answers.sum())
        if truth < cell.service:
            yield here + truth + 1, people
        if truth:
            yield 0, here + others + truth - 1

    # --- one number under everything that may be known besides ---------------------------------------

    def settle(
        self,
        kind: int,
        cell: Cell,
        known: Known,
        besides: Mapping[Label, Known],
        knowing: str,
        besides_kind: int | None = None,
    ) -> None:
        """Whether a number is open to whoever knows `known`, and to whoever also knows any one thing of `besides`.

        Those who know something besides are attackers of `besides_kind`, or of the same kind.
        """
        truth = self.bounds(cell, known, None)
        self.outcome.checks += 1 + len(besides)
        if truth[0] != truth[1]:
            return  # several numbers are possible already with the atom as it is
        near = self.puzzle.differing_at(cell.atoms)
        open_ = [one for one in near if self.opens(cell, known, truth, one)]
        if not open_:
            found = self._asked(cell, known, truth[0])
            if found is None:
                self._is_broken(kind, cell, truth[0], knowing, None)
                return
            if found == "unknown":
                return
            open_ = [found]
        critical = [label for label, more in besides.items() if not any(self.allows(one, more) for one in open_)]
        for label in critical:
            both = joined(known, besides[label])
            if any(self.opens(cell, both, truth, one) for one in self.puzzle.differing_at(cell.atoms)):
                continue
            found = self._asked(cell, both, truth[0])
            if found is None:
                self._is_broken(besides_kind or kind, cell, truth[0], knowing, label)

    def _asked(self, cell: Cell, known: Known, truth: int):
        if self.is_over:
            self.outcome.unknown += 1
            return "unknown"
        try:
            return self.ask(cell, known, truth)
        except UnknownError:
            self.outcome.unknown += 1
            return "unknown"

    def _is_broken(self, kind: int, cell: Cell, number: int, knowing: str, label: Label | None) -> None:
        text = f"{knowing}{f', {label}' if label is not None else ''}"
        self.outcome.broken.append(Break(kind, f"{cell.name}, option {cell.option + 1}", text, number, label))


def joined(one: Known, other: Known) -> dict[int, np.ndarray]:
    """What two know together, where they know different people."""
    both = dict(one)
    for atom, answers in other.items():
        both[atom] = both[atom] + answers if atom in both else answers
    return both


# --- the kinds ---------------------------------------------------------------------------------------


def knows_how_many(search: Search, only: set[int] | None = None) -> None:
    """Kind 2, and with it kind 3: no number at an option of a shown place is certain."""
    puzzle = search.puzzle
    unit = np.eye(puzzle.options, dtype=np.int64)
    own: dict[Label, Known] = {
        f"that they answered option {k + 1} at {names(puzzle, atom)}": {atom: unit[k]}
        for atom in range(len(puzzle.atoms))
        for k in range(puzzle.options)
        if puzzle.totals[atom][k]
    }
    for number, place in enumerate(puzzle.places):
        if only is not None and number not in only:
            continue
        for option in range(puzzle.options):
            if search.is_over:
                search.outcome.unknown += 1
                continue
            cell = Cell(place.name, tuple(puzzle.atoms_in[number]), option)
            search.settle(2, cell, {}, own, "how many answered everywhere", besides_kind=3)


def insiders(search: Search, kind: int = 4, colleagues: int = 2, only: set | None = None) -> None:
    """Kinds 4 and 5: one service known whole, and so many colleagues in the service looked at."""
    puzzle = search.puzzle
    for target in puzzle.hidden:
        if only is not None and target not in only:
            continue
        if search.is_over:
            search.outcome.unknown += 1
            continue
        atom = puzzle.atom_of[target]
        row = np.array(puzzle.counts[target])
        beside = [group for group in puzzle.atoms[atom] if group != target]
        elsewhere: dict[Label, Known] = {
            f"{group} whole": {puzzle.atom_of[group]: np.array(puzzle.counts[group])}
            for group in puzzle.counts
            if puzzle.atom_of[group] != atom
        }
        for said in told(row, colleagues):
            unknown = int(row.sum() - said.sum())
            asked = "how many answered everywhere"
            if said.any():
                asked += f", {said.tolist()} of its own people"
            for other in (None, *beside):
                answers = said if other is None else said + np.array(puzzle.counts[other])
                knowing = asked if other is None else f"{asked}, {other} whole"
                for option in range(puzzle.options):
                    cell = Cell(f"{target}", (atom,), option, unknown)
                    search.settle(kind, cell, {atom: answers}, elsewhere if other is None else {}, knowing)


def told(row: np.ndarray, colleagues: int) -> list[np.ndarray]:
    """What so many people of a service can have said; one person is always left over, who is not among them."""
    size = min(colleagues, int(row.sum()) - 1)
    found = []
    for chosen in combinations_with_replacement(range(len(row)), max(size, 0)):
        said = np.bincount(np.array(chosen, dtype=np.int64), minlength=len(row))
        if (said <= row).all():
            found.append(said)
    return found


def names(puzzle: Puzzle, atom: int) -> str:
    groups = puzzle.atoms[atom]
    return " or ".join(map(str, groups[:4])) + (" …" if len(groups) > 4 else "")

"""Trying to work out people's answers from what would be published. Plain arithmetic, no database.

Every question is attacked by itself, since nothing that is published ties one question to another. What the
attackers want are the hidden cells: how many people of a service that is not shown by itself chose one option.

- An outsider knows the published figures and the published take-up, which says how many people a service can have
  at most. For them every hidden cell must have 0 as its lower bound and be at least min(3, n) wide.
- An insider also knows how many people answered in every service, all answers of any one other service, hidden or
  shown (its lead, or someone who entered its paper forms), and those of any two colleagues in the service that they
  look at. For them no cell may be exact, so that it cannot be shown either that all the others said the same.

A cell is safe when there is a feasible alternative: another way of dealing answers out among the hidden services that
would publish the very same figures. Feasible alternatives are looked for close to the truth by plain counting. Only
cells without one are put to an integer program (`bounds.py`), which knows all ways there are. Sources: the attack on
suppressed tables of sdcTable, the coalitions of GaussSuppression; the bounds 0 and min(3, n) are ours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import combinations, groupby
from typing import Protocol

from reporting.protect import disclosure
from reporting.protect.bounds import Coalition, Program, Solved, Way
from reporting.protect.choice import Wishes
from reporting.protect.inside import Inside
from reporting.protect.knowledge import LEAST_WIDTH, Knowledge, UnsafeCell
from reporting.protect.questions import Asked, Residual
from reporting.protect.rollup import REST, SECTOR, SERVICE, Node, RatingPoint, Tally, Tree


@dataclass
class Report:
    """What an attack did: kept with the release, so that anybody can see how it was tested."""

    questions: int = 0
    hidden_cells: int = 0
    coalitions: int = 0
    solved: int = 0
    withdrawn: int = 0

    def __iadd__(self, other: Report) -> Report:
        for name in vars(self):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self


@dataclass
class Attack:
    """All attacks on one question."""

    asked: Asked
    report: Report = field(default_factory=Report)
    solved: Solved = field(default_factory=Solved, repr=False)

    def __post_init__(self) -> None:
        residuals = self.asked.residuals
        self.report.questions = 1
        self.report.hidden_cells = sum(residual.counts.size for residual in residuals)
        self.report.coalitions = sum(len(residual.services) * len(self.asked.counts) for residual in residuals)
        self.program = Program(self.asked, self.solved)

    def weakest(self, known_as_safe: set[tuple] | None = None) -> UnsafeCell | Node | None:
        """A hidden cell that gives somebody away, or a shown place whose numbers at options do; None where all is safe.

        Residuals and places in `known_as_safe` (`Residual.met_as`) are passed over, and those that are found to be safe
        are added.
        """
        safe = set() if known_as_safe is None else known_as_safe
        for residual in self.asked.residuals:
            if residual.met_as in safe:
                continue
            found = self._weakest_of(residual)
            if found:
                return found
            safe.add(residual.met_as)
        inside = Inside(self.asked, self.program)
        given_away = inside.weakest(safe)
        self.report.solved += inside.solved
        return given_away

    def _weakest_of(self, residual: Residual) -> UnsafeCell | None:
        """Look for feasible alternatives; ask the integer program for the rest, and use what it finds for others."""
        knowledge, partners = Knowledge(residual, residual.ways), iter(residual.partners)
        # A cell that is exact in one direction may still be wide enough for an outsider, who knows no number of people.
        cleared: set[tuple[int, int]] = set()
        tried: set[tuple[int, int, Coalition | None]] = set()
        while True:
            unsafe_cells = [
                each
                for each in knowledge.unsafe_cells()
                if each.coalition or (each.service, each.option) not in cleared
            ]
            if not unsafe_cells:
                return None
            partner = next(partners, None)
            if partner:
                knowledge.add(residual.ways_with(partner), partner)
                continue
            worst = min(unsafe_cells, key=lambda each: (not each.is_certain, each.unknown))
            this = (worst.service, worst.option, worst.coalition)
            found = [] if worst.is_certain or this in tried else self.feasible_alternatives(worst)
            tried.add(this)
            if found:
                for way in found:
                    knowledge.add(way.total[None], way.changed)
            elif worst.coalition is None and self.is_safe_from_outsiders(worst):
                cleared.add((worst.service, worst.option))
            else:
                return worst

    def feasible_alternatives(self, unsafe: UnsafeCell) -> list[Way]:
        """Ways for the residual, found by the integer program, that make a cell safe; nothing where there are none.

        They leave every number of people and all other hidden services as they are, so they hold against insiders
        too; an outsider's cell may be safe without.
        """
        self.report.solved += 1
        row = self.asked.counts[unsafe.service]
        coalition = unsafe.coalition or Coalition(None, (0,) * len(row))
        cell = self.program.cell(unsafe.residual, unsafe.service, unsafe.option, coalition)
        if unsafe.coalition is None:
            none, many = cell.way(at_most=0), cell.way(at_least=min(LEAST_WIDTH, sum(row)))
            return [] if none is None or many is None else [none, many]
        more = cell.way(at_least=row[unsafe.option] + 1)
        another = cell.way(at_most=row[unsafe.option] - 1) if more is None else more
        return [] if another is None else [another]

    def is_safe_from_outsiders(self, unsafe: UnsafeCell) -> bool:
        """Whether a cell can be 0 and wide enough for all that an outsider knows: numbers of people may differ too."""
        self.report.solved += 1
        cell = self.program.cell(unsafe.residual, unsafe.service, unsafe.option, None)
        least = min(LEAST_WIDTH, self.asked.people(unsafe.service))
        return cell.way(at_most=0) is not None and cell.way(at_least=least) is not None

    def gives_away(self, unsafe: UnsafeCell) -> bool:
        """Whether the integer program alone says that a cell gives somebody away: the quick way has to agree."""
        if self.feasible_alternatives(unsafe):  # what holds against insiders holds against outsiders as well
            return False
        return unsafe.coalition is not None or not self.is_safe_from_outsiders(unsafe)


class Publishable(Protocol):
    """Says of one question where it may be shown, and what was tried: `publishable`, or what remembers it."""

    def __call__(
        self,
        tallies: Mapping[int, Tally],
        points: list[RatingPoint],
        tree: Tree,
        limits: disclosure.Thresholds,
        most: Mapping[int, int],
        never: Collection[Node] = (),
        wishes: Wishes = Wishes.WHOLE_FIRST,
    ) -> tuple[set[Node], Report]: ...


def publishable(
    tallies: Mapping[int, Tally],
    points: list[RatingPoint],
    tree: Tree,
    limits: disclosure.Thresholds,
    most: Mapping[int, int],
    never: Collection[Node] = (),
    wishes: Wishes = Wishes.WHOLE_FIRST,
) -> tuple[set[Node], Report]:
    """The nodes at which one question may be shown when attackers have tried, and what they tried.

    Where a cell would give somebody away something is withdrawn, and everything is tried again; in the end what can be
    shown all the same is put back. What is in `never` is not shown whatever it holds.
    """
    base = {service: tallies[service].base if service in tallies else 0 for service in tree.sector_of}
    counts = {
        service: tuple(tallies[service].by_point[point.key] for point in points)
        for service, people in base.items()
        if people
    }
    gate = Gate(tree, tuple(points), base, counts, most, limits, frozenset(never), wishes)
    published = gate.put_back(gate.withdraw())
    last = gate.attack_on(published)
    last.report.solved, last.report.withdrawn = gate.solved, gate.withdrawn_of(published)
    return published, last.report


@dataclass
class Gate:
    """What lets one question's figures out: withdraws until no attack succeeds, then puts back what need not have gone.

    `first` is what the rules alone would show.
    """

    tree: Tree
    points: tuple[RatingPoint, ...]
    base: Mapping[int, int]
    counts: Mapping[int, tuple[int, ...]]
    most: Mapping[int, int]
    limits: disclosure.Thresholds
    never: frozenset[Node]
    wishes: Wishes
    solved: int = 0
    programs: Solved = field(default_factory=Solved)

    def attack_on(self, published: Collection[Node]) -> Attack:
        asked = Asked(self.tree, self.points, self.counts, frozenset(published), self.most)
        return Attack(asked, solved=self.programs)

    def chosen(self, withdrawn: Collection[Node]) -> set[Node]:
        """The most that the rules allow beside what is withdrawn."""
        without = self.never | set(withdrawn)
        return disclosure.publishable(self.base, self.tree, self.limits, without=without, wishes=self.wishes)

    @cached_property
    def first(self) -> set[Node]:
        return self.chosen(())

    def withdrawn_of(self, published: set[Node]) -> int:
        """How many places the rules allow and the attack does not, with rows of smaller services that are left out."""
        places = {node for node in self.first if node.level != REST}
        return len(places - published) + len(disclosure.rests(published, self.base, self.tree) - published)

    def weakest(self, published: Collection[Node], safe: set[tuple] | None = None) -> UnsafeCell | Node | None:
        attack = self.attack_on(published)
        found = attack.weakest(safe)
        self.solved += attack.report.solved
        return found

    def withdraw(self) -> set[Node]:
        """What may be shown once everything is withdrawn that the attack asks for."""
        # What one question hides says nothing of another: each begins with all that its bases allow.
        withdrawn: set[Node] = set()
        safe: set[tuple] = set()
        while True:
            published = self.chosen(withdrawn)
            is_last = not safe
            weakest = self.weakest(published, safe)
            if weakest:
                withdrawn.add(self._to_withdraw(weakest, published))
            elif is_last:
                return published
            else:
                safe.clear()  # what was withdrawn elsewhere changed little for the others; all are tried once more

    def _to_withdraw(self, weakest: UnsafeCell | Node, published: set[Node]) -> Node:
        """Smaller services together before any place; else the smallest part of what is around, or the place itself."""
        if isinstance(weakest, Node):
            return self._to_withdraw_for(weakest, published)
        residual = weakest.residual
        rest = Node(REST, residual.node.key)
        is_apart = set(residual.services) < set(self._answered_under(residual.node))
        # Where all of a sector's people are in its residual, both rows say the same, and to drop one hides nothing.
        if residual.node.level == SECTOR and rest in published and is_apart:
            return rest
        return disclosure.smallest_part(residual.node, published, self.base, self.tree)

    def _to_withdraw_for(self, place: Node, published: set[Node]) -> Node:
        """For a shown place that is given away: smaller services together of its sector, else the place itself."""
        sector = self.tree.sector_of[place.key] if place.level == SERVICE else place.key
        rest = Node(REST, sector)
        return rest if rest in published else place

    def _answered_under(self, node: Node) -> list[int]:
        return [service for service in self.tree.services_under(node) if self.base[service]]

    def put_back(self, published: set[Node]) -> set[Node]:
        """With what can be shown all the same, most wished first, by the rules and after every attack.

        What was attacked once beside the same places is remembered; in the end everything is attacked once more, and
        where that fails all is put back anew with every attack each time.
        """
        safe = {residual.met_as for residual in self.attack_on(published).asked.residuals}
        found = self._put_back(published, safe)
        return found if found == published or not self.weakest(found) else self._put_back(published, None)

    def _put_back(self, published: set[Node], safe: set[tuple] | None) -> set[Node]:
        found, is_more = set(published), True
        while is_more:  # what could not be put back by itself perhaps can beside another
            is_more = False
            for nodes in self._missing(found):
                more = self._beside(nodes, found)
                if more is not None and not self.weakest(more, safe):
                    found, is_more = more, True
        return found

    def _missing(self, published: set[Node]) -> Iterator[set[Node]]:
        """What could be shown, most wished first: places, two services at once, smaller services together."""
        under = partial(disclosure.people_under, base=self.base, tree=self.tree)
        places = {node for node in self.tree.nodes if under(node) >= self.limits.people} - published - self.never
        ordered = disclosure.most_wished_first(places, self.base, self.tree, self.wishes)
        yield from ({node} for node in ordered)
        # The rules hide services by twos, so some can go back by twos only.
        for _, services in groupby(sorted(places & self._services, key=self._by_sector), key=self._sector_of):
            yield from (set(two) for two in combinations(services, 2))
        rests = disclosure.rests(published, self.base, self.tree) - published - self.never
        yield from ({node} for node in sorted(rests))

    @cached_property
    def _services(self) -> set[Node]:
        return {node for node in self.tree.nodes if node.level == SERVICE}

    def _sector_of(self, service: Node) -> int:
        return self.tree.sector_of[service.key]

    def _by_sector(self, service: Node) -> tuple[int, Node]:
        return self._sector_of(service), service

    def _beside(self, nodes: set[Node], published: set[Node]) -> set[Node] | None:
        """These nodes beside what is shown; None where the rules forbid it, or where they are there already.

        Smaller services of a sector that gets a service's figure back are tried again by themselves: they come last.
        """
        if nodes & published:
            return None
        more = published | nodes
        more -= {Node(REST, self._sector_of(node)) for node in nodes & self._services}
        rests = {node for node in more if node.level == REST}
        if rests - disclosure.rests(more, self.base, self.tree):
            return None
        return more if disclosure.are_lawful(more, self.base, self.tree, self.limits) else None


def at_most(people: int) -> int:
    """How many people a service can have by its published take-up: the top of its band."""
    return disclosure.band(people)[1]

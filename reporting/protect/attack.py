"""Trying to work out people's answers from what would be published. Plain arithmetic, no database.

Every question is attacked by itself, since nothing that is published ties one question to another. What the
attackers want are the hidden cells: how many people of a service that is not shown by itself chose one option.

- An outsider knows the published figures and the published take-up, which says how many people a service can have
  at most. For them every hidden cell must have 0 as its lower bound and be at least min(3, n) wide.
- An insider also knows how many people answered in every service, all answers of any one other hidden service, and
  those of any two colleagues in the service that they look at. For them no cell may be exact, so that it cannot be
  shown either that all the others said the same.

A cell is safe when there is a feasible alternative: another way of dealing answers out among the hidden services that would
publish the very same figures. Feasible alternatives are looked for close to the truth by plain counting. Only cells without one
are put to an integer program (`bounds.py`), which knows all ways there are. Sources: the attack on suppressed tables
of sdcTable, the coalitions of GaussSuppression; the bounds 0 and min(3, n) are ours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import combinations_with_replacement, product
from typing import Protocol

import numpy as np

from reporting.protect import disclosure
from reporting.protect.bounds import Coalition, Program
from reporting.protect.rollup import SECTOR, SERVICE, THE_SYSTEM, Node, RatingPoint, Tally, Tree

Counts = np.ndarray  # whole numbers, one column an option

LEAST_WIDTH = 3  # an outsider's interval for a hidden cell is at least this wide, or as wide as its service
COLLEAGUES = 2  # people of the service itself who pool what they know
REACH = 4  # how far from the truth feasible alternatives are looked for, in people an option
WHOLE = 16  # up to as many people every way of dealing answers out is looked at
PARTNERS = (
    8  # how many other places are tried when a feasible alternative needs people elsewhere to answer differently too
)
MANY_OPTIONS = 6  # from here on feasible alternatives are looked for less far away


@dataclass(frozen=True)
class Asked:
    """One question as an attacker meets it.

    `counts` is how many people of each service chose each of the `points`; services without answers may be left
    out. `most` is how many people each service can have at most by the published take-up.
    """

    tree: Tree
    points: tuple[RatingPoint, ...]
    counts: Mapping[int, tuple[int, ...]]
    published: frozenset[Node]
    most: Mapping[int, int]

    def people(self, service: int) -> int:
        return sum(self.counts.get(service, ()))

    def together(self, services: tuple[int, ...]) -> Counts:
        """The counts of several services added up."""
        rows = [self.counts[service] for service in services if service in self.counts]
        return np.array(rows, dtype=np.int64).reshape(len(rows), len(self.points)).sum(axis=0)

    def look_the_same(self, services: tuple[int, ...], changes: Counts) -> np.ndarray:
        """Which of these changes of a published place's counts leave its published figures as they are."""
        total = self.together(services)
        return (signature(total + changes, self.points) == signature(total[None], self.points)).all(axis=1)

    @cached_property
    def places(self) -> list[tuple[int, ...]]:
        """The services of everything that is published: nodes, and smaller services together."""
        base = {service: self.people(service) for service in self.tree.sector_of}
        found = [self.tree.services_under(node) for node in sorted(self.published)]
        for sector in self.tree.services_in:
            rest = disclosure.smaller_services_together(sector, set(self.published), base, self.tree)
            found += [rest] if rest else []
        return found

    @cached_property
    def residuals(self) -> list[Residual]:
        """The hidden services by the published place that they are part of, where anybody answered."""
        found = []
        for node in [*(Node(SECTOR, key) for key in self.tree.services_in), THE_SYSTEM]:
            if node in self.published:
                hidden = disclosure.residual(node, set(self.published), self.tree)
                answered = tuple(service for service in hidden if self.people(service))
                found += [Residual(self, node, answered)] if answered else []
        return found


@dataclass(frozen=True)
class Residual:
    """What subtraction can isolate: hidden services whose answers are only ever published together."""

    asked: Asked
    node: Node
    services: tuple[int, ...]

    @cached_property
    def counts(self) -> Counts:
        """One row a service."""
        return np.array([self.asked.counts[service] for service in self.services], dtype=np.int64)

    @cached_property
    def total(self) -> Counts:
        return self.counts.sum(axis=0)

    @cached_property
    def people(self) -> int:
        return int(self.total.sum())

    @cached_property
    def ways(self) -> Counts:
        """Ways in which the residual's people may have answered that publish the very same figures, all else equal."""
        return self._same(self._near, self._seen_in)

    def ways_with(self, partner: tuple[int, ...]) -> Counts:
        """Ways that publish the very same figures when people elsewhere answer the other way round.

        `partner` are services that are published together: what the residual gains at an option they lose. What holds
        both stays exactly as it is; what holds only one of them must look the same.
        """
        inside = set(partner)
        mine = [services for services in self._seen_in if not inside <= set(services)]
        theirs = [
            services
            for services in self.asked.places
            if inside <= set(services) and not set(self.services) <= set(services)
        ]
        near = self._same(self._near, mine)
        lost = self.total - near
        would_be = self.asked.together(partner) + lost
        near, lost = near[(would_be >= 0).all(axis=1)], lost[(would_be >= 0).all(axis=1)]
        for services in theirs:
            same = self.asked.look_the_same(services, lost)
            near, lost = near[same], lost[same]
        return near

    @cached_property
    def partners(self) -> list[tuple[int, ...]]:
        """Published services whose people may answer the other way round, those nearest first.

        No other residuals: an insider may know all answers of a service there.
        """
        found: list[tuple[int, ...]] = [(node.key,) for node in self.asked.published if node.level == SERVICE]

        def how_far(partner: tuple[int, ...]) -> tuple:
            apart = sum(not set(partner) <= set(services) for services in self._seen_in)
            return apart, -int(self.asked.together(partner).sum()), partner

        return sorted((one for one in found if self.asked.together(one).any()), key=how_far)[:PARTNERS]

    @cached_property
    def all_ways(self) -> Counts | None:
        """Every way that the residual's own published figures leave open, others answering as they like; or None.

        None where the residual is too large to go through them all, or has no figures of its own.
        """
        alone = [services for services in self._seen_in if self.asked.together(services).sum() == self.people]
        return self._same(self._near, alone) if alone and self.people <= WHOLE else None

    @cached_property
    def _seen_in(self) -> list[tuple[int, ...]]:
        """The published places that hold the residual."""
        return [services for services in self.asked.places if set(self.services) <= set(services)]

    @cached_property
    def _near(self) -> Counts:
        if self.people <= WHOLE:
            return compositions(self.people, len(self.total))
        near = self.total + steps(len(self.total))
        return near[(near >= 0).all(axis=1)]

    def _same(self, near: Counts, places: list[tuple[int, ...]]) -> Counts:
        for services in sorted(places, key=len):
            near = near[self.asked.look_the_same(services, near - self.total)]
        return near


@cache
def steps(options: int) -> Counts:
    """All ways to let a few people change their answers: whole numbers that add up to nothing."""
    reach = REACH if options < MANY_OPTIONS else 1
    every = np.array(list(product(range(-reach, reach + 1), repeat=options)), dtype=np.int64)
    return every[every.sum(axis=1) == 0]


@cache
def compositions(people: int, options: int) -> Counts:
    """All ways in which so many people can answer a question with so many options."""
    if options == 1:
        return np.array([[people]], dtype=np.int64)
    parts = []
    for first in range(people + 1):
        rest = compositions(people - first, options - 1)
        parts.append(np.column_stack([np.full(len(rest), first), rest]))
    return np.concatenate(parts)


def signature(counts: Counts, points: tuple[RatingPoint, ...]) -> Counts:
    """What would be published of each row of counts, as numbers: rows with the same signature look the same.

    As `disclosure.coarsen`, for thousands of rows at once; a test holds the two together.
    """
    values = np.array([point.value for point in points])
    people = counts.sum(axis=1)
    some = np.maximum(people, 1)
    lowest, highest = int(values.min()), int(values.max())
    low, high = (disclosure.coarse_mean(end, lowest, highest).value for end in (lowest, highest))
    mean = np.floor((counts @ values) / some * 10 + 0.5)
    mean = np.clip(mean, disclosure.half_up(low * 10), disclosure.half_up(high * 10))
    positive = counts @ np.array([int(point.positive) for point in points])
    tens = np.clip(np.floor(positive / some * 10 + 0.5), 1, 9)
    fives = np.where(counts <= disclosure.SMALL_COUNT, disclosure.SMALL_COUNT, 5 * np.floor(counts / 5 + 0.5))
    small = people < disclosure.COUNTS_FROM
    options = np.where(small[:, None], -1, fives)
    return np.column_stack([people // disclosure.BAND, mean, np.where(small, tens, -1), options]).astype(np.int64)


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
        """People of the residual whose answers nobody in the coalition knows: the fewer, the closer the cell is bounded."""
        if self.coalition is None:
            return self.residual.people
        other = self.residual.asked.people(self.coalition.other) if self.coalition.other else 0
        return self.residual.people - other - sum(self.coalition.colleagues)


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
        self.known = np.concatenate([nobody, residual.counts])  # the first row: no service of this residual
        shapes = [(len(self.known), len(group), len(residual.total)) for group in pairs(len(residual.total))]
        # Least and most people at each option, by known service and by what colleagues said.
        self.least = [np.full(shape, residual.people, dtype=np.int64) for shape in shapes]
        self.most = [np.zeros(shape, dtype=np.int64) for shape in shapes]
        self.add(ways)

    def add(self, ways: Counts) -> None:
        """Let them be dealt out in these ways too."""
        for size, group in enumerate(pairs(len(self.residual.total))):
            for number, said in enumerate(group):
                possible = (ways[None] >= (self.known + said)[:, None]).all(axis=2)[:, :, None]
                least = np.where(possible, ways[None], self.residual.people).min(axis=1, initial=self.residual.people)
                most = np.where(possible, ways[None], 0).max(axis=1, initial=0)
                self.least[size][:, number] = np.minimum(self.least[size][:, number], least)
                self.most[size][:, number] = np.maximum(self.most[size][:, number], most)

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
                if self.residual.people - least[option] < people or most[option] < min(LEAST_WIDTH, people):
                    yield UnsafeCell(self.residual, service, option, None)

    def _insiders(self) -> Iterator[UnsafeCell]:
        """Cells that an insider might know exactly, whatever the coalition.

        Knowing a service of another residual is no more than knowing none of this one: feasible alternatives leave other residuals alone.
        """
        certain = Knowledge(self.residual, self.residual.all_ways) if self.residual.all_ways is not None else None
        for place, service in enumerate(self.residual.services):
            exact, said = self._exact(place)
            if not exact.any():
                continue
            sure = certain._exact(place)[0] if certain else np.zeros_like(exact)
            for known, number, option in zip(*np.nonzero(exact), strict=True):
                other = self.residual.services[known - 1] if known else None
                coalition = Coalition(other, tuple(int(people) for people in said[number]))
                yield UnsafeCell(self.residual, service, int(option), coalition, bool(sure[known, number, option]))

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

    def __post_init__(self) -> None:
        residuals = self.asked.residuals
        self.report.questions = 1
        self.report.hidden_cells = sum(residual.counts.size for residual in residuals)
        self.report.coalitions = sum(len(residual.services) ** 2 for residual in residuals)
        self.program = Program(self.asked)

    def weakest(self, known_as_safe: set[tuple[int, ...]] | None = None) -> UnsafeCell | None:
        """A cell that gives somebody away, or None where every cell is safe.

        Residuals in `known_as_safe`, by their services, are passed over, and those that are found to be safe are added.
        """
        safe = set() if known_as_safe is None else known_as_safe
        for residual in self.asked.residuals:
            if residual.services in safe:
                continue
            found = self._weakest_of(residual)
            if found:
                return found
            safe.add(residual.services)
        return None

    def _weakest_of(self, residual: Residual) -> UnsafeCell | None:
        """Look for feasible alternatives; ask the integer program for the rest, and use what it finds as a feasible alternative for others."""
        knowledge, partners = Knowledge(residual, residual.ways), iter(residual.partners)
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
                knowledge.add(residual.ways_with(partner))
                continue
            worst = min(unsafe_cells, key=lambda each: (not each.is_certain, each.unknown))
            this = (worst.service, worst.option, worst.coalition)
            found = [] if worst.is_certain or this in tried else self.feasible_alternatives(worst)
            tried.add(this)
            if found:
                knowledge.add(np.array(found))
            elif worst.coalition is None and self.is_safe_from_outsiders(worst):
                cleared.add((worst.service, worst.option))
            else:
                return worst

    def feasible_alternatives(self, unsafe: UnsafeCell) -> list[Counts]:
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
        """Whether the integer program says so, with no feasible alternative but its own: what the quick way has to agree with."""
        if unsafe.coalition is None:
            return not self.is_safe_from_outsiders(unsafe)
        return not self.feasible_alternatives(unsafe)


def coalitions(residual: Residual, service: int) -> Iterator[Coalition]:
    """Every coalition against a service: no or one other service of its residual, and what its colleagues may have said."""
    row = np.array(residual.asked.counts[service])
    for said in pairs(len(row))[min(COLLEAGUES, int(row.sum()) - 1)]:
        if (said <= row).all():
            colleagues = tuple(int(number) for number in said)
            yield Coalition(None, colleagues)
            yield from (Coalition(other, colleagues) for other in residual.services if other != service)


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
    ) -> tuple[set[Node], Report]: ...


def publishable(
    tallies: Mapping[int, Tally],
    points: list[RatingPoint],
    tree: Tree,
    limits: disclosure.Thresholds,
    most: Mapping[int, int],
    never: Collection[Node] = (),
) -> tuple[set[Node], Report]:
    """The nodes at which one question may be shown when attackers have tried, and what they tried.

    Where a cell would give somebody away the smallest published part beside it is withdrawn, or the place itself
    where it has none, and everything is tried again. What is in `never` is not shown whatever it holds.
    """
    base = {service: tallies[service].base if service in tallies else 0 for service in tree.sector_of}
    counts = {
        service: tuple(tallies[service].by_point[point.key] for point in points)
        for service, people in base.items()
        if people
    }
    withdrawn: set[Node] = set(never)
    safe: set[tuple[int, ...]] = set()
    solved = 0
    while True:
        published = disclosure.publishable(base, tree, limits, without=withdrawn)
        attack = Attack(Asked(tree, tuple(points), counts, frozenset(published), most))
        is_last = not safe
        weakest = attack.weakest(safe)
        solved += attack.report.solved
        if weakest:
            withdrawn.add(disclosure.smallest_part(weakest.residual.node, published, base, tree))
        elif is_last:
            attack.report.solved, attack.report.withdrawn = solved, len(withdrawn) - len(never)
            return published, attack.report
        else:
            safe.clear()  # what was withdrawn elsewhere changed little for the others; all are tried once more


def at_most(people: int) -> int:
    """How many people a service can have by its published take-up: the top of its band."""
    return disclosure.band(people)[1]

"""One question as an attacker meets it: its answers, what is published of them, and what subtraction can isolate.

Plain arithmetic. `attack.py` looks for cells that give someone away, `bounds.py` bounds them by an integer program;
both stand on what is said here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, combinations, product

import numpy as np

from reporting.protect import disclosure
from reporting.protect.codebook import Codebook, Scale, can_be_gone_through, codebook_near_unanimity, scale_of
from reporting.protect.rollup import REST, SECTOR, SERVICE, THE_SYSTEM, Node, RatingPoint, Tree

Counts = np.ndarray  # whole numbers, one column an option

REACH = 4  # how far from the truth feasible alternatives are looked for, in people an option
WHOLE = 16  # up to as many people every way of dealing answers out is looked at
PARTNERS = 8  # how many other places are tried where people elsewhere have to answer differently too
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

    def mark(self, services: tuple[int, ...]) -> Counts:
        """The signature of what is published of several services together."""
        return signature(self.together(services)[None], self.points)[0]

    @cached_property
    def places(self) -> list[tuple[int, ...]]:
        """The services of everything that is published: nodes, and smaller services together."""
        base = {service: self.people(service) for service in self.tree.sector_of}
        found = [self.tree.services_under(node) for node in sorted(self.published) if node.level != REST]
        for sector in self.tree.services_in:
            rest = disclosure.smaller_services_together(sector, set(self.published), base, self.tree)
            found += [rest] if rest else []
        return found

    @cached_property
    def residuals(self) -> list[Residual]:
        """The hidden services by the published place that they are part of, where anyone answered."""
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

    @property
    def met_as(self) -> tuple:
        """What is to be remembered of having attacked it: its services, and the published places that hold them."""
        return self.services, tuple(sorted(self._seen_in))

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
        return self._nearest([(node.key,) for node in self.asked.published if node.level == SERVICE])

    def _nearest(self, partners: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
        def how_far(partner: tuple[int, ...]) -> tuple:
            apart = sum(not set(partner) <= set(services) for services in self._seen_in)
            return apart, -int(self.asked.together(partner).sum()), partner

        return sorted((one for one in partners if self.asked.together(one).any()), key=how_far)[:PARTNERS]

    @cached_property
    def all_ways(self) -> Counts | None:
        """Every way that the residual's own published figures leave open, others answering as they like; or None.

        None where the residual is too large to go through them all, or has no figures of its own.
        """
        return self._same(self._near, self._alone) if self._alone and self._can_be_gone_through else None

    @cached_property
    def _alone(self) -> list[tuple[int, ...]]:
        """The published places whose figures are of nobody else."""
        return [services for services in self._seen_in if self.asked.together(services).sum() == self.people]

    @cached_property
    def _seen_in(self) -> list[tuple[int, ...]]:
        """The published places that hold the residual."""
        return [services for services in self.asked.places if set(self.services) <= set(services)]

    @property
    def _can_be_gone_through(self) -> bool:
        return self.people <= WHOLE and can_be_gone_through(self.people, len(self.total))

    @cached_property
    def _near(self) -> Counts:
        if self._can_be_gone_through:
            return compositions(self.people, len(self.total))
        near = self.total + steps(len(self.total))
        return near[(near >= 0).all(axis=1)]

    @property
    def ways_of_its_own(self) -> Counts:
        """Ways that its own published figures leave open, whatever those of larger places say."""
        return self._same(self._near, self._alone)

    def _same(self, near: Counts, places: list[tuple[int, ...]]) -> Counts:
        for services in sorted(places, key=len):
            near = near[self.asked.look_the_same(services, near - self.total)]
        return near


@cache
def steps(options: int, reach: int = REACH) -> Counts:
    """All ways to let a few people change their answers: whole numbers that add up to nothing."""
    reach = reach if options < MANY_OPTIONS else 1
    every = np.array(list(product(range(-reach, reach + 1), repeat=options)), dtype=np.int64)
    return every[every.sum(axis=1) == 0]


@cache
def compositions(people: int, options: int) -> Counts:
    """All ways in which so many people can answer a question with so many options: few of them, asked for often."""
    return all_compositions(people, options)


def all_compositions(people: int, options: int) -> Counts:
    """The same without keeping them: a row for each way, those with fewest at the first option first."""
    # Bars among stars: the places of the bars between people in a row, each option's people between two of them.
    bars = combinations(range(people + options - 1), options - 1)
    ways = math.comb(people + options - 1, options - 1)
    flat = np.fromiter(chain.from_iterable(bars), dtype=np.int64, count=ways * (options - 1))
    places = flat.reshape(ways, options - 1)
    return np.diff(places, axis=1, prepend=-1, append=people + options - 1) - 1


def tenths_of(counts: Counts, scale: Scale) -> tuple[Counts, Counts]:
    """Of each row of counts the share positive in tenths, 1 to 9, and the mean in tenths of a point, with its ends.

    As `disclosure.coarse_tens` and `coarse_mean`, for thousands of rows at once.
    """
    values = np.array([value for value, _ in scale])
    some = np.maximum(counts.sum(axis=1), 1)
    lowest, highest = int(values.min()), int(values.max())
    low, high = (disclosure.coarse_mean(end, lowest, highest).value for end in (lowest, highest))
    mean = np.floor((counts @ values) / some * 10 + 0.5)
    mean = np.clip(mean, disclosure.half_up(low * 10), disclosure.half_up(high * 10))
    positive = counts @ np.array([int(is_positive) for _, is_positive in scale])
    return np.clip(np.floor(positive / some * 10 + 0.5), 1, 9).astype(np.int64), mean.astype(np.int64)


def signature(counts: Counts, points: tuple[RatingPoint, ...]) -> Counts:
    """What would be published of each row of counts, as numbers: rows with the same signature look the same.

    As `disclosure.coarsen`, for thousands of rows at once; a test holds the two together. -1 is "not published".
    """
    scale = scale_of(points)
    people = counts.sum(axis=1)
    tenths, means = tenths_of(counts, scale)
    small = people < disclosure.COUNTS_FROM
    fives = np.where(counts <= disclosure.SMALL_COUNT, disclosure.SMALL_COUNT, 5 * np.floor(counts / 5 + 0.5))
    positive = counts @ np.array([int(is_positive) for _, is_positive in scale])
    near = ~small & disclosure.near_unanimity(counts)
    plain = near | (~small & disclosure.only_one_way(counts, people))
    # Of a large place the share and the mean are made of the counts; where those are left out it is said more coarsely.
    share = np.where(plain, 20 + (2 * positive >= people), -1)
    mean = np.full(len(counts), -1)
    for number in np.unique(people[small]):
        rows = np.flatnonzero(people == number)
        book = disclosure.codebook_for(int(number), scale)
        share[rows], mean[rows] = _by_codebook(
            book, _said(book, positive[rows], people[rows]), tenths[rows], means[rows]
        )
    for number in np.unique(people[near]):
        rows = np.flatnonzero(near & (people == number))
        book = codebook_near_unanimity(int(number), scale)
        said = _said(book, positive[rows], people[rows])
        share[rows], mean[rows] = _by_codebook(book, said, tenths[rows], means[rows])
        share[rows] += 30  # marks of their own
    options = np.where((small | plain)[:, None], -1, fives)
    return np.column_stack([people // disclosure.BAND, mean, share, options]).astype(np.int64)


def _said(book: Codebook, positive: Counts, people: Counts) -> Counts:
    """The tenths that a codebook says of shares without a mean: as `Codebook.tenth`, for many at once."""
    tenths = book.step // 10
    nearest = tenths * np.floor(10 * (positive / np.maximum(people, 1)) / tenths + 0.5)
    return np.clip(nearest, book.lowest, book.highest).astype(np.int64)


def _by_codebook(book: Codebook, said: Counts, tenths: Counts, means: Counts) -> tuple[Counts, Counts]:
    """Shares and means as a codebook has them: with the mean beside a finer share, or without and coarser."""
    without = np.array([1000 * tenth + mean for tenth, mean in sorted(book.without_mean)], dtype=np.int64)
    plain = np.isin(1000 * tenths + means, without)
    # Two marks, so that "80%" with a mean beside it is not the "80% or more" of those without.
    return np.where(plain, said, 10 + tenths), np.where(plain, -1, means)

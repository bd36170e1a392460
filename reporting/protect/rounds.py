"""What may be said of a question at a place beside what was said of it in the round before. Plain arithmetic.

Where nearly the same people answer again, two rounds of figures are two looks at the same answers. Someone who assumes
that everyone else answered as before could tell from both what a person who joined or left had said: of 12 people 30%
with a mean of 2.1, of 13 people 30% with a mean of 2.2, so the thirteenth said yes.

So where no more than a few people joined or left, it is worked out from what was published before, and from how many
people answered, which figures there could be now if everyone else answered as before. Is the figure one of these, then
all of them are published alike, as one wide share without a mean. That share hangs on nothing that anyone answered in
this round, so under that assumption the figures of the new round, of all places together, tell nothing at all. Is it
none of them, the assumption is wrong, and the figure is published as always.

Source: disclosure by differencing of frequently repeated tables (Office for National Statistics, GSS guidance on
disclosure control of tables); the answer, one class for all that the assumption leaves open, is ours.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import combinations_with_replacement

from reporting.protect import disclosure
from reporting.protect.choice import is_protected
from reporting.protect.codebook import Scale, codebook_of, scale_of
from reporting.protect.disclosure import Coarse, CoarsenedResult
from reporting.protect.exactness import is_tenth
from reporting.protect.rollup import REST, SECTOR, SERVICE, SYSTEM, Node, RatingPoint, Tally, Tree, bases, pool

FEW_JOIN = 3  # people who joined or left: so many and fewer could be told what they said
WIDEST = 60  # per cent: a share that stands for more than this says nothing, and is left out
GRAIN = 5  # wide shares begin and end at a multiple of this, in per cent
FIFTHS_BELOW = 20  # people: below, shares without a mean can be to the nearest 20
Pair = tuple[int, int]  # of people at a place: how many are positive, and the sum of their values


@dataclass(frozen=True)
class Before:
    """What was published of the same question at the same place in the round before, and how many people answered.

    `shown` is None where nothing was, though people answered there who were counted in what was shown elsewhere.
    `moved` are people of services that belong to the place in one of the two rounds only. `swapped` are people who
    joined while as many others left: in a sector one joins a service, and one leaves another.
    """

    people: int
    shown: CoarsenedResult | None
    moved: int = 0
    swapped: int = 0

    @property
    def figure(self) -> CoarsenedResult:
        """What was shown. Raises ValueError where nothing was."""
        if self.shown is None:
            raise ValueError("Nothing was shown here in the round before.")
        return self.shown

    def came(self, people: int) -> int:
        """How many who answered now had not answered here before, when so many people answered now."""
        return max(0, people - self.people) + self.swapped

    def went(self, people: int) -> int:
        """How many who answered here before did not again."""
        return max(0, self.people - people) + self.swapped

    def is_close_to(self, people: int) -> bool:
        """Whether so few people joined or left, or moved with their service, that they could be told apart."""
        changed = self.came(people) + self.went(people)
        # Whoever moved with their service answers as before, however many they are.
        return changed - self.moved <= FEW_JOIN or (self.moved > 0 and changed < disclosure.LEAST_PEOPLE)


@dataclass(frozen=True)
class Earlier:
    """One question in the round before: its tree, how many people of each service answered, what was shown where.

    What was shown is None where other answers counted as positive then, so that nothing can be worked out of it.
    `lineage` are the services that have since come of others by a merger or a split, each with those others. Everybody
    knows it, so the people of both are counted as the same people.
    """

    tree: Tree
    people: Mapping[int, int]
    shown: Mapping[Node, CoarsenedResult | None]
    lineage: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def before(self, node: Node, now: Collection[int], base: Mapping[int, int]) -> Before | None:
        """What to hold a place beside, which holds these services now; None where nothing was told of them then."""
        # A new row of smaller services is a new figure of whoever is in it now.
        is_new_row = node.level == REST and node not in self.shown
        services_then = now if is_new_row else self._services(node)
        then, shown = self._with_people(services_then), self.shown.get(node)
        if node.level == SERVICE and node.key in self.lineage:
            # It was not this service that was shown then, or not with these people.
            then, shown = then | self._with_people(self.lineage[node.key]), None
        if not any(then & services for services in self._shown_services):
            return None
        came = went = moved = 0
        for some_then, some_now, is_in_part in self._compared(then, set(now)):
            before = sum(self.people.get(service, 0) for service in some_then)
            after = sum(base.get(service, 0) for service in some_now)
            came, went = came + max(0, after - before), went + max(0, before - after)
            # Someone whose service moved, was closed or joined another answers as before, elsewhere or not at all.
            if not some_then or not some_now or is_in_part or self._may_have_merged(after - before, base):
                moved += abs(after - before)
        people = sum(self.people[service] for service in then)
        return Before(people, shown, moved, swapped=min(came, went))

    def _with_people(self, services: Collection[int]) -> set[int]:
        """Those of some services in which somebody answered then."""
        return {service for service in services if self.people.get(service, 0)}

    @cached_property
    def _families(self) -> list[tuple[set[int], set[int]]]:
        """Services of then with those that came of them: one of now for a merger, several for a split."""
        found: list[tuple[set[int], set[int]]] = []
        for now, others in self.lineage.items():
            then, together = self._with_people({now, *others}), {now}
            for family in [one for one in found if one[0] & then]:
                found.remove(family)
                then, together = then | family[0], together | family[1]
            found.append((then, together))
        return found

    def _compared(self, then: set[int], now: set[int]) -> Iterator[tuple[set[int], set[int], bool]]:
        """What is held beside what at a place: families that are wholly in it as one, all else service by service.

        Of a family that is in it in part only, whoever came or went has moved with their service.
        """
        left, in_part = then | now, set[int]()
        for of_then, of_now in self._families:
            if of_then <= then and of_now <= now:
                yield of_then, of_now, False
                left -= of_then | of_now
            else:
                in_part |= of_then | of_now
        for service in sorted(left):
            yield {service} & then, {service} & now, service in in_part

    def _as_then(self, services: Collection[int], base: Mapping[int, int]) -> tuple[set[int], dict[int, int]]:
        """Services that come of others as those others, and how many answer now as if these were there still."""
        found, people = set(services), dict(base)
        for of_then, of_now in self._families:
            if not of_then:
                continue
            if found & of_now:
                found = (found - of_now) | of_then
            after = sum(people.pop(service, 0) for service in of_now)
            largest = max(of_then, key=lambda service: (self.people[service], service))
            people |= {service: self.people[service] for service in of_then}
            people[largest] = max(0, after - sum(self.people[service] for service in of_then - {largest}))
        return found, people

    @cached_property
    def _shown_services(self) -> list[set[int]]:
        return [set(self._services(node)) for node in self.shown]

    def _may_have_merged(self, more: int, base: Mapping[int, int]) -> bool:
        """Whether so many more people at a service can be those of services that are gone, but for a few."""
        sums = {0}
        known = set[int]().union(*(of_then for of_then, _of_now in self._families))  # where these went is no guess
        for service, people in self.people.items():
            if people and not base.get(service, 0) and service not in known:
                sums |= {one + people for one in sums if one + people <= more + FEW_JOIN}
        return any(abs(more - people) <= FEW_JOIN for people in sums - {0})

    def _services(self, node: Node) -> tuple[int, ...]:
        services = self.tree.services_under(node)
        if node.level != REST:
            return services
        return tuple(service for service in services if Node(SERVICE, service) not in self.shown)

    def not_yet(self, base: Mapping[int, int], tree: Tree) -> set[Node]:
        """Places that were not shown then, and would tell of a few people now: they are shown a round later."""
        if not self.shown:
            return set()
        found = {
            Node(SERVICE, service)
            for service, people in base.items()
            if self._is_enough_by_a_merger(service, people, base)
        }
        new = [node for node in tree.nodes if node not in self.shown and node not in found]
        new = [node for node in new if disclosure.people_under(node, base, tree) >= disclosure.LEAST_PEOPLE]
        found |= {node for node in new if self.tells_of_a_few(tree.services_under(node), base)}
        # A service that was shown and has taken in another: the other is what is left of its figure now.
        found |= {node for node in self._taken_in(base) if self.tells_of_a_few([node.key], base)}
        # What was counted together then is looked at with all that is taken out of it, the largest first.
        new.sort(key=lambda node: (-disclosure.people_under(node, base, tree), node))
        for together in self._counted_together:
            left: set[int] = set(together)
            changes: list[int] = []
            for node in (node for node in new if node not in found):
                as_then, people_now = self._as_then(tree.services_under(node), base)
                some = self._with_people(as_then)
                if not some or not some <= together:
                    continue
                also = changes + self._changes(some & left, people_now)
                if _tell_of_no_one([self.people.get(one, 0) for one in left - some], also):
                    left, changes = left - some, also
                else:
                    found.add(node)
        return found

    def _is_enough_by_a_merger(self, service: int, people: int, base: Mapping[int, int]) -> bool:
        """Whether a service that was too few then is enough by another that is gone and may have joined it."""
        then = self.people.get(service, 0)
        if Node(SERVICE, service) in self.shown or not 0 < then < disclosure.LEAST_PEOPLE <= people:
            return False
        return self._may_have_merged(people - then, base)

    def _taken_in(self, base: Mapping[int, int]) -> list[Node]:
        """Services that were shown, and have taken in others since."""
        return [node for node in self.shown if node.level == SERVICE and node.key in self.lineage and node.key in base]

    def tells_of_a_few(self, services: Collection[int], base: Mapping[int, int]) -> bool:
        """Whether a place that was not shown then holds places that were, and little beside them."""
        services, base = self._as_then(services, base)
        inside = set().union(*(part for part in self._shown_services if part <= set(services)))
        if not inside:
            return False
        # What is large enough can be shown by itself, and is no cover for others.
        small = [base[one] for one in set(services) - inside if base[one] < disclosure.LEAST_PEOPLE]
        return not _tell_of_no_one(small, self._changes(inside, base))

    def _changes(self, services: Collection[int], base: Mapping[int, int]) -> list[int]:
        """How many joined or left each service."""
        return [abs(base.get(one, 0) - self.people.get(one, 0)) for one in services]

    @cached_property
    def _counted_together(self) -> list[set[int]]:
        """The services whose people a place had beyond its shown parts, for each place that was shown."""
        inner = [node for node in self.shown if node.level in (SECTOR, SYSTEM)]
        found = [set(disclosure.residual(node, set(self.shown), self.tree)) for node in sorted(inner)]
        return [some for some in found if some]


def _tell_of_no_one(others: list[int], changes: list[int]) -> bool:
    """Whether people of some services, with those who joined or left others, are nobody or a crowd as in rule 2."""
    if 0 < sum(changes) <= FEW_JOIN and not sum(others):
        return False
    if not sum(others):
        return True
    sizes, least = [*others, *changes], disclosure.Thresholds()
    return is_protected(sum(sizes), max(sizes), least.people, least.beside_largest)


Decide = Callable[[Collection[Node]], set[Node]]  # where a question may be shown, when some places never are


def decide(
    tallies: Mapping[int, Tally], points: list[RatingPoint], tree: Tree, earlier: Earlier | None, publishable: Decide
) -> dict[Node, CoarsenedResult]:
    """Where a question may be shown, and what, after the attack and beside what was shown in the round before.

    What has to be left out beside the round before is taken out first, so that the rules know of it.
    """
    base = bases(tallies, tree)

    def shown(node: Node, services: tuple[int, ...]) -> CoarsenedResult | None:
        before = earlier.before(node, services, base) if earlier else None
        found = beside(pool(tallies, services), points, before)
        is_new_row = node.level == REST and found is not None and not is_wide(found)
        return None if is_new_row and earlier and earlier.tells_of_a_few(services, base) else found

    never: set[Node] = set()
    if earlier:
        enough = [node for node in tree.nodes if disclosure.people_under(node, base, tree)]
        never = earlier.not_yet(base, tree) | {
            node for node in enough if shown(node, tree.services_under(node)) is None
        }
    published = publishable(never)
    found = {}
    for node in published:
        is_rest = node.level == REST
        services = (
            disclosure.residual(Node(SECTOR, node.key), published, tree) if is_rest else tree.services_under(node)
        )
        if (coarse := shown(node, services)) is not None:
            found[node] = coarse
    return found


def beside(tally: Tally, points: list[RatingPoint], before: Before | None) -> CoarsenedResult | None:
    """A question's figures at a place where it may be shown, beside those of the round before. None: not to be shown.

    As `disclosure.coarsen`, or one wide share for all that would be possible if everyone else answered as before.
    """
    shown = disclosure.coarsen(tally, points)
    if before is None or not before.is_close_to(tally.base):
        return shown
    if before.shown is None:
        return None  # a new figure of nearly the same answers, which was not for showing beside the others
    if not before.came(tally.base) and not before.went(tally.base) and not is_wide(before.figure):
        return shown  # the same people and the same answers would be published the same
    few = max(before.people, tally.base) < disclosure.COUNTS_FROM
    if few and before.moved >= disclosure.LEAST_PEOPLE:
        return None  # it would be too wide
    ends = (_of_few if few else _by_shares)(tally, points, before)
    return shown if ends is None else wide(shown, ends)


def is_wide(shown: CoarsenedResult) -> bool:
    """Whether a share was published as wide as this module has it."""
    # Of fewer than 20 people others are to the nearest 20, and none here is.
    is_fifth = shown.share.edge == disclosure.NEAREST_20 and shown.base[0] < FIFTHS_BELOW
    return shown.share.edge.startswith(disclosure.NEAREST) and not is_fifth


def wide(shown: CoarsenedResult, ends: tuple[float, float]) -> CoarsenedResult | None:
    """One share from one end to the other, each from 0 to 1, and nothing else."""
    low = int(GRAIN * (round(100 * ends[0], 6) // GRAIN))
    high = min(100, int(-GRAIN * (-round(100 * ends[1], 6) // GRAIN)))
    if (high - low) // GRAIN % 2:
        low, high = (low - GRAIN, high) if low else (low, high + GRAIN)  # its middle is a whole number of per cent
    if _could_be_mistaken(low, high, shown):
        low, high = low - GRAIN, high + GRAIN
    if high - low > WIDEST:
        return None
    share = Coarse((low + high) / 2, f"{disclosure.NEAREST}{high - low}")
    return CoarsenedResult(shown.base, share, None, shown.lowest, shown.highest, {}, shown.positive, shown.values)


def _could_be_mistaken(low: int, high: int, shown: CoarsenedResult) -> bool:
    """Whether a wide share with these ends, in per cent, would read as one that is published otherwise."""
    positive = len(shown.positive)
    if high - low == 20:
        return shown.base[0] < FIFTHS_BELOW
    return high - low == 10 and is_tenth((low + high) / 2, shown.base[0], (positive, len(shown.values) - positive))


# --- fewer than 50 people in both rounds: share and mean are made of how many are positive, and of the sum ---


@cache
def pairs_of(people: int, scale: Scale) -> frozenset[Pair]:
    """Every number of positive people with every sum of values that so many people can have."""
    found = {(0, 0)}
    for _ in range(people):
        found = {(positive + is_good, total + value) for positive, total in found for value, is_good in scale}
    return frozenset(found)


@cache
def _published(people: int, scale: Scale) -> dict[Pair, tuple]:
    """What would be published of so many people: the share with its end, and the mean with its own or nothing."""
    book = codebook_of(people, scale) if people >= disclosure.LEAST_PEOPLE else None
    values = [value for value, _ in scale]
    found: dict[Pair, tuple] = {}
    for positive, total in pairs_of(people, scale):
        share = disclosure.coarse_tens(positive / people)
        mean = disclosure.coarse_mean(total / people, min(values), max(values))
        label = int(share.value) // 10, disclosure.half_up(mean.value * 10)
        if book is not None and label in book.without_mean:
            found[positive, total] = disclosure.coarse_by(book, positive / people), None
        else:
            found[positive, total] = share, mean
    return found


@cache
def changes(people: int, scale: Scale) -> frozenset[Pair]:
    """What so many people can add to how many are positive, and to the sum."""
    said = combinations_with_replacement(scale, people)
    return frozenset((sum(is_good for _, is_good in one), sum(value for value, _ in one)) for one in said)


def _of_few(tally: Tally, points: list[RatingPoint], before: Before) -> tuple[float, float] | None:
    """The ends of the wide share, from 0 to 1; None where the figures cannot be those of the same people."""
    scale = scale_of(points)
    people = tally.base
    published = _published(people, scale)
    possible = {published[pair] for pair in _if_the_same(before, people, scale) if pair in published}
    here = tally.positive(points), sum(point.value * tally.by_point[point.key] for point in points)
    if published[here] not in possible:
        return None
    # Whole classes stay together, so what is left to be published otherwise is as safe as it was.
    positive = [pair[0] for pair, label in published.items() if label in possible]
    return min(positive) / people, max(positive) / people


def _if_the_same(before: Before, people: int, scale: Scale) -> Iterator[Pair]:
    """What can be counted now if all but those who joined or left answered as before."""
    then = [pair for pair in pairs_of(before.people, scale) if _was_published(pair, before, scale)]
    came, went = before.came(people), before.went(people)
    stay = pairs_of(before.people - went, scale)
    left = {(positive - less, total - value) for positive, total in then for less, value in changes(went, scale)}
    for positive, total in left & stay:
        for more, value in changes(came, scale):
            yield positive + more, total + value


def _was_published(pair: Pair, before: Before, scale: Scale) -> bool:
    positive, people = pair[0], before.people
    if is_wide(before.figure):
        half = float(before.figure.share.edge.removeprefix(disclosure.NEAREST)) / 2
        return abs(100 * positive / people - before.figure.share.value) <= half
    return _published(people, scale)[pair] == (before.figure.share, before.figure.mean)


# --- 50 people or more in one of the rounds: by how many are positive, and no finer ---


def _by_shares(tally: Tally, points: list[RatingPoint], before: Before) -> tuple[float, float] | None:
    """As `_of_few`, by how many are positive alone: whether counts are published can hang on one person's answer."""
    people = tally.base
    least, most = _positive_then(before, points)
    fewest, greatest = max(0, least - before.went(people)), min(people, most + before.came(people))
    # To tenths, so that what is published otherwise stays in whole classes.
    low = max(0.0, disclosure.half_up(10 * fewest / people) / 10 - 0.05)
    high = min(1.0, disclosure.half_up(10 * greatest / people) / 10 + 0.05)
    return (low, high) if low <= tally.positive(points) / people <= high else None


def _ends_of(count: Coarse) -> tuple[int, int]:
    """The fewest and most people that a published count stands for."""
    return (0, disclosure.SMALL_COUNT) if count.edge else (int(count.value) - 2, int(count.value) + 2)


def _positive_then(before: Before, points: list[RatingPoint]) -> tuple[int, int]:
    """The fewest and most people who can have been positive by what was published."""
    if before.figure.options:
        ends = {point: _ends_of(before.figure.options[point.key]) for point in points}
        least = sum(low for point, (low, _) in ends.items() if point.positive)
        most = sum(high for point, (_, high) in ends.items() if point.positive)
        others = sum(low for point, (low, _) in ends.items() if not point.positive)
        at_most = sum(high for point, (_, high) in ends.items() if not point.positive)
        return max(least, before.people - at_most), min(most, before.people - others)
    share = before.figure.share
    half = float(share.edge.removeprefix(disclosure.NEAREST)) / 2 if share.edge.startswith(disclosure.NEAREST) else 5
    low = 0.0 if share.edge == disclosure.OR_LESS else share.value - half
    high = 100.0 if share.edge == disclosure.OR_MORE else share.value + half
    return int(max(0.0, low) * before.people // 100), int(-(-min(100.0, high) * before.people // 100))

"""Deciding what may be shown about people's answers, and how coarsely. Plain arithmetic, no database.

For each question the people who answered stand in the tree service > sector > system. A place may be shown when
enough people answered there, and only together with such others that nothing can be found out by subtraction:
what a published place has beyond its published parts (its residual) is itself a crowd. Anchors: the ONS rule of ten
and five, the GP Patient Survey's suppression, remainder rules of workplace surveys.

1. A place is eligible from T people on.
2. A residual must be empty, or hold at least T people, of whom at least C remain when its largest service is taken
   away (colleagues who pool what they know).
3. Where one fails, parts that could be shown are withdrawn, or the place itself (secondary suppression): as little as
   possible, by the partnership's own wishes (`choice.py`). A sector's residual is shown as smaller services together.
4. What is left is shown coarsely: bases in bands of five, means to a tenth, shares of small groups to a tenth.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from reporting.figures import UNDER
from reporting.protect import choice
from reporting.protect.choice import Wishes
from reporting.protect.codebook import (
    EVERYTHING,
    FEW,
    Codebook,
    Scale,
    codebook_near_unanimity,
    codebook_of,
    scale_of,
)
from reporting.protect.rollup import REST, SECTOR, SERVICE, THE_SYSTEM, Node, RatingPoint, Tally, Tree

# The rule of ten and five of the Office for National Statistics; the survey of GP patients withholds below ten as well.
LEAST_PEOPLE = 10
LEAST_BESIDE_LARGEST = 5
# From 50 people on one person moves a share by two points at most; below, no counts by option are shown. "7 or fewer"
# holds all that rounds to five or to nothing.
COUNTS_FROM = 50
COUNT_STEP = 5
SMALL_COUNT = FEW
BAND = 5
OR_MORE, OR_LESS, OR_FEWER = "or more", "or less", "or fewer"
NEAREST = "to the nearest "
NEAREST_20 = f"{NEAREST}20"


@dataclass(frozen=True)
class Thresholds:
    """T and C. They may be raised, never lowered: ValueError below 10 and 5."""

    people: int = LEAST_PEOPLE
    beside_largest: int = LEAST_BESIDE_LARGEST

    def __post_init__(self) -> None:
        if self.people < LEAST_PEOPLE or self.beside_largest < LEAST_BESIDE_LARGEST:
            raise ValueError(f"The thresholds may be raised, never below {LEAST_PEOPLE} and {LEAST_BESIDE_LARGEST}.")


def people_under(node: Node, base: Mapping[int, int], tree: Tree) -> int:
    """How many people under a node answered."""
    return sum(base[service] for service in tree.services_under(node))


def topmost_below(node: Node, published: set[Node], tree: Tree) -> list[Node]:
    """The published nodes right below a node: its published children, and those of its unpublished children."""
    if node.level == SERVICE:
        return []
    if node.level == SECTOR:
        services = (Node(SERVICE, service) for service in tree.services_in.get(node.key, ()))
        return [service for service in services if service in published]
    found = []
    for sector in (Node(SECTOR, key) for key in tree.services_in):
        found += [sector] if sector in published else topmost_below(sector, published, tree)
    return found


def residual(node: Node, published: set[Node], tree: Tree) -> tuple[int, ...]:
    """The services whose people a published node has beyond its published parts. A service's residual is itself."""
    covered = {service for part in topmost_below(node, published, tree) for service in tree.services_under(part)}
    return tuple(service for service in tree.services_under(node) if service not in covered)


def meets_threshold(services: tuple[int, ...], base: Mapping[int, int], limits: Thresholds) -> bool:
    """Whether a residual of an inner node protects the people in it: no one, or enough, not mostly of one service."""
    sizes = [base[service] for service in services]
    return choice.is_protected(sum(sizes), max(sizes, default=0), limits.people, limits.beside_largest)


def publishable(
    base: Mapping[int, int],
    tree: Tree,
    limits: Thresholds | None = None,
    *,
    without: Collection[Node] = (),
    wishes: Wishes = Wishes.WHOLE_FIRST,
) -> set[Node]:
    """The nodes at which one question may be shown, and where smaller services together may be.

    `base` is how many people of each service answered it; `without` are nodes that are withdrawn already. Of what the
    rules allow it is the most by the wishes. The outcome depends on nothing else: not on what people answered, nor on
    any order.
    """
    limits = limits or Thresholds()
    eligible = {node for node in tree.nodes if people_under(node, base, tree) >= limits.people} - set(without)
    if limits.beside_largest <= limits.people:
        published = choice.best(base, tree, choice.Limits(limits.people, limits.beside_largest), eligible, wishes)
    else:
        published = put_back(by_steps(base, tree, limits, eligible), eligible, base, tree, limits, wishes)
    return published | (rests(published, base, tree) - set(without))


def rests(published: set[Node], base: Mapping[int, int], tree: Tree) -> set[Node]:
    """Where there are smaller services to show together: the published sectors with people in their residual."""
    sectors = (Node(SECTOR, key) for key in tree.services_in)
    return {
        Node(REST, node.key)
        for node in sectors
        if node in published and any(base[service] for service in residual(node, published, tree))
    }


def by_steps(base: Mapping[int, int], tree: Tree, limits: Thresholds, eligible: Collection[Node]) -> set[Node]:
    """Eligible nodes that the rules allow, found step by step: lawful, and not always the most.

    Where a residual fails, the smallest published part that repairs it goes; where none can, the place itself.
    """
    published = set(eligible)
    # A service's residual is itself, and it is eligible already: only what has parts can give something away.
    inner = _inner(tree)
    changed = True
    # To withdraw one part changes what is left of every place above it, so all are looked at again. It ends: each round
    # takes a node away, and there are no more than that.
    while changed:
        changed = False
        for node in inner:
            if node not in published or meets_threshold(residual(node, published, tree), base, limits):
                continue
            published.discard(_secondary_suppression(node, published, base, tree, limits))
            changed = True
    return published


def put_back(
    published: set[Node],
    eligible: Collection[Node],
    base: Mapping[int, int],
    tree: Tree,
    limits: Thresholds,
    wishes: Wishes,
) -> set[Node]:
    """With what can be shown all the same, one after the other, most wished first."""
    found = set(published)
    for node in most_wished_first(set(eligible) - found, base, tree, wishes):
        if are_lawful(found | {node}, base, tree, limits):
            found.add(node)
    return found


def are_lawful(published: set[Node], base: Mapping[int, int], tree: Tree, limits: Thresholds) -> bool:
    """Whether nodes may be shown together by rules 1 and 2."""
    nodes = [node for node in published if node.level != REST]
    return all(people_under(node, base, tree) >= limits.people for node in nodes) and all(
        meets_threshold(residual(node, published, tree), base, limits) for node in _inner(tree) if node in published
    )


def _inner(tree: Tree) -> list[Node]:
    return [*(Node(SECTOR, key) for key in tree.services_in), THE_SYSTEM]


def most_wished_first(
    nodes: Collection[Node], base: Mapping[int, int], tree: Tree, wishes: Wishes = Wishes.WHOLE_FIRST
) -> list[Node]:
    """Nodes by a partnership's wishes: those of one level by their people, most first. Smaller services come last."""
    levels = choice.LEVELS_BY_WISH[wishes]
    people = {node: people_under(node, base, tree) for node in nodes}
    return sorted(nodes, key=lambda node: (levels.index(node.level), -people[node], node))


def _secondary_suppression(
    node: Node, published: set[Node], base: Mapping[int, int], tree: Tree, limits: Thresholds
) -> Node:
    """The smallest published part whose withdrawal repairs a node's residual; the node itself where none does."""
    for part in _parts_by_size(node, published, base, tree):
        if meets_threshold(residual(node, published - {part}, tree), base, limits):
            return part
    return node


def smallest_part(node: Node, published: set[Node], base: Mapping[int, int], tree: Tree) -> Node:
    """The smallest published part of a node, whose people would join its residual; else the node itself."""
    return next(iter(_parts_by_size(node, published, base, tree)), node)


def _parts_by_size(node: Node, published: set[Node], base: Mapping[int, int], tree: Tree) -> list[Node]:
    parts = topmost_below(node, published, tree)
    # The smallest first, since fewest people lose their figure; ties by the place's own number, so that the same bases
    # always give the same outcome.
    return sorted(parts, key=lambda part: (people_under(part, base, tree), part))


def smaller_services_together(
    sector: int, published: set[Node], base: Mapping[int, int], tree: Tree
) -> tuple[int, ...]:
    """The services of a published sector that are not shown by themselves and are shown together; none where not.

    They are the sector's residual, which is a crowd or empty. Subtraction gives it roughly, since every figure is
    coarse: a figure of its own says a little more, and is left out where that little would give someone away.
    """
    node = Node(SECTOR, sector)
    if node not in published or Node(REST, sector) not in published:
        return ()
    rest = residual(node, published, tree)
    return rest if sum(base[service] for service in rest) else ()


@dataclass(frozen=True)
class Coarse:
    """A number as it may be shown: a value, and "or more", "or less" or "or fewer" where it is an end."""

    value: float
    edge: str = ""

    def middle(self, lowest: float, highest: float) -> float:
        """The middle of what it stands for, for figures derived from it: "85 or more" of 100 stands for 92.5."""
        if self.edge == OR_MORE:
            return (self.value + highest) / 2
        if self.edge in (OR_LESS, OR_FEWER, UNDER):
            return (self.value + lowest) / 2
        return self.value


def half_up(number: float) -> int:
    """Round to the nearest whole number, halves upwards, as people do."""
    return math.floor(number + 0.5)


def band(people: int) -> tuple[int, int]:
    """A base as a band of five people: 12 is (10, 14). Raises ValueError below zero."""
    if people < 0:
        raise ValueError("A number of people is never below zero.")
    low = people - people % BAND
    return low, low + BAND - 1


def coarse_mean(mean: float, lowest: int, highest: int) -> Coarse:
    """A mean to one tenth of a point; an eighth of the scale at each end is one ("4.5 or more" of 1 to 5)."""
    # A mean at an end says that everyone chose it: the last eighth of the scale is said as one.
    end = (highest - lowest) / 8
    low_end, high_end = half_up((lowest + end) * 10) / 10, half_up((highest - end) * 10) / 10
    tenths = half_up(mean * 10) / 10
    if tenths >= high_end:
        return Coarse(high_end, OR_MORE)
    if tenths <= low_end:
        return Coarse(low_end, OR_LESS)
    return Coarse(tenths)


def coarse_count(count: int) -> Coarse:
    """How many chose an option, to the nearest five; up to seven is "7 or fewer"."""
    if count <= SMALL_COUNT:
        return Coarse(SMALL_COUNT, OR_FEWER)
    return Coarse(COUNT_STEP * half_up(count / COUNT_STEP))


def coarse_tens(share: float) -> Coarse:
    """A share from 0 to 1 in per cent to the nearest ten, "90% or more" and "10% or less" at the ends."""
    tens = 10 * half_up(share * 10)
    if tens >= 90:
        return Coarse(90, OR_MORE)
    return Coarse(10, OR_LESS) if tens <= 10 else Coarse(tens)


def coarse_by(book: Codebook, share: float) -> Coarse:
    """A share from 0 to 1 as a codebook has it said without a mean."""
    tenth, is_fifth = book.tenth(share), book.step == 20
    # Rounded to 20, "80" is from 70 on: an end is said as where it begins.
    if tenth >= book.highest:
        return Coarse(10 * tenth - 10 * is_fifth, OR_MORE)
    if tenth <= book.lowest:
        return Coarse(10 * tenth + 10 * is_fifth, OR_LESS)
    return Coarse(10 * tenth, NEAREST_20 if is_fifth else "")


def coarse_half(share: float) -> Coarse:
    """Whether a share from 0 to 1 is half or more, and nothing finer."""
    return Coarse(50, OR_MORE if share >= 0.5 else OR_LESS)


def only_one_way(counts, people):
    """Of rows of counts those that the counts to the nearest five would give away, for at least 50 people each.

    Each published count leaves two people open to either side. Where all are at the same end of what they stand for,
    people who know how many answered know every count; so does one who chose what no one else need have chosen.
    `counts` is an array of NumPy with a row a place and a column an option.
    """
    few = counts <= SMALL_COUNT
    fives = (counts + COUNT_STEP // 2) // COUNT_STEP * COUNT_STEP
    least = (fives - COUNT_STEP // 2) * ~few
    most = fives + COUNT_STEP // 2
    most[few] = SMALL_COUNT
    beyond = people - least.sum(axis=1)
    return (beyond == 0) | ((beyond == 1) & few.any(axis=1)) | (most.sum(axis=1) == people)


def near_unanimity(counts):
    """Of rows of counts those where no more than one option was chosen by more than a few."""
    return (counts > SMALL_COUNT).sum(axis=1) <= 1


def codebook_for(people: int, scale: Scale) -> Codebook:
    """What may be said of fewer than 50 people. Below the threshold nothing is, so there all may be."""
    return codebook_of(people, scale) if people >= LEAST_PEOPLE else EVERYTHING


def likely_counts(options: Mapping[str, Coarse], base: tuple[int, int]) -> dict[str, float]:
    """What published counts by option most likely stand for, out of nothing but them and their published base.

    "7 or fewer" stands for an equal part of what the middle of the base leaves over: half a person at least, seven
    at most. Taking 3.5 for each would say 84% where all of 50 people agreed.
    """
    few = [key for key, count in options.items() if count.edge]
    left = sum(base) / 2 - sum(count.value for count in options.values() if not count.edge)
    each = min(SMALL_COUNT, max(0.5, left / len(few))) if few else 0
    return {key: each if count.edge else count.value for key, count in options.items()}


@dataclass(frozen=True)
class CoarsenedResult:
    """One question at one place, as it may be shown. There is no mean where it would tell too much beside the share.

    `positive` are the keys of the options that count as positive, `values` those of all of them with their values.
    """

    base: tuple[int, int]
    share: Coarse
    mean: Coarse | None
    lowest: int
    highest: int
    options: Mapping[str, Coarse]
    positive: frozenset[str] = frozenset()
    values: Mapping[str, int] = field(default_factory=dict)


def half_a_step(shown: CoarsenedResult) -> float:
    """How far the share that was counted may be from the one that is published: a part of one, not per cent."""
    if shown.share.edge == NEAREST_20:
        return 0.1
    # The ends of shares to the nearest 20 are said as where they begin, and below 50 people no others are 30 and 70.
    begins = {(30, OR_LESS), (70, OR_MORE)}
    is_said = shown.base[1] < COUNTS_FROM and (shown.share.value, shown.share.edge) in begins
    return 0 if is_said else 0.05


def coarsen(tally: Tally, points: list[RatingPoint]) -> CoarsenedResult:
    """Coarsen one question's answers at a place where it may be shown.

    Below 50 people the share to the nearest ten with its ends, and the mean to a tenth, as far as the codebook lets
    them stand beside each other. From 50 on the counts by option to the nearest five, with a share and a mean that are
    made of them and nothing finer. Where the counts would leave one way only, the share
    to the nearest ten, or whether it is half or more.
    """
    values = [point.value for point in points]
    share, mean, options = (_of_few if tally.base < COUNTS_FROM else _of_many)(tally, points)
    positive = frozenset(point.key for point in points if point.positive)
    by_key = {point.key: point.value for point in points}
    return CoarsenedResult(band(tally.base), share, mean, min(values), max(values), options, positive, by_key)


def _of_few(tally: Tally, points: list[RatingPoint]) -> tuple[Coarse, Coarse | None, dict[str, Coarse]]:
    return *_by_codebook(codebook_for(tally.base, scale_of(points)), tally, points), {}


def _by_codebook(book: Codebook, tally: Tally, points: list[RatingPoint]) -> tuple[Coarse, Coarse | None]:
    """A share and a mean where a codebook lets them stand beside each other, else a share as it has it said."""
    values = [point.value for point in points]
    tens = coarse_tens(tally.share_positive(points))
    mean = coarse_mean(tally.mean(points), min(values), max(values))
    if (int(tens.value) // 10, half_up(mean.value * 10)) in book.without_mean:
        return coarse_by(book, tally.share_positive(points)), None
    return tens, mean


def _of_many(tally: Tally, points: list[RatingPoint]) -> tuple[Coarse, Coarse | None, dict[str, Coarse]]:
    import numpy as np  # few pages need it

    counts = np.array([[tally.by_point[point.key] for point in points]])
    if near_unanimity(counts)[0]:
        return *_by_codebook(codebook_near_unanimity(tally.base, scale_of(points)), tally, points), {}
    if only_one_way(counts, counts.sum(axis=1))[0]:
        return coarse_half(tally.share_positive(points)), None, {}
    options = {point.key: coarse_count(tally.by_point[point.key]) for point in points}
    likely = likely_counts(options, band(tally.base))
    people = sum(likely.values())
    values = [point.value for point in points]
    share = Coarse(half_up(100 * sum(likely[point.key] for point in points if point.positive) / people))
    mean = sum(likely[point.key] * point.value for point in points) / people
    return share, coarse_mean(mean, min(values), max(values)), options

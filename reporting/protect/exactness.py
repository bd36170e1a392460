"""How exact a published share is: what it may stand for, and how that is said. Plain arithmetic.

A share is made of coarse things: shares to the nearest ten, counts to the nearest five, bases in bands. Out of what is
published it is worked out which shares there can have been, and the number and words that leave are true for every one
of them: "53%" is within a few points of what was counted, and where it may be further off it says so ("53% to
the nearest 20" stands for 43% to 63%). Ends are said by where they begin: "under 15%", "85% or more".

Nothing here is finer than what is published anyway, so it tells nothing more.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from reporting.figures import UNDER, Ends
from reporting.protect import disclosure
from reporting.protect.disclosure import NEAREST, OR_LESS, OR_MORE, Coarse, CoarsenedResult, coarse_mean

# How far in points a share is off at most without saying so, by the fewest people that it rests on.
WITHIN = ((1000, 2.0), (200, 3.0), (0, 5.0))
WITHIN_OF_FEW = 10.0  # the same of a share over several questions of fewer than 50 people
GRAIN_OF_FEW = 5  # such a share is a multiple of this
STEPS = (4, 6, 10, 20, 30, 40, 60, 80, 100)  # "to the nearest 20": within half of it
HALF = 50  # "50% or more" and "under 50%" are said of a share that is exactly so
CLOSED = 1e-6  # points: a share may also be just where its range ends
SLACK = 1e-9
MEAN_STEP = 0.05  # to either side of a mean that was rounded to a tenth
# How far a mean is off at most without saying so, in quarters of its scale (points of five), by people.
MEAN_WITHIN = ((1000, 0.1), (200, 0.2), (0, 0.3))


def ends_of(shown: CoarsenedResult) -> Ends:
    """What one question's published figures at a place leave open of its share of positive answers."""
    return _ends_of_counts(shown) if shown.options else _ends_of_share(shown)


def _ends_of_share(shown: CoarsenedResult) -> Ends:
    share = shown.share
    if share.edge.startswith(NEAREST):
        half = float(share.edge.removeprefix(NEAREST)) / 2
    else:
        half = 0.0 if share.value == HALF and share.edge else 100 * disclosure.half_a_step(shown)
    low = 0.0 if share.edge == OR_LESS else share.value - half
    high = 100.0 if share.edge == OR_MORE else share.value + half
    return Ends(max(0.0, low), min(100.0, high))


def _ends_of_counts(shown: CoarsenedResult) -> Ends:
    """From counts to the nearest five, of so many people as the band of the base allows."""
    positive, others = [0, 0], [0, 0]
    for key, count in shown.options.items():
        low, high = (0, disclosure.SMALL_COUNT) if count.edge else (int(count.value) - 2, int(count.value) + 2)
        side = positive if key in shown.positive else others
        side[0], side[1] = side[0] + low, side[1] + high
    return Ends(_least(positive, others, shown.base), 100 - _least(others, positive, shown.base) + CLOSED)


def _least(some: Sequence[int], others: Sequence[int], people: tuple[int, int]) -> float:
    """The least share of some among all, in per cent, where their numbers lie between two ends, and the sum as well."""
    # A share is least with as few of them as there can be, beside as many others as the sum leaves room for.
    few = max(some[0], people[0] - others[1])
    many = min(others[1], people[1] - few)
    return 100 * few / (few + many) if few + many > 0 else 0.0


def ends_together(shown: Sequence[CoarsenedResult]) -> Ends:
    """What is left open of the share over several questions, ratings of all of them counted together.

    Each question weighs as much as the people who answered it, who are known to a band. ValueError without questions.
    """
    if not shown:
        raise ValueError("Nothing is shown, so nothing is left open.")
    return _together([(ends_of(one), one.base) for one in shown])


def _together(parts: Sequence[tuple[Ends, tuple[int, int]]]) -> Ends:
    low = -_greatest([(-ends.low, base) for ends, base in parts])
    return Ends(low, _greatest([(ends.high, base) for ends, base in parts]))


def _greatest(parts: Sequence[tuple[float, tuple[int, int]]]) -> float:
    """The greatest average of some numbers, each of which weighs between two ends."""
    # The highest numbers weigh as much as they can and all others as little: of n numbers there are n places to begin.
    ordered = sorted(parts, reverse=True)
    found = []
    for many in range(1, len(ordered) + 1):
        weights = [base[1] if place < many else base[0] for place, (_, base) in enumerate(ordered)]
        found.append(sum(w * number for w, (number, _) in zip(weights, ordered, strict=True)) / sum(weights))
    return max(found)


def within(people: int, *, over_several: bool = False) -> float:
    """How far in points a published share of so many people may be off without saying so."""
    if over_several and people < disclosure.COUNTS_FROM:
        return WITHIN_OF_FEW
    return next(points for least, points in WITHIN if people >= least)


def share_of_question(shown: CoarsenedResult) -> Coarse:
    """One question's share as it is printed."""
    if shown.options:
        return in_print(ends_of(shown), within(shown.base[0]), 1)
    share, ends = shown.share, ends_of(shown)
    if share.edge == OR_MORE:
        return Coarse(ends.low, OR_MORE)
    if share.edge == OR_LESS:
        return Coarse(ends.high, UNDER)
    if not share.edge and ends.high - share.value > within(shown.base[0]):
        return Coarse(share.value, f"{NEAREST}10")
    return share


def share_together(shown: Sequence[CoarsenedResult]) -> Coarse:
    """The share over several questions as it is printed; the errors of `ends_together`."""
    people = min(one.base[0] for one in shown)
    is_few = people < disclosure.COUNTS_FROM
    return in_print(ends_together(shown), within(people, over_several=True), GRAIN_OF_FEW if is_few else 1)


def in_print(ends: Ends, allowed: float, grain: int) -> Coarse:
    """A number of per cent, a multiple of the grain, and words that are true for all between the ends."""
    if ends.low <= SLACK and ends.high <= HALF:
        return Coarse(grain * math.ceil(ends.high / grain - SLACK), UNDER)
    if ends.high >= 100 and ends.low >= HALF:
        return Coarse(grain * math.floor(ends.low / grain + SLACK), OR_MORE)
    value = grain * disclosure.half_up(ends.middle / grain)
    off = max(value - ends.low, ends.high - value)
    if off <= allowed + SLACK:
        return Coarse(value)
    return Coarse(value, f"{NEAREST}{next(step for step in STEPS if off <= step / 2 + SLACK)}")


def ends_in_print(share: Coarse, people: int, *, over_several: bool = True) -> Ends:
    """What a printed share may stand for, by its words and by how exact one of so many people is."""
    if share.edge == UNDER:
        return Ends(0.0, share.value)
    if share.edge == OR_MORE:
        return Ends(share.value, 100.0)
    half = within(people, over_several=over_several)
    if share.edge.startswith(NEAREST):
        half = float(share.edge.removeprefix(NEAREST)) / 2
    return Ends(max(0.0, share.value - half), min(100.0, share.value + half))


def read_back(share: Coarse, *, has_counts: bool, few: bool) -> Coarse:
    """A printed share of one question as it was before it was printed: what is published is held beside it.

    `has_counts` and `few` (fewer than 50 people) say how it was made.
    """
    if has_counts:  # the counts say all, and the share is made of them
        return Coarse(share.value)
    if share.edge not in (UNDER, OR_MORE) or share.value == HALF:
        return Coarse(share.value, OR_LESS if share.edge == UNDER else share.edge)
    # Of fewer than 50 people shares to the nearest 20 have ends that are said as where they begin, already before.
    half = 0 if few and share.value % 10 == 0 else 5
    if share.edge == UNDER:
        return Coarse(share.value - half, OR_LESS)
    return Coarse(share.value + half, OR_MORE)


# --- means ---


def ends_of_mean(shown: CoarsenedResult) -> Ends | None:
    """What one question's published figures leave open of its mean, on its scale; None where it has none."""
    if shown.mean is None:
        return None
    if shown.options:
        return _ends_of_mean_by_counts(shown)
    mean = shown.mean
    low = float(shown.lowest) if mean.edge == OR_LESS else mean.value - MEAN_STEP
    high = float(shown.highest) if mean.edge == OR_MORE else mean.value + MEAN_STEP
    return Ends(low, high)


def _ends_of_mean_by_counts(shown: CoarsenedResult) -> Ends:
    counts = [
        (shown.values[key], (0, disclosure.SMALL_COUNT) if count.edge else (int(count.value) - 2, int(count.value) + 2))
        for key, count in shown.options.items()
    ]
    totals = range(max(1, shown.base[0]), shown.base[1] + 1)
    possible = [people for people in totals if sum(c[1][0] for c in counts) <= people <= sum(c[1][1] for c in counts)]
    low = min(_least_mean(sorted(counts), people) for people in possible)
    upside_down = sorted((-value, ends) for value, ends in counts)
    return Ends(low, -min(_least_mean(upside_down, people) for people in possible))


def _least_mean(counts: Sequence[tuple[int, tuple[int, int]]], people: int) -> float:
    """The least mean of so many people: as many as can be at the lowest values, which come first."""
    left = people - sum(low for _, (low, _) in counts)
    total = 0
    for value, (low, high) in counts:
        more = min(left, high - low)
        total, left = total + value * (low + more), left - more
    return total / people


def mean_of_question(shown: CoarsenedResult) -> Coarse | None:
    """One question's mean as it is printed; None where there is none."""
    ends = ends_of_mean(shown)
    if ends is None or not shown.options:
        return shown.mean
    return _mean_in_print(ends, shown.base[0], (shown.lowest, shown.highest))


def mean_together(shown: Sequence[CoarsenedResult]) -> Coarse | None:
    """The mean over several questions as it is printed; None where fewer than half of them have one."""
    parts = [(ends, one.base) for one in shown if (ends := ends_of_mean(one))]
    if 2 * len(parts) < len(shown):
        return None
    scale = min(one.lowest for one in shown), max(one.highest for one in shown)
    return _mean_in_print(_together(parts), min(base[0] for _, base in parts), scale)


def mean_within(people: int, length: float) -> float:
    """How far a mean may be off without saying so, on a scale from its lowest to its highest value so long."""
    return next(quarters for least, quarters in MEAN_WITHIN if people >= least) * length / 4


def _mean_in_print(ends: Ends, people: int, scale: tuple[int, int]) -> Coarse:
    mean = coarse_mean(ends.middle, *scale)
    off = max(mean.value - ends.low, ends.high - mean.value)
    # Ends are said where every mean that it may be is there as well, to the tenth that ends begin at.
    if mean.edge == OR_MORE and ends.low >= mean.value - MEAN_STEP - SLACK:
        return mean
    if mean.edge == OR_LESS and ends.high <= mean.value + MEAN_STEP + SLACK:
        return mean
    tenths = Coarse(disclosure.half_up(ends.middle * 10) / 10)
    off = max(tenths.value - ends.low, ends.high - tenths.value)
    if mean.edge == "" and off <= mean_within(people, scale[1] - scale[0]) + SLACK:
        return tenths
    return Coarse(tenths.value, f"{NEAREST}{math.ceil(2 * off * 10 - SLACK) / 10:g}")


# --- over several questions ---


@dataclass(frozen=True)
class Derived:
    """A figure over several questions, out of published figures only: share in per cent, mean, band of ratings."""

    share: Coarse
    mean: Coarse | None
    ratings: tuple[int, int]


def derive(shown: Sequence[CoarsenedResult]) -> Derived:
    """Several questions together, each weighted by the people who answered it. ValueError where none is shown.

    There is a mean where at least half of the questions have one. `ratings` is the band of people who answered the
    question that most answered.
    """
    if not shown:
        raise ValueError("Nothing is shown, so nothing can be derived.")
    return Derived(share_together(shown), mean_together(shown), max(one.base for one in shown))

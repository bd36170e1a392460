"""What changed between two rounds, out of published figures, and whether it is more than chance. Plain Python.

A change is worked out like for like: over the questions that are shown at a place in both rounds, all their ratings
counted together. What a published share may stand for (its rounding, its ends) is part of the error, beside chance, so
that a step of the rounding is never called a change. Nothing goes in that is not published but one number: how far one
person's answers to several questions go together, of the whole partnership and to a twentieth. So a change tells no one
more than the figures that it is made of. Verdicts are words: whether "higher" is good is for people to say.

Sources: Cochran (1977), Sampling Techniques, chapter 6, variance of a ratio by linearisation; Kish (1965), Survey
Sampling, chapter 8, design effect 1 + (k - 1) rho of k answers from one person; Sheppard (1898), a rounded number has a
twelfth of its step squared as variance; Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57,
289-300, false discovery rate; Bhatia and Davis (2000), American Mathematical Monthly 107, 353-357, largest variance of
a variable with known mean and range.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from reporting.figures import Ends

HIGHER, LOWER, SAME = "higher", "lower", "no clear change"
Z = 1.959963984540054  # of the normal distribution, for an interval that holds in 95 of 100 cases
FALSE_DISCOVERIES = 0.05  # of what is called a change below the whole partnership, at most so much by chance alone
PEOPLE_TO_GO_TOGETHER = 100  # below, how one person's answers go together is not worked out: as if all were alike
OR_MORE, NEAREST = "or more", "to the nearest "
MEAN_STEP = 0.05  # to either side of a mean to one tenth


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`, both within it."""

    low: float
    high: float

    def holds(self, number: float) -> bool:
        return self.low <= number <= self.high


@dataclass(frozen=True)
class Mean:
    """A published mean on a scale from `lowest` to `highest`, of `people` (a band, or the same number twice).

    `options` holds, for each question in it, how many people chose each value, where that was published.
    Raises ValueError for a mean off its scale and for a base of no one.
    """

    value: float
    people: tuple[int, int]
    lowest: float
    highest: float
    edge: str = ""
    derived: bool = False
    options: Sequence[Mapping[float, float]] = ()

    def __post_init__(self) -> None:
        if not self.lowest <= self.value <= self.highest:
            raise ValueError("A mean is on its scale.")
        if sum(self.people) <= 0:
            raise ValueError("A mean of nobody is no mean.")

    @property
    def n(self) -> float:
        """People it rests on: the middle of the published band."""
        return sum(self.people) / 2

    def stands_for(self) -> Interval:
        """The means, in points of the scale, that it may stand for; twice rounded where it is `derived`."""
        step = MEAN_STEP * (2 if self.derived else 1)
        low, high = self.value - step, self.value + step
        if self.edge.startswith(NEAREST):
            half = float(self.edge.removeprefix(NEAREST)) / 2
            low, high = self.value - half, self.value + half
        elif self.edge:
            low, high = (low, self.highest) if self.edge == OR_MORE else (self.lowest, high)
        return Interval(max(self.lowest, low), min(self.highest, high))

    def variance(self) -> float:
        """Variance of one person's rating, in points of the scale squared.

        From the published counts by option. Over several questions it is the mean of theirs, which the variance of
        a person's mean never exceeds. Where no counts were published, the largest that the mean allows.
        """
        # A person's mean over several questions varies as much as the questions do where everyone answers all of
        # them alike, and less otherwise (Cauchy and Schwarz). How they go together is not published, so take the
        # most.
        counted = [one for one in self.options if sum(one.values()) > 0]
        if counted:
            return sum(variance_of(one) for one in counted) / len(counted)
        may_be, half_way = self.stands_for(), (self.lowest + self.highest) / 2
        # (mean - lowest) times (highest - mean) is largest half way. Of the means that this one may stand for, the
        # one nearest to there varies most.
        nearest = min(max(half_way, may_be.low), may_be.high)
        return largest_variance(nearest, self.lowest, self.highest)


@dataclass(frozen=True)
class Counted:
    """So many of so many, all of them counted: services, organisations. No chance is in it, so no interval."""

    number: int
    of: int

    @property
    def rate(self) -> float:
        return self.number / self.of if self.of else 0.0


@dataclass(frozen=True)
class Rated:
    """One question at a place in a round: the shares, in per cent, that its figure may stand for, and its people."""

    ends: Ends
    people: float


@dataclass(frozen=True)
class Change:
    """Now less then in points, the interval that it lies in 95 times of 100, and how often chance alone does as much.

    `chance` is from 0 to 1: the two-sided tail of the normal distribution.
    """

    difference: float
    low: float
    high: float
    chance: float

    @property
    def verdict(self) -> str:
        """ "higher", "lower", or "no clear change" where the interval holds no change at all."""
        return self.verdict_at(2 * (1 - _normal(Z)))

    def verdict_at(self, chance: float) -> str:
        """The same where a change is called one up to another probability that chance alone does as much."""
        if self.chance > chance or self.difference == 0:
            return SAME
        return HIGHER if self.difference > 0 else LOWER


def change_of_share(now: Sequence[Rated], then: Sequence[Rated], together: float = 1.0) -> Change:
    """The change of a share over the same questions in two rounds, in points.

    `together` says how far one person's answers to several questions go together: 1 if they are all alike, 0 if they
    have nothing to do with each other. Raises ValueError without questions, and where their numbers differ.
    """
    if not now or len(now) != len(then):
        raise ValueError("A change is over the same questions in both rounds, and at least one.")
    (share, error), (before, error_before) = _share_and_error(now, together), _share_and_error(then, together)
    # The rounds count as independent. Mostly it is the same people twice, whose answers go together, so that the
    # interval is too wide rather than too narrow.
    error = sqrt(error + error_before)
    difference = share - before
    chance = 2 * (1 - _normal(abs(difference) / error)) if error else float(difference == 0)
    return Change(difference, difference - Z * error, difference + Z * error, chance)


def _share_and_error(parts: Sequence[Rated], together: float) -> tuple[float, float]:
    """A share over several questions in per cent, and the variance of its error in points squared."""
    ratings = sum(part.people for part in parts)
    weights = [part.people / ratings for part in parts]
    share = sum(w * part.ends.middle for w, part in zip(weights, parts, strict=True))
    low, high = (
        sum(w * end for w, end in zip(weights, ends, strict=True))
        for ends in ([part.ends.low for part in parts], [part.ends.high for part in parts])
    )
    # Of all that it may stand for the share nearest to a half varies most: the careful way to err.
    widest = min(max(50.0, low), high)
    people, questions = ratings / len(parts), len(parts)
    by_chance = widest * (100 - widest) / people * (1 + (questions - 1) * together) / questions
    by_rounding = sum((w * (part.ends.high - part.ends.low)) ** 2 / 12 for w, part in zip(weights, parts, strict=True))
    return share, by_chance + by_rounding


def together(persons: Iterable[tuple[int, int]], questions: int) -> float:
    """How far one person's answers to several questions go together, 0 to 1, up to the next twentieth.

    `persons` gives for each of them how many answers were positive, and how many they gave. From the variance of the
    ratio of these, linearised. 1 for fewer than 100 people, for one question, and where all answers are alike.
    """
    some = [(positive, given) for positive, given in persons if given]
    positive, given = sum(one for one, _ in some), sum(all_ for _, all_ in some)
    if questions < 2 or len(some) < PEOPLE_TO_GO_TOGETHER or positive in (0, given):
        return 1.0
    ratio = positive / given
    variance = sum((one - ratio * all_) ** 2 for one, all_ in some) / given**2
    alone = ratio * (1 - ratio) / (given / questions)  # the variance of one answer a person, of as many people
    rho = (questions * variance / alone - 1) / (questions - 1)
    return min(1.0, max(0.0, math.ceil(20 * rho - 1e-9) / 20))


def discoveries(changes: Sequence[Change], rate: float = FALSE_DISCOVERIES) -> float:
    """Up to which probability that chance alone does as much changes are called so; below 0 where none is.

    Of those that are called so at most this rate is false, on average. Source: Benjamini and Hochberg (1995).
    """
    ordered = sorted(change.chance for change in changes)
    found = -1.0
    for rank, chance in enumerate(ordered, start=1):
        if chance <= rate * rank / len(ordered):
            found = chance
    return found


def _normal(z: float) -> float:
    """How much of the normal distribution lies below z."""
    return 0.5 * (1 + math.erf(z / sqrt(2)))


def change_of_count(now: Counted, then: Counted) -> str:
    """The verdict on a rate of which everything was counted: any difference is one."""
    if now.rate == then.rate:
        return SAME
    return HIGHER if now.rate > then.rate else LOWER


@dataclass(frozen=True)
class Paired:
    """How many of the same services went up, stayed where they are or went down between two rounds. No chance in it."""

    up: int
    same: int
    down: int


def paired(now: Mapping[int, float], then: Mapping[int, float]) -> Paired | None:
    """How places moved that are there in both rounds; None where none is."""
    both = now.keys() & then.keys()
    if not both:
        return None
    up, down = sum(now[one] > then[one] for one in both), sum(now[one] < then[one] for one in both)
    return Paired(up, len(both) - up - down, down)


def interval_of_mean(mean: Mean) -> Interval:
    """Where one round's mean lies, in points of its scale and within it: normal, widened by the rounding."""
    may_be = mean.stands_for()
    error = Z * sqrt(mean.variance() / mean.n)
    return Interval(max(mean.lowest, may_be.low - error), min(mean.highest, may_be.high + error))


def variance_of(counts: Mapping[float, float]) -> float:
    """Variance of values that so many people chose. Raises ValueError where no one chose any."""
    people = sum(counts.values())
    if people <= 0:
        raise ValueError("Nobody chose anything, so nothing varies.")
    mean = sum(value * count for value, count in counts.items()) / people
    return sum(count * (value - mean) ** 2 for value, count in counts.items()) / people


def largest_variance(mean: float, lowest: float, highest: float) -> float:
    """The largest variance that a mean on a scale allows: everyone at one end or the other.

    Source: Bhatia and Davis (2000). Raises ValueError for a mean off its scale.
    """
    if not lowest <= mean <= highest:
        raise ValueError("A mean is on its scale.")
    return (mean - lowest) * (highest - mean)

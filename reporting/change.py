"""What changed between two rounds, out of published figures only, and whether it is more than chance. Plain Python.

Everything here takes figures as they were published: rounded, with bases in bands. What a published figure may
stand for (its rounding, its "or more" and "or less") is part of every interval, so a step of the rounding alone is
never called a change. Verdicts are words: whether "higher" is good is for people to say.

Sources: Wilson (1927), score interval of one share; Newcombe (1998), Statistics in Medicine 17, 857-872 and
873-890, hybrid score interval of a difference (method 10); Bhatia and Davis (2000), American Mathematical Monthly
107, 353-357, largest variance of a variable with known mean and range.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

HIGHER, LOWER, SAME = "higher", "lower", "no clear change"
Z = 1.959963984540054  # of the normal distribution, for an interval that holds in 95 of 100 cases

COUNTS_FROM = 50  # people: from here on figures come from counts by option to the nearest five
SMALL_STEP = 5.0  # points to either side of a share to the nearest ten
LEAST_STEP = 1.0
COUNT_STEP = 500.0  # points times people: two top options, each up to two and a half people off
MEAN_STEP = 0.05  # to either side of a mean to one tenth
TWENTY_STEP = 10.0  # the same of a share to the nearest twenty
TWENTIES_BELOW = 20  # people
OR_MORE, NEAREST = "or more", "to the nearest "  # and a number of points


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`, both within it."""

    low: float
    high: float

    def holds(self, number: float) -> bool:
        return self.low <= number <= self.high


@dataclass(frozen=True)
class Share:
    """A published share in per cent, 0 to 100, with its end, its band of people, and how often it was rounded.

    `derived` is for shares over several questions, which are rounded once more out of rounded ones.
    Raises ValueError for a share outside 0 to 100 and for a base of no one.
    """

    percent: float
    people: tuple[int, int]
    edge: str = ""
    derived: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.percent <= 100:
            raise ValueError("A share is from 0 to 100 per cent.")
        if sum(self.people) <= 0:
            raise ValueError("A share of nobody is no share.")

    @property
    def n(self) -> float:
        """People it rests on: the middle of the published band."""
        return sum(self.people) / 2

    @property
    def step(self) -> float:
        """How far, in points, the share that was counted may be from the one that was published.

        Below 50 people five points, twice that where it was rounded twice; from 50 on at most as much, falling
        with the number of people as an error of five people does, and never below one.
        """
        # Shares to the nearest ten are off by five at most. One that is made of such shares can be off by five before
        # it is rounded, and then by five once more.
        if self.edge.startswith(NEAREST):
            return float(self.edge.removeprefix(NEAREST)) / 2
        # From 50 people on a share has an end only where no counts are published, and is to the nearest ten as well.
        if self.people[0] < COUNTS_FROM or self.edge:
            return SMALL_STEP + self._rounded_before
        # Two top options, each up to two and a half people off to the same side, make five people: 500 points divided
        # by their number. Never below one point: it was rounded to whole per cent as well.
        return max(LEAST_STEP, min(SMALL_STEP, COUNT_STEP / self.n))

    @property
    def _rounded_before(self) -> float:
        """How far, in points, a share over several questions may be off before it is rounded itself."""
        if not self.derived:
            return 0.0
        # Of fewer than 20 people shares may be to the nearest twenty.
        return TWENTY_STEP if self.people[0] < TWENTIES_BELOW else SMALL_STEP

    def stands_for(self) -> Interval:
        """The shares, 0 to 1, that it may stand for: "90% or more" is 85% to 100%."""
        low, high = self.percent - self.step, self.percent + self.step
        if self.edge and not self.edge.startswith(NEAREST):
            low, high = (low, 100.0) if self.edge == OR_MORE else (0.0, high)
        # An end is open on its outer side: behind “90% or more” may be everyone.
        return Interval(max(0.0, low) / 100, min(100.0, high) / 100)


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
        if self.edge:
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
class Change:
    """Now less then, with the interval that it lies in, in the unit of its figures: shares 0 to 1, means in points."""

    difference: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """ "higher", "lower", or "no clear change" where the interval holds no change at all."""
        if self.low > 0:
            return HIGHER
        return LOWER if self.high < 0 else SAME


def wilson(share: float, people: float, z: float = Z) -> Interval:
    """The score interval of one share.

    `share` from 0 to 1, `people` above 0 and not necessarily whole (the middle of a band); ValueError otherwise.
    Source: Wilson (1927), without correction for continuity.
    """
    if not 0 <= share <= 1 or people <= 0:
        raise ValueError("A share is from 0 to 1, of more than nobody.")
    middle = share + z * z / (2 * people)
    spread = z * sqrt(share * (1 - share) / people + z * z / (4 * people * people))
    below = 1 + z * z / people
    # At 0 and at 1 an end of the interval is the share itself; floats must not push it to the wrong side of it.
    return Interval(min(share, max(0.0, (middle - spread) / below)), max(share, min(1.0, (middle + spread) / below)))


def newcombe(now: float, people_now: float, then: float, people_then: float, z: float = Z) -> Interval:
    """The hybrid score interval of the difference between two shares, from -1 to 1; errors as `wilson`.

    Source: Newcombe (1998), method 10: Wilson's intervals of both shares, added in squares.
    """
    # The two rounds count as independent, so their distances add up in squares. Mostly it is the same people twice,
    # whose answers go together; then the interval is too wide rather than too narrow.
    a, b = wilson(now, people_now, z), wilson(then, people_then, z)
    difference = now - then
    return Interval(
        difference - sqrt((now - a.low) ** 2 + (b.high - then) ** 2),
        difference + sqrt((a.high - now) ** 2 + (then - b.low) ** 2),
    )


def change_of_share(now: Share, then: Share) -> Change:
    """The change of a share, 0 to 1: Newcombe's interval, as wide as the rounding of both may make it.

    Over several questions the same people answered each, so that their number stands for the number of answers:
    this is never too narrow.
    """
    a, b = now.stands_for(), then.stands_for()
    # The worst of each side: now as low as its rounding allows against then as high as its own allows, and the other
    # way round. A difference that this leaves out cannot come of rounding.
    low = newcombe(a.low, now.n, b.high, then.n).low
    high = newcombe(a.high, now.n, b.low, then.n).high
    return Change((now.percent - then.percent) / 100, low, high)


def change_of_mean(now: Mean, then: Mean) -> Change:
    """The change of a mean, in points of its scale: a normal interval, as wide as the rounding may make it.

    Raises ValueError for means on different scales.
    """
    if (now.lowest, now.highest) != (then.lowest, then.highest):
        raise ValueError("Means on different scales have no difference.")
    a, b = now.stands_for(), then.stands_for()
    # Normal, because a scale is short and no one can move its mean by much. Where no counts were published the
    # variance is the largest there can be, which errs to the wide side.
    error = Z * sqrt(now.variance() / now.n + then.variance() / then.n)
    return Change(now.value - then.value, a.low - b.high - error, a.high - b.low + error)


def change_of_count(now: Counted, then: Counted) -> Change:
    """The change of a rate, 0 to 1. Everything was counted, so the interval is the difference itself."""
    difference = now.rate - then.rate
    return Change(difference, difference, difference)


Measured = Share | Mean | Counted


def change(now: Measured, then: Measured) -> Change | None:
    """The change between two rounds of one figure; None where they are not of one kind."""
    if isinstance(now, Share) and isinstance(then, Share):
        return change_of_share(now, then)
    if isinstance(now, Counted) and isinstance(then, Counted):
        return change_of_count(now, then)
    if isinstance(now, Mean) and isinstance(then, Mean) and (now.lowest, now.highest) == (then.lowest, then.highest):
        return change_of_mean(now, then)
    return None


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

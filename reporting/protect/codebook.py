"""Which figures of a place with fewer than 50 people may stand beside each other, from the number of people alone.

Below 50 people counts by option are not shown. But a share and a mean together, beside the number of people, often
leave one way only in which they can have answered: of 12 children 10% or less said yes and the mean is 2.1, so none
said no, 11 sometimes and 1 yes. And the one who said yes knows what all the others said.

So for each number of people all ways of answering are dealt into classes, and only the class is published. A class is
safe when people who know how many answered, and each one of those who answered, knowing their own answer as well, find
at least two possible numbers at every option. Whatever people answer, the class that they fall into is safe.

- Every tenth of the share is a class, and at both ends two of them are one ("80% or more") where it takes that. Where a
  tenth is too fine every fifth is a class.
- From a class the ways that share a mean as well are taken out, and published with it, where they are safe by
  themselves and what stays behind is safe too.

The classes hang on the number of people and on nothing that anyone answered, so the choice tells nothing. Method: a
partition into equivalence classes, none of which determines a value (Sweeney 2002, k-anonymity; Machanavajjhala and
others 2007, l-diversity with l = 2), found by going through every way of answering.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from reporting.protect.rollup import RatingPoint

Scale = tuple[tuple[int, bool], ...]  # the value of each option, and whether it is positive

FILE = Path(__file__).with_name("codebook.csv")
COLUMNS = ("scale", "people", "step", "lowest", "highest", "without_mean")
FEW = 7  # people: counts up to here are published as "7 or fewer"
FURTHEST = (2, 8)  # "20% or less" and "80% or more": ends no nearer to the middle
MOST_WAYS = 1_000_000  # to go through at once, on whatever scale: of more, means are left out
HALF = 5  # tenths
TENTHS = range(1, 10)  # 10% or less, 20%, ... 90% or more


@dataclass(frozen=True)
class Codebook:
    """What may be published of one question at a place with so many people.

    Where the mean stays out the share is said to the nearest `step` per cent, 10 or 20, and `lowest` and `highest` are
    the tenths that are said as ends. `without_mean` are the tenths of the share, each with the tenths of a point of the
    mean, that are published without the mean.
    """

    step: int
    lowest: int
    highest: int
    without_mean: frozenset[tuple[int, int]]

    def tenth(self, share: float) -> int:
        """What is said of a share from 0 to 1, in tenths."""
        tenths = self.step // 10
        return min(self.highest, max(self.lowest, tenths * math.floor(10 * share / tenths + 0.5)))


EVERYTHING = Codebook(10, 1, 9, frozenset())
FIFTHS = Codebook(20, *FURTHEST, frozenset())


def scale_of(points: Sequence[RatingPoint]) -> Scale:
    return tuple((point.value, point.positive) for point in points)


@cache
def codebook_of(people: int, scale: Scale) -> Codebook:
    """The codebook for so many people on a scale: from the file, or worked out, which takes up to a second or two.

    Where no classes of theirs are safe there is nothing to publish, and it is empty: ValueError.
    """
    kept = _kept().get((named(scale), people))
    if kept:
        return kept
    return work_out(people, scale) if can_be_gone_through(people, len(scale)) else shares_alone(people, scale)


def can_be_gone_through(people: int, options: int) -> bool:
    """Whether so many people have few enough ways of answering to go through them all."""
    return math.comb(people + options - 1, options - 1) <= MOST_WAYS


def shares_alone(people: int, scale: Scale) -> Codebook:
    """The codebook of shares and no means, for scales so long that all ways cannot be gone through.

    Which shares are safe hangs on how many people are positive, and on no more of the ways. Raises ValueError where
    none is.
    """
    return Codebook(*_shares(people, scale), _all_labels(scale))


def _all_labels(scale: Scale) -> frozenset[tuple[int, int]]:
    values = [value for value, _ in scale]
    means = range(10 * min(values), 10 * max(values) + 1)
    return frozenset((tenth, mean) for tenth in TENTHS for mean in means)


def named(scale: Scale) -> str:
    """A scale in words: "1 2 3 4+ 5+" has five options, of which the last two are positive."""
    return " ".join(f"{value}{'+' if positive else ''}" for value, positive in scale)


@cache
def _kept() -> dict[tuple[str, int], Codebook]:
    found = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pairs = (each.split("/") for each in row["without_mean"].split())
            labels = frozenset((int(tenth), int(mean)) for tenth, mean in pairs)
            book = Codebook(int(row["step"]), int(row["lowest"]), int(row["highest"]), labels)
            found[row["scale"], int(row["people"])] = book
    return found


def row_of(people: int, scale: Scale) -> dict[str, str]:
    """What the file says of so many people on a scale."""
    book = work_out(people, scale)
    labels = " ".join(f"{tenth}/{mean}" for tenth, mean in sorted(book.without_mean))
    cells = (named(scale), str(people), str(book.step), str(book.lowest), str(book.highest), labels)
    return dict(zip(COLUMNS, cells, strict=True))


def keep(rows: Sequence[dict[str, str]]) -> None:
    """Write the file again, with these rows and no others."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def work_out(people: int, scale: Scale) -> Codebook:
    """Go through all ways in which so many people can answer, and deal them into classes that are safe.

    Raises ValueError where there are none.
    """
    import numpy as np

    from reporting.protect.questions import all_compositions, tenths_of

    step, lowest, highest = _shares(people, scale)
    ways = all_compositions(people, len(scale))
    tenths, means = tenths_of(ways, scale)
    book = Codebook(step, lowest, highest, frozenset())
    said = np.array([book.tenth(number / people) for number in range(people + 1)])
    positive = ways @ np.array([int(is_positive) for _, is_positive in scale])
    return Codebook(step, lowest, highest, _without_mean(ways, tenths, means, said[positive]))


def _shares(people: int, scale: Scale) -> tuple[int, int, int]:
    """How shares are said without a mean: their step and both ends. Raises ValueError where none is safe."""
    options = _options_of(scale)
    tenths = [EVERYTHING.tenth(number / people) for number in range(people + 1)]

    def are_safe(said: Sequence[int]) -> bool:
        numbers = ([number for number in range(people + 1) if said[number] == tenth] for tenth in set(said))
        return all(is_safe_by_number(some, people, options) for some in numbers)

    for low, high in _pairs_of_ends():
        if are_safe([min(high, max(low, tenth)) for tenth in tenths]):
            if low <= FURTHEST[0] and high >= FURTHEST[1]:
                return 10, low, high
            break
    # So few people, or so few options, that a tenth of the share is a single number of people: twice as coarse, then.
    if not are_safe([FIFTHS.tenth(number / people) for number in range(people + 1)]):
        raise ValueError("No share of so few people can be shown on this scale.")
    return 20, *FURTHEST


def _options_of(scale: Scale) -> tuple[int, int]:
    """How many options are positive, and how many are not."""
    positive = sum(is_positive for _, is_positive in scale)
    return positive, len(scale) - positive


def is_safe_by_number(numbers: Sequence[int], people: int, options: tuple[int, int]) -> bool:
    """Whether all ways in which one of these numbers of people is positive are safe together: as `is_safe` has it.

    `options` are how many are positive, and how many are not. Within each of these two the people can stand anywhere.
    """
    for mine, other in ((0, 1), (1, 0)):
        here = [number if mine == 0 else people - number for number in numbers]
        if options[mine] and not _vary(here, options[mine], 0):
            return False
        # For someone who chose an option on this side, at least one person is there.
        known = [number for number in here if number]
        if options[mine] and known and not _vary(known, options[mine], 1):
            return False
        if options[mine] and options[other] and known and not _vary([people - n for n in known], options[other], 0):
            return False
    return True


def _vary(numbers: Sequence[int], options: int, known: int) -> bool:
    """Whether no number at any of so many options is certain, where one of these is their sum and one may be known."""
    return max(numbers) > known if options > 1 else len(set(numbers)) > 1


@cache
def codebook_near_unanimity(people: int, scale: Scale) -> Codebook:
    """The codebook for at least 50 people of whom all but a few chose one option; it takes the place of counts.

    A few are seven at most at each other option. Counts to the nearest five would give such a place away: of 53 people
    "55" and twice "7 or fewer" is all of them.
    """
    import numpy as np

    from reporting.protect.questions import tenths_of

    if len(scale) * (FEW + 1) ** (len(scale) - 1) > MOST_WAYS:
        return Codebook(10, *_ends_near_unanimity(people, scale), _all_labels(scale))
    others = np.array(list(product(range(FEW + 1), repeat=len(scale) - 1)), dtype=np.int64)
    most = (people - others.sum(axis=1))[:, None]
    parts = [np.hstack([others[:, :place], most, others[:, place:]]) for place in range(len(scale))]
    ways = np.concatenate(parts)
    tenths, means = tenths_of(ways, scale)
    low, high = _ends(ways, tenths)
    return Codebook(10, low, high, _without_mean(ways, tenths, means, np.clip(tenths, low, high)))


def _ends_near_unanimity(people: int, scale: Scale) -> tuple[int, int]:
    """The tenths that are said as ends of a share near unanimity, on a scale too long to go through all ways."""
    positive, other = _options_of(scale)
    sides = [
        # All but a few say yes: so many do not. And the other way round.
        {number: EVERYTHING.tenth(1 - number / people) for number in range(min(FEW * other, people - FEW) + 1)},
        {number: EVERYTHING.tenth(number / people) for number in range(min(FEW * positive, people - FEW) + 1)},
    ]
    for low, high in _pairs_of_ends():
        said = [{number: min(high, max(low, tenth)) for number, tenth in side.items()} for side in sides]
        there = {tenth for side in said for tenth in side.values()}
        # Two numbers in a row, the lower of them at least one: each option can hold one person more or fewer then.
        safe = {side[one] for side in said for one in side if one and side.get(one + 1) == side[one]}
        if there == safe:
            return low, high
    return HALF, HALF


def _without_mean(ways, tenths, means, said) -> frozenset[tuple[int, int]]:
    """The labels of share and mean that are published without the mean, by what is said of the share then."""
    import numpy as np

    found: set[tuple[int, int]] = set()
    for tenth in np.unique(said):
        there = said == tenth
        labels = 1000 * tenths[there] + means[there]
        found |= {divmod(int(label), 1000) for label in _kept_together(ways[there], labels)}
    return frozenset(found)


def _ends(ways, tenths) -> tuple[int, int]:
    """The tenths that are said as ends, so that most classes are left and each is safe."""
    for low, high in _pairs_of_ends():
        if all(is_safe(some) for some in _classes(ways, tenths, low, high)):
            return low, high
    return HALF, HALF  # nothing to choose from: all are one class


def _pairs_of_ends() -> list[tuple[int, int]]:
    """Every two tenths that can be ends: those with most tenths first, and of as many those that lie alike.

    No end is five tenths: "50% or more" and "under 50%" are said where it is exactly so, and not of 45% or of 54%.
    """
    pairs = [(low, high) for low in TENTHS for high in TENTHS if low < high and HALF not in (low, high)]
    return sorted(pairs, key=lambda pair: (pair[0] - pair[1], abs(pair[0] + pair[1] - 10), pair))


def _classes(ways, tenths, low: int, high: int) -> Iterator:
    import numpy as np

    ended = np.clip(tenths, low, high)
    for tenth in range(low, high + 1):
        yield ways[ended == tenth]


def _kept_together(ways, labels) -> list[int]:
    """Of the labels within a class those whose ways stay together, because they or the others would not be safe."""
    import numpy as np

    names, which, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    taken_out = [number for number in range(len(names)) if is_safe(ways[which == number])]
    # The smallest go back first: fewest ways lose their mean. By number, so that it is always the same.
    taken_out.sort(key=lambda number: (sizes[number], names[number]), reverse=True)
    while taken_out and not is_safe(ways[~np.isin(which, taken_out)]):
        taken_out.pop()
    return [int(names[number]) for number in range(len(names)) if number not in set(taken_out)]


def is_safe(ways) -> bool:
    """Whether no one who knows that one of these ways is the true one knows a number at any option.

    Not with the number of people alone, nor with an answer of one's own beside it. A class that is empty is safe.
    """
    if not len(ways):
        return True
    if (ways.min(axis=0) == ways.max(axis=0)).any():
        return False
    for option in range(ways.shape[1]):
        theirs = ways[ways[:, option] > 0]  # how it can be, for someone who chose this option
        if len(theirs) and (theirs.min(axis=0) == theirs.max(axis=0)).any():
            return False
    return True

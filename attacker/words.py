"""What the words of a published figure stand for: read from docs/how-a-number-is-made.md and from codebook.csv.

Everything is worked out in whole numbers. P is how many people chose a positive option, S the sum of the values that
people chose, n how many people answered. A number is rounded half upwards: 10 P / n to a tenth is (20 P + n) // (2 n).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

Scale = tuple[tuple[int, bool], ...]  # the value of each option, and whether it is positive
THREE: Scale = ((1, False), (2, False), (3, True))
FIVE: Scale = ((1, False), (2, False), (3, False), (4, True), (5, True))

CODEBOOK = Path(__file__).resolve().parent.parent / "reporting" / "protect" / "codebook.csv"
COUNTS_FROM = 50
FEW = 7  # "7 or fewer"
NEAREST = "nearest "
FIFTHS_BELOW = 20
EXACTLY = "exactly"  # the product never prints it; with it the attacker is tried


@dataclass(frozen=True, order=True)
class Words:
    """A published number: its value and "or more", "or less" or "nearest 30" beside it ("7 or fewer" is 7 or less)."""

    value: float
    edge: str = ""

    def __str__(self) -> str:
        return f"{self.value:g} {self.edge}".strip()


@dataclass(frozen=True)
class Figure:
    """What is published of one question at one place: people, share positive in per cent, mean, counts by option."""

    base: tuple[int, int]
    share: Words
    mean: Words | None = None
    options: tuple[Words, ...] = ()

    @property
    def is_wide(self) -> bool:
        """Whether its share is a wide one, of nearly the same people as a round ago: it has no mean and no counts.

        Of fewer than 20 people a share to the nearest 20 is one that the codebook has, and never a wide one.
        """
        is_near = self.share.edge.startswith(NEAREST)
        return is_near and (self.share.edge != f"{NEAREST}20" or self.base[0] >= FIFTHS_BELOW)

    def __str__(self) -> str:
        low, high = self.base
        counts = " counts " + ", ".join(map(str, self.options)) if self.options else ""
        return f"{low} to {high} people, {self.share}%, mean {self.mean or 'not shown'}{counts}"


@dataclass(frozen=True)
class Row:
    """A row of codebook.csv: how so many people's share is said without a mean, and which pairs go without."""

    step: int
    lowest: int
    highest: int
    without_mean: frozenset[tuple[int, int]]


def named(scale: Scale) -> str:
    """How the file names a scale: positive options have a plus."""
    return " ".join(f"{value}+" if positive else str(value) for value, positive in scale)


@cache
def rows() -> dict[tuple[str, int], Row]:
    found = {}
    with CODEBOOK.open(newline="", encoding="utf-8") as file:
        for line in csv.DictReader(file):
            pairs = (pair.split("/") for pair in line["without_mean"].split())
            without = frozenset((int(share), int(mean)) for share, mean in pairs)
            key = line["scale"], int(line["people"])
            found[key] = Row(int(line["step"]), int(line["lowest"]), int(line["highest"]), without)
    return found


def ends_of_means(scale: Scale) -> tuple[int, int]:
    """The lowest and the highest mean that are said, in tenths: an eighth of the scale at each end is one."""
    values = [value for value, _ in scale]
    # In eightieths: 10 * (lowest + eighth), rounded half upwards.
    eighth = max(values) - min(values)
    low, high = 80 * min(values) + 10 * eighth, 80 * max(values) - 10 * eighth
    return (2 * low + 8) // 16, (2 * high + 8) // 16


def tenths(positive: int, people: int) -> int:
    """A share to the nearest tenth, without ends."""
    return (20 * positive + people) // (2 * people)


def tenths_of_mean(total: int, people: int, scale: Scale) -> int:
    low, high = ends_of_means(scale)
    return min(high, max(low, (20 * total + people) // (2 * people)))


def share_in_tens(positive: int, people: int) -> Words:
    """A share to the nearest ten: "90 or more", "10 or less" at the ends."""
    return _ended(min(9, max(1, tenths(positive, people))))


def _ended(tenth: int) -> Words:
    return Words(10 * tenth, {1: "or less", 9: "or more"}.get(tenth, ""))


def share_without_mean(positive: int, people: int, row: Row) -> Words:
    """A share as it is said where the mean is left out."""
    if row.step == 20:
        fifth = 2 * ((10 * positive + people) // (2 * people))  # to the nearest fifth, in tenths
        fifth = min(row.highest, max(row.lowest, fifth))
        if fifth == row.highest:
            return Words(10 * fifth - 10, "or more")
        return Words(10 * fifth + 10, "or less") if fifth == row.lowest else Words(10 * fifth, "nearest 20")
    tenth = min(row.highest, max(row.lowest, tenths(positive, people)))
    if tenth == row.highest:
        return Words(10 * tenth, "or more")
    return Words(10 * tenth, "or less") if tenth == row.lowest else Words(10 * tenth)


def mean_in_words(tenth: int, scale: Scale) -> Words:
    low, high = ends_of_means(scale)
    return Words(tenth / 10, {low: "or less", high: "or more"}.get(tenth, ""))


@cache
def few_people(people: int, scale: Scale) -> dict[tuple[int, int], tuple[Words, Words | None]]:
    """What is said of fewer than 50 people by P and S, for every P and S that there can be."""
    row = rows()[named(scale), people]
    said: dict[tuple[int, int], tuple[Words, Words | None]] = {}
    for positive, total in sums(people, scale):
        pair = min(9, max(1, tenths(positive, people))), tenths_of_mean(total, people, scale)
        if pair in row.without_mean:
            said[positive, total] = share_without_mean(positive, people, row), None
        else:
            said[positive, total] = share_in_tens(positive, people), mean_in_words(pair[1], scale)
    return said


def sums(people: int, scale: Scale) -> Iterator[tuple[int, int]]:
    """Every P and S of so many people; values of options go up by one, positive options are the highest."""
    high = [value for value, positive in scale if positive]
    low = [value for value, positive in scale if not positive]
    for positive in range(people + 1):
        others = people - positive
        least = positive * min(high) + others * min(low)
        for total in range(least, positive * max(high) + others * max(low) + 1):
            yield positive, total


def boxes_of(
    said: Mapping[tuple[int, int], tuple[Words, Words | None]], figure: Figure
) -> tuple[tuple[int, int, int, int], ...]:
    """All (P, S) that are said like a figure, as rectangles (least P, most P, least S, most S).

    One rectangle, or few, where the mean is said. Without a mean one for each stretch of S.
    """
    fits: dict[int, list[int]] = {}
    for (positive, total), words in said.items():
        if words == (figure.share, figure.mean):
            fits.setdefault(positive, []).append(total)
    if not fits:
        return ()
    if figure.mean is not None:
        # A share and a mean leave all P between two numbers and all S between two numbers: the options' own sums do
        # the rest, since whatever adds up so is said so.
        totals = [total for found in fits.values() for total in found]
        whole = (min(fits), max(fits), min(totals), max(totals))
        inside = {pair for pair in said if whole[0] <= pair[0] <= whole[1] and whole[2] <= pair[1] <= whole[3]}
        if len(inside) == len(totals):
            return (whole,)
    return tuple(_merged([(p, p, low, high) for p, found in fits.items() for low, high in _stretches(sorted(found))]))


def _stretches(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = last = numbers[0]
    for number in numbers[1:]:
        if number != last + 1:
            yield start, last
            start = number
        last = number
    yield start, last


def _merged(found: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Rectangles next to each other with the same S as one."""
    by_totals: dict[tuple[int, int], list[int]] = {}
    for positive, _, low, high in found:
        by_totals.setdefault((low, high), []).append(positive)
    return [
        (*stretch, *totals) for totals, numbers in sorted(by_totals.items()) for stretch in _stretches(sorted(numbers))
    ]


def stands_for(count: Words) -> tuple[int, int]:
    """The numbers of people that a count to the nearest five stands for."""
    if count.edge == "or less":
        return 0, FEW
    if count.edge == EXACTLY:
        return int(count.value), int(count.value)
    return int(count.value) - 2, int(count.value) + 2


def ends_of_wide(share: Words, people: int) -> tuple[int, int]:
    """The fewest and the most positive people that a wide share stands for: as far from it as half of "nearest"."""
    half = int(share.edge.removeprefix(NEAREST)) // 2
    low, high = int(share.value) - half, int(share.value) + half
    return -(-low * people // 100), high * people // 100


def all_ways(people: int, options: int) -> np.ndarray:
    """Every way in which so many people can answer, a row each."""
    if options == 1:
        return np.array([[people]])
    return np.concatenate([np.insert(all_ways(people - n, options - 1), 0, n, axis=1) for n in range(people + 1)])


def sums_of(rows_: np.ndarray, scale: Scale) -> tuple[np.ndarray, np.ndarray]:
    """P and S of rows of counts."""
    positive = np.array([int(is_positive) for _, is_positive in scale])
    return rows_ @ positive, rows_ @ np.array([value for value, _ in scale])

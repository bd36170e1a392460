"""Made-up boroughs of different shapes: each from its seed, so that what is found can be found again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from attacker.words import FIVE, THREE, Scale

Counts = dict[int, tuple[int, ...]]


@dataclass(frozen=True)
class Table:
    """One question: what was counted at each service, and how many people sent the survey there."""

    sectors: dict[int, int]
    counts: Counts
    scale: Scale
    take_up: dict[int, int]


@dataclass(frozen=True)
class Borough:
    """A borough by its shape, its seed and its questions. `bases` are trees of which every way is gone through."""

    shape: str
    seed: int
    tables: tuple[Table, ...] = ()
    rounds: int = 2
    stories: int = 8  # people joined or left, services moved, closed or merged
    bases: tuple[dict[int, int], ...] = ()
    sample: int | None = None  # how many services and places of a table are looked at; None: all

    @property
    def name(self) -> str:
        return f"{self.shape}/{self.seed}"


Sizes = Callable[[np.random.Generator], list[list[int]]]  # people who sent the survey, by sector and service


def _drawn(rng: np.random.Generator, services: int, median: float, sigma: float) -> list[int]:
    return [max(1, round(median * rng.lognormal(0, sigma))) for _ in range(services)]


def tiny(rng):
    return [_drawn(rng, int(rng.integers(1, 4)), 5, 0.6) for _ in range(int(rng.integers(1, 3)))]


def mixed(rng):
    return [_drawn(rng, int(rng.integers(2, 6)), 14, 0.8) for _ in range(3)]


def many_small(rng):
    return [_drawn(rng, 10, 5, 0.5) for _ in range(3)]


def one_big_two_small(rng):
    return [[int(rng.integers(20, 60)), *map(int, rng.integers(2, 9, size=2))] for _ in range(4)]


def two_a_sector(rng):
    return [_drawn(rng, 2, 11, 0.5) for _ in range(4)]


def skewed(rng):
    return [_drawn(rng, int(rng.integers(3, 7)), 9, 1.3) for _ in range(3)]


def thresholds(rng):
    return [[int(n) for n in rng.choice([9, 10, 14, 15, 49, 50], size=int(rng.integers(2, 5)))] for _ in range(3)]


def large(rng):
    return [_drawn(rng, 30, 12, 1.0) for _ in range(10)]


# Shape: sizes, how evenly options are chosen (the lower the more alike people are), share of skips, how many seeds.
SHAPES: dict[str, tuple[Sizes, float, float, int]] = {
    "tiny": (tiny, 1.0, 0.05, 4),
    "mixed": (mixed, 1.0, 0.05, 4),
    "many-small": (many_small, 0.8, 0.05, 3),
    "one-big-two-small": (one_big_two_small, 0.8, 0.05, 4),
    "two-a-sector": (two_a_sector, 0.8, 0.05, 3),
    "skewed": (skewed, 0.8, 0.05, 4),
    "thresholds": (thresholds, 0.9, 0.0, 4),
    "near-unanimous": (mixed, 0.08, 0.05, 3),
    "many-skips": (mixed, 0.8, 0.4, 3),
    "all-on-paper": (mixed, 0.8, 0.0, 2),
    "large": (large, 0.8, 0.1, 2),
}
ROUNDS = {"three-rounds": (mixed, 0.8, 0.0, 2)}
# Trees small enough to go through every way in which three options can be answered.
EVERY_WAY = (
    ({1: 5, 2: 5}, {1: 10, 2: 4}),
    ({1: 6, 2: 5}, {1: 11, 2: 2, 3: 1}, {1: 2, 2: 4, 3: 4}),
)
SCALES = (THREE, FIVE)


def table(rng: np.random.Generator, sizes: Sizes, alike: float, skips: float, scale: Scale) -> Table:
    """A question of a borough that is made up for it."""
    by_sector = sizes(rng)
    sectors: dict[int, int] = {}
    sent: dict[int, int] = {}
    counts: Counts = {}
    lean = rng.dirichlet([alike] * len(scale))
    for sector, people in enumerate(by_sector, start=1):
        for number in people:
            service = len(sectors) + 1
            sectors[service], sent[service] = sector, number
            rated = number - int(rng.binomial(number, skips))
            theirs = rng.dirichlet(lean * 12 * min(1, alike) + 0.05)
            counts[service] = tuple(rng.multinomial(rated, theirs).tolist())
    return Table(sectors, counts, scale, sent)


def boroughs() -> list[Borough]:
    """The forty: by shape, then by seed."""
    found = []
    for shape, (sizes, alike, skips, seeds) in (SHAPES | ROUNDS).items():
        for seed in range(1, seeds + 1):
            rng = np.random.default_rng([seed, len(shape), *shape.encode()])
            tables = tuple(table(rng, sizes, alike, skips, scale) for scale in (*SCALES, *SCALES))
            if shape == "large":
                found.append(Borough(shape, seed, tables[1:2], stories=1, sample=6))
            elif shape in ROUNDS:
                found.append(Borough(shape, seed, tables, rounds=3, stories=8))
            else:
                found.append(Borough(shape, seed, tables))
    found += [Borough("every-way", seed, bases=bases) for seed, bases in enumerate(EVERY_WAY, start=1)]
    return found

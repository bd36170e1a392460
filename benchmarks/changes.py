"""How well changes between two rounds are told from chance, on made-up people whose true change is known.

    python -m benchmarks.changes [PAIRS]

Each pair of rounds is drawn anew: people with leanings of their own, so that one person's answers go together as much
as staff's do in the demonstration borough, who leave out one question in twelve. Their answers are coarsened as for a
release, and the change is worked out from that as it is at a release.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from reporting.change import SAME, Change, Rated, Z, change_of_share, together
from reporting.protect.disclosure import coarsen
from reporting.protect.exactness import ends_of
from reporting.protect.rollup import RatingPoint, Tally

POINTS = [RatingPoint(str(value), value, value >= 4) for value in range(1, 6)]
RHO = 0.15  # how far one person's answers go together
ANSWERED = 11 / 12
SHARE = 0.47  # of ratings that are positive in the round before
# Where, people in a round, questions.
PLACES = (("the whole, all questions", 1100, 21), ("the whole, a feature", 1100, 3))
SMALLER = (("a sector, a feature", 150, 3), ("a service, a feature", 40, 3), ("a service, all questions", 40, 21))
RISES = (0, 2, 3, 4, 5, 6, 8)  # points


@dataclass(frozen=True)
class Drawn:
    """One round: who gave a positive answer to which question (1 or 0), and who gave none (-1)."""

    answers: np.ndarray

    @property
    def persons(self) -> list[tuple[int, int]]:
        return list(
            zip((self.answers == 1).sum(axis=1).tolist(), (self.answers >= 0).sum(axis=1).tolist(), strict=True)
        )

    def rated(self, rng: np.random.Generator) -> list[Rated]:
        """The questions as they are published. Which of the upper or lower options people chose is drawn."""
        found = []
        for column in self.answers.T:
            positive, given = int((column == 1).sum()), int((column >= 0).sum())
            chosen = [*rng.multinomial(given - positive, (0.2, 0.35, 0.45)), *rng.multinomial(positive, (0.6, 0.4))]
            tally = Tally(Counter({point.key: int(count) for point, count in zip(POINTS, chosen, strict=True)}))
            shown = coarsen(tally, POINTS)
            found.append(Rated(ends_of(shown), sum(shown.base) / 2))
        return found

    def exact(self) -> tuple[float, float]:
        """The share in per cent and its standard error, from the answers themselves: a linearised ratio."""
        positive, given = (np.array(each, dtype=float) for each in zip(*self.persons, strict=True))
        ratio = positive.sum() / given.sum()
        return 100 * ratio, 100 * sqrt(((positive - ratio * given) ** 2).sum()) / given.sum()


def draw(rng: np.random.Generator, people: int, questions: int, share: float) -> Drawn:
    """People whose leanings are spread so that their answers go together; questions differ by up to 15 points."""
    concentration = 1 / RHO - 1
    leanings = rng.beta(share * concentration, (1 - share) * concentration, size=people)[:, None]
    apart = np.linspace(-0.15, 0.15, questions)[None] if questions > 1 else np.zeros((1, 1))
    chances = np.clip(leanings + apart * 4 * leanings * (1 - leanings), 0, 1)
    answers = (rng.random((people, questions)) < chances).astype(int)
    answers[rng.random((people, questions)) > ANSWERED] = -1
    return Drawn(answers)


@dataclass(frozen=True)
class Outcome:
    """Of many pairs of rounds with one true rise."""

    higher: float
    lower: float
    covered: float
    width: float  # of the interval, beside that of the exact one


def tried(people: int, questions: int, rise: float, pairs: int, seed: int = 1) -> Outcome:
    """Many pairs of rounds, `rise` points apart in truth."""
    rng = np.random.default_rng([seed, people, questions, round(10 * rise)])
    whole = draw(rng, 1100, questions, SHARE)
    alike = together(whole.persons, questions)
    true = _true_rise(questions, rise)
    found: list[Change] = []
    widths = []
    for _ in range(pairs):
        then, now = (draw(rng, people, questions, share) for share in (SHARE, SHARE + rise / 100))
        change = change_of_share(now.rated(rng), then.rated(rng), alike)
        error = sqrt(now.exact()[1] ** 2 + then.exact()[1] ** 2)
        widths.append((change.high - change.low) / (2 * Z * error))
        found.append(change)
    return Outcome(
        _part([one.verdict != SAME and one.difference > 0 for one in found]),
        _part([one.verdict != SAME and one.difference < 0 for one in found]),
        _part([one.low <= true <= one.high for one in found]),
        float(np.mean(widths)),
    )


def _true_rise(questions: int, rise: float) -> float:
    """In points, of so many people that chance is none: leanings at their ends move a little less."""
    rng = np.random.default_rng(7)
    then, now = (draw(rng, 400_000 // questions, questions, share) for share in (SHARE, SHARE + rise / 100))
    return now.exact()[0] - then.exact()[0]


def _part(told: Sequence[bool]) -> float:
    return 100 * sum(told) / len(told)


def main(pairs: int) -> None:
    print(f"{pairs} pairs of rounds a line; in per cent")
    print(f"{'':28}{'rise':>6}{'higher':>9}{'lower':>8}{'covered':>9}{'width':>8}")
    for name, people, questions in (*PLACES, *SMALLER):
        for rise in RISES:
            one = tried(people, questions, rise, pairs)
            print(f"{name:28}{rise:>6}{one.higher:>9.1f}{one.lower:>8.1f}{one.covered:>9.1f}{one.width:>8.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)

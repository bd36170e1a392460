"""What the figures of people's answers are compared with: the same questions at the same place in the round before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

from reporting import figures as f
from reporting.change import Change, Rated, change_of_share, discoveries
from reporting.protect.disclosure import CoarsenedResult, half_up
from reporting.protect.exactness import ends_of

# What is called a change below the whole partnership is held to one rate of false discoveries: of features and wholes,
# and of single questions.
FAMILIES = ((f.FEATURE, f.OVERALL), (f.QUESTION,))


@dataclass(frozen=True)
class Comparison:
    """One subject at one place, in this round and the round before. `questions` of `of` were shown in both."""

    measure: str
    place: f.Place
    kind: str
    subject: str
    change: Change
    questions: int
    of: int

    def figure(self, verdict: str) -> f.Figure:
        """As it is published: whole points, and an interval that is never narrower than the one worked out."""
        found = self.change
        alike = "" if self.questions == self.of else f"from {self.questions} of {self.of} questions"
        return f.Figure(
            self.measure,
            self.place,
            f.CHANGE,
            self.kind,
            self.subject,
            value=Decimal(half_up(found.difference)),
            edge=verdict,
            note=alike,
            low=Decimal(floor(found.low)),
            high=Decimal(ceil(found.high)),
        )


def compared(
    measure: str,
    place: f.Place,
    kind: str,
    subject: str,
    pairs: Sequence[tuple[CoarsenedResult, CoarsenedResult]],
    of: int,
    together: float,
) -> Comparison | None:
    """A subject over the questions that are shown in both rounds, of so many; None where they are fewer than half."""
    if not pairs or 2 * len(pairs) < of:
        return None
    now, then = ([_rated(shown) for shown in some] for some in zip(*pairs, strict=True))
    return Comparison(measure, place, kind, subject, change_of_share(now, then, together), len(pairs), of)


def _rated(shown: CoarsenedResult) -> Rated:
    return Rated(ends_of(shown), sum(shown.base) / 2)


def figures_of(comparisons: Iterable[Comparison]) -> Iterator[f.Figure]:
    """What is published of all comparisons of a round."""
    below: list[Comparison] = []
    for one in comparisons:
        if one.place.level == f.SYSTEM:
            yield one.figure(one.change.verdict)
        else:
            below.append(one)
    # With hundreds of comparisons of nothing one in twenty would look like a change: what is called one is chosen so
    # that at most one in twenty of those is by chance.
    for kinds in FAMILIES:
        family = [one for one in below if one.kind in kinds]
        at = discoveries([one.change for one in family])
        for one in family:
            yield one.figure(one.change.verdict_at(at))

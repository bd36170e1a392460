"""What the figures of people's answers are compared with: the same questions at the same place in the round before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

from reporting import figures as f
from reporting.change import Change, Rated, change_of_share, discoveries
from reporting.measures.same_question import is_enough
from reporting.protect.disclosure import CoarsenedResult, half_up
from reporting.protect.exactness import ends_of

# What is called a change below the whole partnership is held to one rate of false discoveries: of features and wholes,
# and of single questions.
FAMILIES = ((f.FEATURE, f.OVERALL), (f.QUESTION,))


@dataclass(frozen=True)
class Comparison:
    """One subject at one place, in this round and the round before.

    `questions` of `of` were shown in both. `is_whole` says that the figures of both rounds are made of just these.
    """

    measure: str
    place: f.Place
    kind: str
    subject: str
    change: Change
    questions: int
    of: int
    is_whole: bool = True

    def figure(self, verdict: str) -> f.Figure:
        """As it is published: whole points, and an interval that is never narrower than the one worked out."""
        found = self.change
        partly = "" if self.is_whole else f"from {self.questions} of {self.of} questions"
        return f.Figure(
            self.measure,
            self.place,
            f.CHANGE,
            self.kind,
            self.subject,
            value=Decimal(half_up(found.difference)),
            edge=verdict,
            note=partly,
            low=Decimal(floor(found.low)),
            high=Decimal(ceil(found.high)),
        )


@dataclass(frozen=True)
class Subject:
    """What questions speak to together, at one place: by their codes, those asked in both rounds by one code.

    `now` and `then` are the questions that its figures are made of in each round, with what is shown of each; `asked`
    are all that speak to it in either of them.
    """

    kind: str
    code: str
    now: Mapping[str, CoarsenedResult]
    then: Mapping[str, CoarsenedResult]
    asked: Collection[str]


def compared(measure: str, place: f.Place, subject: Subject, alike: Collection[str]) -> Comparison | None:
    """A subject over the questions that are shown in both rounds; None where they are fewer than half.

    `alike` are the questions that were asked in the same way in both.
    """
    both = [code for code in subject.now if code in subject.then and code in alike]
    if not is_enough(both, subject.asked):
        return None
    is_whole = len(both) == len(subject.now) == len(subject.then)
    change = change_of_share([rated(subject.now[one]) for one in both], [rated(subject.then[one]) for one in both])
    return Comparison(measure, place, subject.kind, subject.code, change, len(both), len(subject.asked), is_whole)


def rated(shown: CoarsenedResult) -> Rated:
    """A question's figures at a place as a change is worked out from them."""
    at_an_end = any(count.edge for count in shown.options.values()) if shown.options else bool(shown.share.edge)
    return Rated(ends_of(shown), sum(shown.base) / 2, at_an_end)


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

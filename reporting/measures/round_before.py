"""What was released of the round before: no figure of a round leaves without a look at what stands there already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

from reporting import figures as f
from reporting.measures.ratings import points_of
from reporting.measures.round_context import RoundContext
from reporting.measures.same_question import AskedBefore
from reporting.models import Release, ReleasedFigure
from reporting.protect import exactness, rounds
from reporting.protect.disclosure import Coarse, CoarsenedResult
from reporting.protect.rollup import REST, SECTOR, SERVICE, SYSTEM, Node, RatingPoint, Tally
from reporting.protect.rounds import Earlier
from surveys.models import Question, ScalePoint

SHOWN_AT = (SERVICE, SECTOR, SYSTEM, REST)
Rows = Mapping[Node, Mapping[tuple[str, str], ReleasedFigure]]  # by place: each figure by its statistic and option


@dataclass
class RoundBefore:
    """What was released of one survey before this round. What was asked then is known by its code.

    Before is what the partnership released last, and not the round whose days came last: a new release is one more look
    at what stands there. So each is held beside the one before it, in the order in which they were released.
    """

    release: Release
    context: RoundContext
    measure: str
    instrument: str
    lineage: Mapping[int, frozenset[int]] = field(default_factory=dict)  # services that came of others since

    @classmethod
    def of(cls, context: RoundContext, measure: str, instrument: str) -> RoundBefore | None:
        """None where the partnership has released no other round."""
        release, before = context.released_before, context.before
        return cls(release, before, measure, instrument, context.came_of) if release and before else None

    def as_it_stands(self, release: Release) -> RoundBefore:
        """The same round by its corrected release: what changes are worked out from."""
        return self if release == self.release else RoundBefore(release, self.context, self.measure, self.instrument)

    @cached_property
    def asked(self) -> Mapping[str, Question]:
        """The rated questions of the survey as they were asked then, by their codes."""
        found = self.context.rated_questions([self.instrument]).select_related("statement__feature")
        return {question.code: question for question in found.prefetch_related("scale__points")}

    @cached_property
    def _before(self) -> AskedBefore:
        return AskedBefore(self.asked)

    def same_as(self, question: Question) -> Question | None:
        """A question as it was asked then; None where it was not."""
        return self._before.same_as(question)

    def is_alike(self, question: Question) -> bool:
        """Whether it was asked then with the same answers to choose from, and the same of them counted as positive."""
        return self._before.is_alike(question)

    @cached_property
    def people(self) -> Mapping[str, Mapping[int, int]]:
        """How many people of each service answered each question; nobody where answers are no longer kept."""
        codes = {question.pk: code for code, question in self.asked.items()}
        ratings = {
            point.pk
            for question in self.asked.values()
            for point in question.choices()
            if point.kind == ScalePoint.Meaning.RATING
        }
        found: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for row in self.context.answers:
            if row["question"] in codes and row["point"] in ratings:
                found[codes[row["question"]]][row["service"]] += row["count"]
        return found

    @cached_property
    def _rows(self) -> Mapping[str, Rows]:
        """What was shown, by question and place: each figure by its statistic and option."""
        found: dict[str, dict[Node, dict[tuple[str, str], ReleasedFigure]]] = defaultdict(lambda: defaultdict(dict))
        rows = ReleasedFigure.objects.of(self.release, self.measure).filter(
            subject_kind__in=[f.QUESTION, f.OPTION], status=f.SHOWN, level__in=SHOWN_AT
        )
        for row in rows:
            code, _, option = row.subject.partition(":")
            found[code][Node(row.level, row.place)][row.statistic, option] = row
        return found

    @cached_property
    def shown(self) -> Mapping[str, Mapping[Node, CoarsenedResult]]:
        """What was shown of each question then, by its code then."""
        found = {code: _all_as_they_were(self._rows.get(code, {}), points_of(one)) for code, one in self.asked.items()}
        return {code: shown for code, shown in found.items() if shown}

    def of_question(self, question: Question) -> Earlier:
        """What was released of a question; nothing where it was not asked, or with other answers to choose from.

        Where the answers are the same and others of them count as positive, places were shown and what was shown there
        is None: nothing can be worked out of both, and where nearly the same people answered nothing is shown.
        """
        then = self.same_as(question)
        people = self.people.get(then.code) if then else None
        if then is None or not people or not self._has_the_same_options(then, question):
            return Earlier(self.context.tree, {}, {})
        shown = self.shown.get(then.code, {})
        told: Mapping[Node, CoarsenedResult | None] = shown if self.is_alike(question) else dict.fromkeys(shown)
        return Earlier(self.context.tree, people, told, self.lineage)

    def _has_the_same_options(self, then: Question, now: Question) -> bool:
        return {point.key for point in points_of(then)} == {point.key for point in points_of(now)}


def _all_as_they_were(rows: Rows, points: list[RatingPoint]) -> dict[Node, CoarsenedResult]:
    found = {node: _as_it_was(figures, points) for node, figures in rows.items()}
    return {node: one for node, one in found.items() if one is not None}


def _as_it_was(rows: Mapping[tuple[str, str], ReleasedFigure], points: list[RatingPoint]) -> CoarsenedResult | None:
    """A question's figures at one place as they were released; None where they cannot be read."""
    share, mean = rows.get((f.SHARE_POSITIVE, "")), rows.get((f.MEAN, ""))
    options = {option: _coarse(row) for (statistic, option), row in rows.items() if statistic == f.COUNT}
    if share is None or share.base_low is None or share.base_high is None:
        return None
    if options and options.keys() != {point.key for point in points}:
        return None
    values = [point.value for point in points]
    base = share.base_low, share.base_high
    positive = frozenset(point.key for point in points if point.positive)
    how_many = len(positive), len(points) - len(positive)
    said = exactness.read_back(_coarse(share), has_counts=bool(options), people=base, options=how_many)
    ends = min(values), max(values)
    by_key = {point.key: point.value for point in points}
    average = exactness.mean_read_back(_coarse(mean), *ends) if mean else None
    return CoarsenedResult(base, said, average, *ends, options, positive, by_key)


def _coarse(row: ReleasedFigure) -> Coarse:
    return Coarse(float(row.value or 0), row.edge)


def decide(
    context: RoundContext,
    earlier: Earlier | None,
    points: list[RatingPoint],
    tallies: Mapping[int, Tally],
    most: Mapping[int, int],
) -> dict[Node, CoarsenedResult]:
    """Where a question may be shown, and what, after the attack and beside what was released of the round before."""
    publishable = partial(context.decide, tallies, points, context.tree, most)
    return rounds.decide(tallies, points, context.tree, earlier, publishable)

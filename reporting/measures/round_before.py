"""What was released of the round before: no figure of a round leaves without a look at what stands there already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from reporting import figures as f
from reporting.measures.round_context import RoundContext
from reporting.models import Release, ReleasedFigure
from reporting.protect import exactness, rounds
from reporting.protect.disclosure import COUNTS_FROM, Coarse, CoarsenedResult
from reporting.protect.rollup import REST, SECTOR, SERVICE, SYSTEM, Node, RatingPoint, Tally
from reporting.protect.rounds import Earlier
from surveys.models import Question, ScalePoint

SHOWN_AT = (SERVICE, SECTOR, SYSTEM, REST)


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

    @classmethod
    def of(cls, context: RoundContext, measure: str, instrument: str) -> RoundBefore | None:
        """None where the partnership has released no other round."""
        release, before = context.released_before, context.before
        return cls(release, before, measure, instrument) if release and before else None

    @cached_property
    def people(self) -> Mapping[str, Mapping[int, int]]:
        """How many people of each service answered each question; nobody where answers are no longer kept."""
        questions = Question.objects.filter(
            instrument__key=self.instrument, instrument__framework=self.context.round.framework_id
        )
        codes = dict(questions.values_list("pk", "code"))
        ratings = set(ScalePoint.objects.filter(kind=ScalePoint.Meaning.RATING).values_list("pk", flat=True))
        found: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for row in self.context.answers:
            if row["question"] in codes and row["point"] in ratings:
                found[codes[row["question"]]][row["service"]] += row["count"]
        return found

    @cached_property
    def _rows(self) -> Mapping[str, Mapping[Node, Mapping[tuple[str, str], ReleasedFigure]]]:
        """What was shown, by question and place: each figure by its statistic and option."""
        found: dict[str, dict[Node, dict[tuple[str, str], ReleasedFigure]]] = defaultdict(lambda: defaultdict(dict))
        rows = ReleasedFigure.objects.of(self.release, self.measure).filter(
            subject_kind__in=[f.QUESTION, f.OPTION], status=f.SHOWN, level__in=SHOWN_AT
        )
        for row in rows:
            code, _, option = row.subject.partition(":")
            found[code][Node(row.level, row.place)][row.statistic, option] = row
        return found

    def of_question(self, question: Question, points: list[RatingPoint]) -> Earlier:
        """What was released of a question, which is known again by its code."""
        shown = {node: _as_it_was(rows, points) for node, rows in self._rows.get(question.code, {}).items()}
        told = {node: one for node, one in shown.items() if one is not None}
        people = self.people.get(question.code)
        return Earlier(self.context.tree, people, told) if people else Earlier(self.context.tree, {}, {})


def _as_it_was(rows: Mapping[tuple[str, str], ReleasedFigure], points: list[RatingPoint]) -> CoarsenedResult | None:
    """A question's figures at one place as they were released; None where its options are others now."""
    share, mean = rows.get((f.SHARE_POSITIVE, "")), rows.get((f.MEAN, ""))
    options = {option: _coarse(row) for (statistic, option), row in rows.items() if statistic == f.COUNT}
    if share is None or share.base_low is None or share.base_high is None:
        return None
    if options and options.keys() != {point.key for point in points}:
        return None
    values = [point.value for point in points]
    base = share.base_low, share.base_high
    said = exactness.read_back(_coarse(share), has_counts=bool(options), few=share.base_high < COUNTS_FROM)
    positive = frozenset(point.key for point in points if point.positive)
    ends = min(values), max(values)
    by_key = {point.key: point.value for point in points}
    return CoarsenedResult(base, said, _coarse(mean) if mean else None, *ends, options, positive, by_key)


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

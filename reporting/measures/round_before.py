"""What was released of the round before: no figure of a round leaves without a look at what stands there already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from organisations.models import RoundService
from reporting import figures as f
from reporting.measures.round_context import RoundContext
from reporting.models import Release, ReleasedFigure
from reporting.protect import disclosure
from reporting.protect.disclosure import Coarse, CoarsenedResult
from reporting.protect.rollup import REST, SECTOR, SERVICE, SYSTEM, Node, RatingPoint, Tally, Tree, bases, pool
from reporting.protect.rounds import Before, beside
from surveys.models import ClosedRoundAnswer, Question, ScalePoint

SHOWN_AT = (SERVICE, SECTOR, SYSTEM, REST)


@dataclass
class RoundBefore:
    """The released round before this one. What was asked then is known by its code; one query for each of three."""

    release: Release
    measure: str
    instrument: str
    _found: dict[str, dict[Node, CoarsenedResult]] = field(default_factory=dict)

    @classmethod
    def of(cls, context: RoundContext, measure: str, instrument: str) -> RoundBefore | None:
        """The last round of the partnership that ended before this one and was released; None where there is none."""
        earlier = Release.objects.filter(
            round__partnership=context.round.partnership_id, round__closes_on__lt=context.round.closes_on
        )
        release = earlier.select_related("round").order_by("-round__closes_on").first()
        return cls(release, measure, instrument) if release else None

    @cached_property
    def tree(self) -> Tree:
        places = RoundService.objects.in_round(self.release.round)
        return Tree({place.service_id: place.sector_id for place in places if place.service_id})

    @cached_property
    def people(self) -> Mapping[str, Mapping[int, int]]:
        """How many people of each service answered each question; nobody where answers are no longer kept."""
        questions = Question.objects.filter(
            instrument__key=self.instrument, instrument__framework=self.release.round.framework_id
        )
        codes = dict(questions.values_list("pk", "code"))
        ratings = set(ScalePoint.objects.filter(kind=ScalePoint.Meaning.RATING).values_list("pk", flat=True))
        found: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        answers = ClosedRoundAnswer.objects.in_round(self.release.round).counted().counts_by_service_and_question()
        for row in answers:
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

    def at(self, question: Question, points: list[RatingPoint]) -> dict[Node, CoarsenedResult]:
        """Where this question was shown, and what."""
        if question.code not in self._found:
            told = self._rows.get(question.code, {})
            shown = {node: _as_it_was(rows, points) for node, rows in told.items()}
            self._found[question.code] = {node: one for node, one in shown.items() if one is not None}
        return self._found[question.code]

    def beside(
        self, node: Node, now: tuple[int, ...], base: Mapping[int, int], question: Question, points: list[RatingPoint]
    ) -> Before | None:
        """What to hold a place beside, which holds these services now; None where nothing was shown of it."""
        shown, then = self.at(question, points).get(node), self.people.get(question.code)
        if shown is None or not then:
            return None
        before = self._services(node, question, points)
        people = sum(then.get(service, 0) for service in before)
        # Someone whose service moved, was closed or joined another answers as before, somewhere else or not at all.
        apart = set(before) ^ set(now)
        moved = sum(then.get(service, 0) if service in before else base.get(service, 0) for service in apart)
        return Before(people, shown, moved) if moved < disclosure.LEAST_PEOPLE else None

    def _services(self, node: Node, question: Question, points: list[RatingPoint]) -> tuple[int, ...]:
        services = self.tree.services_under(node)
        if node.level != REST:
            return services
        shown = self.at(question, points)
        return tuple(service for service in services if Node(SERVICE, service) not in shown)

    def not_yet(self, question: Question, base: Mapping[int, int], points: list[RatingPoint]) -> set[Node]:
        """Services that were too few then and are only just enough now: beside the round before they would stand out.

        What was counted together with others a round ago would be told apart by one person who joined.
        """
        then, shown = self.people.get(question.code, {}), self.at(question, points)
        return {
            Node(SERVICE, service)
            for service, people in base.items()
            if Node(SERVICE, service) not in shown
            and 0 < then.get(service, 0) < disclosure.LEAST_PEOPLE <= people
            and Before(then[service], _NOTHING).is_close_to(people)
        }


_NOTHING = CoarsenedResult((0, 0), Coarse(0), None, 0, 0, {})


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
    return CoarsenedResult(base, _coarse(share), _coarse(mean) if mean else None, min(values), max(values), options)


def _coarse(row: ReleasedFigure) -> Coarse:
    return Coarse(float(row.value or 0), row.edge)


def decide(
    context: RoundContext,
    before: RoundBefore | None,
    question: Question,
    points: list[RatingPoint],
    tallies: Mapping[int, Tally],
    most: Mapping[int, int],
) -> dict[Node, CoarsenedResult]:
    """Where a question may be shown, and what, after the attack and beside what was released of the round before.

    What would have to be left out beside the round before is taken out first, so that the rules know of it.
    """
    base, tree = bases(tallies, context.tree), context.tree

    def shown(node: Node, services: tuple[int, ...]) -> CoarsenedResult | None:
        then = before.beside(node, services, base, question, points) if before else None
        return beside(pool(tallies, services), points, then)

    never: set[Node] = before.not_yet(question, base, points) if before else set()
    for node in tree.nodes if before else ():
        services = tree.services_under(node)
        if sum(base[service] for service in services) >= context.limits.people and shown(node, services) is None:
            never.add(node)
    published = context.decide(tallies, points, tree, most, never)
    found = {}
    for node in published:
        services = tree.services_under(node)
        if node.level == REST:
            services = disclosure.residual(Node(SECTOR, node.key), published, tree)
        if (coarse := shown(node, services)) is not None:
            found[node] = coarse
    return found

"""What every measure stands on: the round, its frozen places, and what its questions speak to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet

from organisations.lineage import Lineage
from organisations.models import Round, RoundService
from reporting.figures import REST, SECTOR, SERVICE, SYSTEM, Place
from reporting.measures.changes import Comparison
from reporting.models import Release
from reporting.protect.attack import Publishable, Report, publishable
from reporting.protect.choice import Wishes
from reporting.protect.disclosure import Thresholds
from reporting.protect.rollup import Node, RatingPoint, Tally, Tree
from surveys.models import ClosedRoundAnswer, ClosedRoundResponse, Instrument, Question


def released_before(round_: Round) -> Release | None:
    """What a round's partnership released last, of any other round, as it was published first.

    Whoever attacks knows all that was ever published; a correction adds nothing to it.
    """
    others = Release.objects.first_of_their_rounds().filter(round__partnership=round_.partnership_id)
    others = others.exclude(round=round_)
    return others.select_related("round").order_by("made_at", "pk").last()


def compared_with(round_: Round) -> Release | None:
    """The release that changes of a round are since: what was released last, where its round is an earlier one.

    Where that was corrected, changes are since what is right.
    """
    before = released_before(round_)
    if before is None or before.round.opens_on >= round_.opens_on:
        return None
    return Release.objects.standing().select_related("round").get(round=before.round)


@dataclass
class RoundContext:
    """A closed round, read once for all measures.

    `tell` hears how many questions have been attacked, of how many. `attacked` adds up what the attacks did.
    `publishable` attacks one question; only what is made up may remember what came of it (the demonstration).
    `comparisons` are what measures found to compare with the round before.
    """

    round: Round
    limits: Thresholds = field(default_factory=Thresholds)
    tell: Callable[[int, int], None] = lambda done, total: None
    attacked: Report = field(default_factory=Report)
    publishable: Publishable = publishable
    comparisons: list[Comparison] = field(default_factory=list)

    @property
    def wishes(self) -> Wishes:
        """What the partnership wants to see first where not everything can be shown, as stated before the round."""
        return Wishes(self.round.shown_first)

    @cached_property
    def places(self) -> list[RoundService]:
        return list(RoundService.objects.in_round(self.round).order_by("sector_name", "service_name"))

    @cached_property
    def tree(self) -> Tree:
        return Tree({place.service_id: place.sector_id for place in self.places})

    @cached_property
    def sector_names(self) -> dict[int, str]:
        return {place.sector_id: place.sector_name for place in self.places}

    @cached_property
    def by_service(self) -> dict[int, RoundService]:
        return {place.service_id: place for place in self.places}

    def place(self, node: Node) -> Place:
        """How a figure names a node."""
        if node.level == SERVICE:
            frozen = self.by_service[node.key]
            return Place(SERVICE, node.key, frozen.service_name, frozen.sector_id)
        if node.level == SECTOR:
            return Place(SECTOR, node.key, self.sector_names[node.key], node.key)
        return Place(SYSTEM, 0, self.round.partnership.name)

    def rest_of(self, sector: int) -> Place:
        """A sector's smaller services together."""
        return Place(REST, sector, "Smaller services (combined result)", sector)

    @cached_property
    def _people(self) -> dict[str, dict[int, int]]:
        found: dict[str, dict[int, int]] = {}
        for row in ClosedRoundResponse.objects.in_round(self.round).counted().counts_by_service_and_instrument():
            # Feedback after training belongs to no service, and is counted by session (training.py).
            if row["service"] in self.by_service:
                of = found.setdefault(row["instrument"], dict.fromkeys(self.by_service, 0))
                of[row["service"]] += row["count"]
        return found

    def people_who_answered(self, instrument: str) -> dict[int, int]:
        """How many people of each service answered a survey, 0 where nobody did."""
        # Zero for everybody where nobody answered: take-up says so, and the attack has to know that it is zero.
        return self._people.get(instrument) or dict.fromkeys(self.by_service, 0)

    @cached_property
    def answers(self) -> list[dict[str, int]]:
        """How many people of a service gave which answer to which question, of all surveys: from one GROUP BY."""
        return list(ClosedRoundAnswer.objects.in_round(self.round).counted().counts_by_service_and_question())

    def positive_by_person(self, questions: Collection[int]) -> list[dict[int, int]]:
        """For each person who answered one of some questions: 1 or 0 by question, whether the answer is positive."""
        rows = ClosedRoundAnswer.objects.in_round(self.round).counted().filter(question__in=questions)
        found: dict[UUID, dict[int, int]] = {}
        for person, question, positive in rows.ratings().values_list("response_id", "question_id", "point__positive"):
            found.setdefault(person, {})[question] = int(positive)
        return list(found.values())

    @cached_property
    def released_before(self) -> Release | None:
        """What the partnership released last, of any other round: its figures stand there already."""
        return released_before(self.round)

    @cached_property
    def before(self) -> RoundContext | None:
        """The round that was released last, read once for all measures; None where there is none."""
        return RoundContext(self.released_before.round) if self.released_before else None

    @cached_property
    def came_of(self) -> Mapping[int, frozenset[int]]:
        """The services that have come of others since the round that was released last, each with those others."""
        return Lineage(self.round.partnership_id).between(self.before.round, self.round) if self.before else {}

    def rated_questions(self, instruments: Iterable[str]) -> QuerySet[Question]:
        """The rated questions of some surveys: the core, each with its statement, then the partnership's own."""
        return Question.objects.filter(
            Q(partnership=None, statement__isnull=False) | Q(partnership=self.round.partnership_id),
            kind=Question.Format.CHOICE,
            instrument__key__in=instruments,
            instrument__framework=self.round.framework_id,
        )

    def decide(
        self,
        counts: Mapping[int, Tally],
        points: list[RatingPoint],
        tree: Tree,
        most: Mapping[int, int],
        hidden: Collection[Node] = frozenset(),
    ) -> set[Node]:
        """The places of a tree at which one question may be shown, after the attack; how far that is, is told.

        Every measure that publishes people's answers comes through here, with all that it will publish of them.
        """
        published, report = self.publishable(counts, points, tree, self.limits, most, hidden, self.wishes)
        self.attacked += report
        self.tell(self.attacked.questions, self.questions)
        return published

    @cached_property
    def questions(self) -> int:
        """How many questions there are to attack."""
        surveys = Instrument.objects.filter(framework=self.round.framework_id)
        surveys = surveys.filter(handed_out_by=Instrument.HandedOutBy.SERVICE)
        feedback = Question.objects.core().filter(instrument__framework=self.round.framework_id, kind="choice")
        feedback = feedback.filter(instrument__handed_out_by=Instrument.HandedOutBy.SESSION)
        return self.rated_questions(surveys.values_list("key", flat=True)).count() + feedback.count()

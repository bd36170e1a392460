"""The core training offer: whom it reached, from records that are no secret, and what people said about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from activities.models import KindOfRole, Level
from activities.take_up import take_up_in
from reporting.figures import (
    MEAN,
    NONE,
    ORGANISATIONS,
    PART,
    PEOPLE,
    QUESTION,
    RATE,
    RESPONSES,
    SHARE_POSITIVE,
    WITHHELD,
    Figure,
)
from reporting.measures.round_context import RoundContext
from reporting.measures.surveys import NOBODY, NOT_SHOWN, absent, figure_of, figures_of_question, points_of
from reporting.protect import attack, disclosure, exactness
from reporting.protect.disclosure import half_up
from reporting.protect.rollup import THE_SYSTEM, Node, Tally, Tree, pool
from surveys.models import ClosedRoundAnswer, ClosedRoundResponse, Instrument, Question, ScalePoint, SurveyLink

SESSION = Instrument.HandedOutBy.SESSION
TAKE_UP, FEEDBACK_MEASURE = "training_take_up", "training_feedback"
# The questions that stand beside each other; all others together say what people think of the training.
BEFORE, NOW = "t-before", "t-now"
PARTS = {level: f"Level: {words}" for level, words in Level.choices} | {
    role: f"Role: {words}" for role, words in KindOfRole.choices
}
NOT_TRAINED = "no training recorded in this round"


def training_take_up(context: RoundContext) -> list[Figure]:
    """Places taken, also per level and kind of role; organisations reached of all; places taken per cent of staff.

    People count once for each session that they came to, so the rate can be more than 100. Where one service's
    headcount is not known there is no rate. People of an organisation that has left since count; as reached count
    organisations with a service in the round. For the whole system only: an organisation can be in many sectors.
    """
    place, found = context.place(THE_SYSTEM), take_up_in(context.round)
    if not found.total:
        return [Figure(TAKE_UP, place, PEOPLE, status=NONE, note=NOT_TRAINED)]
    figures = [
        Figure(TAKE_UP, place, PEOPLE, value=Decimal(found.total), numerator=found.total, note="places taken"),
        Figure(
            TAKE_UP,
            place,
            ORGANISATIONS,
            value=Decimal(len(found.reached)),
            numerator=len(found.reached),
            denominator=len(found.organisations),
            note="organisations that took part",
        ),
    ]
    if found.headcount:
        # Not cut off at 100, unlike a survey's take-up: one person at two sessions is two, and the definition says
        # so.
        percent = Decimal(half_up(100 * found.total / found.headcount))
        note = "of headcount"
        figures.append(Figure(TAKE_UP, place, RATE, value=percent, denominator=found.headcount, note=note))
    else:
        have = "has" if found.not_known == 1 else "have"
        note = f"not known: {found.not_known} of {found.services} services {have} no headcount"
        figures.append(Figure(TAKE_UP, place, RATE, status=NONE, note=note))
    parts = [(level, found.at_level(level)) for level in Level.values]
    parts += [(role, found.of_role(role)) for role in KindOfRole.values]
    figures += [
        Figure(TAKE_UP, place, PEOPLE, PART, part, value=Decimal(people), numerator=people) for part, people in parts
    ]
    return figures


@dataclass
class Sessions:
    """The sessions of a round as a tree of its own: nothing below the whole is ever shown, so all of it is hidden."""

    people: dict[int, int]  # who answered, by link

    @classmethod
    def of(cls, context: RoundContext) -> Sessions:
        links = SurveyLink.objects.in_round(context.round).counted().filter(instrument__handed_out_by=SESSION)
        # Sessions after which no one answered stay in with 0: who held one knows that its link was given out.
        people = dict.fromkeys(links.order_by("pk").values_list("pk", flat=True), 0)
        answered = ClosedRoundResponse.objects.in_round(context.round).counted().filter(survey_link__in=people)
        return cls(people | answered.counts_by_link())

    @property
    def tree(self) -> Tree:
        # The rules of disclosure control speak of a tree. Sessions are its services, in one sector that means
        # nothing.
        return Tree(dict.fromkeys(self.people, 0))

    @property
    def hidden(self) -> set[Node]:
        return set(self.tree.nodes) - {THE_SYSTEM}

    def may_be_shown(self, limits: disclosure.Thresholds) -> bool:
        """Whether enough people answered, and not nearly all of them after one session."""
        return THE_SYSTEM in disclosure.publishable(self.people, self.tree, limits, without=self.hidden)


def training_feedback(context: RoundContext) -> list[Figure]:
    """Per question share positive and mean over all sessions together, after disclosure control; nothing below.

    The whole is worked out from the questions that are shown about the training itself, at least half of them; how
    confident people were and are is no part of it.
    """
    return list(_feedback(context))


def feedback_questions_of(context: RoundContext) -> list[Question]:
    """What is rated in the feedback survey of the round's framework."""
    asked = Question.objects.core().filter(
        instrument__handed_out_by=SESSION, instrument__framework=context.round.framework_id
    )
    return list(asked.filter(kind=Question.Format.CHOICE).prefetch_related("scale__points"))


def _feedback(context: RoundContext) -> Iterator[Figure]:
    place, sessions, questions = context.place(THE_SYSTEM), Sessions.of(context), feedback_questions_of(context)
    if not sessions.people or not questions:
        for statistic in (SHARE_POSITIVE, MEAN, RESPONSES):
            yield Figure(FEEDBACK_MEASURE, place, statistic, status=NONE, note=NOBODY)
        return
    tallies = _tallies(context, questions)
    most = {link: attack.at_most(people) for link, people in sessions.people.items()}
    shown: dict[str, disclosure.CoarsenedResult] = {}
    for question in questions:
        found, points = tallies[question.pk], points_of(question)
        published = context.decide(found, points, sessions.tree, most, sessions.hidden)
        if THE_SYSTEM in published:
            shown[question.code] = disclosure.coarsen(pool(found, sessions.tree.services), points)
            yield from figures_of_question(FEEDBACK_MEASURE, place, question, shown[question.code])
        else:
            yield from absent(FEEDBACK_MEASURE, place, QUESTION, question.code, sum(sessions.people.values()))
    yield from _whole(context, sessions, questions, shown)


def _tallies(context: RoundContext, questions: list[Question]) -> dict[int, dict[int, Tally]]:
    """Ratings by question and link, from one GROUP BY."""
    key_of = {
        point.pk: point.key for each in questions for point in each.choices() if point.kind == ScalePoint.Meaning.RATING
    }
    tallies: dict[int, dict[int, Tally]] = {question.pk: defaultdict(Tally) for question in questions}
    rows = ClosedRoundAnswer.objects.in_round(context.round).counted().filter(question__in=questions)
    for row in rows.counts_by_link_and_question():
        if row["point"] in key_of:
            tallies[row["question"]][row["link"]].by_point[key_of[row["point"]]] += row["count"]
    return tallies


def _whole(
    context: RoundContext, sessions: Sessions, questions: list[Question], shown: dict[str, disclosure.CoarsenedResult]
) -> Iterator[Figure]:
    place, answered = context.place(THE_SYSTEM), sum(sessions.people.values())
    # How confident people were and are is about themselves; in the whole it would pass for praise of the training.
    about = [question.code for question in questions if question.code not in (BEFORE, NOW)]
    there = [shown[code] for code in about if code in shown]
    if there and 2 * len(there) >= len(about):
        derived = exactness.derive(there)
        note = "" if len(there) == len(about) else f"from {len(there)} of {len(about)} questions"
        for statistic, coarse in ((SHARE_POSITIVE, derived.share), (MEAN, derived.mean)):
            yield figure_of(
                coarse, disclosure.band(answered), measure=FEEDBACK_MEASURE, place=place, statistic=statistic, note=note
            )
    else:
        status, note = (WITHHELD, NOT_SHOWN) if answered else (NONE, NOBODY)
        for statistic in (SHARE_POSITIVE, MEAN):
            yield Figure(FEEDBACK_MEASURE, place, statistic, status=status, note=note)
    low, high = disclosure.band(answered)
    yield Figure(FEEDBACK_MEASURE, place, RESPONSES, base_low=low, base_high=high, note="after all sessions together")

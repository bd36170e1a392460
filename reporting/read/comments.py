"""Which of the comments that reviewers let through may be shown where.

A comment is shown under a place only where the survey that it was written in may be shown there: by the rule for
questions (at least 10 people, and no one to be told by subtraction), taken over the people who answered the survey.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from django.db.models import Q

from reporting.measures.round_context import RoundContext
from reporting.measures.training import Sessions
from reporting.protect import disclosure
from reporting.protect.rollup import THE_SYSTEM, Node
from surveys.models import Comment, Instrument


@dataclass(frozen=True)
class ShownComment:
    """One comment as it is shown: the question, the words, the features it is about."""

    survey: str
    question: str
    text: str
    features: tuple[str, ...]


def comments_at(context: RoundContext, node: Node) -> list[ShownComment]:
    """The comments that may be shown at a place, in an order that means nothing. Four queries, whatever the number."""
    found = Comment.objects.not_set_aside().filter(round=context.round, state=Comment.State.RELEASED)
    here = Q(service__in=context.tree.services_under(node))
    found = found.filter(here | Q(service=None) if node == THE_SYSTEM else here)
    found = found.select_related("question__instrument").prefetch_related("features").order_by("id")
    shown: list[ShownComment] = []
    by_survey: dict[Instrument, list[Comment]] = {}
    for comment in found:
        by_survey.setdefault(comment.question.instrument, []).append(comment)
    for survey, comments in by_survey.items():
        if not may_be_shown(context, node, survey):
            continue
        shown += [
            ShownComment(
                comment.question.instrument.title,
                comment.question.text,
                comment.text,
                tuple(str(feature) for feature in comment.features.all()),
            )
            for comment in comments
        ]
    # The order in which comments came could be matched with who was where when. A stable sort keeps the random order
    # inside of each question.
    random.SystemRandom().shuffle(shown)
    return sorted(shown, key=lambda one: (one.survey, one.question))


def may_be_shown(context: RoundContext, node: Node, survey: Instrument) -> bool:
    if (
        survey.handed_out_by == Instrument.HandedOutBy.SESSION
    ):  # it belongs to no service, and is shown for the whole system only
        return Sessions.of(context).may_be_shown(context.limits)
    # By those who answered the survey and not by those who wrote: how many wrote something is no base of any figure,
    # and so much is known of everyone who could have.
    answered = context.people_who_answered(survey.key)
    return node in disclosure.publishable(answered, context.tree, context.limits, wishes=context.wishes)

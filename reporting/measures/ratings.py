"""Which answers to a question are ratings, and what rated questions speak to together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from reporting.figures import FEATURE, OVERALL, STATEMENT
from reporting.protect.rollup import RatingPoint
from surveys.models import Question, ScalePoint


def points_of(question: Question) -> list[RatingPoint]:
    """The ratings that a question offers. What is no rating, such as "not sure", is left out."""
    return [
        RatingPoint(point.key, point.value, point.positive)
        for point in question.choices()
        if point.kind == ScalePoint.Meaning.RATING and point.value is not None
    ]


def subjects_of(questions: Iterable[Question]) -> dict[tuple[str, str], list[Question]]:
    """What questions speak to together: the whole survey, features and statements, each with its questions."""
    groups: dict[tuple[str, str], list[Question]] = defaultdict(list)
    for question in questions:
        groups[OVERALL, ""].append(question)
        if question.statement is not None:
            groups[FEATURE, question.statement.feature.code].append(question)
            groups[STATEMENT, question.statement.code].append(question)
    return groups

"""What a service said of each statement before, and which statements it looks at with fresh eyes."""

import datetime
from collections.abc import Collection

from assessments.models import Assessment, Rating
from framework.models import Statement


def said_before(assessment: Assessment, feature: str | None = None) -> dict[str, Rating]:
    """By statement code: what the service last submitted of it in an earlier round. One query.

    A round may be over a part of the framework, so the newest word on one statement may be older than on another.
    """
    found: dict[str, Rating] = {}
    for rating in Rating.objects.before(assessment, feature):
        found.setdefault(rating.statement.code, rating)  # the newest comes first
    return found


def to_look_at_afresh(assessment: Assessment, statements: Collection[Statement]) -> set[str]:
    """The codes of the statements whose last word stays hidden until a new stage is chosen: as many as the round says.

    Those that have waited longest come first, so that over some rounds each has its turn. One query.
    """
    number = assessment.round.fresh_statements
    known: set[str] = set()
    last: dict[str, datetime.date] = {}
    for rating in Rating.objects.before(assessment):
        known.add(rating.statement.code)
        if rating.is_afresh:
            last.setdefault(rating.statement.code, rating.assessment.round.opens_on)
    in_turn = sorted(
        (statement for statement in statements if statement.code in known),
        key=lambda one: (last.get(one.code, datetime.date.min), one.feature.order, one.order),
    )
    return {statement.code for statement in in_turn[:number]}

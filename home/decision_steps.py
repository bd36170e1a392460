"""What the start page says of the board's decisions: those that someone still has to carry out."""

import datetime
from dataclasses import dataclass

from organisations.models import Partnership
from organisations.permissions import has_permission
from organisations.roles import Permission
from reporting.models import Decision
from reporting.read.decided import DecisionLine, lines_of, open_decisions

MOST_NAMED = 5


@dataclass(frozen=True)
class OpenDecisions:
    """How many are open and overdue, and the most pressing of them."""

    number: int
    overdue: int
    first: list[DecisionLine]


def open_decisions_for(user, place: Partnership, *, on: datetime.date) -> OpenDecisions | None:
    """For those who record decisions, what is still open; None for everyone else, and where nothing is. One query."""
    if not has_permission(user, Permission.RECORD_DECISIONS, place):
        return None
    found = open_decisions(place, on=on)
    if not found:
        return None
    others = [line for line in found if line.decision.owner_id != user.pk]  # their own are named above
    return OpenDecisions(len(found), sum(line.is_overdue for line in found), others[:MOST_NAMED])


def own_decisions_of(user, place: Partnership, *, on: datetime.date) -> list[DecisionLine]:
    """The open decisions that someone owns, the most pressing first. One query, or none."""
    if not has_permission(user, Permission.VIEW_RESULTS, place):
        return []
    owned = Decision.objects.in_partnership(place).open().filter(owner=user)
    return lines_of(owned.select_related("round__partnership", "owner").in_order(), on=on)

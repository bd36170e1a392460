"""The decisions of a board, to take away."""

from __future__ import annotations

import datetime

from django.utils import timezone

from organisations.resources import Column, Export
from reporting.models import Decision


class DecisionsExport(Export):
    """What was decided, a row each, with its status."""

    about, called = "decisions of the board", "decisions"

    round = Column("round", "round__name")
    recorded_on = Column("recorded on")
    what = Column("what was decided", "what")
    owner = Column("owner", "owner")
    who = Column("who", "who")
    by_when = Column("by", "by_when")
    state = Column("status", "get_state_display")
    ended_on = Column("done or dropped on", "ended_on")
    outcome = Column("what has changed", "outcome")
    figure = Column("about", "figure")

    def dehydrate_recorded_on(self, decision: Decision) -> datetime.date:
        return timezone.localdate(decision.recorded_at)

"""What Millbrook's board decided on the results of the first round, each beside the figure that moved it. All made up.

No figure is typed in: its words are taken from the release, as they are for a board that records a decision.
"""

import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from organisations.models import Round, User
from reporting.models import Decision, Release
from reporting.read.decision_figures import DecisionFigures, take_over_figure
from reporting.release.deciding import change_decision, record_decision


class MadeUp(NamedTuple):
    """A decision: the page and the figure it is about, and days after the meeting by which it is to be and was done."""

    about: str
    what: str
    who: str
    by_when: int
    state: Decision.State
    ended: int | None = None
    outcome: str = ""
    owner: str = ""  # whose account, where somebody owns it


DAYS_TO_THE_MEETING = 14  # after the release
DECISIONS = (
    MadeUp(
        "workforce_results.system.0.feature.6",
        "Reflective supervision for all front-line teams, an hour each month",
        "Heads of service",
        120,
        Decision.State.DONE,
        98,
        "Every team has a date each month. Staff ask for more time after hard visits.",
        owner="programme",
    ),
    MadeUp(
        "families_results.system.0.feature.1",
        "One first meeting of health and schools, so that families tell their story once",
        "Health and Schools sub-groups together",
        380,
        Decision.State.UNDER_WAY,
        owner="sector",
    ),
    MadeUp(
        "cell-comms-service",
        "A five-minute film about the 8 features for team meetings",
        "Programme lead",
        90,
        Decision.State.DROPPED,
        60,
        "Teams asked for a visit instead. Champions now go to team meetings.",
    ),
)


@transaction.atomic
def decide(release: Release, people: dict[str, User]) -> None:
    """Record the decisions of the meeting on a release, and what has become of them."""
    round_: Round = release.round
    meeting = release.made_at + datetime.timedelta(days=DAYS_TO_THE_MEETING)
    figures = DecisionFigures(release)
    for made_up in DECISIONS:
        # In a borough of few services the figure may not be shown. Then the decision is about nothing in particular.
        about = next((one for one in figures.on(made_up.about) if one.key == made_up.about), None)
        decision = Decision(round=round_, what=made_up.what, who=made_up.who, owner=people.get(made_up.owner))
        if about is not None:
            take_over_figure(decision, about)
        decision.by_when = _day(meeting, made_up.by_when)
        record_decision(decision=decision, by=people["board"], at=meeting)
        if made_up.state == Decision.State.NOT_STARTED:
            continue
        decision.state, decision.outcome = made_up.state, made_up.outcome
        decision.ended_on = None if made_up.ended is None else _day(meeting, made_up.ended)
        changed = ["state", "outcome", "ended_on"]
        change_decision(decision=decision, by=people["board"], on=timezone.localdate(meeting), fields=changed)


def _day(meeting: datetime.datetime, days: int) -> datetime.date:
    return timezone.localdate(meeting + datetime.timedelta(days=days))

"""What the team of Riverside said together in its sessions, and where people saw it differently. All made up."""

import datetime
from typing import NamedTuple

from assessments.models import Rating, SessionStatement, TeamSession
from demonstration.people import RIVERSIDE
from organisations.models import Round, User


class MadeUp(NamedTuple):
    """What a team said of a statement."""

    statement: str
    why: str
    differing: str = ""


# By the number of the round. What was seen differently in the second is talked about again in the third.
SAID = (
    (),
    (
        MadeUp("3c", "Families choose where we meet. We still choose when.", "Reception sees far less choice."),
        MadeUp("2a", "Most families keep their worker. When someone leaves, it takes us weeks."),
    ),
    (
        MadeUp(
            "3c",
            "Families now choose when we meet too.",
            "On evenings and weekends there is still little to choose from.",
        ),
        MadeUp("1a", "We ask when we have time to listen, and not before."),
    ),
)
DAY = 6  # of the round


def hold_sessions(number: int, round_: Round, people: dict[str, User], *, on: datetime.date) -> None:
    """The session of a round, as it stands in the self-assessment when it is over."""
    ratings = Rating.objects.filter(assessment__round=round_, assessment__service__name=RIVERSIDE)
    found = {each.statement.code: each for each in ratings.select_related("statement", "stage", "assessment")}
    said = [each for each in SAID[number] if each.statement in found and found[each.statement].stage]
    if not said:
        return
    session = TeamSession.objects.create(
        assessment=found[said[0].statement].assessment,
        held_on=min(on, round_.opens_on + datetime.timedelta(days=DAY)),
        begun_by=people["service"],
    )
    SessionStatement.objects.bulk_create(
        SessionStatement(
            session=session,
            statement=found[each.statement].statement,
            stage=found[each.statement].stage,
            voting=SessionStatement.Voting.SHOWN,
            why=each.why,
            differing=each.differing,
        )
        for each in said
    )

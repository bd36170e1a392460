"""A service looks at itself, and does something about what it found."""

from assessments.models.assessing import Assessment, Rating, Reopening
from assessments.models.improving import ImprovementAction
from assessments.models.team_sessions import (
    OF_VOTES,
    Ballot,
    SessionStatement,
    TeamSession,
    UsedBallot,
    VoteCount,
)

__all__ = [
    "OF_VOTES",
    "Assessment",
    "Ballot",
    "ImprovementAction",
    "Rating",
    "Reopening",
    "SessionStatement",
    "TeamSession",
    "UsedBallot",
    "VoteCount",
]

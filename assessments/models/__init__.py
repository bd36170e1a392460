"""A service looks at itself, says where it is on the way, does something about what it found, and asks a peer."""

from assessments.models.assessing import Assessment, Rating, Reopening
from assessments.models.evidence import EvidenceFile
from assessments.models.improving import ActionAtSealing, ImprovementAction
from assessments.models.journey import JourneyPlace
from assessments.models.peers import PeerConversation, PeerOffer, PeerRequest, WhatCameOfIt
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
    "ActionAtSealing",
    "Assessment",
    "Ballot",
    "EvidenceFile",
    "ImprovementAction",
    "JourneyPlace",
    "PeerConversation",
    "PeerOffer",
    "PeerRequest",
    "Rating",
    "Reopening",
    "SessionStatement",
    "TeamSession",
    "UsedBallot",
    "VoteCount",
    "WhatCameOfIt",
]

"""The rows of reporting: releases and what is prepared, keys to the feed, decisions, and what stands beside figures."""

from reporting.models.corrections import Correction
from reporting.models.decisions import Decision, DecisionQuerySet
from reporting.models.feeds import FeedKey, FeedKeyQuerySet
from reporting.models.helped import HelpedCount, HelpedQuestion, HelpedSent
from reporting.models.indicators import OutcomeIndicator, OutcomeIndicatorQuerySet
from reporting.models.narratives import Narrative, ReleasedNarrative
from reporting.models.organisational import OrganisationalMeasure
from reporting.models.reflections import Reflection, ReflectionAnswer, ReflectionPart, ReflectionQuestion
from reporting.models.releases import (
    FIGURE_COLUMNS,
    FigureRow,
    Frozen,
    FrozenQuerySet,
    Preparation,
    PreparedFigure,
    Release,
    ReleasedFigure,
    ReleasedFigureQuerySet,
)
from reporting.models.self_evaluations import EvaluationLine, SelfEvaluation
from reporting.models.theory import TheoryFigure

__all__ = [
    "FIGURE_COLUMNS",
    "Correction",
    "Decision",
    "DecisionQuerySet",
    "EvaluationLine",
    "FeedKey",
    "FeedKeyQuerySet",
    "FigureRow",
    "Frozen",
    "FrozenQuerySet",
    "HelpedCount",
    "HelpedQuestion",
    "HelpedSent",
    "Narrative",
    "OrganisationalMeasure",
    "OutcomeIndicator",
    "OutcomeIndicatorQuerySet",
    "Preparation",
    "PreparedFigure",
    "Reflection",
    "ReflectionAnswer",
    "ReflectionPart",
    "ReflectionQuestion",
    "Release",
    "ReleasedFigure",
    "ReleasedFigureQuerySet",
    "ReleasedNarrative",
    "SelfEvaluation",
    "TheoryFigure",
]

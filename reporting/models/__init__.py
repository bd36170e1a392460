"""The rows of reporting: releases and their figures, keys to the feed of them, and what stands beside them."""

from reporting.models.feeds import FeedKey, FeedKeyQuerySet
from reporting.models.indicators import OutcomeIndicator, OutcomeIndicatorQuerySet
from reporting.models.releases import Frozen, FrozenQuerySet, Release, ReleasedFigure, ReleasedFigureQuerySet
from reporting.models.theory import TheoryFigure

__all__ = [
    "FeedKey",
    "FeedKeyQuerySet",
    "Frozen",
    "FrozenQuerySet",
    "OutcomeIndicator",
    "OutcomeIndicatorQuerySet",
    "Release",
    "ReleasedFigure",
    "ReleasedFigureQuerySet",
    "TheoryFigure",
]

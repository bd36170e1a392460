"""The rows of reporting: releases and their figures, and keys to the feed of them."""

from reporting.models.feeds import FeedKey, FeedKeyQuerySet
from reporting.models.releases import Frozen, FrozenQuerySet, Release, ReleasedFigure, ReleasedFigureQuerySet

__all__ = [
    "FeedKey",
    "FeedKeyQuerySet",
    "Frozen",
    "FrozenQuerySet",
    "Release",
    "ReleasedFigure",
    "ReleasedFigureQuerySet",
]

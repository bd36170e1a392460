"""The rows of reporting: releases and their figures."""

from reporting.models.releases import Frozen, FrozenQuerySet, Release, ReleasedFigure, ReleasedFigureQuerySet

__all__ = ["Frozen", "FrozenQuerySet", "Release", "ReleasedFigure", "ReleasedFigureQuerySet"]

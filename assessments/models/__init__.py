"""A service looks at itself, and does something about what it found."""

from assessments.models.assessing import Assessment, Rating, Reopening
from assessments.models.improving import ImprovementAction

__all__ = ["Assessment", "ImprovementAction", "Rating", "Reopening"]

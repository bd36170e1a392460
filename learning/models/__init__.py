"""What the partnership learns from what gets in people's way, and what it answers."""

from learning.models.barriers import Barrier, BarrierAnswer, HoursGivenBack

__all__ = ["Barrier", "BarrierAnswer", "HoursGivenBack"]

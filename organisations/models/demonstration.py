"""How far the made-up borough has been built, while it is being built beside the running site."""

import datetime

from django.db import models

from organisations.models.places import Partnership


class DemonstrationBuild(models.Model):
    """The building of a demonstration: what is being done, how far it is, and when it last gave a sign of life.

    A demonstration without such a row was built whole.
    """

    SILENT_FOR = datetime.timedelta(seconds=30)  # without a sign of life what built it has died

    partnership = models.OneToOneField(Partnership, models.CASCADE, related_name="build")
    doing = models.CharField("what is being done", max_length=200)
    percent = models.PositiveSmallIntegerField(default=0)
    alive_at = models.DateTimeField("last sign of life; none once it was stopped", null=True)
    is_done = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.partnership}: {self.percent}%"

    def is_going_on(self, at: datetime.datetime) -> bool:
        """Whether someone is at it; what was stopped or killed half-way is removed and begun again."""
        return not self.is_done and self.alive_at is not None and at - self.alive_at <= self.SILENT_FOR

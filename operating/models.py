"""What is kept of how the site is run."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q


class NightlyRunQuerySet(models.QuerySet):
    """Reads of nightly runs."""

    def last_of(self, command: str) -> NightlyRun | None:
        """The newest run of a command that has ended."""
        return self.filter(command=command).exclude(ended_at=None).order_by("-began_at", "-pk").first()

    def unfinished(self) -> Self:
        return self.filter(ended_at=None)


class NightlyRun(models.Model):
    """One run of a command that comes once a day: when it began and ended, and which of its parts failed."""

    command = models.CharField(max_length=40)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    failed = models.CharField("parts that failed, each with the kind of error", max_length=500, blank=True)

    objects = NightlyRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["command"], condition=Q(ended_at=None), name="one_unfinished_run_of_a_nightly_command"
            )
        ]

    def __str__(self) -> str:
        return f"{self.command}, {self.began_at:%Y-%m-%d %H:%M}"

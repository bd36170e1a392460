"""What the owners of the figures say in their own words, before a release, in it, and after it."""

from django.conf import settings
from django.db import models

from organisations.models import Round
from reporting.models.releases import FrozenQuerySet, Release

LONGEST = 1200


class NarrativeRow(models.Model):
    """A short text beside a cell, a theme or the whole dashboard."""

    where = models.SlugField("the place that it stands at, as reporting.read.narratives names it", max_length=80)
    text = models.CharField(max_length=LONGEST)
    # Emptying this when an account goes would change a release: close the account instead of deleting it.
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_on = models.DateField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.where}: {self.text[:60]}"


class Narrative(NarrativeRow):
    """A text that is in no release: until the round is released one for it, afterwards one that was added later."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="narratives")

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["round", "where"], name="one_narrative_per_place")]


class ReleasedNarrative(NarrativeRow):
    """A text as it was when its round was released."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="narratives")

    objects = FrozenQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["release", "where"], name="one_released_narrative_per_place")]

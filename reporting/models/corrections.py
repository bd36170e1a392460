"""A correction of a release that one person has prepared, until a second one publishes it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models import Sector, Service
from reporting.models.releases import Release
from surveys.models import Comment, SurveyLink

LONGEST_NOTE = 1000


class Correction(models.Model):
    """What was wrong, and what is to become of figures: without any of it, a note beside figures that stay."""

    corrects = models.OneToOneField(Release, models.CASCADE, related_name="correction_begun")
    note = models.TextField(_("what was wrong, and what is right now"), max_length=LONGEST_NOTE)
    recounts = models.BooleanField(_("count records again"), default=False)
    links = models.ManyToManyField(SurveyLink, related_name="+")
    comments = models.ManyToManyField(Comment, related_name="+")
    moved = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="+")
    moved_to = models.ForeignKey(Sector, models.CASCADE, null=True, blank=True, related_name="+")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    # A hash of the figures that the first person saw: what is approved is what is published.
    looked_at = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(moved__isnull=True, moved_to__isnull=True)
                | models.Q(moved__isnull=False, moved_to__isnull=False),
                name="a_service_that_was_wrong_has_its_right_sector",
            )
        ]

    def __str__(self) -> str:
        return f"Correction of {self.corrects}"

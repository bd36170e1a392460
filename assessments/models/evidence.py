"""Files that show what a service says of a statement."""

from django.conf import settings
from django.db import models

from assessments.models.assessing import Rating
from background.models import StoredFile


class EvidenceFileQuerySet(models.QuerySet):
    def of_assessment(self, assessment):
        """All files of one self-assessment, in the order of its statements."""
        found = self.filter(rating__assessment=assessment).select_related("stored", "rating__statement")
        return found.order_by("rating__statement__feature__order", "rating__statement__order", "pk")


class EvidenceFile(models.Model):
    """A file beside a statement, with what it is in words. The same bytes may stand there again in a later round."""

    rating = models.ForeignKey(Rating, models.CASCADE, related_name="files")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="evidence")
    name = models.CharField("what it was called, cleaned", max_length=120)
    words = models.CharField("what it is", max_length=200)
    # A mark of what looked like a name or the like and was kept as it is; see organisations/asking.py.
    kept_as_it_is = models.CharField("someone has said that no one can be identified", max_length=40, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["rating", "stored"], name="a_file_once_beside_each_statement"),
        ]

    def __str__(self) -> str:
        return self.name

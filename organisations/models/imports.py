"""A file that an admin has sent in and not yet agreed to."""

from django.conf import settings
from django.db import models

from organisations.models.places import Partnership


class ImportDraft(models.Model):
    """A file's rows, kept between the preview and the moment someone says yes. `what` is the kind of its rows."""

    SERVICES = "services"

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="import_drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    what = models.CharField(max_length=20, default=SERVICES)
    file_name = models.CharField(max_length=200)
    csv_text = models.TextField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return self.file_name

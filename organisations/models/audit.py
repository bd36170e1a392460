"""The record of what people did: imports, invitations, rounds, submissions, releases, exports."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.models.places import Partnership


class AuditEntry(models.Model):
    """One thing that someone did. Entries are added, never changed. Nothing of a survey answer is ever in one."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="audit_entries")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    what = models.CharField(max_length=80)
    about = models.CharField(max_length=300)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name_plural = _("audit entries")

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M} {self.what}: {self.about}"

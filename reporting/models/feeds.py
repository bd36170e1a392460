"""Keys with which a person's spreadsheet program reads published figures by itself."""

from django.conf import settings
from django.db import models

from organisations.models import Partnership


class FeedKeyQuerySet(models.QuerySet):
    def live(self):
        return self.filter(revoked_at__isnull=True)

    def of(self, person, partnership):
        return self.filter(person=person, partnership=partnership)


class FeedKey(models.Model):
    """A personal key to one partnership's feed. Only a hash of it is kept; it does what its person may do, no more."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="feed_keys")
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="feed_keys")
    name = models.CharField("what it is for", max_length=80)
    hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = FeedKeyQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.name

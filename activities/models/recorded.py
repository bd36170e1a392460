"""What all that is written down on a page has in common."""

from django.conf import settings
from django.db import models

from organisations.models import Partnership, Round


class Recorded(models.Model):
    """By whom it was written down, and what it was sent as, so that one page sent twice is one record.

    `counted_in` is the round whose release has counted it; nothing where none has.
    """

    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sent_as = models.UUIDField(null=True, unique=True, editable=False)
    counted_in = models.ForeignKey(Round, models.SET_NULL, null=True, editable=False, related_name="+")

    day: models.DateField
    partnership: Partnership

    class Meta:
        abstract = True

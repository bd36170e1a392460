"""Words that anyone can read once two people have read them: one writes, another lets them go public."""

import hashlib
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from organisations.models.places import Partnership


class GoesPublicQuerySet(models.QuerySet):
    def published(self):
        """What anyone can read now."""
        return self.filter(published_on__isnull=False, ended_on__isnull=True)

    def waiting(self):
        """What a second person has to read."""
        return self.filter(
            sent_on__isnull=False, published_on__isnull=True, returned_on__isnull=True, ended_on__isnull=True
        )

    def returned_to(self, user):
        """What this person wrote and someone else has sent back, and what has not been changed since."""
        return self.filter(written_by=user, returned_on__isnull=False, ended_on__isnull=True)


def two_people(name: str) -> models.CheckConstraint:
    """That whoever let words go public is not the one who wrote them. Those from before name no writer."""
    same = Q(published_by__isnull=True) | Q(written_by__isnull=True) | ~Q(published_by=F("written_by"))
    return models.CheckConstraint(condition=same, name=name)


class GoesPublic(models.Model):
    """One version of some words: a draft, then sent, then published or returned; later replaced or taken down.

    What has been published is never changed. A change is another version, and the older one stays until that one is
    published too.
    """

    WORDS: ClassVar[tuple[str, ...]]  # the columns that the public reads

    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    sent_on = models.DateField("sent to a second person on", null=True, blank=True)
    published_on = models.DateField("published on", null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    returned_on = models.DateField("returned on", null=True, blank=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.TextField("what should be changed", max_length=1000, blank=True)
    ended_on = models.DateField("no longer public since", null=True, blank=True)

    objects = GoesPublicQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def partnership(self) -> Partnership:
        raise NotImplementedError

    @property
    def called(self) -> str:
        """What the audit log calls it."""
        raise NotImplementedError

    @property
    def is_published(self) -> bool:
        return self.published_on is not None and self.ended_on is None

    @property
    def is_waiting(self) -> bool:
        return self.sent_on is not None and not (self.published_on or self.returned_on or self.ended_on)

    @property
    def is_returned(self) -> bool:
        return self.returned_on is not None and self.ended_on is None

    @property
    def is_draft(self) -> bool:
        return not (self.sent_on or self.published_on or self.ended_on)

    @property
    def mark(self) -> str:
        """Tells these words from any others, so that no one publishes what they have not read."""
        return hashlib.sha256(repr([str(getattr(self, name)) for name in self.WORDS]).encode()).hexdigest()[:16]

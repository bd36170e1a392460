"""Reminders by email: which ones someone wants, and which ones have gone."""

from django.conf import settings
from django.db import models


class ReminderChoice(models.Model):
    """Whether someone wants reminders of one kind. Who has not chosen gets them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_choices")
    kind = models.SlugField(max_length=40)
    wants = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_choice_per_kind_of_reminder")]

    def __str__(self) -> str:
        return f"{self.kind}: {'yes' if self.wants else 'no'}"


class SentReminder(models.Model):
    """One reminder to one person. The row is claimed before the mail goes, so that no two runs send it twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.SlugField(max_length=40)
    key = models.CharField("what it is about, and which time", max_length=120)
    claimed_at = models.DateTimeField()
    sent_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind", "key"], name="a_reminder_goes_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

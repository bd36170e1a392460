"""The end of a partnership for good: who asked for it, and the one line that stays of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from organisations.models.places import Partnership


class PartnershipEnding(models.Model):
    """An admin asked to end a partnership, and nobody has withdrawn that. It goes with the partnership."""

    partnership = models.OneToOneField(Partnership, models.CASCADE, related_name="ending")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    # None where the only admin waited instead.
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("asked_by")),
                name="ending_a_partnership_takes_two",
            )
        ]

    def __str__(self) -> str:
        return f"End of {self.partnership}"


class EndedPartnership(models.Model):
    """That a partnership was here and ended. Nothing else of it is kept, and nobody is named."""

    name = models.CharField(max_length=120)
    ended_on = models.DateField()

    class Meta:
        ordering = ("-ended_on", "-pk")

    def __str__(self) -> str:
        return f"{self.name}, ended on {self.ended_on}"

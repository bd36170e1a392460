"""The end of a partnership for good: who asked for it, and the one line that stays of it."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from organisations.models.people import Membership
from organisations.models.places import Partnership
from organisations.roles import Role


class PartnershipEndingQuerySet(models.QuerySet):
    def standing(self):
        """Those whose asker is still an admin who can sign in: what anybody else asked for is withdrawn."""
        mine = Membership.objects.filter(user=OuterRef("asked_by"), partnership=OuterRef("partnership"))
        return self.filter(Exists(mine.filter(role=Role.ADMIN)), asked_by__is_active=True)


class PartnershipEnding(models.Model):
    """An admin asked to end a partnership, and nobody has withdrawn that. It goes with the partnership."""

    partnership = models.OneToOneField(Partnership, models.CASCADE, related_name="ending")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    # Since when the asker has been the only admin, as far as we have looked; None where there is another.
    alone_since = models.DateTimeField(null=True)
    # None where the only admin waited instead.
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = PartnershipEndingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("asked_by")),
                name="ending_a_partnership_takes_two",
            )
        ]

    def __str__(self) -> str:
        return f"End of {self.partnership}"

    def can_be_confirmed_by(self, user) -> bool:
        """Whether somebody other than who asked was an admin then."""
        return self.asked_by_id != user.pk and self.admins.filter(user=user).exists()

    def has_another_to_confirm(self) -> bool:
        """Whether somebody is left who was an admin when it was asked for, besides who asked."""
        held = Membership.objects.filter(partnership=self.partnership_id, role=Role.ADMIN, user__is_active=True)
        return self.admins.filter(user__in=held.values("user")).exclude(user=self.asked_by_id).exists()


class AdminWhenAsked(models.Model):
    """Somebody who was an admin when the end of a partnership was asked for: no one else can confirm it."""

    ending = models.ForeignKey(PartnershipEnding, models.CASCADE, related_name="admins")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        verbose_name_plural = _("admins when asked")
        constraints = [models.UniqueConstraint(fields=["ending", "user"], name="an_admin_once_per_ending")]

    def __str__(self) -> str:
        return f"{self.user} at the {self.ending}"


class EndedPartnership(models.Model):
    """That a partnership was here and ended. Nothing else of it is kept, and nobody is named."""

    name = models.CharField(max_length=120)
    ended_on = models.DateField()

    class Meta:
        ordering = ("-ended_on", "-pk")

    def __str__(self) -> str:
        return f"{self.name}, ended on {self.ended_on}"

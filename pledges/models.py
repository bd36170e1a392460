"""What leaders promise in public."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from organisations.models import Organisation


class PledgeQuerySet(models.QuerySet):
    def in_partnership(self, partnership):
        return self.filter(organisation__partnership=partnership)

    def agreed(self):
        return self.filter(state=Pledge.State.AGREED)

    def waiting(self):
        return self.filter(state=Pledge.State.PROPOSED)

    def on_the_wall(self):
        """Pledges that anybody may read, newest first."""
        return self.agreed().filter(is_public=True).select_related("organisation").order_by("-made_on", "-pk")

    def current_on(self, day):
        """Agreed pledges that stood on a day."""
        return self.filter(agreed_on__lte=day).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))

    def organisations_with_one(self):
        """The ids of the organisations that made these pledges, each once."""
        return self.order_by().values_list("organisation_id", flat=True).distinct()


class Pledge(models.Model):
    """A promise by an organisation's leader, in their own words."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Waiting to be agreed"
        AGREED = "agreed", "Agreed"
        RETURNED = "returned", "Sent back with a note"
        WITHDRAWN = "withdrawn", "Withdrawn"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="pledges")
    leader_name = models.CharField("leader's name", max_length=120)
    leader_role = models.CharField("leader's role", max_length=120)
    text = models.TextField("the pledge", max_length=600)
    made_on = models.DateField("day of the pledge")
    is_public = models.BooleanField("may be shown on the public pledge wall", default=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    agreed_on = models.DateField(null=True, blank=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    ended_on = models.DateField("no longer stands since", null=True, blank=True)
    note = models.TextField("note from the admin", blank=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        ordering = ("-made_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(agreed_on__isnull=False), name="agreed_pledge_has_its_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.text[:60]}"


class Commitment(models.Model):
    """One kind of commitment that a pledge makes."""

    class Kind(models.TextChoices):
        STRATEGIES = "strategies", "Trauma-informed principles in our strategies and policies"
        LIVED_EXPERIENCE = "lived_experience", "Working with people with lived experience"
        STAFF = "staff", "Supporting staff to train, learn and reflect"
        OTHER = "other", "Something else"

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="commitments")
    kind = models.CharField(max_length=20, choices=Kind.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pledge", "kind"], name="a_kind_once_per_pledge")]

    def __str__(self) -> str:
        return self.get_kind_display()

"""What a place tells an inspector of itself: sentences that were made by rules and that a person has gone through."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation, Partnership, Service
from reporting.models.releases import Release

LONGEST = 1200


class SelfEvaluationQuerySet(models.QuerySet):
    def of(self, place):
        """Those of a service, an organisation or the whole partnership, the newest first."""
        match place:
            case Service():
                found = self.filter(service=place)
            case Organisation():
                found = self.filter(organisation=place)
            case _:
                found = self.filter(partnership=place, service=None, organisation=None)
        return found.select_related("release__round", "made_by").order_by("-pk")


class SelfEvaluation(models.Model):
    """What was known of a place on a day, how, and what came next. It keeps its sentences as they were made."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="self_evaluations")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="self_evaluations"
    )
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="self_evaluations")
    release = models.ForeignKey(Release, models.PROTECT, null=True, blank=True, related_name="+")
    made_on = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = SelfEvaluationQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(service__isnull=True) | Q(organisation__isnull=True), name="a_self_evaluation_has_one_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place}, {self.made_on}"

    @property
    def place(self) -> Service | Organisation | Partnership:
        return self.service or self.organisation or self.partnership


class EvaluationLine(models.Model):
    """One sentence with its source: as the rules made it, and as a person wants to say it."""

    class Section(models.TextChoices):
        TO_DO = "to_do", _("Where there is most to do, and the plan")
        KNOWN = "known", _("What else we know")
        HOW = "how", _("How we know it")
        NEXT = "next", _("What we will do next")

    evaluation = models.ForeignKey(SelfEvaluation, models.CASCADE, related_name="lines")
    section = models.CharField(max_length=10, choices=Section.choices)
    about = models.CharField("what it is about", max_length=400, blank=True)
    made = models.TextField("as it was made from its source", max_length=LONGEST, blank=True)
    said = models.TextField("what we say", max_length=LONGEST)
    source = models.CharField("where this comes from", max_length=400, blank=True)
    order = models.PositiveIntegerField()
    is_left_out = models.BooleanField("leave this out", default=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    changed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("order", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(made="") | Q(made=F("said")) | Q(changed_on__isnull=False),
                name="what_was_reworded_says_when",
            )
        ]

    def __str__(self) -> str:
        return self.said

    @property
    def partnership(self) -> Partnership:
        return self.evaluation.partnership

    @property
    def is_own(self) -> bool:
        """Whether a person added it: then nothing stands behind it but what they name as its source."""
        return not self.made

    @property
    def is_reworded(self) -> bool:
        return bool(self.made) and self.made != self.said

"""A service's self-assessment in a round: what it says of each statement, and that it was opened again."""

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from framework.models import Stage, Statement
from organisations.models import Round, Sector, Service


class AssessmentQuerySet(models.QuerySet):
    def in_round(self, round_):
        return self.filter(round=round_)

    def submitted(self):
        return self.filter(state=Assessment.State.SUBMITTED)

    def with_progress(self):
        """Adds counts of the round's statements: all `statements`, those `answered`, `still_carried` and `decided`."""
        # A rating meets one feature of those that the round is over, or the one row that says it is over all.
        asked = Q(round__assessed__isnull=True) | Q(round__assessed=F("ratings__statement__feature"))
        decided = asked & (Q(ratings__stage__isnull=False) | Q(ratings__does_not_apply=True))
        return self.annotate(
            statements=Count("ratings", filter=asked),
            answered=Count("ratings", filter=decided),
            still_carried=Count("ratings", filter=decided & Q(ratings__carried_forward=True)),
            decided=Count("ratings", filter=decided & Q(ratings__carried_forward=False)),
        )


class Assessment(models.Model):
    """How one service rates itself in one round."""

    class State(models.TextChoices):
        DRAFT = "draft", _("In progress")
        SUBMITTED = "submitted", _("Submitted")

    service = models.ForeignKey(Service, models.PROTECT, related_name="assessments")
    round = models.ForeignKey(Round, models.CASCADE, related_name="assessments")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # Someone who cannot submit it has told those who can; it goes once it is submitted.
    ready_on = models.DateField("day on which someone said that it is ready", null=True, blank=True)
    ready_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # The service lets its sector's lead read it; until then they see only whether it is submitted.
    shared_on = models.DateField("shared with the sector’s lead on", null=True, blank=True)
    # That sector: a service that moves to another has shared nothing with its lead.
    shared_with = models.ForeignKey(Sector, models.SET_NULL, null=True, blank=True, related_name="+")
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "round"], name="one_assessment_per_service_and_round"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(submitted_at__isnull=False), name="submitted_assessment_has_its_time"
            ),
            models.CheckConstraint(
                condition=Q(shared_on__isnull=True) | Q(state="submitted"), name="only_what_is_submitted_is_shared"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service}, {self.round}"

    @property
    def is_shared(self) -> bool:
        """Whether the lead of the sector that the service is in may read it."""
        return self.shared_on is not None and self.shared_with_id == self.service.sector_id

    @property
    def is_editable(self) -> bool:
        return self.state == self.State.DRAFT and self.round.is_open


class RatingQuerySet(models.QuerySet):
    def in_round(self, round_):
        """Ratings of self-assessments submitted in a round."""
        return self.filter(assessment__round=round_, assessment__state=Assessment.State.SUBMITTED)

    def decided(self):
        return self.filter(Q(stage__isnull=False) | Q(does_not_apply=True))

    def before(self, assessment, feature=None):
        """What the service submitted in earlier rounds, of a feature or of all; the newest first."""
        found = self.decided().filter(
            assessment__service=assessment.service_id,
            assessment__state=Assessment.State.SUBMITTED,
            assessment__round__opens_on__lt=assessment.round.opens_on,
            assessment__round__is_practice=False,
        )
        if feature is not None:
            found = found.filter(statement__feature__code=feature)
        found = found.select_related("statement", "stage", "assessment__round").prefetch_related("files")
        return found.order_by("-assessment__round__opens_on")

    def next_features(self, assessments):
        """The code of the first feature of each self-assessment that is not completed, by the assessment's key."""
        of_round = Q(assessment__round__assessed__isnull=True)
        of_round |= Q(assessment__round__assessed=F("statement__feature"))
        left = self.filter(of_round, assessment__in=[each.pk for each in assessments])
        left = left.filter(Q(stage__isnull=True, does_not_apply=False) | Q(carried_forward=True))
        rows = left.order_by("-statement__feature__order").values_list("assessment", "statement__feature__code")
        return dict(rows)  # the last of each is the one that comes first

    def counts_by_service_statement_and_stage(self):
        """One row per service, statement and stage: service, statement code, stage value, does not apply."""
        return (
            self.decided()
            .values(
                "does_not_apply",
                service=F("assessment__service_id"),
                statement_code=F("statement__code"),
                feature_code=F("statement__feature__code"),
                stage_value=F("stage__value"),
            )
            .annotate(count=Count("pk"))
            .order_by("service", "statement_code")
        )


class Rating(models.Model):
    """Where a service is with one statement: a stage, or "does not apply" with a reason, and what shows it."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="ratings")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="ratings")
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, blank=True, related_name="ratings")
    does_not_apply = models.BooleanField(default=False)
    reason = models.TextField("why it does not apply", blank=True)
    evidence = models.TextField("what shows this", blank=True)
    carried_forward = models.BooleanField("from last round, not confirmed yet", default=False)
    is_afresh = models.BooleanField("what was said before is hidden until a new stage is chosen", default=False)
    # Marks of what looked like a name or the like and was kept as it is; see organisations/asking.py.
    kept_as_it_is = models.CharField("someone has said that no one can be identified", max_length=40, blank=True)
    version = models.PositiveIntegerField("counts its changes", default=0)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ("statement__feature__order", "statement__order")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "statement"], name="one_rating_per_statement"),
            models.CheckConstraint(
                condition=Q(does_not_apply=False) | Q(stage__isnull=True), name="a_stage_or_does_not_apply"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement.code}: {self.stage or 'not decided'}"

    @property
    def is_decided(self) -> bool:
        return self.stage_id is not None or self.does_not_apply


class Reopening(models.Model):
    """A submitted self-assessment was opened again, with the reason."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="reopenings")
    reason = models.TextField("why")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.assessment}: {self.reason}"

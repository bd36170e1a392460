"""Releases: figures that left the building, never changed afterwards."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from organisations.models import Round
from reporting import figures


class Frozen(Exception):
    """A release is never changed or deleted."""


class FrozenQuerySet(models.QuerySet):
    """Rows that are written once."""

    def update(self, **values):
        raise Frozen("A release stays as it was made.")

    def delete(self):
        raise Frozen("A release stays as it was made.")

    def bulk_update(self, objs, fields, batch_size=None):
        raise Frozen("A release stays as it was made.")

    def _update(self, values):  # what saving a row that is there already comes down to
        raise Frozen("A release stays as it was made.")

    def _raw_delete(self, using):
        raise Frozen("A release stays as it was made.")


class Release(models.Model):
    """Everything that a partnership published about one round, on one day, by one method.

    `approved_by` is the door for a second person, who is not asked for yet.
    """

    round = models.OneToOneField(Round, models.PROTECT, related_name="release")
    made_at = models.DateTimeField()
    # Emptying these when an account goes would change a release: close the account instead of deleting it.
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    method = models.CharField("version of the method", max_length=20)
    least_people = models.PositiveSmallIntegerField("T")
    least_beside_largest = models.PositiveSmallIntegerField("C")

    objects = FrozenQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"Release of {self.round}"


class ReleasedFigureQuerySet(FrozenQuerySet):
    """Reads of released figures."""

    def of(self, release, measure=None):
        found = self.filter(release=release)
        return found.filter(measure=measure) if measure else found

    def overall(self):
        return self.filter(subject_kind=figures.OVERALL)

    def at(self, level, key=None):
        found = self.filter(level=level)
        return found if key is None else found.filter(place=key)

    def count_by_measure_level_and_status(self):
        """One row per measure, level and status: how many figures."""
        return self.order_by().values("measure", "level", "status").annotate(count=Count("pk"))


class ReleasedFigure(models.Model):
    """One figure of a release, with the names of its place as they were."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="figures")
    measure = models.CharField(max_length=40)
    level = models.CharField(max_length=10)
    place = models.PositiveIntegerField("number of the place, 0 for the system")
    place_name = models.CharField(max_length=160)
    sector = models.PositiveIntegerField("number of its sector", null=True)
    subject_kind = models.CharField(max_length=10)
    subject = models.CharField(max_length=80, blank=True)
    statistic = models.CharField(max_length=20)
    status = models.CharField(max_length=10)
    value = models.DecimalField(max_digits=10, decimal_places=1, null=True)
    edge = models.CharField(max_length=10, blank=True)
    base_low = models.PositiveIntegerField(null=True)
    base_high = models.PositiveIntegerField(null=True)
    numerator = models.PositiveIntegerField(null=True)
    denominator = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)

    objects = ReleasedFigureQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        base_manager_name = "objects"
        indexes = [models.Index(fields=["release", "measure", "level", "place"], name="figures_of_a_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "measure", "level", "place", "subject_kind", "subject", "statistic"],
                name="one_figure_per_place_and_subject",
            ),
            models.CheckConstraint(
                condition=Q(status="shown") | Q(value__isnull=True, base_low__isnull=True, numerator__isnull=True),
                name="what_is_not_shown_holds_no_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.place_name} {self.subject}: {self.text}"

    @classmethod
    def from_figure(cls, release: Release, figure: figures.Figure) -> "ReleasedFigure":
        return cls(
            release_id=release.pk,
            measure=figure.measure,
            level=figure.place.level,
            place=figure.place.key,
            place_name=figure.place.name,
            sector=figure.place.sector,
            subject_kind=figure.subject_kind,
            subject=figure.subject,
            statistic=figure.statistic,
            status=figure.status,
            value=figure.value,
            edge=figure.edge,
            base_low=figure.base_low,
            base_high=figure.base_high,
            numerator=figure.numerator,
            denominator=figure.denominator,
            note=figure.note,
        )

    @property
    def text(self) -> str:
        """The figure as people read it."""
        return figures.in_words(self.statistic, self.status, self.value, self.edge, self.base_low, self.base_high)

    @property
    def is_shown(self) -> bool:
        return self.status == figures.SHOWN

    @property
    def base_text(self) -> str:
        """How many people it rests on, as a band."""
        return figures.band_in_words(self.base_low, self.base_high)

"""Releases: figures that left the building, never changed afterwards; and preparations, before they leave."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from background.models import Job
from organisations.models import Round
from reporting import figures

NUMBERS_AND_WORDS = (
    "measure",
    "statistic",
    "subject_kind",
    "subject",
    "status",
    "value",
    "edge",
    "base_low",
    "base_high",
    "numerator",
    "denominator",
    "note",
    "low",
    "high",
)
FIGURE_COLUMNS = (*NUMBERS_AND_WORDS, "level", "place", "place_name", "sector")


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


class ReleaseQuerySet(FrozenQuerySet):
    """Reads of releases."""

    def standing(self):
        """Those that no later one corrects: what every page, file and comparison shows."""
        return self.filter(corrected_by__isnull=True)

    def first_of_their_rounds(self):
        """Those that correct none. They say most: a correction publishes nothing that was not to be known from them."""
        return self.filter(corrects__isnull=True)


class Release(models.Model):
    """Everything that a partnership published about one round, on one day, by one method.

    A release with a mistake is corrected by another one, in sight: `corrects` and `correction` say which and why.

    One person prepared it and another approved it. `attack` is the report of those who tried to work out people's
    answers from it before it left.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="releases")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    correction = models.TextField("what was wrong, and what is right now", blank=True)
    corrected_figures = models.CharField("what became of figures", max_length=400, blank=True)
    made_at = models.DateTimeField()
    # Emptying these when an account goes would change a release: close the account instead of deleting it.
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    method = models.CharField("version of the method", max_length=20)
    least_people = models.PositiveSmallIntegerField("T")
    least_beside_largest = models.PositiveSmallIntegerField("C")
    attack = models.JSONField("report of the attack", default=dict)
    # The release that its changes are since: what the partnership had released before.
    since = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("prepared_by")),
                name="a_release_takes_two_people",
            ),
            models.UniqueConstraint(
                fields=["round"], condition=Q(corrects__isnull=True), name="one_first_release_of_a_round"
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, correction="") | (Q(corrects__isnull=False) & ~Q(correction="")),
                name="a_correction_says_what_it_corrects",
            ),
        ]

    def __str__(self) -> str:
        return f"{'Corrected release' if self.corrects_id else 'Release'} of {self.round}"


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

    def in_sectors(self, sectors):
        """Those of some sectors and of the services in them, with the whole partnership's beside them."""
        below = Q(level__in=(figures.SERVICE, figures.REST), sector__in=sectors)
        return self.filter(Q(level=figures.SYSTEM) | Q(level=figures.SECTOR, place__in=sectors) | below)

    def count_by_statistic_level_and_status(self):
        """One row per statistic, level and status: how many figures."""
        return self.order_by().values("statistic", "level", "status").annotate(count=Count("pk"))


class FigureRow(models.Model):
    """One figure as a row, with the names of its place as they were."""

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
    edge = models.CharField(max_length=20, blank=True)
    base_low = models.PositiveIntegerField(null=True)
    base_high = models.PositiveIntegerField(null=True)
    numerator = models.PositiveIntegerField(null=True)
    denominator = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    low = models.DecimalField("lower end of a change’s interval, in points", max_digits=5, decimal_places=1, null=True)
    high = models.DecimalField("upper end of a change’s interval, in points", max_digits=5, decimal_places=1, null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.measure} {self.place_name} {self.subject}: {self.text}"

    @classmethod
    def from_figure(cls, figure: figures.Figure, **owner) -> Self:
        """A row, not saved yet, of a figure that was just made."""
        place = figure.place
        values = {name: getattr(figure, name) for name in NUMBERS_AND_WORDS}
        return cls(**owner, **values, level=place.level, place=place.key, place_name=place.name, sector=place.sector)

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

    @property
    def partly(self) -> str:
        """ "from 1 of 2 questions" where it is made of part of its questions only; else nothing."""
        return self.note if self.is_shown and self.note.startswith("from ") else ""


class ReleasedFigure(FigureRow):
    """One figure of a release."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="figures")

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


class PreparationQuerySet(models.QuerySet):
    def of(self, round_):
        return self.filter(round=round_).select_related("started_by", "round__partnership", "job").first()

    def ready_in(self, partnership):
        """Those of a partnership that wait for a second person, the oldest first."""
        ready = self.filter(round__partnership=partnership, state=Preparation.State.READY)
        return ready.select_related("started_by", "round").order_by("started_at")


class Preparation(models.Model):
    """Figures of a closed round that someone prepares, for a second person to approve. At most one for a round.

    The job knows how far it is and whether its worker is alive; this row knows what comes of it.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Being prepared")
        READY = "ready", _("Ready to check")
        FAILED = "failed", _("Stopped")

    round = models.OneToOneField(Round, models.CASCADE, related_name="preparation")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    job = models.OneToOneField(Job, models.SET_NULL, null=True, related_name="+")
    least_people = models.PositiveSmallIntegerField("T")
    least_beside_largest = models.PositiveSmallIntegerField("C")
    attack = models.JSONField("report of the attack", default=dict)
    counted = models.JSONField("fingerprint of what was counted, by kind", default=dict)

    objects = PreparationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Preparation of {self.round}"

    def is_running(self, at: datetime.datetime) -> bool:
        """Whether it goes on, or waits for its turn."""
        return self.state == self.State.RUNNING and bool(
            self.job and self.job.is_unfinished and not self.job.is_dead(at)
        )

    def is_dead(self, at: datetime.datetime) -> bool:
        """Whether the worker that made it has died, so that it is begun again."""
        return self.state == self.State.RUNNING and bool(self.job and self.job.is_dead(at))

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY


class PreparedFigure(FigureRow):
    """One figure of a preparation. It goes when it is released, or when someone prepares anew."""

    preparation = models.ForeignKey(Preparation, models.CASCADE, related_name="figures")

    class Meta:
        ordering = ("pk",)

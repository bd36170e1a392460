"""What good looks like: features, statements, stages, the journey, the theory of change and the matrix.

All of it is content, loaded from files by `manage.py load_framework`; no feature or statement is named in code.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FrameworkVersionQuerySet(models.QuerySet):
    def newest_first(self):
        return self.order_by("-version", "-pk")


class FrameworkVersion(models.Model):
    """One complete set of framework content. A round keeps the version that it was run with."""

    code = models.SlugField("code", max_length=60, unique=True)
    title = models.CharField("title", max_length=200)
    version = models.CharField("version", max_length=20)
    checksum = models.CharField("checksum of its files", max_length=64)

    objects = FrameworkVersionQuerySet.as_manager()

    class Meta:
        ordering = ("-version",)

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


class Source(models.Model):
    """A publication that the framework rests on, cited by its title."""

    framework = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="sources")
    code = models.SlugField(max_length=60)
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="one_source_per_code")]

    def __str__(self) -> str:
        return self.title


class Feature(models.Model):
    """One of the features of trauma-informed practice."""

    class Audience(models.TextChoices):
        FAMILIES = "families", _("Children and families")
        WORKFORCE = "workforce", _("The workforce")

    framework = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="features")
    code = models.SlugField(max_length=20)
    title = models.CharField(max_length=200)
    summary = models.TextField()
    audience = models.CharField(max_length=20, choices=Audience.choices)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="one_feature_per_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Statement(models.Model):
    """An outcome statement of a feature: what is true where practice is trauma-informed."""

    feature = models.ForeignKey(Feature, models.CASCADE, related_name="statements")
    code = models.SlugField(max_length=20)
    text = models.CharField(max_length=400)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("feature__order", "order")
        constraints = [models.UniqueConstraint(fields=["feature", "code"], name="one_statement_per_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Stage(models.Model):
    """A stage of the journey that a service can be at with a statement."""

    framework = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="stages")
    value = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40)
    title = models.CharField(max_length=80)
    meaning = models.CharField(max_length=300)

    class Meta:
        ordering = ("value",)
        constraints = [models.UniqueConstraint(fields=["framework", "value"], name="one_stage_per_value")]

    def __str__(self) -> str:
        return self.title


class Descriptor(models.Model):
    """What one stage looks like for one statement."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="descriptors")
    stage = models.ForeignKey(Stage, models.CASCADE, related_name="descriptors")
    text = models.CharField(max_length=400)

    class Meta:
        ordering = ("statement__order", "stage__value")
        constraints = [models.UniqueConstraint(fields=["statement", "stage"], name="one_descriptor_per_stage")]

    def __str__(self) -> str:
        return self.text


class JourneyLine(models.Model):
    """One line of the change journey: what it is like before and after."""

    class Perspective(models.TextChoices):
        PRACTITIONER = "practitioner", _("For practitioners")
        ORGANISATION = "organisation", _("For organisations")

    framework = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="journey_lines")
    code = models.SlugField(max_length=40)
    perspective = models.CharField(max_length=20, choices=Perspective.choices)
    title = models.CharField(max_length=80)
    before = models.CharField(max_length=300)
    after = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="one_journey_line_per_code")]

    def __str__(self) -> str:
        return f"{self.title}: {self.before} → {self.after}"


class JourneyPosition(models.Model):
    """A place on a line of the change journey, from what it is like before to what it is like after."""

    framework = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="journey_positions")
    value = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)

    class Meta:
        ordering = ("value",)
        constraints = [models.UniqueConstraint(fields=["framework", "value"], name="one_journey_position_per_value")]

    def __str__(self) -> str:
        return self.title


class TheoryColumn(models.Model):
    """A column of the theory of change; each leads to the next."""

    framework = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="theory_columns")
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="one_theory_column_per_code")]

    def __str__(self) -> str:
        return self.title


class TheoryBox(models.Model):
    """One box of the theory of change."""

    column = models.ForeignKey(TheoryColumn, models.CASCADE, related_name="boxes")
    code = models.SlugField(max_length=40)
    text = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)
        verbose_name_plural = _("theory boxes")
        constraints = [models.UniqueConstraint(fields=["column", "code"], name="one_theory_box_per_code")]

    def __str__(self) -> str:
        return self.text


class MatrixObjective(models.Model):
    """A row of the impact measurement matrix."""

    framework = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="objectives")
    key = models.SlugField(max_length=40)
    title = models.CharField(max_length=80)
    purpose = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)
        constraints = [models.UniqueConstraint(fields=["framework", "key"], name="one_objective_per_key")]

    def __str__(self) -> str:
        return self.title


class MatrixCell(models.Model):
    """What one objective looks at on one level, and which measures speak to it."""

    class Level(models.TextChoices):
        SERVICE = "service", _("In services")
        SECTOR = "sector", _("In sectors")
        SYSTEM = "system", _("In the system")

    objective = models.ForeignKey(MatrixObjective, models.CASCADE, related_name="cells")
    level = models.CharField(max_length=20, choices=Level.choices)
    title = models.CharField(max_length=200)
    measures = models.CharField("keys of the measures that the framework names", max_length=300, blank=True)
    our_measures = models.CharField("keys of further measures, shown after them as ours", max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["objective", "level"], name="one_cell_per_level")]

    def __str__(self) -> str:
        return self.title

    @property
    def measure_keys(self) -> list[str]:
        return self.measures.split()

    @property
    def our_measure_keys(self) -> list[str]:
        return self.our_measures.split()

    @property
    def all_measure_keys(self) -> list[str]:
        """Those that the framework names, then ours."""
        return self.measure_keys + self.our_measure_keys

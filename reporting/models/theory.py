"""Which published figures speak to a box of the theory of change."""

from django.db import models
from django.db.models import Q

from framework.models import TheoryBox


class TheoryFigure(models.Model):
    """One figure that says whether a box is happening; loaded from the framework's files."""

    box = models.ForeignKey(TheoryBox, models.CASCADE, related_name="figures")
    measure = models.CharField(max_length=40)
    statistic = models.CharField(max_length=20, blank=True)  # empty: the measure's first
    subject_kind = models.CharField(max_length=10)
    subject = models.CharField(max_length=80, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)
        constraints = [
            models.UniqueConstraint(
                fields=["box", "measure", "subject_kind", "subject", "statistic"], name="one_figure_per_box"
            ),
            models.CheckConstraint(
                condition=Q(subject_kind="overall", subject="") | (~Q(subject_kind="overall") & ~Q(subject="")),
                name="a_part_of_a_measure_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.subject}".strip()

"""Figures that are not counted here: outcome indicators of a borough, out of public statistics."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from organisations.models import Partnership
from organisations.models.naming import TidyName, folded_alike

FIRST_YEAR, LAST_YEAR = 1990, 2100


def unit_after(unit: str) -> str:
    """A unit as it follows a number: "%" stands close to it, words do not."""
    return unit if unit.startswith("%") else f" {unit}"


def place_of(column: str, box: str) -> str:
    """A box of the theory of change as an indicator names it: by its codes, which last from version to version."""
    return f"{column}:{box}"


class OutcomeIndicatorQuerySet(models.QuerySet):
    def of(self, partnership):
        return self.filter(partnership=partnership)

    def named(self, name: str):
        """All years of the indicator of this name, however it is spelled."""
        return folded_alike(self, name)

    def year_by_year(self):
        return self.order_by(Lower("name"), "year")


class OutcomeIndicator(models.Model):
    """One year of one borough-wide indicator, as its source states it."""

    class Good(models.TextChoices):
        LOWER = "lower", _("Lower")
        HIGHER = "higher", _("Higher")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="outcome_indicators")
    name = TidyName(_("name"), max_length=120)
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=3)
    unit = models.CharField(_("unit"), max_length=60)
    source = models.CharField(_("source"), max_length=200)
    good_is = models.CharField(_("which is better"), max_length=10, choices=Good.choices)
    box = models.CharField(_("outcome"), max_length=81, blank=True)  # the same for every year: see `place_of`

    objects = OutcomeIndicatorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("partnership", Lower("name"), "year", name="one_value_a_year"),
            models.CheckConstraint(condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="a_year_of_our_time"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.year}"

    @property
    def unit_after(self) -> str:
        """The unit as it follows the value: "24% of pupils", "3.1 per 1,000 pupils"."""
        return unit_after(self.unit)

    @property
    def text(self) -> str:
        """The value as people read it, without needless zeros: 4.5, 1,240."""
        short = f"{self.value:,.3f}".rstrip("0").rstrip(".")
        return "0" if short in ("", "-0") else short

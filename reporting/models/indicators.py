"""Figures that are not counted here: outcome indicators of a borough, out of public statistics."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.models import Partnership
from organisations.models.naming import TidyName, folded_alike

FIRST_YEAR, LAST_YEAR = 1990, 2100
MOST_POOLED = 30  # years that one figure may stand for
PLACES = 6


def unit_after(unit: str) -> str:
    """A unit as it follows a number: "%" stands close to it, words do not."""
    return unit if unit.startswith("%") else f" {unit}"


def figure_text(value: Decimal | None) -> str:
    """A value as people read it, without needless zeros: 4.5, 1,240; or that it is not published."""
    if value is None:
        return gettext("not published")
    short = f"{value:,.{PLACES}f}".rstrip("0").rstrip(".")
    return "0" if short in ("", "-0") else short


def when_in_words(year: int, first_year: int | None, period: str) -> str:
    """A year as people read it: as its source writes it, such as 2024/25, and some years as 2020 to 2022."""
    if first_year:
        return gettext("%(first)s to %(last)s") % {"first": first_year, "last": year}
    return period or str(year)


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
        NOBODY = "", _("Not judged")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="outcome_indicators")
    name = TidyName(_("name"), max_length=200)
    # The one in which it ends, as 2025 for 2024/25; the first only for some years taken together.
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    first_year = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    period = models.CharField(_("how the source writes the year"), max_length=40, blank=True)
    # Empty where its source does not publish it, as for very few people.
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=PLACES, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=60)
    source = models.CharField(_("source"), max_length=200)
    # Empty where nobody judges which is better.
    good_is = models.CharField(_("which is better"), max_length=10, choices=Good.choices, blank=True)
    box = models.CharField(_("outcome"), max_length=81, blank=True)  # the same for every year: see `place_of`

    objects = OutcomeIndicatorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("partnership", Lower("name"), "year", name="one_value_a_year"),
            models.CheckConstraint(condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="a_year_of_our_time"),
            models.CheckConstraint(
                condition=Q(first_year__isnull=True)
                | Q(first_year__gte=FIRST_YEAR - MOST_POOLED, first_year__lt=F("year")),
                name="years_begin_before_they_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.when}"

    @property
    def when(self) -> str:
        return when_in_words(self.year, self.first_year, self.period)

    @property
    def is_published(self) -> bool:
        return self.value is not None

    @property
    def unit_after(self) -> str:
        """The unit as it follows the value: "24% of pupils", "3.1 per 1,000 pupils"; none where there is no value."""
        return unit_after(self.unit) if self.is_published else ""

    @property
    def text(self) -> str:
        """The value as people read it, without needless zeros: 4.5, 1,240; or that it is not published."""
        return figure_text(self.value)

"""Outcome indicators to take away, in the columns that the import takes."""

from __future__ import annotations

from organisations.resources import Column, Export
from reporting.models import OutcomeIndicator


class IndicatorsExport(Export):
    """Every indicator and year that is kept, a row each."""

    about, called = "outcome indicators", "indicators"

    name = Column("name", "name")
    year = Column("year", "year")
    value = Column("value")
    unit = Column("unit", "unit")
    source = Column("source", "source")
    good_is = Column("good_is", "good_is")
    period_as_written = Column("period_as_written", "when")
    published = Column("published")

    def dehydrate_value(self, indicator: OutcomeIndicator) -> str:
        # Without commas it is a number, whatever program opens it.
        return indicator.text.replace(",", "") if indicator.is_published else ""

    def dehydrate_published(self, indicator: OutcomeIndicator) -> str:
        return "yes" if indicator.is_published else "no"

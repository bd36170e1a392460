"""The columns of a file of figures, in the names that public statistics give them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tables.cells import Cell
from tables.columns import Wanted, fit_of_name, years
from tables.finding import FoundList
from tables.values import Years
from tables.values import year as read_year

VALUE = (
    "value",
    "figure",
    "rate",
    "percentage",
    "percent",
    "per cent",
    "proportion",
    "obs value",
    "observation",
    "observation value",
    "indicator value",
    "measure value",
    "result",
    "score",
    "mean",
    "average",
    "number",
    "count",
)
NO_VALUE = (
    *("note", "lower", "upper", "CI", "confidence", "limit", "type", "compared", "sortable", "England", "national"),
    *("regional", "target", "benchmark", "change", "trend", "denominator", "numerator", "rank", "percentile", "name"),
)


NAME = (
    *("name", "indicator name", "indicator", "measure", "measure name", "metric", "metric name", "statistic"),
    *("indicator title", "title", "indicator full name", "variable"),
)
YEAR = (
    *("year", "time period", "period", "reporting period", "reporting year", "financial year", "academic year"),
    *("school year", "calendar year", "year ending", "time", "time frame", "date"),
)
NO_YEAR = ("sortable", "range", "type", "updated", "published", "release", "age")
UNIT = ("unit", "units", "unit of measure", "unit of measurement", "measure unit", "value unit", "value type")
SOURCE = ("source", "data source", "source name", "source title", "publication", "publisher", "dataset", "data set")
GOOD = (
    *("good_is", "polarity", "better when", "which is better", "direction", "desired direction", "good direction"),
    *("better is", "good"),
)
AREA = (
    *("area name", "area", "geography name", "geography", "local authority name", "local authority", "LA name"),
    *("LAD name", "council", "district", "borough", "region name", "place", "area code", "geography code"),
)
GROUP = ("category", "breakdown", "group", "characteristic", "ethnicity", "ethnic group", "subgroup", "phase")
PUBLISHED = ("published", "value note", "value notes", "obs status", "data marker", "suppression note")


def columns_of_indicators() -> tuple[Wanted, ...]:
    """What a file of figures can tell: what is measured, when, the figure, and what it is about."""
    several = ("type", "level", "parent")
    return (
        Wanted("name", _("Indicator"), NAME, is_needed=True, never=("type", "polarity", "unit", "area", "value")),
        Wanted("year", _("Year"), YEAR, looks=years, is_needed=True, never=NO_YEAR),
        Wanted("value", _("Value"), VALUE, is_needed=True, never=NO_VALUE),
        Wanted("unit", _("Unit"), UNIT),
        Wanted("source", _("Source"), SOURCE, never=("code", "link")),
        Wanted("good_is", _("Which is better"), GOOD, never=("travel", "trend", "recent")),
        Wanted("area", _("Area, where there are several"), AREA, never=several),
        Wanted("sex", _("Sex, where there are several"), ("sex", "gender")),
        Wanted("age", _("Age, where there are several"), ("age", "age group", "age band", "age range")),
        Wanted("category", _("Other group, where there are several"), GROUP, never=several),
        Wanted("published", _("Whether it was published"), PUBLISHED, never=("date", "by", "on")),
        Wanted("period", _("How the source writes the year"), ("period as written", "year as written")),
    )


def years_across(found: FoundList) -> list[tuple[int, Years]]:
    """The columns of a wide list, each of which is a year by its name; none where there is a column of values."""
    if found.header_line is None:
        return []
    value = next(want for want in columns_of_indicators() if want.key == "value")
    across = [
        (column.index, read.value)
        for column in found.columns
        if any(sign.isdigit() for sign in column.head) and (read := read_year(Cell(column.head))).value is not None
    ]
    has_values = any(fit_of_name(column.head, value) > 2 for column in found.columns)
    return [] if has_values else [(index, each) for index, each in across if each is not None]


def needed_of(found: FoundList) -> frozenset[str]:
    """What has to be there: a wide list says year and value by its columns."""
    return frozenset(("name", "source") if years_across(found) else ("name", "year", "value", "source"))

"""Outcome indicators as one table over the years."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from reporting.models import OutcomeIndicator
from tables.folding import fold

YEARS_SHOWN = 6


def series_of(indicators: Iterable[OutcomeIndicator]) -> dict[str, Any] | None:
    """The newest years as a table: a row an indicator, a column a year, then what is good and the source."""
    by_name: dict[str, dict[int, OutcomeIndicator]] = {}
    for each in indicators:
        by_name.setdefault(fold(each.name), {})[each.year] = each
    if not by_name:
        return None
    years = sorted({year for each in by_name.values() for year in each})[-YEARS_SHOWN:]
    rows = []
    for of_years in by_name.values():
        newest = of_years[max(of_years)]
        sources = list(dict.fromkeys(of_years[year].source for year in sorted(of_years)))
        values = [_in_the_table(of_years.get(year)) for year in years]
        rows.append([f"{newest.name} ({newest.unit})", *values, newest.get_good_is_display(), "; ".join(sources)])
    columns: list[Any] = [
        _("Indicator"),
        *({"text": str(year), "numeric": True} for year in years),
        _("Better when"),
        _("Source"),
    ]
    newest_of = [of_years[max(of_years)] for of_years in by_name.values()]
    return {"columns": columns, "rows": rows, "years": years, "newest": newest_of}


def _in_the_table(indicator: OutcomeIndicator | None) -> str:
    """A value below its year; with the time it is about where that is more than the year."""
    if indicator is None:
        return "–"
    plain = indicator.when == str(indicator.year)
    return indicator.text if plain else f"{indicator.text} ({indicator.when})"

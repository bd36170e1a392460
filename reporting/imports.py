"""The kinds of files about figures that are not counted here."""

from django.utils.translation import gettext_lazy as _

from organisations.importing.kinds import ImportKind
from organisations.importing.planning import happens
from organisations.roles import Permission
from reporting.measures.indicator_columns import columns_of_indicators, needed_of
from reporting.measures.indicator_files import plan_indicators, totals, when_of, write_indicators
from reporting.measures.indicator_rows import PlannedFigure
from reporting.models.indicators import figure_text, unit_after

ORDER = 70
WHAT_INDICATORS = "indicators"


def _cells(row: PlannedFigure) -> list:
    value = "–"
    if row.is_open and row.year is not None:
        value = figure_text(row.value) + (unit_after(row.unit) if row.value is not None else "")
    return [row.name or _("(no name)"), happens(row), when_of(row), value, row.line]


INDICATORS = ImportKind(
    what=WHAT_INDICATORS,
    title=_("Import indicators"),
    lede=_("Bring in yearly figures from public statistics, as they were published."),
    permission=Permission.KEEP_INDICATORS,
    create="reporting:indicators-import",
    back="reporting:indicators",
    back_text=_("Outcome indicators"),
    columns_wanted=columns_of_indicators,
    plan=plan_indicators,
    write=write_indicators,
    totals=totals,
    heads=[
        *(_("Indicator"), _("Result")),
        *({"text": words, "numeric": True} for words in (_("Year"), _("Value"))),
        _("Line"),
    ],
    cells=_cells,
    columns=[
        (_("Indicator"), _("what it measures, in the same words for every year")),
        (_("Year"), _("such as 2025, 2024/25 or 2022-24; a column for each year can be read too")),
        (_("Value"), _("a number; c, x, * and other signs mean that it was not published")),
        (_("Unit"), _("such as % or per 1,000 pupils")),
        (_("Source"), _("the title of the public statistics; you can write one for all rows")),
        (_("Which is better"), _("lower or higher; leave it out if no one judges")),
        (_("Area, sex, age, group"), _("if the file has several, we ask which one you want")),
    ],
    example="""name,year,value,unit,source,good_is
Permanent exclusions from school,2023/24,0.14,%,Suspensions and permanent exclusions in England,lower
Permanent exclusions from school,2024/25,0.12,%,Suspensions and permanent exclusions in England,lower""",
    needed=frozenset({"name", "year", "value", "source"}),
    needed_in=needed_of,
    takes_text=frozenset({"name", "year", "unit", "source", "good_is"}),
)
KINDS = [INDICATORS]

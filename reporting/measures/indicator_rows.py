"""The figures in a file, one by one, however the file lays them out; and of several areas or groups the one chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.importing.columns import ChosenColumns
from organisations.importing.planning import Asking, PlannedLine
from reporting.measures.indicator_columns import years_across
from reporting.models import OutcomeIndicator
from tables.cells import EMPTY, Cell, Row
from tables.folding import fold, tidy

Text = str | Promise


@dataclass(kw_only=True)
class PlannedFigure(PlannedLine):
    """What one figure of a file would do. `found` is the year that is kept already, if it is."""

    row: Row
    when: Cell = EMPTY  # the cell that says the year
    figure: Cell = EMPTY  # the cell that has the value
    is_across: bool = False
    name: str = ""
    key: str = ""  # the folded name of the indicator that is meant
    year: int | None = None
    first_year: int | None = None
    period: str = ""
    value: Decimal | None = None
    has_percent_sign: bool = False
    unit: str = ""
    source: str = ""
    good_is: str | None = None  # None where the file does not say
    found: OutcomeIndicator | None = None


def figures_in(chosen: ChosenColumns) -> Iterator[PlannedFigure]:
    """One for each row, or in a wide list one for each year of a row that is filled."""
    across = [] if chosen.has("value") or chosen.has("year") else years_across(chosen.found)
    heads = {column.index: column.head for column in chosen.found.columns}
    for row in chosen.found.rows:
        sent = chosen.sent(row)
        if not across or row.problem:
            when, figure = chosen.cell(row, "year"), chosen.cell(row, "value")
            yield PlannedFigure(line=row.line, sent=sent, row=row, when=when, figure=figure)
            continue
        filled = [index for index, _years in across if row.at(index).text or row.at(index).kind.value == "formula"]
        for index in filled:
            others = set(filled) - {index}
            kept = tuple(
                "" if column.index in others else text for column, text in zip(chosen.found.columns, sent, strict=True)
            )
            yield PlannedFigure(
                line=row.line, sent=kept, row=row, when=Cell(heads[index]), figure=row.at(index), is_across=True
            )
        if not filled:
            empty = PlannedFigure(line=row.line, sent=sent, row=row, is_across=True)
            empty.set_aside(_("There is no figure in this row"))
            yield empty


GROUPS: tuple[tuple[str, Text], ...] = (
    ("area", gettext_lazy("The file has figures for several areas. Which one do you want?")),
    ("sex", gettext_lazy("Some indicators have figures by sex. Which do you want?")),
    ("age", gettext_lazy("Some indicators have figures by age. Which do you want?")),
    ("category", gettext_lazy("Some indicators have figures for several groups. Which do you want?")),
)


def choose_groups(figures: list[PlannedFigure], chosen: ChosenColumns, asking: Asking) -> list[PlannedFigure]:
    """The figures of the area and groups that somebody chose; all, and waiting, until somebody has.

    Indicators with the same groups are asked about once.
    """
    for column, question in GROUPS:
        if not chosen.has(column):
            continue
        in_each = _texts_of(figures, chosen, column)
        kept: list[PlannedFigure] = []
        for figure in figures:
            texts = in_each.get(figure.key if column != "area" else "", {})
            if len(texts) < 2 or figure.outcome == "aside":
                kept.append(figure)
                continue
            choices = [(f"={key[:150]}", text or _("Blank (often everyone)")) for key, text in sorted(texts.items())]
            answer = asking.ask(figure, f"{column} {sorted(texts)}", question, choices)
            mine = fold(chosen.cell(figure.row, column).text)
            if answer is None or not answer.startswith("=") or answer == f"={mine[:150]}":
                kept.append(figure)
        figures = kept
    return figures


def _texts_of(figures: Iterable[PlannedFigure], chosen: ChosenColumns, column: str) -> dict[str, dict[str, str]]:
    """What stands in a column, folded to as it is written, for each indicator; areas for all of them together."""
    found: dict[str, dict[str, str]] = {}
    for figure in figures:
        if figure.outcome != "aside":
            text = tidy(chosen.cell(figure.row, column).text)
            found.setdefault(figure.key if column != "area" else "", {}).setdefault(fold(text), text)
    return found

"""The impact matrix as a flat table to download: a row a cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from organisations.resources import Column, Export
from reporting.export.tidy import WITHHELD
from reporting.read.matrix import MatrixEntry
from reporting.read.narratives import of_cell
from reporting.read.selectors import ReleasedRound

InRow = tuple[dict[str, Any], MatrixEntry]  # a cell with its row of the matrix


class MatrixColumn(Column):
    """A column, and what it means."""

    def __init__(self, name: str, meaning: str) -> None:
        super().__init__(name)
        self.meaning = meaning


class MatrixExport(Export):
    """The cells of a release's matrix, a row each."""

    called = "matrix"

    round = MatrixColumn("round", "the round’s name")
    objective = MatrixColumn("objective", "a row of the impact matrix")
    level = MatrixColumn("level", "service, sector or system")
    cell = MatrixColumn("cell", "what the cell is about")
    measure = MatrixColumn("measure", "the measure of the cell’s main figure, empty where there is no figure")
    label = MatrixColumn("label", "the measure’s title")
    figure = MatrixColumn("figure", "the main figure as on the page, or [c] where it is not shown, to protect people")
    of = MatrixColumn("of", "what the figure is out of")
    more = MatrixColumn("more", "the cell’s other lines: numbers of people, take-up and other measures")
    reason = MatrixColumn("reason", "why there is no figure")
    narrative = MatrixColumn(
        "narrative", "the partnership’s commentary on the cell, with the date of anything added later"
    )

    def __init__(self, released: ReleasedRound) -> None:
        super().__init__()
        self.released = released

    def cells(self) -> Iterator[InRow]:
        """Row by row, and in each from service to system."""
        for row in self.released.matrix():
            for cell in row["cells"]:
                yield row, cell

    def dehydrate_round(self, at: InRow) -> str:
        return self.released.round.name

    def dehydrate_objective(self, at: InRow) -> str:
        return at[0]["objective"].title

    def dehydrate_level(self, at: InRow) -> str:
        return at[1].level

    def dehydrate_cell(self, at: InRow) -> str:
        return at[1].title

    def dehydrate_measure(self, at: InRow) -> str | None:
        return at[1].leading

    def dehydrate_label(self, at: InRow) -> str:
        return at[1].label if at[1].leading else ""

    def dehydrate_figure(self, at: InRow) -> str | None:
        return WITHHELD if at[1].withheld else at[1].figure

    def dehydrate_of(self, at: InRow) -> str:
        return at[1].of

    def dehydrate_more(self, at: InRow) -> str:
        return "; ".join(at[1].lines)

    def dehydrate_reason(self, at: InRow) -> str:
        return at[1].reason

    def dehydrate_narrative(self, at: InRow) -> str:
        row, cell = at
        where = of_cell(row["objective"].key, cell.level)
        return " ".join(words.line for words in self.released.narratives.at(where))


MATRIX_COLUMNS: dict[str, str] = {each.column_name: each.meaning for each in MatrixExport.fields.values()}

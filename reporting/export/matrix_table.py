"""The impact matrix as a flat table to download: a row a cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from framework.models import MatrixObjective
from organisations.resources import Column, Export
from reporting.export.tidy import WITHHELD
from reporting.read.beside import days_of, matrix_since
from reporting.read.matrix import NOTHING, CellMeasure, MatrixEntry, Since
from reporting.read.narratives import of_cell
from reporting.read.selectors import ReleasedRound


@dataclass(frozen=True)
class InRow:
    """One measure in a cell of the matrix, with its row and what the round before said; a cell without any once."""

    objective: MatrixObjective
    cell: MatrixEntry
    measure: CellMeasure | None
    since: Since


class MatrixColumn(Column):
    """A column, and what it means."""

    def __init__(self, name: str, meaning: str) -> None:
        super().__init__(name)
        self.meaning = meaning


class MatrixExport(Export):
    """The cells of a release's matrix, a row for each measure in them."""

    called = "matrix"

    round = MatrixColumn("round", "the round’s name")
    objective = MatrixColumn("objective", "a row of the impact matrix")
    level = MatrixColumn("level", "service, sector or system")
    cell = MatrixColumn("cell", "what the cell is about")
    measure = MatrixColumn("measure", "a short name for the measure, empty where the cell has none")
    label = MatrixColumn("label", "the measure’s title")
    ours = MatrixColumn("ours", "yes where the measure is ours, and not one that the framework names for the cell")
    figure = MatrixColumn("figure", "the figure as on the page, or [c] where it is not shown, to protect people")
    number = MatrixColumn("number", "the figure as a number: a count, or a percentage of the whole partnership")
    out_of = MatrixColumn("out_of", "what a count is out of")
    of = MatrixColumn("of", "what the figure says, in words")
    more = MatrixColumn("more", "what else the cell says of the measure")
    counted_from = MatrixColumn("counted_from", "the first day that counts, for what is counted by its day")
    counted_to = MatrixColumn("counted_to", "the last day that counts, for what is counted by its day")
    earlier_round = MatrixColumn("earlier_round", "the round that it is compared with")
    change = MatrixColumn("change", "how it stands beside that round, in words")
    then = MatrixColumn("then", "the figure in that round")
    places = MatrixColumn("places", "how many services or sectors moved since that round")
    reason = MatrixColumn("reason", "why there is no figure")
    narrative = MatrixColumn(
        "narrative", "the partnership’s commentary on the cell, with the date of anything added later"
    )

    def __init__(self, released: ReleasedRound) -> None:
        super().__init__()
        self.released = released
        self.earlier = released.earlier
        self.days = days_of(released)

    def cells(self) -> Iterator[InRow]:
        """Row by row, and in each from service to system."""
        for row in matrix_since(self.released):
            for cell, beside in row.cells:
                if not cell.measures:
                    yield InRow(row.objective, cell, None, NOTHING)
                for measure in cell.measures:
                    yield InRow(row.objective, cell, measure, beside[measure.key])

    def dehydrate_round(self, at: InRow) -> str:
        return self.released.round.name

    def dehydrate_objective(self, at: InRow) -> str:
        return at.objective.title

    def dehydrate_level(self, at: InRow) -> str:
        return at.cell.level

    def dehydrate_cell(self, at: InRow) -> str:
        return at.cell.title

    def dehydrate_measure(self, at: InRow) -> str:
        return at.measure.key if at.measure else ""

    def dehydrate_label(self, at: InRow) -> str:
        return at.measure.title if at.measure else ""

    def dehydrate_counted_from(self, at: InRow) -> str:
        return self.days.first.isoformat() if self._is_by_days(at) else ""

    def dehydrate_counted_to(self, at: InRow) -> str:
        return self.days.last.isoformat() if self._is_by_days(at) else ""

    def _is_by_days(self, at: InRow) -> bool:
        return at.measure is not None and self.released.measures[at.measure.key].by_days

    def dehydrate_ours(self, at: InRow) -> str:
        return "yes" if at.measure and at.measure.is_ours else ""

    def dehydrate_figure(self, at: InRow) -> str | None:
        if at.measure is None:
            return ""
        return WITHHELD if at.measure.block.withheld else at.measure.block.figure

    def dehydrate_number(self, at: InRow) -> float | int | None:
        number = at.measure.block.number if at.measure else None
        return int(number) if number is not None and number == int(number) else number

    def dehydrate_out_of(self, at: InRow) -> int | None:
        return at.measure.block.out_of if at.measure else None

    def dehydrate_of(self, at: InRow) -> str:
        return at.measure.block.of if at.measure else ""

    def dehydrate_more(self, at: InRow) -> str:
        return "; ".join(at.measure.block.lines) if at.measure else ""

    def dehydrate_earlier_round(self, at: InRow) -> str:
        return self.earlier.round.name if self.earlier and at.since != NOTHING else ""

    def dehydrate_change(self, at: InRow) -> str:
        return at.since.words

    def dehydrate_then(self, at: InRow) -> str:
        return at.since.then

    def dehydrate_places(self, at: InRow) -> str:
        return at.since.places

    def dehydrate_reason(self, at: InRow) -> str:
        return at.measure.reason if at.measure else at.cell.reason

    def dehydrate_narrative(self, at: InRow) -> str:
        where = of_cell(at.objective.key, at.cell.level)
        return " ".join(words.line for words in self.released.narratives.at(where))


MATRIX_COLUMNS: dict[str, str] = {each.column_name: each.meaning for each in MatrixExport.fields.values()}

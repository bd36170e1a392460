"""The matrix as a flat table to take away: a row a cell."""

from __future__ import annotations

from reporting.export.tidy import WITHHELD
from reporting.read.narratives import of_cell
from reporting.read.selectors import ReleasedRound

MATRIX_COLUMNS = {
    "round": "the round’s name",
    "objective": "a row of the matrix",
    "level": "service, sector or system",
    "cell": "what the cell looks at",
    "measure": "the measure that leads the cell; empty where there is no figure yet",
    "label": "the measure’s title",
    "figure": "the leading figure as the page says it; [c] where it is not shown, to protect people",
    "of": "what the figure is out of",
    "more": "the cell’s other lines: bases, take-up, other measures",
    "reason": "why there is no figure, where there is none",
    "narrative": "what the partnership says about the cell in its own words; what was added later says when",
}


def matrix_rows(released: ReleasedRound) -> list[list[str | None]]:
    return [
        [
            released.round.name,
            row["objective"].title,
            cell.level,
            cell.title,
            cell.leading,
            cell.label if cell.leading else "",
            WITHHELD if cell.withheld else cell.figure,
            cell.of,
            "; ".join(cell.lines),
            cell.reason,
            " ".join(words.line for words in released.narratives.at(of_cell(row["objective"].key, cell.level))),
        ]
        for row in released.matrix()
        for cell in row["cells"]
    ]

"""The matrix of a released round beside that of the round before: what every page and file reads."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from framework.models import MatrixObjective
from reporting import figures as f
from reporting.read.counted_days import CountedDays, counted_days
from reporting.read.matrix import NOTHING, CellMeasure, MatrixEntry, Since, since
from reporting.read.narratives import of_cell
from reporting.read.selectors import ReleasedRound

InCell = tuple[MatrixEntry, dict[str, Since]]  # a cell, and how each of its measures stands beside the round before


@dataclass(frozen=True)
class MatrixRow:
    """One objective with its cells, from services to the whole partnership."""

    objective: MatrixObjective
    cells: list[InCell]


def matrix_since(released: ReleasedRound) -> list[MatrixRow]:
    """Objectives with their cells, in the framework's own order, beside the round that changes are since."""
    earlier, days = released.earlier, days_of(released)
    before = {row["objective"].key: row["cells"] for row in earlier.matrix()} if earlier else {}
    rows = []
    for row in released.matrix():
        then = before.get(row["objective"].key, [])
        cells: list[InCell] = []
        for column, cell in enumerate(row["cells"]):
            was = then[column] if column < len(then) else None
            beside = {one.key: _since(released, one, was, days) for one in cell.measures}
            cells.append((cell, beside))
        rows.append(MatrixRow(row["objective"], cells))
    return rows


def _since(released: ReleasedRound, measure: CellMeasure, was: MatrixEntry | None, days: CountedDays) -> Since:
    described = released.measures[measure.key]
    name = released.earlier.round.name if released.earlier else ""
    found = since(measure, was, name, days.unlike if described.by_days else "")
    is_shown = found == NOTHING and measure.block.figure and described.is_survey
    if is_shown and released.asked_again.differs(described.asks, f.OVERALL):
        return Since(_("asked differently since %(round)s") % {"round": name})
    return found


def days_of(released: ReleasedRound) -> CountedDays:
    """The days that a round counts, beside those of the round before."""
    return counted_days(released.round, released.earlier.round if released.earlier else None)


def matrix_rows(released: ReleasedRound, *, on_paper: bool = False) -> list[dict]:
    """The matrix as its component shows it, to be seen whole: what stands below a figure is on the cell's own page.

    On paper, where nothing leads there, it stands in the matrix.
    """
    return [
        {
            "title": row.objective.title,
            "subtitle": row.objective.purpose,
            "cells": [_cell(released, row.objective.key, cell, beside, on_paper) for cell, beside in row.cells],
        }
        for row in matrix_since(released)
    ]


def _cell(released: ReleasedRound, objective: str, cell: MatrixEntry, beside: dict[str, Since], on_paper: bool) -> dict:
    here = [released.round.partnership.slug, released.round.slug, objective, cell.level]
    return {
        "title": cell.title,
        "url": "" if on_paper or not cell.measures else reverse("reporting:cell", args=here),
        "reason": cell.reason,
        "measures": [
            {
                "title": one.title,
                "is_named": one.block.is_named,
                "figure": one.block.figure,
                "of": one.block.of,
                "lines": one.block.lines if on_paper else one.block.parts,
                "withheld": one.block.withheld,
                "reason": one.reason,
                "is_ours": one.is_ours,
                "since": beside[one.key].line if on_paper else beside[one.key].short,
            }
            for one in cell.measures
        ],
        "words": released.narratives.at(of_cell(objective, cell.level)),
    }

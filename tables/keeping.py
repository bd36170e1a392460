"""A book as text, to be kept between the upload and the yes: one line of JSON for each sheet and each row."""

from __future__ import annotations

import json
from typing import Any

from tables.cells import EMPTY, Book, Cell, CellKind, Row, Sheet


def as_text(book: Book) -> str:
    """The whole book. `from_text` gives the same book again."""
    lines: list[Any] = [{"notes": book.notes}]
    for sheet in book.sheets:
        lines.append(
            {"sheet": sheet.name, "is_hidden": sheet.is_hidden, "hidden_columns": sorted(sheet.hidden_columns)}
        )
        lines += [[row.line, int(row.is_hidden), row.problem, *map(_kept, row.cells)] for row in sheet.rows]
    return "\n".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in lines)


def from_text(text: str) -> Book:
    """The book that was kept as text."""
    first, *lines = text.split("\n")
    sheets: list[tuple[dict[str, Any], list[Row]]] = []
    cells: dict[str, Cell] = {"": EMPTY}
    for line in lines:
        found = json.loads(line)
        if isinstance(found, dict):
            sheets.append((found, []))
            continue
        number, is_hidden, problem, *kept = found
        sheets[-1][1].append(Row(number, tuple(_cell(each, cells) for each in kept), bool(is_hidden), problem))
    return Book(
        sheets=tuple(
            Sheet(about["sheet"], tuple(rows), about["is_hidden"], frozenset(about["hidden_columns"]))
            for about, rows in sheets
        ),
        notes=tuple(json.loads(first)["notes"]),
    )


def _kept(cell: Cell) -> str | list[Any]:
    """A plain text is itself."""
    if cell.kind is CellKind.TEXT and not cell.is_filled_down:
        return cell.text
    return [cell.text, cell.kind.value, int(cell.is_filled_down)]


def _cell(kept: Any, known: dict[str, Cell]) -> Cell:
    if isinstance(kept, str):
        if kept not in known:
            known[kept] = Cell(kept)
        return known[kept]
    text, kind, is_filled_down = kept
    return Cell(text, CellKind(kind), bool(is_filled_down))

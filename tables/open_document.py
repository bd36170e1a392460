"""OpenDocument spreadsheets (ODS), from their own content: it says what is per cent, merged, hidden and repeated."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta
from decimal import Decimal, InvalidOperation

from tables import refusals
from tables.cells import EMPTY, Book, Cell, CellKind, Sheet, UnreadableFile
from tables.delimited import beyond_the_columns
from tables.grid import MOST_COLUMNS, Budget, Grid, cell_of, length_of_time_text, number_text
from tables.streams import read_pieces

_LENGTH = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_LAST_LINE = 1_048_576
_MANIFEST = "META-INF/manifest.xml"


class _Content:
    """Collects the sheets while the elements go by."""

    def __init__(self, most_rows: int) -> None:
        self.most_rows = most_rows
        self.grids: list[Grid] = []
        self.budget = Budget()
        self.unseen_styles: set[str] = set()  # of sheets that are not displayed
        self._style = ""
        self._depth = 0  # tables may stand in tables; only the outer ones are sheets
        self._line = 0
        self._repeat_row = 1
        self._hidden_row = False
        self._columns = 0
        self._cells: list[Cell] = []
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[str] = []
        self._in_paragraph = 0
        self._in_note = 0

    def starts(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            self._depth += 1
            if self._depth == 1:
                is_hidden = attributes.get("style-name", "") in self.unseen_styles
                name_of = attributes.get("name", "")
                self.grids.append(Grid(name_of, self.most_rows, is_hidden=is_hidden, budget=self.budget))
                self._line = self._columns = 0
        elif name == "style":
            self._style = attributes.get("name", "")
        elif name == "table-properties" and attributes.get("display") == "false":
            self.unseen_styles.add(self._style)
        elif self._depth != 1:
            return
        elif name == "table-column":
            repeated = int(attributes.get("number-columns-repeated", 1))
            if attributes.get("visibility") in ("collapse", "filter"):
                self.grids[-1].hidden_columns.update(range(self._columns, min(self._columns + repeated, MOST_COLUMNS)))
            self._columns += repeated
        elif name == "table-row":
            self._repeat_row = int(attributes.get("number-rows-repeated", 1))
            self._hidden_row = attributes.get("visibility") in ("collapse", "filter")
            self._cells = []
        elif name in ("table-cell", "covered-table-cell"):
            self._cell, self._paragraphs = attributes, []
            if name == "covered-table-cell":
                self._cell = {"number-columns-repeated": attributes.get("number-columns-repeated", "1")}
        elif name == "annotation":
            self._in_note += 1
        elif name == "p" and not self._in_note:
            self._in_paragraph += 1
            self._paragraphs.append("")
        elif name == "s" and self._in_paragraph:
            self._paragraphs[-1] += " " * min(int(attributes.get("c", 1)), 1000)
        elif name in ("line-break", "tab") and self._in_paragraph:
            self._paragraphs[-1] += "\n" if name == "line-break" else "\t"

    def text(self, text: str) -> None:
        if self._in_paragraph and not self._in_note:
            self._paragraphs[-1] += text

    def ends(self, name: str) -> None:
        if name == "table":
            self._depth -= 1
        elif self._depth != 1:
            return
        elif name == "annotation":
            self._in_note -= 1
        elif name == "p" and not self._in_note:
            self._in_paragraph = max(0, self._in_paragraph - 1)
        elif name in ("table-cell", "covered-table-cell") and self._cell is not None:
            self._add_cell(self._cell, "\n".join(self._paragraphs))
            self._cell = None
        elif name == "table-row":
            self._add_row()

    def _add_cell(self, attributes: dict[str, str], text: str) -> None:
        down = int(attributes.get("number-rows-spanned", 1))
        across = int(attributes.get("number-columns-spanned", 1))
        left = len(self._cells)
        if (down > 1 or across > 1) and left < MOST_COLUMNS:
            top = self._line + 1
            self.grids[-1].merge(top, left, top + down - 1, left + across - 1)
        repeated = int(attributes.get("number-columns-repeated", 1))
        # One more than the columns that are read, so that the grid sees that there is more.
        self._cells.extend([_cell(attributes, text)] * min(repeated, MOST_COLUMNS + 1 - left))

    def _add_row(self) -> None:
        grid = self.grids[-1]
        if any(cell != EMPTY for cell in self._cells):
            for line in range(self._line + 1, min(self._line + self._repeat_row, _LAST_LINE) + 1):
                if self._hidden_row:
                    grid.hidden_lines.add(line)
                grid.add(line, self._cells)
        self._line += self._repeat_row


def _cell(attributes: dict[str, str], text: str) -> Cell:
    kind, value = attributes.get("value-type", ""), attributes.get("value", "")
    try:
        if kind == "percentage":
            return Cell(f"{number_text(_rounded(value), times=100)}%", CellKind.PERCENT)
        if kind in ("float", "currency"):
            if "formula" in attributes and text.startswith("#"):
                return Cell(text, CellKind.FAULT)
            shown = text.strip()
            is_led_by_zeros = shown.isdigit() and shown.startswith("0") and len(shown) > 1
            return Cell(shown if is_led_by_zeros else number_text(_rounded(value)), CellKind.NUMBER)
    except (InvalidOperation, ValueError):
        return cell_of(text)
    if kind == "date":
        day, _t, time = attributes.get("date-value", text).partition("T")
        time = time[:5] if time[5:8] in ("", ":00") else time[:8]
        return Cell(f"{day} {time}" if time.strip("0:") else day, CellKind.DATE)
    if kind == "time" and (length := _LENGTH.fullmatch(attributes.get("time-value", ""))):
        hours, minutes, seconds = (int(part) for part in length.groups())
        return Cell(length_of_time_text(timedelta(hours=hours, minutes=minutes, seconds=seconds)))
    if kind == "boolean":
        return Cell("TRUE" if attributes.get("boolean-value") == "true" else "FALSE", CellKind.YES_NO)
    if "formula" in attributes and not kind and not text:
        return Cell("", CellKind.FORMULA)
    if "formula" in attributes and text.startswith("#") and text.endswith(("!", "?", "A")):
        return Cell(text, CellKind.FAULT)
    return cell_of(text)


def _rounded(value: str) -> Decimal:
    return Decimal(f"{Decimal(value):.15g}")


def book_of_ods(content: bytes, most_rows: int) -> Book:
    """All sheets of an OpenDocument spreadsheet."""
    found = _Content(most_rows)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if _MANIFEST in parts.namelist() and b"encryption-data" in parts.read(_MANIFEST):
                raise refusals.has_password()
            with parts.open("content.xml") as source:
                read_pieces(source, starts=found.starts, ends=found.ends, text=found.text)
    except UnreadableFile:
        raise
    except Exception as error:  # broken XML or a broken zip
        raise refusals.broken_spreadsheet() from error
    sheets: list[Sheet] = [grid.sheet() for grid in found.grids]
    notes = tuple(beyond_the_columns(grid.name) for grid in found.grids if grid.is_cut)
    return Book(sheets=tuple(sheets), notes=notes)

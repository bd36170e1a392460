"""XLSX and XLSM by openpyxl, which knows number formats; hidden and merged from a first look through each sheet."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from typing import Any

import openpyxl

from tables import refusals
from tables.cells import EMPTY, Book, Cell, CellKind, Sheet, UnreadableFile
from tables.delimited import beyond_the_columns
from tables.grid import MOST_CELLS, MOST_COLUMNS, Budget, Grid, cell_of, is_percent_format
from tables.old_formats import book_of_old_excel
from tables.streams import read_pieces

_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_LEADING_ZEROS = re.compile(r"0{2,15}")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MOST_MERGED = 50_000
LAST_LINE = 1_048_576


class SheetOutline:
    """What stands around the cells of a sheet: how far it goes, what is hidden, merged, or without a result."""

    def __init__(self, most_rows: int) -> None:
        self.most_rows = most_rows
        self.rows = 0
        self.cells = 0
        self.last_line = 0
        self.last_column = 0
        self.hidden_lines: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merged: list[tuple[int, int, int, int]] = []
        self.without_result: set[tuple[int, int]] = set()  # formulas: line from 1, column from 0
        self._line = 0
        self._column = -1
        self._is_counted = False
        self._kind = ""
        self._is_formula = False
        self._has_value = False
        self._in_value = False

    def starts(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self.cells += 1
            if self.cells > MOST_CELLS:
                raise refusals.too_many_cells()
            place = _PLACE.fullmatch(attributes.get("r", ""))
            if attributes.get("r") and (place is None or int(place[2]) != self._line):
                raise refusals.broken_spreadsheet()  # a cell that says it stands in another row
            self._column = column_index(place[1]) if place else self._column + 1
            self._kind = attributes.get("t", "n")
            self._is_formula = self._has_value = False
        elif name in ("v", "is", "f"):
            self._in_value = name == "v"
            self._is_formula = self._is_formula or name == "f"
            self._counts()
        elif name == "row":
            self._line = int(attributes.get("r") or self._line + 1)
            if self._line > LAST_LINE:
                raise refusals.far_down()
            self._column = -1
            self._is_counted = False
            if attributes.get("hidden") in ("1", "true"):
                self.hidden_lines.add(self._line)
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            self.hidden_columns.update(range(first - 1, min(last, MOST_COLUMNS)))
        elif name == "mergeCell":
            area = area_of(attributes.get("ref", ""))
            if area and len(self.merged) < _MOST_MERGED:
                self.merged.append(area)

    def text(self, text: str) -> None:
        if self._in_value:
            self._has_value = True

    def ends(self, name: str) -> None:
        if name == "v":
            self._in_value = False
        elif name == "c" and self._is_formula and not self._has_value and self._kind != "str":
            self.without_result.add((self._line, self._column))

    def _counts(self) -> None:
        self.last_column = max(self.last_column, self._column)
        if not self._is_counted:
            self._is_counted = True
            self.rows += 1
            self.last_line = max(self.last_line, self._line)
            if self.rows > self.most_rows:
                raise refusals.too_many_rows(self.most_rows)
        # Whoever reads the sheet goes through all that is empty above and beside the last cell.
        if self.last_line * min(self.last_column + 1, MOST_COLUMNS) > MOST_CELLS:
            raise refusals.far_down()


def column_index(letters: str) -> int:
    """A is 0, Z 25, AA 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def area_of(reference: str) -> tuple[int, int, int, int] | None:
    """A1:G3 as first line, first column, last line, last column; lines from 1, columns from 0."""
    first, _colon, last = reference.partition(":")
    one, another = _PLACE.fullmatch(first), _PLACE.fullmatch(last)
    if not one or not another:
        return None
    return int(one[2]), column_index(one[1]), int(another[2]), column_index(another[1])


def book_of_xlsx(content: bytes, most_rows: int) -> Book:
    """All sheets. Links to other files are not followed, macros not run, formulas not worked out: results are read."""
    outlines = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for name in parts.namelist():
                if "worksheets/" in name and name.endswith(".xml"):
                    outline = outlines[name.lstrip("/")] = SheetOutline(most_rows)
                    with parts.open(name) as source:
                        read_pieces(source, starts=outline.starts, ends=outline.ends, text=outline.text)
    except UnreadableFile:
        raise
    except Exception as error:  # broken XML, broken zip, a part that says less than it holds
        raise refusals.broken_spreadsheet() from error
    try:
        book = _by_openpyxl(content, outlines, most_rows)
    except UnreadableFile:
        raise
    except Exception as error:  # openpyxl raises many kinds for what other programs write
        book = _by_another_reader(content, outlines, most_rows, error)
    if not any(sheet.rows for sheet in book.sheets) and any(outline.rows for outline in outlines.values()):
        book = _by_another_reader(content, outlines, most_rows, None)
    return book


def _by_another_reader(
    content: bytes, outlines: dict[str, SheetOutline], most_rows: int, error: Exception | None
) -> Book:
    """Calamine reads what openpyxl finds fault with. It sets up the whole area, so a huge one is not given to it."""
    if any((outline.last_line + 1) * (outline.last_column + 1) > MOST_CELLS for outline in outlines.values()):
        raise refusals.broken_spreadsheet() from error
    return book_of_old_excel(content, most_rows)


def _by_openpyxl(content: bytes, outlines: dict[str, SheetOutline], most_rows: int) -> Book:
    sheets: list[Sheet] = []
    notes: list[str] = []
    budget = Budget()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about parts that we do not read
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            for sheet in book.worksheets:
                outline = outlines.get(sheet._worksheet_path.lstrip("/")) or SheetOutline(most_rows)
                grid = Grid(sheet.title, most_rows, is_hidden=sheet.sheet_state != "visible", budget=budget)
                grid.hidden_columns, grid.hidden_lines = outline.hidden_columns, outline.hidden_lines
                if outline.rows:
                    _fill(grid, sheet, outline)
                if grid.is_cut or outline.last_column >= MOST_COLUMNS:
                    notes.append(beyond_the_columns(grid.name))
                sheets.append(grid.sheet())
        finally:
            book.close()
    return Book(sheets=tuple(sheets), notes=tuple(notes))


def _fill(grid: Grid, sheet: Any, outline: SheetOutline) -> None:
    for area in outline.merged:
        grid.merge(*area)
    last_column = min(outline.last_column + 1, MOST_COLUMNS)
    shown: dict[int, tuple[bool, int]] = {}  # by style: per cent or not, and how many digits at least
    known: dict[str, Cell] = {}
    lines = sheet.iter_rows(min_row=1, max_row=outline.last_line, max_col=last_column)
    for line, stored in enumerate(lines, start=1):
        cells = []
        for column, cell in enumerate(stored):
            value, kind = cell.value, cell.data_type
            if value is None:
                is_formula = outline.without_result and (line, column) in outline.without_result
                cells.append(Cell("", CellKind.FORMULA) if is_formula else EMPTY)
            elif kind == "e":
                cells.append(Cell(str(value), CellKind.FAULT))
            elif isinstance(value, str):
                read = known.get(value)
                if read is None:
                    read = known[value] = cell_of(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), value))
                cells.append(read)
            elif kind == "n":
                style = cell._style_id
                if style not in shown:
                    number_format = str(cell.number_format or "")
                    zeros = len(number_format) if _LEADING_ZEROS.fullmatch(number_format) else 0
                    shown[style] = is_percent_format(number_format), zeros
                is_percent, digits = shown[style]
                cells.append(cell_of(value, is_percent=is_percent, digits=digits))
            else:
                cells.append(cell_of(value))
        grid.add(line, cells)

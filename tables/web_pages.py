"""A table in a web page, as many systems export it under the name of a spreadsheet, and the XML of Excel 2003."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from tables import refusals
from tables.cells import EMPTY, Book, Cell, CellKind, UnreadableFile
from tables.delimited import beyond_the_columns
from tables.grid import MOST_COLUMNS, Budget, Grid, cell_of, is_percent_format
from tables.streams import AlreadyText, read_pieces

_MOST_TABLES = 500
_MOST_DEEP = 50
_SPACES = re.compile("[ \t\f]+")
_NO_TEXT = ("script", "style", "template")


class _Table:
    """One table of a page, with the columns that cells from above still take."""

    def __init__(self, most_rows: int) -> None:
        self.grid = Grid("", most_rows)
        self.line = 0
        self.cells: list[Cell] = []
        self.taken: dict[int, int] = {}  # by column: the last line to which a cell from above reaches
        self.texts: list[str] | None = None
        self.span = (1, 1)
        self.in_row = False

    def begin_row(self) -> None:
        self.end_row()
        self.line += 1
        self.cells, self.in_row = [], True

    def begin_cell(self, down: int, across: int) -> None:
        if not self.in_row:
            self.begin_row()
        self.end_cell()
        self.texts, self.span = [], (down, across)

    def end_cell(self) -> None:
        if self.texts is None:
            return
        # Line breaks in the page's own text are spaces, and those of <br> are kept.
        lines = "".join(self.texts).split("\n")
        cell = cell_of("\n".join(_SPACES.sub(" ", line).strip(" ") for line in lines))
        self.texts = None
        while self.taken.get(len(self.cells), 0) >= self.line:
            self.cells.append(EMPTY)
        left = len(self.cells)
        down, across = self.span
        if left > MOST_COLUMNS:
            return
        across = min(across, MOST_COLUMNS + 1 - left)
        if (down, across) != (1, 1):
            self.grid.merge(self.line, left, self.line + down - 1, left + across - 1)
            for column in range(left, left + across):
                self.taken[column] = self.line + down - 1
        self.cells.extend([cell, *[EMPTY] * (across - 1)])

    def end_row(self) -> None:
        self.end_cell()
        if self.in_row:
            self.grid.add(self.line, self.cells)
            self.in_row = False


class _Page(HTMLParser):
    """Collects the tables of a page; a table in a cell of another is a table of its own."""

    def __init__(self, most_rows: int) -> None:
        super().__init__(convert_charrefs=True)
        self.most_rows = most_rows
        self.tables: list[_Table] = []
        self.open: list[_Table] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _NO_TEXT:
            self.silent += 1
        elif tag == "table" and len(self.tables) < _MOST_TABLES and len(self.open) < _MOST_DEEP:
            self.tables.append(_Table(self.most_rows))
            self.open.append(self.tables[-1])
        elif self.open and tag == "tr":
            self.open[-1].begin_row()
        elif self.open and tag in ("td", "th"):
            values = dict(attrs)
            self.open[-1].begin_cell(_number(values.get("rowspan")), _number(values.get("colspan")))
        elif tag in ("br", "p", "div", "li") and self.open and self.open[-1].texts:
            self.open[-1].texts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _NO_TEXT:
            self.silent = max(0, self.silent - 1)
        elif not self.open:
            return
        elif tag in ("td", "th"):
            self.open[-1].end_cell()
        elif tag == "tr":
            self.open[-1].end_row()
        elif tag == "table":
            self.open.pop().end_row()

    def handle_data(self, data: str) -> None:
        if self.open and not self.silent and (texts := self.open[-1].texts) is not None:
            texts.append(data.replace("\r", " ").replace("\n", " "))


def _number(text: str | None) -> int:
    return min(max(int(text), 1), 65_534) if text and text.isdecimal() else 1


def book_of_web_page(text: str, notes: list[str], most_rows: int) -> Book:
    """The largest table of a page; its lines are numbered as its rows. Raises UnreadableFile where there is none."""
    page = _Page(most_rows)
    page.feed(text)
    page.close()
    for table in page.open:
        table.end_row()
    largest = max(page.tables, key=lambda table: table.grid.budget.cells, default=None)
    if largest is None or not largest.grid.budget.cells:
        raise refusals.web_page_without_table()
    if largest.grid.is_cut:
        notes = [*notes, beyond_the_columns()]
    return Book(sheets=(largest.grid.sheet(),), notes=tuple(notes))


class _Workbook:
    """Collects the sheets of SpreadsheetML while its elements go by."""

    def __init__(self, most_rows: int) -> None:
        self.most_rows = most_rows
        self.grids: list[Grid] = []
        self.budget = Budget()
        self.percent_styles: set[str] = set()
        self._style = ""
        self._line = 0
        self._column = 0
        self._cells: list[Cell] = []
        self._cell: dict[str, str] = {}
        self._kind = ""
        self._text: list[str] | None = None
        self._read = EMPTY

    def starts(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Style":
            self._style = attributes.get("ID", "")
        elif name == "NumberFormat":
            number_format = attributes.get("Format", "")
            if number_format == "Percent" or is_percent_format(number_format):
                self.percent_styles.add(self._style)
        elif name == "Worksheet":
            self.grids.append(Grid(attributes.get("Name", ""), self.most_rows, budget=self.budget))
            self._line = self._column = 0
        elif not self.grids:
            return
        elif name == "Visible":
            self._text = []
        elif name == "Column":
            self._column = int(attributes.get("Index") or self._column + 1)
            last = self._column + int(attributes.get("Span", 0))
            if attributes.get("Hidden") == "1":
                self.grids[-1].hidden_columns.update(range(self._column - 1, min(last, MOST_COLUMNS)))
            self._column = last
        elif name == "Row":
            self._line = int(attributes.get("Index") or self._line + 1)
            self._cells = []
            if attributes.get("Hidden") == "1":
                self.grids[-1].hidden_lines.add(self._line)
        elif name == "Cell":
            self._cell, self._read = attributes, EMPTY
            if "Formula" in attributes:
                self._read = Cell("", CellKind.FORMULA)
            missing = int(attributes.get("Index") or len(self._cells) + 1) - 1 - len(self._cells)
            self._cells.extend([EMPTY] * min(max(missing, 0), MOST_COLUMNS + 1 - len(self._cells)))
        elif name == "Data":
            self._kind, self._text = attributes.get("Type", "String"), []

    def text(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def ends(self, name: str) -> None:
        if name == "Visible" and self._text is not None:
            self.grids[-1].is_hidden = "hidden" in "".join(self._text).lower()
            self._text = None
        elif name == "Data" and self._text is not None:
            is_percent = self._cell.get("StyleID", "") in self.percent_styles
            self._read = _spreadsheet_xml_cell(self._kind, "".join(self._text), is_percent=is_percent)
            self._text = None
        elif name == "Cell" and self.grids and len(self._cells) <= MOST_COLUMNS:
            down, across = int(self._cell.get("MergeDown", 0)), int(self._cell.get("MergeAcross", 0))
            left = len(self._cells)
            if down or across:
                self.grids[-1].merge(self._line, left, self._line + down, left + across)
            self._cells.append(self._read)
            self._cells.extend([EMPTY] * min(across, MOST_COLUMNS + 1 - len(self._cells)))
        elif name == "Row" and self.grids:
            self.grids[-1].add(self._line, self._cells)


def _spreadsheet_xml_cell(kind: str, text: str, *, is_percent: bool) -> Cell:
    try:
        if kind == "Number":
            return cell_of(float(text), is_percent=is_percent)
    except ValueError:
        return cell_of(text)
    if kind == "DateTime":
        day, _t, time = text.partition("T")
        return Cell(f"{day} {time[:5]}" if time[:8].strip("0:.") else day, CellKind.DATE)
    if kind == "Boolean":
        return Cell("TRUE" if text.strip() == "1" else "FALSE", CellKind.YES_NO)
    return Cell(text, CellKind.FAULT) if kind == "Error" else cell_of(text)


def book_of_spreadsheet_xml(text: str, most_rows: int) -> Book:
    """All sheets of an XML spreadsheet of Excel 2003."""
    found = _Workbook(most_rows)
    try:
        read_pieces(AlreadyText(text), starts=found.starts, ends=found.ends, text=found.text)
    except UnreadableFile:
        raise
    except Exception as error:  # broken XML
        raise refusals.broken_spreadsheet() from error
    notes = tuple(beyond_the_columns(grid.name) for grid in found.grids if grid.is_cut)
    return Book(sheets=tuple(grid.sheet() for grid in found.grids), notes=notes)

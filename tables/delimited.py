"""Text with a separator between its cells: CSV, tabs, and what is pasted."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from tables import refusals
from tables.cells import EMPTY, Book, Cell, Row, Sheet
from tables.grid import MOST_CELLS, MOST_COLUMNS, read_text

SEPARATORS = ",;\t|"  # the first of two that are equally good
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[,;\t|]*', re.IGNORECASE)
_LINES_LOOKED_AT = 80
_MOST_LINES_IN_A_CELL = 200
_MOST_SIGNS_IN_A_CELL = 131_072


def book_of_text(text: str, notes: list[str], most_rows: int) -> Book:
    """The table in a text, each row at its own line of the file. Raises UnreadableFile."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines[0] = lines[0].lstrip("\ufeff")
    start = 0
    if named := _SEPARATOR_LINE.fullmatch(lines[0].strip(" ")):
        separator, start = named[1], 1
    else:
        separator = separator_of(lines)
    rows, is_cut = _rows(lines, start, separator, most_rows)
    if is_cut:
        notes = [*notes, beyond_the_columns()]
    return Book(sheets=(Sheet(name="", rows=rows),), notes=tuple(notes))


def beyond_the_columns(sheet: str = "") -> str:
    """The note that a table is wider than what is read of it."""
    if sheet:
        return _("We read the first %(most)s columns of the sheet “%(sheet)s” only.") % {
            "most": MOST_COLUMNS,
            "sheet": sheet,
        }
    return _("We read the first %(most)s columns of this file only.") % {"most": MOST_COLUMNS}


def separator_of(lines: list[str]) -> str:
    """The sign that cuts most lines into the same number of cells. A title row or a note has none of it."""
    looked_at = [line[:5000] for line in lines if line.strip(" ,;\t|")][:_LINES_LOOKED_AT]
    scores = {separator: _score(looked_at, separator) for separator in SEPARATORS}
    return max(SEPARATORS, key=lambda separator: scores[separator])


def _score(lines: list[str], separator: str) -> float:
    widths: Counter[int] = Counter()
    stray = 0  # quotes in the middle of a cell: the cell was cut, or is not the cell
    try:
        for cells in csv.reader((f"{line}\n" for line in lines), delimiter=separator):
            while cells and not cells[-1].strip():
                cells.pop()
            widths[len(cells)] += 1
            stray += any('"' in cell for cell in cells) and separator in "".join(cells) + separator
    except csv.Error:
        return 0
    whole = sum(widths.values()) or 1
    cut = sum(count for width, count in widths.items() if width > 1)
    same = max((count for width, count in widths.items() if width > 1), default=0)
    return (cut + same - stray / 2) / whole + (0.001 if cut else 0)


class _Lines:
    """Lines for the csv module, which may be set back to read one of them again."""

    def __init__(self, lines: list[str], at: int) -> None:
        self.lines = lines
        self.at = at
        self.last = len(lines)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at >= self.last:
            raise StopIteration
        line = self.lines[self.at]
        self.at += 1
        return f"{line}\n"


def _rows(lines: list[str], start: int, separator: str, most_rows: int) -> tuple[tuple[Row, ...], bool]:
    """All rows that are not empty. A line with a broken quote is a row with a problem, and spoils no other line."""
    known: dict[str, Cell] = {"": EMPTY}
    rows: list[Row] = []
    cells_read = 0
    is_cut = False
    source = _Lines(lines, start)
    reader = csv.reader(source, delimiter=separator, strict=True)
    while source.at < len(lines):
        begins = source.at
        source.last = min(len(lines), begins + _MOST_LINES_IN_A_CELL)
        try:
            texts = next(reader)
        except (csv.Error, StopIteration):
            texts = []
            problem = _(
                "A quotation mark in this line is not closed, or stands in the middle of a cell. We could not tell "
                "where its cells end"
            )
            source.at = begins + 1
            row = Row(begins + 1, (Cell(lines[begins].strip()[:_MOST_SIGNS_IN_A_CELL]),), problem=problem)
        else:
            if len(texts) > MOST_COLUMNS:
                is_cut = is_cut or any(text.strip() for text in texts[MOST_COLUMNS:])
                del texts[MOST_COLUMNS:]
            cells = []
            for text in texts:
                cell = known.get(text)
                if cell is None:
                    read = read_text(text)
                    cell = known[text] = Cell(read) if read else EMPTY
                cells.append(cell)
            while cells and cells[-1] is EMPTY:
                cells.pop()
            if not cells:
                continue
            row = Row(begins + 1, tuple(cells))
        rows.append(row)
        cells_read += len(row.cells)
        if len(rows) > most_rows:
            raise refusals.too_many_rows(most_rows)
        if cells_read > MOST_CELLS:
            raise refusals.too_many_cells()
    return tuple(rows), is_cut

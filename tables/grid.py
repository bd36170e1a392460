"""A sheet in the making: lines of cells, merged areas, hidden rows, and no more of them than can be needed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from tables import refusals
from tables.cells import EMPTY, Cell, CellKind, Row, Sheet
from tables.guards import unguarded

MOST_COLUMNS = 200
MOST_CELLS = 4_000_000  # of all sheets together: a book of this size takes some seconds and about 500 MB
MOST_LETTERS = 40_000_000  # of all cells of a book
LONGEST_FORMAT = 255
_MIDNIGHT = time()
_UNSEEN_ENDS = "\ufeff\u200b"


def read_text(text: str) -> str:
    """A cell's text as a person reads it: nothing around it, one guard less, line breaks as one sign."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.strip()
    if text[:1] in _UNSEEN_ENDS or text[-1:] in _UNSEEN_ENDS:
        text = text.strip(_UNSEEN_ENDS).strip()
    return unguarded(text).strip() if text[:1] == "'" else text


def number_text(value: float | Decimal, *, times: int = 1) -> str:
    """A number in plain digits, to the 15 that a spreadsheet keeps, without noise of floating point."""
    exact = value if isinstance(value, Decimal | int) else Decimal(f"{value:.15g}")
    number = Decimal(exact) * times
    if not number.is_finite():
        return str(value)
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def day_text(value: date | time) -> str:
    """2026-03-01, with a time only where there is one; 10:30 for a time of day."""
    if isinstance(value, datetime):
        if value.time() == _MIDNIGHT:
            return value.isoformat()[:10]
        return value.isoformat(sep=" ", timespec="seconds" if value.second else "minutes")
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    return value.isoformat()


def length_of_time_text(value: timedelta) -> str:
    """Hours and minutes, 37:30."""
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    text = f"{minutes // 60}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def cell_of(value: object, *, is_percent: bool = False, digits: int = 0) -> Cell:
    """A stored value as a cell. `digits` is how many a number is shown with at least, as in 007."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, str):
        text = read_text(value)
        return Cell(text) if text else EMPTY
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE", CellKind.YES_NO)
    if isinstance(value, int | float | Decimal):
        if is_percent:
            return Cell(f"{number_text(value, times=100)}%", CellKind.PERCENT)
        return Cell(number_text(value).rjust(digits, "0"), CellKind.NUMBER)
    if isinstance(value, date | time):
        return Cell(day_text(value), CellKind.DATE)
    if isinstance(value, timedelta):
        return Cell(length_of_time_text(value))
    return Cell(read_text(str(value)))


def is_percent_format(number_format: str) -> bool:
    """Whether a number in this format of a spreadsheet is shown as per cent."""
    if len(number_format) > LONGEST_FORMAT:  # no spreadsheet program makes one
        return False
    return "%" in re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.', "", number_format)


class Budget:
    """How much all sheets of one book may hold together, what is repeated or filled counted each time."""

    def __init__(self) -> None:
        self.cells = self.letters = 0

    def spend(self, cells: int, letters: int) -> None:
        self.cells += cells
        self.letters += letters
        if self.cells > MOST_CELLS or self.letters > MOST_LETTERS:
            raise refusals.too_many_cells()


class Grid:
    """Collects the lines of one sheet; `sheet` gives it with its merged cells filled."""

    def __init__(self, name: str, most_rows: int, *, is_hidden: bool = False, budget: Budget | None = None) -> None:
        self.name = name
        self.most_rows = most_rows
        self.is_hidden = is_hidden
        self.is_cut = False  # something stands to the right of the columns that are read
        self.budget = budget or Budget()
        self.hidden_columns: set[int] = set()
        self.hidden_lines: set[int] = set()
        self._lines: dict[int, list[Cell]] = {}
        self._merged: list[tuple[int, int, int, int]] = []

    def add(self, line: int, cells: Iterable[Cell]) -> None:
        """One line; nothing is kept of an empty one."""
        row = list(cells)
        while row and row[-1] == EMPTY:
            row.pop()
        if not row:
            return
        if len(row) > MOST_COLUMNS:
            row = row[:MOST_COLUMNS]
            self.is_cut = True
        if len(self._lines) >= self.most_rows:
            raise refusals.too_many_rows(self.most_rows, self.name)
        self.budget.spend(len(row), sum(len(cell.text) for cell in row))
        self._lines[line] = row

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """An area is merged: lines from 1, columns from 0, the last ones included."""
        if left < MOST_COLUMNS and (top, left) != (bottom, right):
            self._merged.append((top, left, bottom, min(right, MOST_COLUMNS - 1)))

    def sheet(self) -> Sheet:
        lines = sorted(self._lines)
        for top, left, bottom, right in self._merged:
            first = self._lines.get(top, [])
            shown = first[left] if left < len(first) else EMPTY
            if shown == EMPTY:
                continue
            filled = Cell(shown.text, shown.kind, is_filled_down=True)
            for line in lines[bisect_left(lines, top) : bisect_right(lines, bottom)]:
                row = self._lines[line]
                self.budget.spend(right - left + 1, (right - left + 1) * len(shown.text))
                row.extend([EMPTY] * (right + 1 - len(row)))
                for column in range(left, right + 1):
                    if (line, column) != (top, left):
                        row[column] = filled
        return Sheet(
            name=self.name,
            rows=tuple(Row(line, tuple(self._lines[line]), line in self.hidden_lines) for line in lines),
            is_hidden=self.is_hidden,
            hidden_columns=frozenset(self.hidden_columns),
        )

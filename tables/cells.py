"""What is read of a file: sheets of rows of cells, each with the line at which it stands in the file itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class UnreadableFile(Exception):
    """The file cannot be read as a table. The message says why and what to do, for the person to read."""


class CellKind(StrEnum):
    """What a spreadsheet program takes a cell for. All cells of a text file are TEXT."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"  # a number shown as per cent: its text is what is shown, 14.5%
    DATE = "date"  # its text is 2026-03-01, with a time only where the cell has one
    YES_NO = "yes_no"  # its text is TRUE or FALSE
    FORMULA = "formula"  # a formula without a stored result: its text is empty
    FAULT = "fault"  # such as #REF!


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text as a person would read it, without space around it or a guard before a formula's sign."""

    text: str = ""
    kind: CellKind = CellKind.TEXT
    is_filled_down: bool = False  # one of several merged cells: its text stands in the first of them


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `line` is its number in the file, from 1. `problem` says why a line could not be taken apart.

    Empty lines are no rows, but count. A cell with line breaks takes as many lines of a text file as it has; the row's
    line is the one at which it begins.
    """

    line: int
    cells: tuple[Cell, ...]
    is_hidden: bool = False
    problem: str = ""

    def at(self, index: int | None) -> Cell:
        """The cell at an index; an empty one where the row has none."""
        return self.cells[index] if index is not None and index < len(self.cells) else EMPTY


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file, or the whole of a text file (then without a name)."""

    name: str
    rows: tuple[Row, ...]
    is_hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Book:
    """All that was read of a file. `notes` are sentences about how, such as which encoding was guessed."""

    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = field(default=())

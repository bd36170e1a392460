"""Excel before 2007 (XLS), and workbooks that openpyxl finds fault with, by calamine."""

from __future__ import annotations

import io

import python_calamine
from django.utils.translation import gettext as _

from tables import refusals
from tables.cells import Book, Cell, CellKind, Sheet, UnreadableFile
from tables.delimited import beyond_the_columns
from tables.grid import Budget, Grid, cell_of

_FAULTS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")


def book_of_old_excel(content: bytes, most_rows: int) -> Book:
    """All sheets. Neither hidden rows nor number formats can be seen, so a note says where a per cent may be meant."""
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return _book(book, most_rows)
    except UnreadableFile:
        raise
    except python_calamine.PasswordError as error:
        raise refusals.has_password() from error
    except Exception as error:  # whatever else is wrong with an old file
        raise refusals.broken_spreadsheet() from error


def _book(book: python_calamine.CalamineWorkbook, most_rows: int) -> Book:
    sheets: list[Sheet] = []
    notes: list[str] = []
    budget = Budget()
    has_shares = False
    for at, about in enumerate(book.sheets_metadata):
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        is_hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
        grid = Grid(about.name, most_rows, is_hidden=is_hidden, budget=budget)
        sheet = book.get_sheet_by_index(at)
        first_line, first_column = sheet.start or (0, 0)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
            grid.merge(top + 1, left, bottom + 1, right)
        for line, values in enumerate(sheet.to_python(skip_empty_area=True), start=first_line + 1):
            has_shares = has_shares or any(isinstance(value, float) and 0 < abs(value) < 1 for value in values)
            cells = [Cell(str(value), CellKind.FAULT) if value in _FAULTS else cell_of(value) for value in values]
            grid.add(line, [*[Cell()] * first_column, *cells])
        if grid.is_cut:
            notes.append(beyond_the_columns(grid.name))
        sheets.append(grid.sheet())
    if has_shares:
        notes.append(
            _(
                "This kind of file does not tell us which numbers are shown as per cent. Where it shows 14.5%, we read "
                "0.145. If that is wrong, save it as XLSX and upload it again."
            )
        )
    notes.append(_("We could not tell whether rows or columns of this file are hidden. Check that no row is too many."))
    return Book(sheets=tuple(sheets), notes=tuple(notes))

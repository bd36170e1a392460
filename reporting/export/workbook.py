"""A release as an Excel workbook: one sheet a table, the same cells as the CSV files."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from reporting.export.csvw import method_in_words, notes_on_values, places_in_words
from reporting.export.matrix_table import MATRIX_COLUMNS, MatrixExport
from reporting.export.tidy import COLUMNS, KEY, LICENCE, TidyTable
from reporting.read.beside import days_of
from reporting.read.selectors import ReleasedRound
from tables.guards import defused

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READ_ME, MATRIX, FIGURES, ABOUT_COLUMNS = "Read me", "Impact matrix", "Figures", "Columns"
WIDEST = 60
LOOKED_AT_FOR_WIDTHS = 500  # rows


def workbook_of(released: ReleasedRound, table: TidyTable) -> bytes:
    """The workbook as a file's bytes."""
    book = Workbook(write_only=True)
    book.properties.title = f"{released.round.partnership.name}: {released.round.name}"
    book.properties.creator = released.round.partnership.name
    sectors = [sector.name for sector in table.reach.named()]
    _sheet(book, READ_ME, ["About these figures", ""], _about(released, sectors), widths=[26, 100])
    if table.reach.is_whole:  # its cells count the services of all sectors
        matrix = MatrixExport(released)
        _sheet(book, MATRIX, matrix.head(), matrix.lines(matrix.cells()))
    _sheet(book, FIGURES, table.head(), table.lines(table.figures()), is_long=True)
    _sheet(book, ABOUT_COLUMNS, ["sheet", "column", "title", "meaning", "holds"], _about_columns(sectors))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _about(released: ReleasedRound, sectors: list[str]) -> list[list[str]]:
    """What to know before reading on; `sectors` are the names of those that it is limited to, if it is."""
    release, round_ = released.release, released.round
    sheets = [f"{MATRIX}: the 12 cells of the impact measurement matrix"] if not sectors else []
    behind = "every figure behind it" if not sectors else "every figure"
    sheets += [
        f"{FIGURES}: {behind}, a row each. These columns identify a row: {', '.join(KEY)}",
        f"{ABOUT_COLUMNS}: what each column means",
    ]
    rows = [
        ["Partnership", round_.partnership.name],
        ["Round", f"{round_.name}, {date_format(round_.opens_on)} to {date_format(round_.closes_on)}"],
        *([["Places", places_in_words(sectors)]] if sectors else []),
        ["Released on", date_format(timezone.localdate(release.made_at))],
        ["Days counted", days_of(released).sentence],
        ["How they are worked out", method_in_words(release)],
        ["How to read them", "These are feedback, not a score. Services are never ranked."],
        *(["", note] for note in notes_on_values()),
        ["Using them", LICENCE],
        *(["" if number else "Sheets", sheet] for number, sheet in enumerate(sheets)),
    ]
    return rows


def _about_columns(sectors: list[str]) -> list[list[str]]:
    matrix = MATRIX_COLUMNS if not sectors else {}
    rows = [[MATRIX, name, name, meaning, "string"] for name, meaning in matrix.items()]
    rows += [[FIGURES, column.name, column.title, column.meaning, column.datatype] for column in COLUMNS]
    return rows


def _sheet(
    book: Workbook,
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    widths: list[int] | None = None,
    is_long: bool = False,
) -> None:
    """A sheet with a bold first line that stays in view; long ones can be filtered."""
    sheet = book.create_sheet(title)
    # A column's width is written before its rows. The first of them tell it: all of them are too many to keep.
    lines = ([_plain(value) for value in row] for row in rows)
    first = list(islice(lines, LOOKED_AT_FOR_WIDTHS))
    for number, name in enumerate(header, start=1):
        longest = max([len(name), *(len(str(line[number - 1] or "")) for line in first)])
        width = widths[number - 1] if widths else min(WIDEST, longest + 3)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, name, font=Font(bold=True)) for name in header])
    written = 0
    looks = None if is_long else Alignment(wrap_text=True)
    for line in chain(first, lines):
        # A long table has thousands of empty cells: they are left out, which reads the same.
        sheet.append([None if value is None and is_long else _cell(sheet, value, alignment=looks) for value in line])
        written += 1
    if is_long:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{written + 1}"


def _plain(value: object) -> int | Decimal | str | None:
    """A number as a number, everything else as a text that no program runs."""
    if value is None or value == "":
        return None
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    # Signs that XML does not allow would make a file that no program opens.
    return ILLEGAL_CHARACTERS_RE.sub("", defused(value))


def _cell(sheet: Any, value: int | Decimal | str | None, **looks: Any) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # a text stays one, whatever it begins with
    if isinstance(value, Decimal):
        cell.number_format = "0.0"
    for name, look in looks.items():
        if look is not None:
            setattr(cell, name, look)
    return cell

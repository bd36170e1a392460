"""Spreadsheets: reading CSV and XLSX that people send, and cells that are safe to open."""

import csv
import io
import itertools
import zipfile

import openpyxl
import tablib
from django.utils.translation import gettext as _

from tables.guards import guarded

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 2000
MOST_BYTES_UNPACKED = 30 * 1024 * 1024
MOST_COLUMNS = 50


class UnreadableFile(Exception):
    """The file cannot be read as a table. The message says why, for the person to read."""


class Table(tablib.Dataset):
    """A table as someone sent it, with the number of the line at which its header and each of its rows stood, from 1.

    Empty lines are no rows, and count: anyone who reads "line 7" finds it in their own file. A cell that runs over some
    lines of a text is one line, as in a spreadsheet program.
    """

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.header_line = 1
        self.lines: list[int] = []


def defused(value: object) -> str:
    """A cell's text that no spreadsheet program runs as a formula (tables/guards.py)."""
    text = "" if value is None else str(value)
    return guarded(text.replace("\0", ""))


def read_table(content: bytes, file_name: str) -> Table:
    """The table in a CSV or XLSX file, all cells as trimmed text, column names in small letters.

    CSV may be UTF-8 with or without a byte-order mark, or Windows-1252 as Excel saves it, with commas or
    semicolons. Raises UnreadableFile.
    """
    return _table(_rows(content))


def as_text(table: Table) -> str:
    """A table as CSV in which each row stands at the line at which it was sent; `from_text` reads it again."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    at = 0
    for line, cells in zip([table.header_line, *table.lines], [table.headers, *table], strict=True):
        writer.writerows([] for _empty in range(line - at - 1))
        writer.writerow(cells)
        at = line
    return out.getvalue()


def from_text(text: str) -> Table:
    """The table that was kept as text."""
    return _table(list(csv.reader(io.StringIO(text, newline=""))))


def _table(found: list[list]) -> Table:
    numbered = [(at, row) for at, row in enumerate(found, start=1) if any(_text_of(cell) for cell in row)]
    (header_line, header), rows = (numbered[0], numbered[1:]) if numbered else ((1, []), [])
    header = [str(name or "").strip().lower() for name in header]
    if len(rows) > MOST_ROWS:
        raise UnreadableFile(
            _("Select a file with no more than %(most_rows)s rows. You can split it into smaller files")
            % {"most_rows": f"{MOST_ROWS:,}"}
        )
    table = Table(headers=header)
    table.header_line = header_line
    for line, row in rows:
        cells = [_text_of(cell) for cell in row]
        if any(cells[len(header) :]):  # most often a comma in a name that has no quotes around it
            raise UnreadableFile(
                _("Line %(line)s has more cells than the first line, which names the columns.") % {"line": line}
            )
        table.append(cells[: len(header)] + [""] * (len(header) - len(cells)))
        table.lines.append(line)
    if not len(table):
        raise UnreadableFile(_("Select a file that has rows below its first line"))
    return table


def read_lines(content: bytes) -> list[list[str]]:
    """All lines of a CSV or XLSX file as trimmed text, empty ones too, so that each keeps its number."""
    rows = _rows(content)
    if len(rows) > MOST_ROWS:
        raise UnreadableFile(_("Select a file with no more than %(most_rows)s rows") % {"most_rows": f"{MOST_ROWS:,}"})
    return [[_text_of(cell) for cell in row] for row in rows]


def _rows(content: bytes) -> list[list]:
    if not content:
        raise UnreadableFile(_("Select a file that is not empty"))
    if len(content) > MOST_BYTES:
        raise UnreadableFile(
            _("Select a file smaller than %(megabytes)s MB") % {"megabytes": MOST_BYTES // 1024 // 1024}
        )
    return _xlsx(content) if content.startswith(b"PK") else _csv(content)


def _text_of(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def _xlsx(content: bytes) -> list[list]:
    """The first sheet's lines. No more is unpacked or read than a list of services can need."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked <= MOST_BYTES_UNPACKED:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            lines = book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS)
            rows = [list(line) for line in itertools.islice(lines, MOST_ROWS + 2)]
            book.close()
    except Exception as error:  # openpyxl raises many kinds for a broken or disguised file
        raise UnreadableFile(_("We could not open this spreadsheet. Save it as CSV and upload it again")) from error
    if unpacked > MOST_BYTES_UNPACKED:
        raise UnreadableFile(_("This file is too large when unpacked. Save only the table as CSV and upload it again"))
    return rows


def _csv(content: bytes) -> list[list]:
    if b"\0" in content or content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8", b"\xd0\xcf\x11\xe0")):
        raise UnreadableFile(_("The file must be a CSV or XLSX"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError as error:
            raise UnreadableFile(
                _("We could not read this file. Save it as “CSV UTF-8” and upload it again")
            ) from error
    lines = text.lstrip().splitlines()
    first_line = next((line for line in lines if any(sign in line for sign in ",;\t")), "")
    delimiter = max(",;\t", key=first_line.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnreadableFile(_("We could not read this file as CSV: %(error)s") % {"error": error}) from error
    return rows

"""Any file that a table comes in, recognised by what is in it and never by its name alone."""

from __future__ import annotations

import io
import json
import re
import zipfile

from tables import refusals
from tables.cells import Book
from tables.delimited import book_of_text
from tables.encodings import decoded
from tables.excel import book_of_xlsx
from tables.limits import AROUND_THE_LIST, MOST_BYTES, MOST_ROWS
from tables.old_formats import book_of_old_excel
from tables.open_document import book_of_ods
from tables.packed import checked_parts
from tables.web_pages import book_of_spreadsheet_xml, book_of_web_page

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_PACKED = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_VERY_OLD_EXCEL = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_TAG = re.compile(r"<(html|table|body|head|!doctype html|meta|div)\b", re.IGNORECASE)


def read_book(content: bytes, file_name: str, *, most_rows: int = MOST_ROWS, most_bytes: int = MOST_BYTES) -> Book:
    """All sheets of a file, with notes about how it was read.

    At most `most_rows` rows of any one sheet, besides titles and notes. Raises UnreadableFile, whose message says what
    to do.
    """
    most_rows += AROUND_THE_LIST
    if not content.strip(b" \t\r\n\0"):
        raise refusals.empty()
    if len(content) > most_bytes:
        raise refusals.too_large(most_bytes)
    if content.startswith(b"PK"):
        return _book_of_parts(content, most_rows)
    if content.startswith(_OLD_CONTAINER):
        return _book_of_old_container(content, most_rows)
    _refuse_what_is_no_table(content)
    text, notes = decoded(content)
    start = text[:4000].lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        if "urn:schemas-microsoft-com:office:spreadsheet" in start:
            return book_of_spreadsheet_xml(text, most_rows)
        if _TAG.search(start):
            return book_of_web_page(text, notes, most_rows)
        raise refusals.data_for_programs()
    if start.startswith(("{", "[")) and _is_json(text):
        raise refusals.data_for_programs()
    if start.lower().startswith(("mime-version:", "received:", "return-path:", "delivered-to:")):
        raise refusals.web_archive() if "multipart/related" in text[:4000] else refusals.email()
    return book_of_text(text, notes, most_rows)


def _book_of_parts(content: bytes, most_rows: int) -> Book:
    """A zip: a workbook, or something that only looks like one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = set(parts.namelist())
            kind = parts.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
    except Exception as error:  # zipfile raises many kinds for a broken file
        raise refusals.broken_spreadsheet() from error
    if any(name.startswith("xl/") for name in names):
        checked_parts(content)
        if "xl/workbook.bin" in names:  # nothing that reads it bounds the memory that it takes
            raise refusals.binary_workbook()
        return book_of_xlsx(content, most_rows)
    if "opendocument.spreadsheet" in kind:
        checked_parts(content)
        return book_of_ods(content, most_rows)
    if "opendocument" in kind or any(name.startswith(("word/", "ppt/", "visio/")) for name in names):
        raise refusals.document()
    if any(name.startswith("Index/") or name.endswith(".iwa") or name == "Index.zip" for name in names):
        raise refusals.numbers()
    raise refusals.archive()


def _book_of_old_container(content: bytes, most_rows: int) -> Book:
    """The container of Office before 2007, in which spreadsheets with a password are kept too."""

    def has(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if has("EncryptedPackage"):
        raise refusals.has_password()
    if has("Workbook") or has("Book"):
        return book_of_old_excel(content, most_rows)
    if has("__properties_version1.0"):
        raise refusals.email()
    if has("WordDocument") or has("PowerPoint Document"):
        raise refusals.document()
    raise refusals.unknown_file()


def _refuse_what_is_no_table(content: bytes) -> None:
    if b"%PDF-" in content[:1024]:
        raise refusals.pdf()
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    is_heif = content[4:8] == b"ftyp"
    is_picture = content.startswith(_PICTURES) and (b"\0" in content[:200] or content.startswith(b"\x89PNG\r\n"))
    if is_picture or is_webp or is_heif:
        raise refusals.picture()
    if content.startswith(_PACKED):
        raise refusals.archive()
    if content.startswith(b"{\\rtf"):
        raise refusals.document()
    if content.startswith(_VERY_OLD_EXCEL) and b"\0" in content[:10]:
        raise refusals.broken_spreadsheet()


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True

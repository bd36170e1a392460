"""Reading figures back out of everything that shows them: pages, CSV, workbooks, PDFs."""

import csv
import io
import re
import zlib
from html.parser import HTMLParser

import openpyxl
import pypdfium2


class Tables(HTMLParser):
    """The tables of a page as a reader sees them: by their captions, rows of texts, heads first."""

    SILENT = "govuk-visually-hidden"

    def __init__(self, page: str) -> None:
        super().__init__()
        self.by_caption: dict[str, list[list[str]]] = {}
        self._caption: list[str] | None = None
        self._rows: list[list[str]] = []
        self._cell: list[str] | None = None
        self._silent = 0
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        if tag == "table":
            self._rows = []
        elif tag == "caption":
            self._caption = []
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("th", "td"):
            self._cell = []
        elif self._silent or (tag == "span" and self.SILENT in (dict(attrs).get("class") or "")):
            self._silent += 1

    def handle_endtag(self, tag) -> None:
        if tag == "caption" and self._caption is not None:
            self.by_caption[" ".join("".join(self._caption).split())] = self._rows
            self._caption = None
        elif tag in ("th", "td") and self._cell is not None:
            self._rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None
        elif self._silent:
            self._silent -= 1

    def handle_data(self, data) -> None:
        if self._cell is not None and not self._silent:
            self._cell.append(data)
        elif self._caption is not None:
            self._caption.append(data)


def tables_of(answer) -> dict[str, list[list[str]]]:
    assert answer.status_code == 200
    return Tables(answer.content.decode()).by_caption


def csv_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def sheet_of(answer, title: str) -> list[dict[str, str]]:
    """A sheet's rows; numbers and texts as they would stand in a CSV file."""
    lines = openpyxl.load_workbook(io.BytesIO(answer.content))[title].iter_rows(values_only=True)
    header = next(lines)
    return [
        {name: "" if cell is None else str(cell) for name, cell in zip(header, line, strict=True)} for line in lines
    ]


def pdf_text(content: bytes) -> str:
    """All words of a PDF in their order, white space made single."""
    document = pypdfium2.PdfDocument(content)
    try:
        words = []
        for page in document:
            text = page.get_textpage()
            words += text.get_text_range().split()
            text.close()
            page.close()
        return " ".join(words)
    finally:
        document.close()


def pdf_bones(content: bytes) -> bytes:
    """A PDF's own objects, packed ones unpacked: where it says that it is tagged, and in which language."""
    bones = [content]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            bones.append(zlib.decompress(packed))
        except zlib.error:
            continue  # a font or a picture
    return b"\n".join(bones)

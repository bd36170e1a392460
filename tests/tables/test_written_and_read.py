"""Whatever table is written is read back cell by cell, in each encoding and with each separator, and kept whole."""

import csv
import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from tables.cells import Book, Cell, CellKind, Row, Sheet
from tables.delimited import SEPARATORS
from tables.folding import tidy
from tables.guards import defused, guarded, unguarded
from tables.keeping import as_text, from_text
from tables.reading import read_book
from tests.tables.layouts import workbook, written

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(tidy)
signs = st.text(st.sampled_from("'=+-@1 ab.＝"), max_size=8).map(tidy)
plain_names = st.sampled_from(
    [
        "Café Elmham",
        "St Mary’s",
        "O’Brien’s",
        "Siân",
        "Team A",
        "5",
        "“Hub” north",
        "Early help – north",
        "£12",
        "Zoë",
        "è",
    ]
)
HEADS = ["First head", "Second head", "Third head"]


def texts_of(book: Book) -> list[list[str]]:
    return [[row.at(at).text for at in range(len(HEADS))] for row in book.sheets[0].rows]


def tables(cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    return st.lists(st.lists(cells, min_size=3, max_size=3).filter(any), max_size=5)


@given(any_text | signs)
@example("'=1+1")
@example("''@Home")
@example("'-5")
@example("- none -")
def test_what_leaves_with_a_guard_comes_back_without(text):
    assert unguarded(guarded(text)) == text
    assert unguarded(defused(text)) == text


@given(signs)
def test_only_one_guard_is_taken_off(text):
    assert unguarded(text) in (text, text[1:])
    assert guarded(text) in (text, f"'{text}")


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", SEPARATORS)
@settings(max_examples=25)
@given(rows=tables(any_text | signs))
def test_any_table_of_text_is_read_back(separator, encoding, rows):
    whole = [HEADS, *rows]
    content = written(
        [[guarded(cell) for cell in row] for row in whole],
        separator=separator,
        encoding=encoding,
        quoting=csv.QUOTE_ALL,
    )
    assert texts_of(read_book(content, "a.csv")) == whole


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "mac-roman", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
@settings(max_examples=25)
@given(rows=tables(plain_names), separator=st.sampled_from(SEPARATORS))
def test_a_table_of_names_is_read_back_without_a_mark_of_its_encoding(separator, encoding, ends, rows):
    whole = [HEADS, *rows]
    content = written(whole, separator=separator, lineterminator=ends).decode("utf-8").encode(encoding)
    assert texts_of(read_book(content, "a.csv")) == whole


values = st.one_of(
    any_text.filter(lambda text: not ILLEGAL_CHARACTERS_RE.search(text) and not re.search("_x[0-9A-Fa-f]{4}_", text)),
    st.integers(-(10**12), 10**12),
    st.decimals(-(10**6), 10**6, places=4).map(float),
    st.booleans(),
    st.dates(date(1901, 1, 1), date(2100, 1, 1)),
    st.none(),
)


def shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{Decimal(str(value)):f}".rstrip("0").rstrip(".").replace("-0", "0" if value == 0 else "-0")
    return "" if value is None else str(value)


@pytest.mark.slow
@settings(max_examples=40)
@given(st.lists(st.lists(values, min_size=3, max_size=3).filter(lambda row: any(map(shown, row))), max_size=5))
def test_any_workbook_is_read_back(rows):
    content = workbook(
        ("Sheet", [HEADS, *[[guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]])
    )
    assert texts_of(read_book(content, "a.xlsx")) == [HEADS, *[list(map(shown, row)) for row in rows]]


@pytest.mark.slow
@settings(max_examples=40)
@given(st.decimals(-1000, 1000, places=3))
def test_a_cell_that_shows_per_cent_is_read_as_it_shows(share):
    def percent(book: Workbook) -> None:
        book.active["A1"].number_format = "0.0%"

    (row,) = read_book(workbook(("A", [[float(share / 100)]]), then=percent), "a.xlsx").sheets[0].rows
    assert row.cells[0].kind is CellKind.PERCENT
    assert Decimal(row.cells[0].text.removesuffix("%")) == share


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
cells = st.builds(Cell, texts, st.sampled_from(CellKind), st.booleans())
rows = st.builds(Row, st.integers(1, 10**6), st.lists(cells, max_size=4).map(tuple), st.booleans(), texts)
sheets = st.builds(
    Sheet, texts, st.lists(rows, max_size=4).map(tuple), st.booleans(), st.frozensets(st.integers(0, 199), max_size=3)
)


@pytest.mark.slow
@given(st.builds(Book, st.lists(sheets, max_size=3).map(tuple), st.lists(texts, max_size=2).map(tuple)))
def test_a_book_that_is_kept_as_text_is_the_same_book(book):
    assert from_text(as_text(book)) == book

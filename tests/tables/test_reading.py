"""The files that failed: each is read as its author meant it, every row at its own line."""

from pathlib import Path

import pytest

from tables.cells import Book, CellKind, Row
from tables.columns import propose
from tables.finding import find_list
from tables.folding import fold
from tables.known_columns import columns_of_services
from tables.reading import read_book

FILES = Path(__file__).parent / "files"
SERVICES = sorted(path.name for path in FILES.glob("svc_*"))


def read(name: str) -> Book:
    return read_book((FILES / name).read_bytes(), name)


def rows_of(name: str) -> tuple[Row, ...]:
    return find_list(read(name), columns_of_services()).rows


def texts(row: Row) -> list[str]:
    return [cell.text for cell in row.cells]


def test_no_byte_of_the_files_is_changed_on_a_checkout():
    assert "tests/tables/files/* -text" in (FILES.parents[2] / ".gitattributes").read_text()
    assert (FILES / "svc_us_spelling.csv").read_bytes().count(b"\r\n") == 2


ROWS = {
    "svc_blank_lines_line_numbers.csv": 2, "svc_curly_apostrophe.csv": 1, "svc_directory_title_other_names.xlsx": 40,
    "svc_extra_columns.csv": 1, "svc_headcounts_and_sectors_messy.csv": 24, "svc_header_case_and_spaces.csv": 1,
    "svc_html_called_xls.xls": 1, "svc_line_break_then_mistake.csv": 3, "svc_linebreak_in_cell.csv": 1,
    "svc_macroman.csv": 1, "svc_names_that_start_like_formulas.csv": 2, "svc_nbsp_and_double_spaces.csv": 3,
    "svc_nfd_accents.csv": 2, "svc_old_excel.xls": 24, "svc_opendocument.ods": 24,
    "svc_organisation_extract_no_header.csv": 30, "svc_quote_broken.csv": 1, "svc_school_register_69_columns.csv": 60,
    "svc_sector_spellings.csv": 17, "svc_sep_line.csv": 1, "svc_title_row_above.csv": 1, "svc_us_spelling.csv": 1,
    "svc_utf16_unicode_text.csv": 1, "svc_utf16_unicode_text_10_rows.txt": 10, "svc_xlsx_hidden_and_total_row.xlsx": 2,
    "svc_xlsx_merged_cells.xlsx": 3, "svc_xlsx_second_sheet.xlsx": 1, "svc_xlsx_types.xlsx": 4,
}  # fmt: skip


@pytest.mark.parametrize("name", SERVICES)
def test_each_list_of_services_is_found_with_all_its_rows(name):
    found = find_list(read(name), columns_of_services())
    assert len(found.rows) == ROWS[name]
    heads = {column.index: column.head for column in found.columns}
    columns = {key: heads[index] for key, index in propose(found, columns_of_services()).items()}
    if name == "svc_organisation_extract_no_header.csv":
        assert found.header_line is None
        assert columns["ods"] == "Column A"
    elif name == "svc_school_register_69_columns.csv":
        assert (
            columns.items() >= {"service": "EstablishmentName", "organisation": "Trusts (name)", "urn": "URN"}.items()
        )
        assert "headcount" not in columns
    elif name == "svc_directory_title_other_names.xlsx":
        assert columns == {
            "sector": "Directorate", "organisation": "Provider", "service": "Service Name", "headcount": "FTE"
        }  # fmt: skip
        assert [column.head for column in found.columns if column.is_hidden] == ["Manager"]
    else:
        assert columns.keys() >= {"sector", "organisation", "service"}


@pytest.mark.parametrize(
    ("name", "at", "expected"),
    [
        ("svc_utf16_unicode_text.csv", 0, ["Schools", "St Mary’s", "St Mary’s"]),
        ("svc_macroman.csv", 0, ["Schools", "St Mary’s Café", "O’Brien’s", "20"]),
        ("svc_sep_line.csv", 0, ["Schools", "A", "A"]),
        ("svc_old_excel.xls", 0, ["Health", "Elmham NHS Trust", "NHS Trust team 1", "12"]),
        ("svc_opendocument.ods", 0, ["Health", "Elmham NHS Trust", "NHS Trust team 1", "12"]),
        ("svc_html_called_xls.xls", 0, ["Health", "A", "B"]),
        ("svc_xlsx_merged_cells.xlsx", 2, ["Schools", "A", "A3"]),
        ("svc_linebreak_in_cell.csv", 0, ["Schools", "A", "Line one\nline two", "3"]),
        ("svc_names_that_start_like_formulas.csv", 1, ["Schools and early years", "-Dash", "- none -", "5"]),
    ],
)
def test_what_stands_in_a_row_is_what_its_author_wrote(name, at, expected):
    assert texts(rows_of(name)[at]) == expected


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("svc_blank_lines_line_numbers.csv", [4, 6]),
        ("svc_line_break_then_mistake.csv", [2, 3, 5]),
        ("svc_sep_line.csv", [3]),
        ("svc_title_row_above.csv", [4]),
    ],
)
def test_a_row_has_the_number_of_its_line_in_the_file(name, lines):
    assert [row.line for row in rows_of(name)] == lines


def test_a_broken_quote_spoils_its_own_line_only():
    content = b'sector,organisation,service\r\nS,A,One\r\nS,"St "Pauls" Trust",Two\r\nS,"open,Three\r\n"S",B,"Four"\r\n'
    rows = read_book(content, "broken.csv").sheets[0].rows
    assert [(row.line, bool(row.problem)) for row in rows] == [(1, False), (2, False), (3, True), (4, True), (5, False)]
    assert texts(rows[2]) == ['S,"St "Pauls" Trust",Two']
    assert texts(rows[4]) == ["S", "B", "Four"]
    (row,) = rows_of("svc_quote_broken.csv")
    assert row.problem
    assert texts(row) == ['Schools,"St "Pauls" Trust",St Pauls,3']


def test_the_kinds_of_cells_of_a_workbook_are_known():
    kinds = [[(cell.text, cell.kind) for cell in row.cells[1:]] for row in rows_of("svc_xlsx_types.xlsx")]
    assert kinds == [
        [("St Mary's", CellKind.TEXT), ("2026-03-01", CellKind.DATE), ("20", CellKind.NUMBER)],
        [("42", CellKind.NUMBER), ("1-2-3", CellKind.TEXT), ("", CellKind.FORMULA)],
        [("B", CellKind.TEXT), ("TRUE", CellKind.YES_NO), ("3", CellKind.NUMBER)],
        [("C", CellKind.TEXT), ("007", CellKind.TEXT), ("12.5", CellKind.NUMBER)],
    ]


def test_merged_cells_are_filled_and_say_so():
    filled = [[cell.is_filled_down for cell in row.cells] for row in rows_of("svc_xlsx_merged_cells.xlsx")]
    assert filled == [[False, False, False], [True, True, False], [True, True, False]]


def test_a_hidden_row_stays_and_a_total_is_set_aside():
    found = find_list(read("svc_xlsx_hidden_and_total_row.xlsx"), columns_of_services())
    assert [(row.line, row.is_hidden) for row in found.rows] == [(2, True), (3, False)]
    assert [(row.line, reason) for row, reason in found.aside] == [(4, "It is a total")]


def test_the_same_name_folds_alike_in_each_spelling():
    assert len({fold(row.at(1).text) for row in rows_of("svc_nbsp_and_double_spaces.csv")}) == 1
    assert len({fold(row.at(2).text) for row in rows_of("svc_nfd_accents.csv")}) == 1


def test_pasted_lines_are_a_list_without_a_header():
    found = find_list(read("att_pasted_counts.txt"), columns_of_services())
    assert found.header_line is None
    assert [texts(row) for row in found.rows][2:4] == [
        ["Northside Hospital Trust x3"],
        ["Northside Hospital Trust - 4"],
    ]


def test_years_may_head_columns():
    found = find_list(read("ind_wide.csv"), ())
    assert [column.head for column in found.columns][-3:] == ["2021", "2022", "2023"]
    assert len(found.rows) == 1


def test_a_long_name_is_read_whole():
    assert len(read("ind_long_name.csv").sheets[0].rows[1].cells[0].text) == 139

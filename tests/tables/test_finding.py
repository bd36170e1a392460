"""What belongs to a list and what does not: nothing is dropped, and what is set aside has a reason."""

import pytest

from tables.cells import Book, Cell, Row, Sheet
from tables.finding import FoundList, column_letters, find_list
from tables.known_columns import columns_of_services

HEADS = ["Sector", "Organisation", "Service", "Headcount"]
FULL = ["Health", "Trust", "Ward", "12"]


def found_in(*rows: list[str], **how) -> FoundList:
    made = tuple(Row(line, tuple(map(Cell, row))) for line, row in enumerate(rows, start=1) if any(row))
    return find_list(Book((Sheet("", made),)), columns_of_services(), **how)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["Total", "", "", "999"], "It is a total"),
        (["", "", "Grand total:", "999"], "It is a total"),
        (["Sub-total (Health)", "", "", "12"], "It is a total"),
        (["Source: annual return"], "It is a note"),
        (["* provisional"], "It is a note"),
        (
            ["This list is kept by the workforce team. Please tell us of changes by the end of each month."],
            "It is a note",
        ),
        (["SECTOR", "Organisation ", "service", "Headcount"], "It repeats the names of the columns"),
        (["Childrens"], "It is a heading or a note: only one of its cells is filled"),
    ],
)
def test_what_is_no_row_is_set_aside_with_the_reason(row, reason):
    found = found_in(HEADS, FULL, row, FULL)
    assert [line.line for line in found.rows] == [2, 4]
    assert [(line.line, why) for line, why in found.aside] == [(3, reason)]


@pytest.mark.parametrize(
    "row",
    [
        ["Health", "Total Care", "Total Care", "12"],
        ["Total", "Trust", "Total", "12"],
        ["Health", "Sources of Hope", "Sources", "3"],
        ["", "", "Early help", ""],
        ["Health", "", "", "12"],
    ],
)
def test_what_may_be_a_row_stays_one(row):
    found = found_in(HEADS, FULL, row, FULL)
    assert [line.line for line in found.rows] == [2, 3, 4]
    assert found.aside == ()


def test_a_last_line_with_one_cell_stands_below_the_list():
    found = found_in(HEADS, FULL, [], ["", "", "Kept by Kim"])
    assert [why for _row, why in found.aside] == ["It stands below the list, and only one of its cells is filled"]


def test_a_header_may_be_chosen_or_there_be_none():
    rows = (["Sector", "Organisation", "Service"], ["Schools", "Oak", "Hill"], ["Schools", "Oak", "Dale"])
    assert found_in(*rows).header_line == 1
    none = found_in(*rows, no_header=True)
    assert (none.header_line, len(none.rows)) == (None, 3)
    assert [column.head for column in none.columns] == ["Column A", "Column B", "Column C"]
    second = found_in(*rows, header_line=2)
    assert [column.head for column in second.columns] == ["Schools", "Oak", "Hill"]
    assert len(second.aside) == 1


def test_rows_of_data_are_no_header():
    found = found_in(
        ["Schools", "Oak Academies Trust", "Hill School"], ["Schools", "Oak Academies Trust", "Dale School"]
    )
    assert found.header_line is None


def test_samples_are_different_texts():
    found = found_in(HEADS, FULL, FULL, ["Health", "Trust", "Home", "13"])
    assert [column.samples for column in found.columns] == [("Health",), ("Trust",), ("Ward", "Home"), ("12", "13")]


@pytest.mark.parametrize("rows", [(), ([],), (HEADS,), (["one"],)])
def test_a_book_with_next_to_nothing_in_it_is_no_error(rows):
    assert len(found_in(*rows).rows) <= 1
    assert find_list(Book(()), columns_of_services()).columns == ()


def test_columns_have_letters():
    assert [column_letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]

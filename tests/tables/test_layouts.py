"""Files as public bodies lay them out: the list is found in each, its columns are known, and nothing gets lost."""

import pytest

from tables.columns import Wanted, emails, propose, years
from tables.finding import FoundList, find_list
from tables.known_columns import columns_of_services
from tables.reading import read_book
from tests.tables.layouts import LAYOUTS, Layout

PEOPLE = (
    Wanted("name", "Name", ("name", "full name", "attendee name"), is_needed=True),
    Wanted("email", "Email", ("email", "email address", "attendee email"), looks=emails),
    Wanted("organisation", "Organisation", ("organisation", "company", "company/organisation", "employer")),
    Wanted("status", "Status", ("attendee status", "status", "completion status")),
)
INDICATORS = (
    Wanted("name", "Name", ("name", "indicator", "indicator name"), is_needed=True),
    Wanted("year", "Year", ("year", "period", "time period", "date"), looks=years, is_needed=True),
    Wanted("value", "Value", ("value", "figure"), is_needed=True),
    Wanted("unit", "Unit", ("unit", "measure")),
)


def wanted_in(kind: str) -> tuple[Wanted, ...]:
    return {"services": columns_of_services(), "people": PEOPLE, "indicators": INDICATORS}[kind]


def proposed(found: FoundList, wanted: tuple[Wanted, ...]) -> dict[str, str]:
    heads = {column.index: column.head for column in found.columns}
    return {key: heads[index] for key, index in propose(found, wanted).items()}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_the_list_in_a_public_layout_is_found_with_its_columns(layout: Layout):
    book = read_book(layout.content, layout.name)
    wanted = wanted_in(layout.kind)
    found = find_list(book, wanted)
    columns = proposed(found, wanted)
    assert (found.sheet, found.header_line, len(found.rows)) == (layout.sheet, layout.header_line, layout.rows)
    assert columns.items() >= layout.columns.items()
    assert not set(columns) & set(layout.not_proposed)
    assert len(found.aside) == layout.aside
    assert all(reason for _row, reason in found.aside)
    if layout.heads:
        assert tuple(column.head for column in found.columns) == layout.heads
    for (row, column), text in layout.texts.items():
        assert found.rows[row].at(column).text == text


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_each_row_of_the_sheet_is_in_the_list_or_set_aside_or_names_the_columns(layout: Layout):
    book = read_book(layout.content, layout.name)
    found = find_list(book, wanted_in(layout.kind))
    lines = sorted([row.line for row in found.rows] + [row.line for row, _reason in found.aside])
    rest = {row.line for row in book.sheets[found.sheet].rows} - set(lines)
    assert len(lines) == len(set(lines))
    assert rest <= {line for line in (found.header_line, (found.header_line or 0) - 1) if line}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_choosing_by_hand_what_was_found_finds_the_same(layout: Layout):
    book = read_book(layout.content, layout.name)
    wanted = wanted_in(layout.kind)
    found = find_list(book, wanted)
    how = {"no_header": True} if found.header_line is None else {"header_line": found.header_line}
    assert find_list(book, wanted, sheet=found.sheet, **how) == found

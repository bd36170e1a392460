"""Columns are known by many names, and never by a name that only seems to fit."""

import pytest

from tables.cells import Book, Cell, Row, Sheet
from tables.columns import (
    charity_numbers,
    dates,
    decimals,
    emails,
    gss_codes,
    ods_codes,
    propose,
    shape_of,
    uprns,
    urns,
    whole_numbers,
    words_of,
    years,
)
from tables.finding import find_list
from tables.known_columns import columns_of_services


def listed(*rows: list[str]) -> Book:
    made = tuple(Row(line, tuple(map(Cell, row))) for line, row in enumerate(rows, start=1))
    return Book((Sheet("", made),))


def proposed(*heads: str) -> dict[str, str]:
    found = find_list(listed(list(heads), ["text"] * len(heads)), columns_of_services(), header_line=1)
    return {key: heads[index] for key, index in propose(found, columns_of_services()).items()}


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("EstablishmentName", ("establishment", "name")),
        ("TypeOfEstablishment (name)", ("type", "of", "establishment", "name")),
        ("Organization_Name", ("organisation", "name")),
        ("URN", ("urn",)),
        ("Children’s Centres", ("children", "centre")),
        ("NHSTrust", ("nhs", "trust")),
    ],
)
def test_a_name_is_split_into_words_of_one_spelling(head, words):
    assert words_of(head) == words


@pytest.mark.parametrize(
    ("key", "head"),
    [
        *[("sector", head) for head in ("Directorate", "Care Group", "Education phase", "TypeOfEstablishment (name)")],
        *[("organisation", head) for head in ("Organization", "PROVIDER", "Trusts (name)", "Employer name", "Agency")],
        *[("service", head) for head in ("Service Name", "Team", "School", "EstablishmentName", "Site name", "Name")],
        *[("headcount", head) for head in ("Head count", "Number of staff", "FTE", "Staff (WTE)", "No. of employees")],
        ("headcount", "Staff who work with pupils"),
        ("headcount", "How many people work in your team?"),
        ("urn", "Unique Reference Number"),
        ("ods", "ODS Code"),
        ("uprn", "UPRN"),
        ("charity", "Registered charity number"),
        ("gss", "GSS code"),
    ],
)
def test_a_column_is_known_by_many_names(key, head):
    assert proposed("Other", head)[key] == head


@pytest.mark.parametrize(
    "head",
    [
        "NumberOfPupils", "Registered patients", "Headcount of pupils", "Pupil headcount", "FTE pupils",
        "School capacity",
        "Pupil staff ratio", "Beds", "Service users", "Head teacher", "Service manager", "Team email", "Contact name",
        "Organisation website", "Sector lead", "Provider contact", "Last reviewed", "Name of head",
    ],
)  # fmt: skip
def test_what_only_seems_to_fit_is_left_out(head):
    assert proposed("Other", head) == {}


def test_people_count_before_posts_and_a_full_column_before_an_empty_one():
    assert proposed("Service", "FTE", "Headcount (October)")["headcount"] == "Headcount (October)"
    found = find_list(listed(["Name", "Team"], ["", "Early help"]), columns_of_services())
    assert propose(found, columns_of_services())["service"] == 1


def test_each_column_is_proposed_once():
    assert len(proposed("Team sector")) == 1
    assert len(proposed(*["Name"] * 20)) == 1


@pytest.mark.parametrize(
    ("look", "texts", "others"),
    [
        (emails, ["a@b.example", "c.d@e.example"], ["a", "b"]),
        (whole_numbers, ["12", "1,200", "3.0"], ["1.5", "x"]),
        (decimals, ["1.5", "−4", "£3", "12%"], ["a", "b"]),
        (years, ["2024", "2023/24", "FY2024"], ["24", "12345"]),
        (dates, ["2026-03-01", "1/3/2026"], ["March", "2026"]),
        (urns, ["100000", "145012"], ["200000", "99"]),
        (ods_codes, ["RX0", "P84001", "A1B2C"], ["HQ", "High St"]),
        (uprns, ["100012345678", "10001234"], ["12", "x"]),
        (gss_codes, ["E08000003", "W06000001"], ["E8", "x"]),
        (charity_numbers, ["1000001", "SC012345"], ["12", "x"]),
    ],
)
def test_what_stands_in_a_column_tells_what_it_is(look, texts, others):
    assert look([Cell(text) for text in texts]) == 1
    assert look([Cell(text) for text in others]) == 0
    assert look([]) == 0


def test_a_code_that_is_the_same_in_all_rows_is_no_code_of_theirs():
    assert ods_codes([Cell("QOP")] * 10) < 0.2


def test_a_choice_is_remembered_for_the_same_names_however_they_are_spelt():
    def shape(*heads: str) -> str:
        return shape_of(find_list(listed(list(heads), ["a"] * len(heads)), (), header_line=1))

    assert shape("Sector", "Organisation") == shape("SECTOR ", "Organization")
    assert len({shape("Sector", "Team"), shape("Team", "Sector"), shape("Sector"), shape("Sector", "Team 2")}) == 4

"""Every form of a number, a year and a direction that people write: read, said, or asked about."""

from decimal import Decimal
from pathlib import Path

import pytest

from tables.cells import Cell, CellKind
from tables.reading import read_book
from tables.values import Years, decimal, direction, headcount, year

FILES = Path(__file__).parent / "files"


def column(name: str, index: int) -> list[Cell]:
    book = read_book((FILES / name).read_bytes(), name)
    return [row.at(index) for row in book.sheets[0].rows[1:]]


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,200", 1200), ("45 ", 45), ("1 200", 1200), ("12.0", 12), ("12 staff", 12), ("3 people", 3), ("4,999", 4999)],
)
def test_a_headcount_is_read(text, value):
    read = headcount(Cell(text))
    assert (read.value, read.ask) == (value, "")


@pytest.mark.parametrize("text", ["", "n/a", "-", "TBC", "tbc", "not known", "?", "N/K"])
def test_a_headcount_that_nobody_knows_is_empty(text):
    read = headcount(Cell(text))
    assert (read.value, read.ask, read.suggestions) == (None, "", ())
    assert bool(read.said) == bool(text)


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [
        ("12.5", (13, 12)),
        ("c. 30", (30,)),
        ("~40", (40,)),
        ("about 1,200", (1200,)),
        ("30+", (30,)),
        ("12 FTE", (12,)),
        ("11.6 wte", (12, 11)),
        ("0.4", (1,)),
        ("20-25", (20, 25)),
        ("7,855", (7855,)),
        ("0", ()),
        ("-4", ()),
        ("forty", ()),
        ("2147483648", ()),
    ],
)
def test_a_headcount_that_may_be_something_else_is_asked_about(text, suggestions):
    read = headcount(Cell(text))
    assert read.value is None
    assert read.ask
    assert read.suggestions == suggestions


@pytest.mark.parametrize("kind", [CellKind.FORMULA, CellKind.FAULT, CellKind.DATE, CellKind.YES_NO, CellKind.PERCENT])
def test_a_cell_that_is_no_number_of_people_is_asked_about(kind):
    assert headcount(Cell("12", kind)).ask


def test_every_headcount_of_the_messy_list_is_read_or_asked_about():
    read = [headcount(cell) for cell in column("svc_headcounts_and_sectors_messy.csv", 3)[:10]]
    assert [each.value for each in read] == [None, None, 1200, None, None, None, None, None, 45, None]
    assert [bool(each.ask) for each in read] == [True, True, False, False, False, True, True, True, False, False]


def test_every_form_of_a_figure_is_read_or_asked_about():
    read = [decimal(cell) for cell in column("ind_value_formats.csv", 2)]
    numbers = {at: each.value for at, each in enumerate(read) if each.value is not None}
    assert numbers == {
        0: 1240, 1: 12, 10: Decimal("3.141593"), 11: 1000, 12: 12, 13: 4, 14: -4, 15: 1200, 16: 1240,
        17: Decimal("0.5"), 18: 4, 20: 0,
    }  # fmt: skip
    assert [at for at, each in enumerate(read) if each.is_not_published] == [2, 3, 4, 5, 6, 7, 8]
    assert [at for at, each in enumerate(read) if each.ask] == [19]
    assert {at for at, each in enumerate(read) if each.said} == {2, 3, 4, 5, 6, 7, 8, 10, 11, 12}


def test_many_decimals_are_rounded_and_said():
    (cell,) = column("ind_many_decimals.csv", 2)
    assert (decimal(cell).value, decimal(cell).said) == (Decimal("6.93159"), "rounded to 6.93159")


def test_a_cell_that_shows_per_cent_is_what_it_shows():
    (cell,) = column("ind_xlsx_percent_cell.xlsx", 2)
    assert cell == Cell("14.5%", CellKind.PERCENT)
    assert decimal(cell).value == Decimal("14.5")


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [
        ("12,5", ("12.5",)),
        ("(4)", ("-4",)),
        ("c. 30", ("30",)),
        ("4.5 [p]", ("4.5",)),
        ("1.2.3", ()),
        ("12,34,567", ()),
    ],
)
def test_a_figure_that_is_not_clear_is_asked_about(text, suggestions):
    read = decimal(Cell(text))
    assert read.value is None
    assert read.ask
    assert read.suggestions == tuple(Decimal(each) for each in suggestions)


def test_every_form_of_a_year_is_read_or_asked_about():
    read = [year(cell) for cell in column("ind_year_formats.csv", 1)]
    assert [each.value for each in read] == [
        Years(2025), Years(2024), Years(2024), Years(2024), Years(2025), Years(2024), Years(2024), Years(2022, 2020),
        Years(2024), None,
    ]  # fmt: skip
    assert read[7].said == "2020 - 22 was read as the years 2020 to 2022 together"
    assert read[9].ask
    assert read[9].suggestions == (Years(2024), Years(2025))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2024", Years(2024)),
        ("1999-00", Years(2000)),
        ("24/25", Years(2025)),
        ("Academic year 2023/24", Years(2024)),
        ("year ending March 2024", Years(2024)),
        ("31/03/2024", Years(2024)),
        ("2024-03-01", Years(2024)),
        ("2018 to 2020", Years(2020, 2018)),
        ("2019/20 - 2021/22", Years(2022, 2020)),
        ("2025-24", None),
        ("Q4 2023", None),
        ("12", None),
    ],
)
def test_a_year_is_the_one_in_which_it_ends(text, years):
    read = year(Cell(text))
    assert read.value == years
    assert bool(read.ask) == (years is None)


def test_every_word_for_better_is_understood():
    read = [direction(cell).value for cell in column("ind_good_words.csv", 5)]
    assert read == ["lower", "higher", "lower", "lower", "higher", "lower", ""]


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [("Higher is worse", ("lower",)), ("blue", ("lower", "higher")), ("up or down", ("lower", "higher"))],
)
def test_a_word_that_does_not_say_which_is_better_is_asked_about(text, suggestions):
    assert (direction(Cell(text)).value, direction(Cell(text)).suggestions) == (None, suggestions)

"""Any value of any column is written into a cell and read again as it was; what is none is refused."""

import datetime

import pytest
from django.db import models
from hypothesis import example, given
from hypothesis import strategies as st

from carrying import cells
from carrying.cells import BadCell, from_cell, to_cell
from carrying.opening import _lines
from carrying.writing import as_csv
from tables.guards import GUARD

TEXT = models.TextField()
PERHAPS = models.TextField(null=True)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
MOMENTS = st.datetimes(timezones=st.just(datetime.UTC))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
)


def through_a_file(*texts: str) -> list[str]:
    content, rows = as_csv(["a"] * len(texts), [list(texts)])
    [(_line, found)] = _lines("x.csv", content, None, rows)
    return found


@given(ANY_TEXT, st.none() | ANY_TEXT)
@example("=1+1", "\\N")
@example("'=1+1", "\\\\N")
@example("\r\n", "\\")
@example("-5", None)
@example("''@a", "")
@example("\ufeff=a", "\n=a")
def test_any_text_comes_back_and_nothing_is_no_empty_text(text, perhaps):
    one, other = through_a_file(to_cell(TEXT, text), to_cell(PERHAPS, perhaps))
    assert from_cell(TEXT, one) == text
    assert from_cell(PERHAPS, other) == perhaps
    assert not one.lstrip().startswith(("=", "@"))


@given(
    st.none() | st.booleans(),
    st.none() | st.integers(-(2**31), 2**31 - 1),
    st.none() | st.decimals(-9999, 9999, places=2),
    st.none() | st.dates(),
    st.none() | st.times(),
    st.none() | MOMENTS,
    st.none() | JSON,
)
def test_any_other_value_comes_back_and_an_empty_cell_is_nothing(yes, number, decimal, day, time, moment, data):
    for field, value in (
        (models.BooleanField(null=True), yes),
        (models.IntegerField(null=True), number),
        (models.DecimalField(max_digits=6, decimal_places=2, null=True), decimal),
        (models.DateField(null=True), day),
        (models.TimeField(null=True), time),
        (models.DateTimeField(null=True), moment),
    ):
        [cell] = through_a_file(to_cell(field, value))
        assert from_cell(field, cell) == value
        assert (cell == "") == (value is None)
    field = models.JSONField()
    assert from_cell(field, to_cell(field, data)) == data


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        (models.BooleanField(), "true"),
        (models.BooleanField(), ""),
        (models.IntegerField(), "1.0"),
        (models.IntegerField(), "٣"),
        (models.IntegerField(), "007"),
        (models.IntegerField(), "9" * 5000),
        (models.DecimalField(max_digits=4, decimal_places=1), "NaN"),
        (models.DecimalField(max_digits=4, decimal_places=1), "1e9"),
        (models.DateField(), "32/1/2026"),
        (models.DateTimeField(), "2026-01-01T10:00:00"),
        (models.CharField(max_length=3), "four"),
        (models.CharField(max_length=3, choices=[("a", "A")]), "b"),
        (models.EmailField(), "nobody"),
        (models.TextField(), "a\0b"),
        (models.JSONField(), "{"),
    ],
)
def test_what_a_column_does_not_take_is_refused(field, cell):
    with pytest.raises(BadCell):
        from_cell(field, cell)


def test_a_guard_is_taken_off_exactly_once():
    assert to_cell(TEXT, "=a") == f"{GUARD}=a"
    assert from_cell(TEXT, f"{GUARD}{GUARD}=a") == f"{GUARD}=a"
    assert from_cell(TEXT, f"{GUARD}a") == f"{GUARD}a"


def test_a_field_that_nobody_knows_how_to_write_is_no_field_to_leave_out_silently():
    with pytest.raises(LookupError):
        cells.type_of(models.DurationField())

"""One name in all its spellings is one name, and two names stay two."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tables.folding import fold, tidy

SAME = [
    ("Children’s social care", "Children's social care"),
    ("Caf\u00e9 Elmham", "Cafe\u0301 Elmham"),
    ("Elmham  Council", "Elmham Council"),
    ("Elmham\u00a0Council", "ELMHAM COUNCIL "),
    ("Health & care", "Health and care"),
    ("Health&Care", "health and care"),
    ("Early years – north", "Early years - north"),
    ("Drop\u00adin", "Dropin"),
    ("St Mary\u2019s \u201cHub\u201d", 'St Mary\'s "Hub"'),
    ("Two\nlines", "Two lines"),
]
DIFFERENT = [
    ("Team A", "Team B"),
    ("Cafe", "Café"),
    ("Ward 1", "Ward 11"),
    ("Sandy Lane", "S and y Lane"),
    ("St. Mary's", "St Mary's"),  # asked about, not taken for the same
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name_fold_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_names_stay_two(one, other):
    assert fold(one) != fold(other)


@given(st.text(max_size=40))
def test_folding_and_tidying_twice_change_nothing(text):
    assert fold(fold(text)) == fold(text)
    assert tidy(tidy(text)) == tidy(text)


@given(st.text(max_size=40))
def test_how_a_letter_is_composed_makes_no_difference(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text(max_size=40))
def test_what_is_tidied_can_be_shown_on_one_line(text):
    assert not any(unicodedata.category(sign) == "Cc" for sign in tidy(text))
    assert tidy(text) == tidy(text).strip()

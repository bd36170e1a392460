"""Names near enough to ask about, and names that nobody should be asked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tables.near import NearNames, near

MAY_BE_ONE = [
    ("Educaton", "Education"),
    ("Helth", "Health"),
    ("St. Mary's", "St Mary's"),
    ("Saint Mary's", "St Mary's"),
    ("Childrens social care", "Children's social care"),
    ("Hillside Primary", "Hillside Primary School"),
    ("The Oak Trust", "Oak Trust"),
    ("Family Centre", "Family Centres"),
    ("Day-care", "Daycare"),
    ("Family Center", "Family Centre"),
]
ARE_TWO = [
    ("Ward 1", "Ward 2"),
    ("Team A", "Team B"),
    ("Health visiting north", "Health visiting south"),
    ("Elmham Council", "Elmham School"),
    ("Police", "Housing"),
    ("Year 10 team", "Year 11 team"),
    ("Oak Trust", "Ash Trust"),
    ("School", "Council"),
]


@pytest.mark.parametrize(("one", "other"), MAY_BE_ONE)
def test_what_may_be_one_name_is_asked_about(one, other):
    assert near(one, other)
    assert near(other, one)
    assert NearNames(["Something else", other]).near(one) == other


@pytest.mark.parametrize(("one", "other"), ARE_TWO)
def test_two_names_are_not_asked_about(one, other):
    assert not near(one, other)
    assert not near(other, one)
    assert NearNames([other]).near(one) is None


def test_a_name_that_is_known_is_near_to_none():
    assert NearNames(["Children's social care"]).near("Children’s  Social Care") is None


@given(st.text(max_size=30), st.text(max_size=30))
def test_nearness_goes_both_ways(one, other):
    assert near(one, other) == near(other, one)

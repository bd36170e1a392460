"""A sector of one or two services shows no stages: they would be someone's own word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.measures.self_assessment import sectors_held_back


@pytest.mark.parametrize(
    ("submitted", "held_back"),
    [
        ({1: 5, 2: 4}, set()),
        ({1: 5, 2: 4, 3: 1}, {2, 3}),  # the one alone would be what is left of the system
        ({1: 5, 2: 2, 3: 1}, {2, 3}),
        ({1: 5, 2: 0}, {2}),
        ({1: 5, 2: 3}, set()),  # three are enough, two are not: they take the others along
        ({1: 5, 2: 2}, {1, 2}),
        ({1: 1}, {1}),
    ],
)
def test_small_sectors_and_the_smallest_that_hides_them(submitted, held_back):
    assert sectors_held_back(submitted) == held_back


@given(st.dictionaries(st.integers(1, 9), st.integers(0, 12)))
def test_what_is_shown_and_what_is_left_are_never_one_or_two_services(submitted):
    held_back = sectors_held_back(submitted)
    shown = [count for sector, count in submitted.items() if sector not in held_back]
    assert all(count >= 3 for count in shown)
    left = sum(submitted[sector] for sector in held_back)
    assert left == 0 or left >= 3 or not shown

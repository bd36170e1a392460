"""How services moved is told of the whole and of sectors, and of no single service, also not by taking away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.change import Paired
from reporting.read.services_moved import ServicesMoved, told_of_sectors

MOVED = st.builds(Paired, *[st.integers(0, 4)] * 3)


@pytest.mark.parametrize(
    ("moved", "told"),
    [
        ({1: (3, 1, 1), 2: (2, 2, 0)}, {1, 2}),
        ({1: (3, 1, 1), 2: (2, 2, 0), 3: (1, 0, 0)}, {1}),  # the one alone would be what is left of the whole
        ({1: (3, 1, 1), 2: (2, 0, 0)}, set()),  # two are too few, and what is left of the whole are they
        ({1: (3, 0, 0), 2: (0, 2, 2)}, set()),  # all of the first went up
        ({1: (3, 0, 0), 2: (0, 0, 3), 3: (1, 1, 1)}, {3}),  # what is left is up and down
        ({1: (3, 0, 0), 2: (2, 0, 0)}, set()),  # all of all
        ({1: (1, 1, 1), 2: (0, 0, 0)}, {1}),
        ({}, set()),
    ],
)
def test_which_sectors_it_is_told_of(moved, told):
    assert set(told_of_sectors({sector: Paired(*one) for sector, one in moved.items()})) == told


@given(st.dictionaries(st.integers(1, 6), MOVED, max_size=6))
def test_nothing_that_can_be_taken_away_says_it_of_one_or_two_or_of_all(moved):
    told = told_of_sectors(moved)
    every = [tuple(vars(one).values()) for one in moved.values()]
    whole = tuple(map(sum, zip(*every, strict=True))) if every else (0, 0, 0)
    left = tuple(
        all_ - sum(tuple(vars(told[sector]).values())[way] for sector in told) for way, all_ in enumerate(whole)
    )
    for one in [*(tuple(vars(each).values()) for each in told.values()), *([left] if told and any(left) else [])]:
        assert sum(one) >= 3
        assert max(one) < sum(one)


def test_services_are_counted_in_the_sector_where_they_are_now():
    moved = ServicesMoved(None, None)
    moved.__dict__["_came_of"] = {}
    now = {1: (2.0, 7), 2: (3.0, 7), 3: (1.0, 7), 4: (2.0, 8), 5: (2.0, 8), 6: (1.0, 8), 7: (4.0, 8)}
    then = {1: (1.0, 7), 2: (3.0, 8), 3: (2.0, 7), 4: (1.0, 8), 5: (1.0, 8), 6: (1.0, 8), 8: (1.0, 8)}
    for name, stages in (("_now", now), ("_then", then)):
        moved.__dict__[name] = {(service, "1"): stage for service, stage in stages.items()}
    assert moved.whole("1") == Paired(3, 2, 1)
    assert moved.by_sector("1") == {7: Paired(1, 1, 1), 8: Paired(2, 1, 0)}
    # One that has taken in another since is not the same any more.
    moved.__dict__["_came_of"] = {4: frozenset({8})}
    assert moved.whole("1") == Paired(2, 2, 1)
    assert moved.whole("2") is None
    assert moved.by_sector("2") == {}

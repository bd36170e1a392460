"""Adding answers up the tree."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.protect.rollup import SECTOR, THE_SYSTEM, Node, RatingPoint, Tally, Tree, bases, pool

POINTS = [RatingPoint("never", 1, False), RatingPoint("rarely", 2, False), RatingPoint("often", 3, True)]
counts = st.dictionaries(st.sampled_from(["never", "rarely", "often"]), st.integers(0, 60))
tallies = st.dictionaries(st.integers(1, 12), counts.map(lambda given: Tally(Counter(given))), min_size=1)
trees = st.dictionaries(st.integers(1, 12), st.integers(1, 4), min_size=1).map(Tree)


@given(tallies, trees)
def test_the_system_is_all_its_services_added_up(found, tree):
    inside = {service: tally for service, tally in found.items() if service in tree.sector_of}
    whole = pool(found, tree.services_under(THE_SYSTEM))
    assert whole.base == sum(tally.base for tally in inside.values())


@given(tallies, trees)
def test_sectors_add_up_to_the_system(found, tree):
    sectors = [pool(found, tree.services_under(Node(SECTOR, key))) for key in tree.services_in]
    assert pool(found, tree.services_under(THE_SYSTEM)).by_point == sum((s.by_point for s in sectors), Counter())


@given(counts.filter(lambda given: sum(given.values()) > 0))
def test_a_share_lies_between_none_and_all_and_a_mean_on_the_scale(given_counts):
    tally = Tally(Counter(given_counts))
    assert 0 <= tally.share_positive(POINTS) <= 1
    assert 1 <= tally.mean(POINTS) <= 3


def test_people_are_pooled_and_averages_are_never_averaged():
    small, large = Tally(Counter(often=10)), Tally(Counter(never=90))
    assert pool({1: small, 2: large}, (1, 2)).share_positive(POINTS) == pytest.approx(0.1)


def test_no_one_gives_no_share_and_no_mean():
    with pytest.raises(ValueError, match="no share"):
        Tally().share_positive(POINTS)
    with pytest.raises(ValueError, match="no mean"):
        Tally().mean(POINTS)


def test_a_service_where_no_one_answered_has_a_base_of_zero():
    assert bases({1: Tally(Counter(often=3))}, Tree({1: 1, 2: 1})) == {1: 3, 2: 0}

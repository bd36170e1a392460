"""Change between two rounds: the worked examples of its sources, and what must hold for any two figures."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reporting.change import (
    HIGHER,
    LOWER,
    SAME,
    Counted,
    Mean,
    Share,
    change,
    change_of_count,
    change_of_mean,
    change_of_share,
    interval_of_mean,
    largest_variance,
    newcombe,
    variance_of,
    wilson,
)
from reporting.protect.disclosure import coarsen
from reporting.protect.rollup import RatingPoint, Tally

POINTS = [RatingPoint(str(value), value, value >= 4) for value in range(1, 6)]


@st.composite
def shares(draw):
    low = draw(st.integers(10, 2000)) // 5 * 5
    if low < 50:
        percent, edge = draw(st.sampled_from([(10, "or less"), *((x, "") for x in range(20, 90, 10)), (90, "or more")]))
    else:
        percent, edge = draw(st.integers(0, 100)), ""
    return Share(percent, (low, low + 4), edge)


@st.composite
def means(draw):
    low = draw(st.integers(10, 2000)) // 5 * 5
    value, edge = draw(st.sampled_from([(1.5, "or less"), *((x / 10, "") for x in range(16, 45)), (4.5, "or more")]))
    return Mean(value, (low, low + 4), 1, 5, edge)


@pytest.mark.parametrize(
    ("positive", "people", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_that_of_newcombes_table(positive, people, low, high):
    found = wilson(positive / people, people)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("now", "then", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((10, 10), (0, 20), 0.6791, 1.0)],
)
def test_the_interval_of_a_difference_is_that_of_newcombes_table(now, then, low, high):
    found = newcombe(now[0] / now[1], now[1], then[0] / then[1], then[1])
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_half_at_each_end_is_the_largest_variance_there_is():
    assert largest_variance(3, 1, 5) == 4 == variance_of({1: 20, 5: 20})
    assert variance_of({3: 40}) == 0


@given(shares(), shares())
def test_a_change_of_shares_is_the_same_looked_at_from_either_side(now, then):
    there, back = change_of_share(now, then), change_of_share(then, now)
    assert there.difference == pytest.approx(-back.difference)
    assert there.low == pytest.approx(-back.high)
    assert {there.verdict, back.verdict} in ({HIGHER, LOWER}, {SAME})


@given(shares(), shares())
def test_the_interval_of_shares_holds_the_difference_and_stays_between_all_and_nothing(now, then):
    found = change_of_share(now, then)
    assert found.low <= found.difference <= found.high
    assert found.low >= -1 - 1e-9
    assert found.high <= 1 + 1e-9


@given(shares(), st.integers(2, 20))
def test_fewer_people_make_a_wider_interval(share, times):
    assume(share.people[0] >= 50)
    many = tuple(times * end for end in share.people)
    few, more = change_of_share(share, share), change_of_share(Share(share.percent, many), Share(share.percent, many))
    assert few.high - few.low > more.high - more.low


def test_the_step_of_the_rounding_never_grows_with_the_number_of_people():
    steps = [Share(60, (low, low + 4)).step for low in range(10, 3000, 5)]
    assert steps == sorted(steps, reverse=True)
    assert steps[-1] == 1


@given(shares(), means())
def test_equal_figures_are_about_the_same(share, mean):
    assert change_of_share(share, share).verdict == SAME
    assert change_of_mean(mean, mean).verdict == SAME


@given(shares(), shares())
def test_what_may_be_rounding_alone_is_never_called_a_change(now, then):
    a, b = now.stands_for(), then.stands_for()
    if a.low <= b.high and b.low <= a.high:
        assert change_of_share(now, then).verdict == SAME


@given(st.lists(st.integers(0, 12), min_size=5, max_size=5))
def test_what_a_small_groups_share_and_mean_stand_for_holds_what_was_counted(counts):
    tally = Tally()
    tally.by_point.update({point.key: count for point, count in zip(POINTS, counts, strict=True)})
    assume(10 <= tally.base < 50)
    shown = coarsen(tally, POINTS)
    share = Share(shown.share.value, shown.base, shown.share.edge).stands_for()
    assert share.low - 1e-9 <= tally.share_positive(POINTS) <= share.high + 1e-9
    if shown.mean:
        mean = Mean(shown.mean.value, shown.base, 1, 5, shown.mean.edge).stands_for()
        assert mean.low - 1e-9 <= tally.mean(POINTS) <= mean.high + 1e-9


@given(means(), means())
def test_a_change_of_means_is_the_same_from_either_side_and_holds_the_difference(now, then):
    there, back = change_of_mean(now, then), change_of_mean(then, now)
    assert there.low == pytest.approx(-back.high)
    assert there.low <= there.difference <= there.high


@given(means())
def test_counts_by_option_never_make_an_interval_wider_than_the_worst_case(mean):
    assume(not mean.edge)
    at_ends = {1: (5 - mean.value) * 25, 5: (mean.value - 1) * 25}
    counted = Mean(mean.value, mean.people, 1, 5, options=[at_ends])
    assert counted.variance() <= mean.variance() + 1e-9
    found = interval_of_mean(counted)
    assert 1 <= found.low <= mean.value <= found.high <= 5


def test_a_clear_change_is_called_one():
    assert change_of_share(Share(70, (600, 604)), Share(55, (580, 584))).verdict == HIGHER
    assert change_of_share(Share(55, (580, 584)), Share(70, (600, 604))).verdict == LOWER
    assert change_of_share(Share(70, (10, 14)), Share(60, (10, 14))).verdict == SAME
    assert change_of_mean(Mean(3.9, (600, 604), 1, 5), Mean(3.4, (580, 584), 1, 5)).verdict == HIGHER


def test_what_is_counted_whole_has_no_chance_in_it():
    assert change_of_count(Counted(31, 45), Counted(30, 45)).verdict == HIGHER
    assert change_of_count(Counted(30, 45), Counted(30, 45)).verdict == SAME
    assert change_of_count(Counted(0, 0), Counted(1, 4)).verdict == LOWER


def test_figures_of_different_kinds_are_not_compared():
    assert change(Share(50, (50, 54)), Counted(1, 2)) is None
    assert change(Mean(2, (50, 54), 1, 3), Mean(2, (50, 54), 1, 5)) is None
    with pytest.raises(ValueError, match="different scales"):
        change_of_mean(Mean(2, (50, 54), 1, 3), Mean(2, (50, 54), 1, 5))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Share(101, (10, 14)),
        lambda: Share(50, (0, 0)),
        lambda: Mean(6, (10, 14), 1, 5),
        lambda: Mean(3, (0, 0), 1, 5),
        lambda: wilson(0.5, 0),
        lambda: largest_variance(0, 1, 5),
        lambda: variance_of({}),
    ],
)
def test_figures_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        wrong()

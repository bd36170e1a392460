"""Change between two rounds: the worked examples of its sources, and what must hold for any two figures."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from benchmarks.changes import tried
from reporting.change import (
    HIGHER,
    LOWER,
    SAME,
    Change,
    Counted,
    Mean,
    Paired,
    Rated,
    change_of_count,
    change_of_share,
    discoveries,
    interval_of_mean,
    largest_variance,
    paired,
    variance_of,
)
from reporting.figures import Ends
from tests.proving import few_and_many


@st.composite
def rated(draw):
    low = draw(st.floats(0, 90))
    return Rated(Ends(low, low + draw(st.floats(1, 10))), draw(st.integers(10, 2000)))


@st.composite
def pairs(draw):
    questions = draw(st.integers(1, 5))
    some = st.lists(rated(), min_size=questions, max_size=questions)
    return draw(some), draw(some)


@st.composite
def means(draw):
    low = draw(st.integers(10, 2000)) // 5 * 5
    value, edge = draw(st.sampled_from([(1.5, "or less"), *((x / 10, "") for x in range(16, 45)), (4.5, "or more")]))
    return Mean(value, (low, low + 4), 1, 5, edge)


def exactly(share: float, people: float = 400) -> Rated:
    return Rated(Ends(share, share), people)


def test_of_exact_shares_the_interval_is_that_of_the_textbook():
    """60% and 50% of 400 people: the variance of each is p (1 - p) / 400, so 10 points give or take 6.84."""
    found = change_of_share([exactly(60)], [exactly(50)])
    error = 1.959963984540054 * 100 * math.sqrt(0.24 / 400 + 0.25 / 400)
    assert (found.difference, round(found.low, 2), round(found.high, 2)) == (10, round(10 - error, 2), 16.86)
    assert found.verdict == HIGHER
    assert round(found.chance, 4) == 0.0043


def test_rounding_adds_a_twelfth_of_its_step_squared():
    """60% and 50% of 400 people, to the nearest four: 0.00122 and 16/12 twice make an error of 3.85 points."""
    now, then = Rated(Ends(58, 62), 400), Rated(Ends(48, 52), 400)
    found = change_of_share([now], [then])
    error = 1.959963984540054 * math.sqrt(10000 * (0.58 * 0.42 + 0.5 * 0.5) / 400 + 2 * 16 / 12)
    assert (round(found.low, 2), round(found.high, 2)) == (round(10 - error, 2), 17.59)


@pytest.mark.parametrize("at_an_end", [True, False])
def test_the_interval_holds_whatever_the_rounding_may_have_hidden(at_an_end):
    """To the nearest ten in both rounds, of endless people: from ten lower to ten higher, so nothing is called."""
    now, then = Rated(Ends(51, 61), 1e12, at_an_end), Rated(Ends(42, 52), 1e12, at_an_end)
    for questions in (1, 4, 21):
        found = change_of_share([now] * questions, [then] * questions)
        assert (round(found.low, 6) <= -1, round(found.high, 6) >= 19, found.verdict) == (True, True, SAME)


def test_ends_of_several_questions_are_off_the_same_way():
    """ "85% or more" of four questions: 15/12 squared once, and not a quarter of it as of rounding."""
    high, half = Rated(Ends(85, 100), 1e12, at_an_end=True), exactly(50, 1e12)
    found = change_of_share([high] * 4, [half] * 4)
    assert (round(found.low, 1), round(found.high, 1)) == (34.0, 51.0)


def test_answers_that_do_not_go_together_make_several_questions_more_exact():
    """Four questions: as one if all of a person's answers are alike, as four times the people if each is by itself."""
    now, then = [exactly(60)] * 4, [exactly(50)] * 4
    alike, alone = change_of_share(now, then, 1.0), change_of_share(now, then, 0.0)
    assert alike == change_of_share(now[:1], then[:1])
    assert (alike.high - alike.low) / (alone.high - alone.low) == pytest.approx(2)


def test_answers_go_together_by_a_third_where_nothing_else_is_said():
    """Three questions: the variance of one, times (1 + 2 times a third) / 3."""
    one, three = change_of_share([exactly(60)], [exactly(50)]), change_of_share([exactly(60)] * 3, [exactly(50)] * 3)
    assert (three.high - three.low) / (one.high - one.low) == pytest.approx(math.sqrt(5 / 9))


@given(pairs(), st.floats(0, 1))
def test_a_change_is_the_same_looked_at_from_either_side(pair, alike):
    there, back = change_of_share(*pair, alike), change_of_share(*pair[::-1], alike)
    assert there.difference == pytest.approx(-back.difference)
    assert there.low == pytest.approx(-back.high)
    assert {there.verdict, back.verdict} in ({HIGHER, LOWER}, {SAME})


@given(pairs(), st.floats(0, 1))
def test_the_word_is_what_the_interval_says(pair, alike):
    found = change_of_share(*pair, alike)
    assert found.low <= found.difference <= found.high
    assume(min(abs(found.low), abs(found.high)) > 1e-6)
    assert found.verdict == (HIGHER if found.low > 0 else LOWER if found.high < 0 else SAME)


@given(pairs(), st.floats(0, 1))
def test_equal_figures_have_no_clear_change(pair, alike):
    assert change_of_share(pair[0], pair[0], alike).verdict == SAME


@given(pairs(), st.integers(2, 20))
def test_fewer_people_make_a_wider_interval(pair, times):
    few = change_of_share(*pair)
    more = change_of_share(*([Rated(one.ends, times * one.people) for one in some] for some in pair))
    assert few.high - few.low >= more.high - more.low


@pytest.mark.parametrize(("now", "then"), [([], []), ([exactly(50)], []), ([exactly(50)], [exactly(50)] * 2)])
def test_a_change_is_over_the_same_questions(now, then):
    with pytest.raises(ValueError, match="the same questions"):
        change_of_share(now, then)


def test_discoveries_are_those_of_benjamini_and_hochbergs_example():
    """Their table of 15 tests, section 3.1: four are called so, where Bonferroni calls three and no correction nine."""
    chances = [
        *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459),
        *(0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
    ]
    assert discoveries([Change(1, 0, 2, chance) for chance in chances]) == 0.0095


def test_nothing_is_discovered_where_chance_does_as_much():
    assert discoveries([]) < 0
    by_chance = [Change(1, 0, 2, number / 320) for number in range(1, 321)]
    assert all(one.verdict_at(discoveries(by_chance)) == SAME for one in by_chance)


def test_services_are_counted_by_how_they_moved():
    assert paired({1: 2.0, 2: 3.0, 3: 1.0, 4: 4.0}, {1: 1.0, 2: 3.0, 3: 2.0, 5: 0.0}) == Paired(1, 1, 1)
    assert paired({1: 2.0}, {2: 2.0}) is None


def test_half_at_each_end_is_the_largest_variance_there_is():
    assert largest_variance(3, 1, 5) == 4 == variance_of({1: 20, 5: 20})
    assert variance_of({3: 40}) == 0


@given(means())
def test_counts_by_option_never_make_an_interval_wider_than_the_worst_case(mean):
    assume(not mean.edge)
    at_ends = {1: (5 - mean.value) * 25, 5: (mean.value - 1) * 25}
    counted = Mean(mean.value, mean.people, 1, 5, options=[at_ends])
    assert counted.variance() <= mean.variance() + 1e-9
    found = interval_of_mean(counted)
    assert 1 <= found.low <= mean.value <= found.high <= 5


def test_what_is_counted_whole_has_no_chance_in_it():
    assert change_of_count(Counted(31, 45), Counted(30, 45)) == HIGHER
    assert change_of_count(Counted(30, 45), Counted(30, 45)) == SAME
    assert change_of_count(Counted(0, 0), Counted(1, 4)) == LOWER


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Mean(6, (10, 14), 1, 5),
        lambda: Mean(3, (0, 0), 1, 5),
        lambda: largest_variance(0, 1, 5),
        lambda: variance_of({}),
    ],
)
def test_figures_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        wrong()


@pytest.mark.slow
@few_and_many(60, 400)
def test_a_rise_of_five_points_is_seen_and_none_is_seen_where_there_is_none(times):
    """Of 1,100 people a round. As `python -m benchmarks.changes` prints it: 92% and more, and 5%."""
    for questions in (3, 21):
        assert tried(1100, questions, 5, times).higher >= 80
        none = tried(1100, questions, 0, times)
        assert none.higher <= 5 + 100 * 2 * math.sqrt(0.05 * 0.95 / times)


@pytest.mark.slow
@few_and_many(100, 1000)
@pytest.mark.parametrize(("people", "questions"), [(1100, 3), (1100, 21), (150, 3), (40, 3)])
def test_intervals_hold_the_true_change_and_are_at_most_half_as_wide_again_as_exact_ones(people, questions, times):
    found = tried(people, questions, 3, times)
    assert found.covered >= 93 - 100 * 2 * math.sqrt(0.07 * 0.93 / times)  # two standard errors of so few pairs
    assert found.width <= 1.5

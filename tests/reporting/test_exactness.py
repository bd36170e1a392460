"""Every printed share is as exact as it says: held beside what was counted, for every way of answering."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.figures import UNDER
from reporting.protect import disclosure as d
from reporting.protect import exactness as e
from reporting.protect.rollup import RatingPoint, Tally

FIVE = [RatingPoint(str(value), value, value > 3) for value in range(1, 6)]
THREE = [RatingPoint(str(value), value, value > 2) for value in range(1, 4)]
numbers = st.one_of(st.integers(0, 8), st.integers(0, 60), st.integers(0, 500))


def tally_of(points, counts) -> Tally:
    tally = Tally()
    tally.by_point.update({point.key: count for point, count in zip(points, counts, strict=True)})
    return tally


def is_true(printed: d.Coarse, share: float, allowed: float) -> bool:
    """Whether what is printed is true of a share in per cent, by the words of docs/how-a-number-is-made.md."""
    if printed.edge == UNDER:
        return share < printed.value
    if printed.edge == d.OR_MORE:
        return share >= printed.value
    if printed.edge:
        allowed = float(printed.edge.removeprefix("to the nearest ")) / 2
    return abs(share - printed.value) <= allowed + 1e-9


def allowed_by_the_docs(people: int, *, over_several: bool = False) -> float:
    if people < 50:
        return 10 if over_several else 5
    return 5 if people < 200 else 3 if people < 1000 else 2


@given(st.lists(numbers, min_size=5, max_size=5).filter(lambda counts: sum(counts) >= 10))
def test_a_printed_share_is_true_of_what_was_counted(counts):
    tally = tally_of(FIVE, counts)
    printed = e.share_of_question(d.coarsen(tally, FIVE))
    assert is_true(printed, 100 * tally.share_positive(FIVE), allowed_by_the_docs(d.band(tally.base)[0])), counts


def is_true_mean(printed: d.Coarse, mean: float, allowed: float) -> bool:
    if printed.edge == d.OR_MORE:
        return mean >= printed.value - 0.05 - 1e-9
    if printed.edge == d.OR_LESS:
        return mean <= printed.value + 0.05 + 1e-9
    if printed.edge:
        allowed = float(printed.edge.removeprefix("to the nearest ")) / 2
    return abs(mean - printed.value) <= allowed + 1e-9


@given(st.lists(numbers, min_size=5, max_size=5).filter(lambda counts: sum(counts) >= 10))
def test_a_printed_mean_is_true_of_what_was_counted(counts):
    tally = tally_of(FIVE, counts)
    printed = e.mean_of_question(d.coarsen(tally, FIVE))
    people = d.band(tally.base)[0]
    allowed = 0.05 if people < 50 else 0.3 if people < 200 else 0.2 if people < 1000 else 0.1
    assert printed is None or is_true_mean(printed, tally.mean(FIVE), allowed), (counts, printed)


@given(
    st.lists(
        st.lists(st.integers(0, 40), min_size=5, max_size=5).filter(lambda counts: sum(counts) >= 10),
        min_size=1,
        max_size=4,
    )
)
def test_a_printed_mean_over_several_questions_is_true_of_those_that_have_one(questions):
    tallies = [tally_of(FIVE, counts) for counts in questions]
    shown = [d.coarsen(tally, FIVE) for tally in tallies]
    printed = e.derive(shown).mean
    there = [tally for tally, one in zip(tallies, shown, strict=True) if one.mean]
    if printed is None:
        return
    mean = sum(tally.mean(FIVE) * tally.base for tally in there) / sum(tally.base for tally in there)
    least = min(d.band(tally.base)[0] for tally in there)
    assert is_true_mean(printed, mean, 0.3 if least < 200 else 0.2), (questions, printed)


def test_a_printed_share_is_true_of_every_way_in_which_few_people_can_answer():
    for people in (10, 12, 17, 18, 19, 25, 50, 51, 53):
        for yes, no in itertools.product(range(people + 1), repeat=2):
            if yes + no <= people:
                tally = tally_of(THREE, (no, people - yes - no, yes))
                printed = e.share_of_question(d.coarsen(tally, THREE))
                assert is_true(printed, 100 * yes / people, 5), (people, yes, no, printed)


@given(
    st.lists(
        st.lists(st.integers(0, 40), min_size=5, max_size=5).filter(lambda counts: sum(counts) >= 10),
        min_size=1,
        max_size=4,
    )
)
def test_a_printed_share_over_several_questions_is_true_of_all_ratings_together(questions):
    tallies = [tally_of(FIVE, counts) for counts in questions]
    printed = e.derive([d.coarsen(tally, FIVE) for tally in tallies]).share
    share = 100 * sum(tally.positive(FIVE) for tally in tallies) / sum(tally.base for tally in tallies)
    least = min(d.band(tally.base)[0] for tally in tallies)
    assert is_true(printed, share, allowed_by_the_docs(least, over_several=True)), (questions, printed)


def test_printed_ends_are_those_of_all_ways():
    """All ways in which 50 to 54 people can answer, dealt by what is published: the ends are the least and the most."""
    found: dict[tuple, list[Tally]] = {}
    for people in range(50, 55):
        for yes, no in itertools.product(range(0, people + 1, 3), range(people + 1)):
            if yes + no <= people:
                tally = tally_of(THREE, (no, people - yes - no, yes))
                found.setdefault(tuple(map(str, d.coarsen(tally, THREE).options.values())), []).append(tally)
    assert len(found) > 30
    for said, tallies in found.items():
        if said:
            shares = [100 * tally.share_positive(THREE) for tally in tallies]
            means = [tally.mean(THREE) for tally in tallies]
            shown = d.coarsen(tallies[0], THREE)
            ends, of_mean = e.ends_of(shown), e.ends_of_mean(shown)
            assert ends.low - 1e-9 <= min(shares)
            assert max(shares) <= ends.high + 1e-9
            assert of_mean.low - 1e-9 <= min(means)
            assert max(means) <= of_mean.high + 1e-9
    # 7 or fewer say yes, 20 sometimes, 25 no: with every number of yes from 0 to 7, and 50 to 54 people.
    ends = e.ends_of(d.coarsen(tally_of(THREE, (25, 20, 6)), THREE))
    assert (ends.low, round(ends.high, 2)) == (pytest.approx(100 / 50), pytest.approx(100 * 7 / 50, abs=0.01))


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((3, 12, 17, 13, 13), (53, "to the nearest 20")),  # 26 of 58 is 44.8%
        ((22, 0, 0, 4, 4), (30, "")),
        ((30, 0, 0, 2, 2), (15, UNDER)),
        ((0, 0, 0, 0, 30), (85, "or more")),
        ((240, 385, 340, 115, 20), (12, "")),
        ((190, 190, 190, 190, 190), (40, "")),
    ],
)
def test_numbers_that_are_promised(counts, said):
    printed = e.share_of_question(d.coarsen(tally_of(FIVE, counts), FIVE))
    assert (printed.value, printed.edge) == said


def test_how_far_off_is_allowed_is_what_the_page_says():
    assert [e.within(people) for people in (10, 49, 50, 199, 200, 999, 1000)] == [5, 5, 5, 5, 3, 3, 2]
    assert [e.within(people, over_several=True) for people in (10, 49, 50, 199, 200, 1000)] == [10, 10, 5, 5, 3, 2]
    assert [e.mean_within(people, 4) for people in (10, 199, 200, 999, 1000)] == [0.3, 0.3, 0.2, 0.2, 0.1]
    assert e.mean_within(10, 2) == 0.15


def test_a_feature_is_not_said_to_be_under_what_one_of_its_questions_is_over():
    """Of one question hardly anyone is positive and of the other four in ten: 7.5 and 40 make about 24."""
    one, other = (d.coarsen(tally_of(FIVE, counts), FIVE) for counts in ((18, 5, 5, 1, 1), (6, 6, 6, 6, 6)))
    printed = e.derive([one, other]).share
    assert (printed.value, printed.edge) == (25, "")


def test_many_people_leave_little_open():
    """From 1,000 people on a share is within two points, and no way of answering needs words for more."""
    for counts in ((100, 250, 300, 250, 102), (5, 5, 5, 500, 500), (332, 332, 332, 4, 4), (1000, 0, 0, 8, 8)):
        printed = e.share_of_question(d.coarsen(tally_of(FIVE, counts), FIVE))
        assert printed.edge in ("", UNDER, "or more")


@given(st.lists(numbers, min_size=5, max_size=5).filter(lambda counts: sum(counts) >= 10))
def test_what_was_printed_is_read_back_for_the_round_after(counts):
    shown = d.coarsen(tally_of(FIVE, counts), FIVE)
    printed = e.share_of_question(shown)
    few = shown.base[1] < d.COUNTS_FROM
    back = e.read_back(printed, has_counts=bool(shown.options), few=few)
    if shown.options:
        assert not back.edge
    elif printed.edge != "to the nearest 10":
        assert back == shown.share


@pytest.mark.parametrize("step", [4, 6, 10, 20, 30, 40])
def test_words_are_chosen_as_narrow_as_they_can_be(step):
    printed = e.in_print(e.Ends(50 - step / 2, 50 + step / 2), 1.0, 1)
    assert (printed.value, printed.edge) == (50, f"to the nearest {step}")

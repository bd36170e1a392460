"""Every printed share is as exact as it says: held beside what was counted, for every way of answering."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.figures import UNDER
from reporting.protect import codebook as c
from reporting.protect import disclosure as d
from reporting.protect import exactness as e
from reporting.protect.rollup import RatingPoint, Tally
from reporting.protect.rounds import is_wide, wide
from tests.proving import few_and_many

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
        return mean >= printed.value - 1e-9
    if printed.edge == d.OR_LESS:
        return mean <= printed.value + 1e-9
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
    ),
    st.integers(0, 200),
)
def test_a_printed_mean_over_several_questions_is_true_of_those_that_have_one(questions, more):
    tallies = [tally_of(FIVE, counts) for counts in questions]
    shown = [d.coarsen(tally, FIVE) for tally in tallies]
    answered = d.band(max(tally.base for tally in tallies) + more)
    printed = e.derive(shown, answered).mean
    there = [tally for tally, one in zip(tallies, shown, strict=True) if one.mean]
    if printed is None:
        return
    mean = sum(tally.mean(FIVE) * tally.base for tally in there) / sum(tally.base for tally in there)
    assert is_true_mean(printed, mean, 0.3 if answered[0] < 200 else 0.2), (questions, answered, printed)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((0, 0, 4, 5, 15), (4.4, "or more")),  # 4.458 of 24 people is no 4.5
        ((13, 9, 2, 0, 0), (1.6, "or less")),  # 1.542
        ((0, 3, 38, 454, 503), (4.4, "or more")),  # 4.460, from counts
        ((12, 12, 132, 145, 697), (4.5, "or more")),  # 4.506, and never less by its counts
        ((572, 359, 34, 22, 11), (1.6, "or less")),
        ((673, 240, 33, 31, 22), (1.5, "or less")),
        ((8, 8, 8, 8, 8), (3.0, "")),
    ],
)
def test_a_mean_at_an_end_is_printed_where_it_is_true(counts, said):
    printed = e.mean_of_question(d.coarsen(tally_of(FIVE, counts), FIVE))
    assert (printed.value, printed.edge) == said


def test_a_printed_mean_is_true_of_every_way_in_which_few_people_can_answer():
    for people in (10, 13, 19, 24, 31):
        for yes, no in itertools.product(range(people + 1), repeat=2):
            if yes + no <= people:
                counts = (no, people - yes - no, yes)
                for points in (THREE, [RatingPoint(str(value), value, value > 8) for value in (0, 5, 10)]):
                    tally = tally_of(points, counts)
                    printed = e.mean_of_question(d.coarsen(tally, points))
                    assert printed is None or is_true_mean(printed, tally.mean(points), 0.05), (counts, printed)


@given(st.lists(st.integers(0, 12), min_size=5, max_size=5).filter(lambda counts: 10 <= sum(counts) < 50))
def test_a_mean_that_was_printed_is_read_back_for_the_round_after(counts):
    shown = d.coarsen(tally_of(FIVE, counts), FIVE)
    if shown.mean and not shown.options:
        assert e.mean_read_back(e.mean_of_question(shown), 1, 5) == shown.mean
        assert e.mean_read_back(shown.mean, 1, 5) == shown.mean  # as releases held it before


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
    ),
    st.integers(0, 200),
)
def test_a_printed_share_over_several_questions_is_true_of_all_ratings_together(questions, more):
    tallies = [tally_of(FIVE, counts) for counts in questions]
    answered = d.band(max(tally.base for tally in tallies) + more)
    printed = e.derive([d.coarsen(tally, FIVE) for tally in tallies], answered).share
    share = 100 * sum(tally.positive(FIVE) for tally in tallies) / sum(tally.base for tally in tallies)
    allowed = allowed_by_the_docs(answered[0], over_several=True)
    assert is_true(printed, share, allowed), (questions, answered, printed)


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


# --- and back: what was printed is what the next round is held beside ---

SIX = [RatingPoint(str(value), value, value > 5) for value in range(1, 7)]


def points_of(options: int, positive: int) -> list[RatingPoint]:
    return [RatingPoint(str(value), value, value > options - positive) for value in range(1, options + 1)]


def result(people: int, share: d.Coarse, points: list[RatingPoint], mean: d.Coarse | None = None) -> d.CoarsenedResult:
    """A question of so many people with this share and no counts."""
    positive = frozenset(point.key for point in points if point.positive)
    values = {point.key: point.value for point in points}
    return d.CoarsenedResult(d.band(people), share, mean, 1, len(points), {}, positive, values)


def there_and_back(before: d.CoarsenedResult) -> d.CoarsenedResult:
    positive = len(before.positive)
    back = e.read_back(
        e.share_of_question(before),
        has_counts=bool(before.options),
        people=before.base,
        options=(positive, len(before.values) - positive),
    )
    return replace(before, share=back)


@pytest.mark.slow
@given(
    st.sampled_from([(5, 2), (3, 1), (6, 1), (6, 5), (7, 3)]),
    st.lists(st.one_of(st.integers(0, 8), st.integers(0, 60), st.integers(0, 500)), min_size=7, max_size=7),
)
def test_what_was_printed_is_read_back_for_the_round_after(scale, counts):
    points = points_of(*scale)
    tally = tally_of(points, counts[: len(points)])
    if tally.base < 10 or not c.can_be_gone_through(min(tally.base, 16), len(points)):
        return
    shown = d.coarsen(tally, points)
    back = there_and_back(shown)
    if shown.options:
        assert not back.share.edge
    else:
        assert back == shown
    assert is_wide(back) == is_wide(shown)


def test_a_share_of_two_hundred_people_without_counts_is_read_back_as_it_was():
    """Six options, of which only the top one is positive: 80% without counts is printed “80% to the nearest 10”."""
    before = d.coarsen(tally_of(SIX, [7, 7, 7, 7, 7, 165]), SIX)
    assert (before.share, before.options) == (d.Coarse(80), {})
    assert e.share_of_question(before) == d.Coarse(80, "to the nearest 10")
    assert there_and_back(before).share == d.Coarse(80)
    assert not is_wide(there_and_back(before))


def test_a_wide_share_that_would_read_as_a_tenth_is_wider():
    """Of 200 people and six options “80% to the nearest 10” says that all but a few chose one: 75% to 85% is wider."""
    six, five = points_of(6, 1), points_of(5, 2)
    assert wide(result(200, d.Coarse(80), six), (0.75, 0.85)).share == d.Coarse(80, "to the nearest 20")
    assert wide(result(199, d.Coarse(80), six), (0.75, 0.85)).share == d.Coarse(80, "to the nearest 10")
    assert wide(result(200, d.Coarse(80), five), (0.75, 0.85)).share == d.Coarse(80, "to the nearest 10")
    assert wide(result(200, d.Coarse(50), six), (0.45, 0.55)).share == d.Coarse(50, "to the nearest 10")


SCALES = [(options, positive) for options in range(2, 12) for positive in range(1, options)]


@few_and_many(1, 5)
@pytest.mark.parametrize("scale", SCALES, ids=str)
def test_every_wide_share_is_read_back_as_it_was(scale, times):
    points = points_of(*scale)
    for people in (10, 19, 20, 49, 50, 199, 200, 205, 430, 1000):
        for low, high in itertools.combinations(range(0, 101, 25 // times), 2):
            found = wide(result(people, d.Coarse(50), points), (low / 100, high / 100))
            assert found is None or (there_and_back(found) == found and is_wide(found)), (people, low, high)


NEAR = (50, 60, 200, 233)  # people, and those that come after


@few_and_many(1, 30)
@pytest.mark.parametrize("scale", [scale for scale in SCALES if scale[0] not in (5, 6)], ids=str)
def test_every_share_near_unanimity_is_true_and_read_back_as_it_was(scale, times):
    """All but a few, seven at most at each other option, chose one: by every number of positive people that makes."""
    points, (options, positive) = points_of(*scale), scale
    for people in sorted({one for low in NEAR for one in range(low, low + times)}):
        book = c.codebook_near_unanimity(people, c.scale_of(points))
        some = {*range(min(7 * positive, people - 8) + 1)}
        some |= {people - number for number in range(min(7 * (options - positive), people - 8) + 1)}
        for number in some:
            share = number / people
            for before in (
                result(people, d.coarse_tens(share), points, d.Coarse(3.0)),
                result(people, d.coarse_by(book, share), points),
            ):
                assert there_and_back(before) == before, (people, number)
                assert not is_wide(there_and_back(before))
                allowed = allowed_by_the_docs(before.base[0])
                assert is_true(e.share_of_question(before), 100 * share, allowed), (people, number)


def test_every_share_of_few_people_and_every_half_is_read_back_as_it_was():
    for points in (points_of(3, 1), FIVE):
        for people in range(10, 50):
            book = d.codebook_for(people, c.scale_of(points))
            for number in range(people + 1):
                share = number / people
                assert there_and_back(result(people, d.coarse_by(book, share), points)).share == d.coarse_by(
                    book, share
                )
                assert there_and_back(result(people, d.coarse_tens(share), points)).share == d.coarse_tens(share)
    for people in (50, 199, 200, 1000):
        for number in (0, people // 2 - 1, people // 2, people):
            half = d.coarse_half(number / people)
            assert there_and_back(result(people, half, FIVE)).share == half


@pytest.mark.parametrize("step", [4, 6, 10, 20, 30, 40])
def test_words_are_chosen_as_narrow_as_they_can_be(step):
    printed = e.in_print(e.Ends(50 - step / 2, 50 + step / 2), 1.0, 1)
    assert (printed.value, printed.edge) == (50, f"to the nearest {step}")

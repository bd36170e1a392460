"""S14: what is withheld inside a place that is shown. No one finds a number at an option, nor what all others said.

The tests go through all ways in which people can answer, by what the product publishes of each, and by nothing else.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress

import numpy as np
import pytest

from reporting.management.commands.work_out_codebook import SCALES
from reporting.protect import codebook as c
from reporting.protect import disclosure as d
from reporting.protect import questions
from reporting.protect.rollup import RatingPoint, Tally
from surveys.models import Scale
from tests.proving import few_and_many

FACES = [RatingPoint("no", 1, False), RatingPoint("sometimes", 2, False), RatingPoint("yes", 3, True)]
SCALE = [RatingPoint(key, value, value >= 4) for value, key in enumerate("abcde", start=1)]

Way = tuple[int, ...]


def all_ways(people: int, options: int) -> Iterator[Way]:
    if options == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for rest in all_ways(people - first, options - 1):
            yield first, *rest


def published(way: Way, points: list[RatingPoint]) -> tuple:
    keys = [point.key for point in points]
    shown = d.coarsen(Tally(Counter(dict(zip(keys, way, strict=True)))), points)
    return shown.base, shown.share, shown.mean, tuple(sorted(shown.options.items()))


def known_of(ways: Iterable[Way]) -> bool:
    """Whether some number is the same in all of these ways: then anyone who knows that it is one of them knows it."""
    return any(len(set(column)) == 1 for column in zip(*ways, strict=True))


def given_away(people: int, points: list[RatingPoint]) -> list[Way]:
    """The ways in which people can answer that tell someone too much: who knows how many they are, or one of them."""
    look_alike: dict[tuple, list[Way]] = defaultdict(list)
    for way in all_ways(people, len(points)):
        look_alike[published(way, points)].append(way)
    weak = []
    for ways in look_alike.values():
        own = [[way for way in ways if way[option]] for option in range(len(points))]
        if known_of(ways) or any(known_of(theirs) for theirs in own if theirs):
            weak += ways
    return weak


def told(people: int, way: Way, points: list[RatingPoint]) -> list[Way]:
    return [other for other in all_ways(people, len(points)) if published(other, points) == published(way, points)]


def test_s14_twelve_children_are_not_given_away_by_their_share_and_mean():
    """One said yes and eleven sometimes: with "10% or less" and 2.1 there was no other way."""
    ways = told(12, (0, 11, 1), FACES)
    assert len(ways) > 1
    assert {way[2] for way in ways if way[2]} != {1}, "the one who said yes does not know what the others said"


def test_s14_ten_children_are_not_given_away_to_the_one_who_said_yes():
    ways = [way for way in told(10, (2, 7, 1), FACES) if way[2]]
    assert all(len(set(column)) > 1 for column in zip(*ways, strict=True))


def test_s14_the_one_of_twelve_staff_who_said_mostly_does_not_know_that_no_one_else_was_positive():
    ways = [way for way in told(12, (3, 4, 4, 1, 0), SCALE) if way[3]]
    assert {way[3] + way[4] for way in ways} > {1}


@pytest.mark.parametrize("people", range(10, 26))
def test_s14_no_way_in_which_few_children_can_answer_gives_anyone_away(people: int):
    assert given_away(people, FACES) == []


@pytest.mark.slow
@few_and_many(11, 16)
def test_s14_no_way_in_which_few_people_can_answer_five_options_gives_anyone_away(times: int):
    for people in range(10, times):
        assert given_away(people, SCALE) == []


@pytest.mark.prove
@pytest.mark.parametrize("people", range(26, 50))
def test_s14_no_way_in_which_more_children_can_answer_gives_anyone_away(people: int):
    assert given_away(people, FACES) == []


@pytest.mark.slow
@few_and_many(55, 120)
def test_s14_counts_to_the_nearest_five_give_no_one_away_either(times: int):
    for people in range(50, times):
        assert given_away(people, FACES) == []


@pytest.mark.prove
def test_s14_counts_of_five_options_give_no_one_away_either():
    for people in (50, 53):
        assert given_away(people, SCALE) == []


def test_unanimity_of_a_large_place_is_said_as_a_share_and_no_count():
    everyone = d.coarsen(Tally(Counter(yes=60)), FACES)
    assert (everyone.share, everyone.mean, everyone.options) == (d.Coarse(90, d.OR_MORE), None, {})


def test_most_ways_keep_their_mean():
    """What it costs, of all ways in which people can answer: from 30 people on fewer than one in a hundred."""

    def with_mean(people: int, points: list[RatingPoint]) -> float:
        ways = list(all_ways(people, len(points)))
        return sum(published(way, points)[2] is not None for way in ways) / len(ways)

    assert with_mean(10, FACES) == 0
    assert 0.7 < with_mean(20, FACES) < 0.8
    assert 0.6 < with_mean(10, SCALE) < 0.61
    assert 0.95 < with_mean(16, SCALE) < 0.97


@pytest.mark.parametrize("scale", SCALES, ids=c.named)
@few_and_many(14, 50)
def test_what_the_file_says_is_what_comes_out(scale: c.Scale, times: int):
    for people in range(10, times):
        assert c.codebook_of(people, scale) == c.work_out(people, scale)


def test_every_scale_that_is_shipped_is_in_the_file(framework):
    rated = Scale.objects.filter(questions__instrument__framework=framework, points__kind="rating").distinct()
    for scale in rated.exclude(key="so-far"):  # the organisational survey is counted by organisations
        points = [(point.value, point.positive) for point in scale.points.all() if point.kind == "rating"]
        assert tuple(sorted(points)) in SCALES


def test_a_scale_of_a_partnerships_own_is_worked_out():
    yes_or_no = ((1, False), (2, True))
    book = c.codebook_of(12, yes_or_no)
    assert 1 <= book.lowest < book.highest <= 9


def test_where_no_share_is_safe_nothing_can_be_shown():
    with pytest.raises(ValueError, match="No share"):
        c.work_out(2, SCALES[0])


def scale_of_length(options: int, positive: int = 1) -> c.Scale:
    return tuple((value, value > options - positive) for value in range(1, options + 1))


@pytest.mark.parametrize("options", [6, 7, 8, 9, 10, 11, 20])
@pytest.mark.parametrize("people", [10, 14, 30, 49, 50, 53, 60])
def test_of_a_scale_however_long_no_more_than_a_million_ways_are_gone_through(monkeypatch, options, people):
    """Of 49 people on ten options there are ten billion ways; 29 million on seven take gigabytes to go through."""
    gone_through: list[int] = []
    monkeypatch.setattr(
        questions, "all_compositions", lambda people, options: ways(math.comb(people + options - 1, people))
    )
    monkeypatch.setattr(c, "product", lambda some, repeat: ways(len(some) ** repeat))

    class Enough(Exception):
        pass

    def ways(number: int):
        gone_through.append(number)
        raise Enough

    scale = scale_of_length(options)
    found = c.codebook_of if people < 50 else c.codebook_near_unanimity
    with suppress(Enough):
        book = found.__wrapped__(people, scale)
        assert len(book.without_mean) == 9 * (10 * options - 9), "no share has a mean"
    assert sum(gone_through) <= 1_000_000


@pytest.mark.parametrize(
    ("options", "with_means", "without"),
    [(5, 49, None), (6, 38, 39), (7, 26, 27), (8, 20, 21), (9, 16, 17), (10, 14, 15), (11, 12, 13)],
)
def test_how_many_people_have_means_beside_shares_on_a_scale_of_so_many_options(options, with_means, without):
    """As docs/safety.md says."""
    assert c.can_be_gone_through(with_means, options)
    assert without is None or not c.can_be_gone_through(without, options)


def refused(made, *arguments):
    try:
        return made(*arguments)
    except ValueError:
        return "none"


def shares_by_going_through(people: int, scale: c.Scale) -> tuple[int, int, int]:
    """How shares are said, by every way: what `_shares` finds out from the number of positive people alone."""
    every = questions.all_compositions(people, len(scale))
    tenths, _ = questions.tenths_of(every, scale)
    low, high = c._ends(every, tenths)
    if low <= 2 and high >= 8:
        return 10, low, high
    fifths = np.array(
        [c.FIFTHS.tenth(sum(is_good * n for (_, is_good), n in zip(scale, way, strict=True)) / people) for way in every]
    )
    if all(c.is_safe(every[fifths == fifth]) for fifth in set(fifths)):
        return 20, 2, 8
    raise ValueError


@few_and_many(10, 24)
def test_shares_are_as_safe_by_their_number_alone_as_by_every_way(times):
    for options, up_to in ((2, 2 * times), (3, times), (4, times - 2), (5, times - 4)):
        for positive in range(1, options):
            scale = scale_of_length(options, positive)
            for people in range(1, up_to):
                expected = refused(shares_by_going_through, people, scale)
                assert refused(c._shares, people, scale) == expected, (people, scale)


@few_and_many(4, 30)
def test_shares_near_unanimity_have_the_ends_that_every_way_gives_them(times):
    for options in range(2, 5 if times == 4 else 6):
        for positive in range(1, options):
            scale = scale_of_length(options, positive)
            for people in range(50, 50 + times):
                book = c.codebook_near_unanimity(people, scale)
                assert c._ends_near_unanimity(people, scale) == (book.lowest, book.highest), (people, scale)


@pytest.mark.parametrize(("people", "options"), [(10, 20), (13, 11), (15, 10), (17, 9), (27, 7), (39, 6), (49, 10)])
@pytest.mark.parametrize("positive", [1, 2, 5])
def test_a_share_alone_leaves_more_than_one_number_of_positive_people(people, options, positive):
    """Of 10 people on twenty options, one of them positive, “30%” would be three people: to the nearest 20, then."""
    book = c.codebook_of(people, scale_of_length(options, positive))
    for tenth in {book.tenth(number / people) for number in range(people + 1)}:
        here = [number for number in range(people + 1) if book.tenth(number / people) == tenth]
        assert len(here) > 1 or (positive > 1 and options - positive > 1 and 1 < here[0] < people - 1)


def test_a_codebook_of_a_long_scale_is_what_is_published():
    points = [RatingPoint(str(value), value, value == 10) for value in range(1, 11)]
    tally = Tally(Counter({"1": 20, "4": 14, "10": 15}))
    shown = d.coarsen(tally, points)
    assert (str(shown.share.value), shown.share.edge, shown.mean, shown.options) == ("30", "", None, {})

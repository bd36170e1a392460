"""S14: what is withheld inside a place that is shown. No one finds a number at an option, nor what all others said.

The tests go through all ways in which people can answer, by what the product publishes of each, and by nothing else.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import pytest

from reporting.management.commands.work_out_codebook import SCALES
from reporting.protect import codebook as c
from reporting.protect import disclosure as d
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


LONG = tuple((value, value > 5) for value in range(1, 8))


@pytest.mark.parametrize("people", [31, 36, 40, 49])
def test_a_long_scale_of_many_people_has_shares_and_no_means(people):
    """29 million ways of 49 people on seven points take gigabytes to go through."""
    book = c.codebook_of(people, LONG)
    assert (book.step, book.lowest, book.highest) == (10, 1, 9)
    tenths = {book.tenth(positive / people) for positive in range(people + 1)}
    assert tenths == set(range(1, 10))
    for tenth in tenths:
        assert sum(book.tenth(positive / people) == tenth for positive in range(people + 1)) >= 3
        assert {(tenth, mean) for mean in range(10, 71)} <= book.without_mean


@pytest.mark.prove
def test_the_shares_of_a_long_scale_are_safe_in_every_way_of_31_people():
    from reporting.protect.questions import compositions, tenths_of

    ways = compositions(31, len(LONG))
    tenths, _means = tenths_of(ways, LONG)
    assert all(c.is_safe(ways[tenths == tenth]) for tenth in range(1, 10))

"""Coffee by lot: no one is left out, or meets again while it can be helped, or meets whom they asked not to."""

import itertools
import random
from collections import Counter
from collections.abc import Iterator

import pytest

from activities.lots import Person, badness, draw
from tests.proving import few_and_many


def people(number: int, services: int = 0) -> list[Person]:
    return [Person(key, frozenset({key % services} if services else {key})) for key in range(number)]


def all_ways(keys: tuple[int, ...]) -> Iterator[list[tuple[int, ...]]]:
    """Every way of making pairs, with one group of three where it does not come out even."""
    if not keys:
        yield []
        return
    sizes = (2, 3) if len(keys) % 2 else (2,)
    for size in sizes:
        if size > len(keys):
            continue
        for others in itertools.combinations(keys[1:], size - 1):
            group = (keys[0], *others)
            left = tuple(key for key in keys if key not in group)
            for rest in all_ways(left):
                yield [group, *rest]


@pytest.mark.parametrize("number", range(9))
def test_no_one_is_left_out_and_an_odd_one_makes_three(number: int):
    groups = draw(people(number))
    if number < 2:
        assert groups == []
        return
    assert sorted(key for group in groups for key in group) == list(range(number))
    assert sorted(map(len, groups)) == [2] * (number // 2 - number % 2) + [3] * (number % 2)


def test_everyone_meets_everyone_before_anyone_meets_again():
    met: Counter[frozenset[int]] = Counter()
    for month in range(7):
        groups = draw(people(8), met=met, seed=str(month))
        met.update(frozenset(group) for group in groups)
    assert len(met) == 28
    assert set(met.values()) == {1}


def test_colleagues_meet_only_where_it_cannot_be_helped():
    for seed in range(20):
        assert badness(draw(people(10, services=5), seed=str(seed)), people(10, services=5), {})[1] == 0
    assert badness(draw(people(4, services=1)), people(4, services=1), {}) == (0, 2, 0)


def test_never_with_someone_whom_one_of_them_asked_not_to_meet():
    apart = frozenset((0, 1))
    assert draw(people(2), not_with=[apart]) == []
    assert draw(people(3), not_with=[apart]) in ([[0, 2]], [[1, 2]])
    for seed in range(30):
        groups = draw(people(7), not_with=[apart], seed=str(seed))
        assert not any(apart <= set(group) for group in groups)
        assert sum(map(len, groups)) == 7


@pytest.mark.slow
def test_it_is_by_lot():
    seen = {tuple(map(tuple, draw(people(6), seed=str(seed)))) for seed in range(60)}
    assert len(seen) > 10
    assert draw(people(6), seed="a") == draw(people(6)[::-1], seed="a")


@pytest.mark.slow
@few_and_many(40, 600)
def test_no_other_way_leaves_out_fewer_brings_fewer_colleagues_together_or_repeats_less(times: int):
    for number in range(times):
        rng = random.Random(number)
        some = [Person(key, frozenset({rng.randint(0, 4)})) for key in range(rng.randint(2, 7))]
        pairs = list(itertools.combinations(range(len(some)), 2))
        met = {frozenset(pair): rng.randint(1, 3) for pair in rng.sample(pairs, len(pairs) // 2)}
        best = min(badness(way, some, met) for way in all_ways(tuple(range(len(some)))))
        found = badness(draw(some, met=met, seed=str(number)), some, met)
        assert found[:2] == best[:2]
        assert found[2] == best[2] if len(some) % 2 == 0 else found[2] <= best[2] + 1

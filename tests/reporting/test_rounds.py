"""Two rounds of nearly the same people, SAFETY's S18: what was published before and what is published now."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.protect import disclosure as d
from reporting.protect.questions import compositions
from reporting.protect.rollup import REST, SERVICE, THE_SYSTEM, Node, Tree
from reporting.protect.rounds import FEW_JOIN, Before, Earlier, beside, is_wide
from tests.proving import few_and_many
from tests.reporting.test_attack import FACES, SCALE, tallies_of


def tally(counts, points):
    return tallies_of({1: tuple(int(number) for number in counts)}, points)[1]


def label(shown: d.CoarsenedResult | None) -> str:
    return repr(shown)


def published(counts, points, before: Before | None = None) -> d.CoarsenedResult | None:
    return beside(tally(counts, points), points, before)


def after(first, changed, points) -> str:
    """What is published of a second round in which everyone else answers as before."""
    before = Before(int(sum(first)), published(first, points))
    return label(published(np.array(first) + changed, points, before))


def test_s18_of_twelve_and_one_who_joins_nothing_is_told():
    first = (2, 7, 3)
    told = {after(first, one, FACES) for one in np.eye(3, dtype=int)}
    assert len(told) == 1
    plain = {label(published(np.array(first) + one, FACES)) for one in np.eye(3, dtype=int)}
    assert len(plain) > 1, "without a look at the round before it would be"


@pytest.mark.slow
@pytest.mark.anywhere
@few_and_many(2, 5)
def test_s18_whatever_few_children_answered_all_who_may_join_or_leave_are_published_alike(times: int):
    """For every way of answering, and all that one to three people who join or leave may have said.

    What is published now hangs on what was published before and on the numbers of people, and on nothing else.
    """
    for people in [10, 12, 15, 19, 30][:times]:
        ways = compositions(people, 3)
        for joined in range(-FEW_JOIN, FEW_JOIN + 1):
            if people + joined < d.LEAST_PEOPLE or not joined:
                continue
            said = np.sign(joined) * compositions(abs(joined), 3)
            told = defaultdict(set)
            for way in ways[:: max(1, len(ways) // 60)]:
                then = label(published(way, FACES))
                told[then] |= {after(way, some, FACES) for some in said if (way + some >= 0).all()}
            assert {len(now) for now in told.values()} == {1}


@pytest.mark.slow
@pytest.mark.anywhere
@few_and_many(60, 2000)
def test_s18_whoever_joins_or_leaves_on_five_options_is_published_alike(times: int):
    @settings(max_examples=times, deadline=None)
    @given(
        st.lists(st.integers(0, 24), min_size=5, max_size=5).filter(lambda row: sum(row) >= 13),
        st.integers(1, FEW_JOIN),
        st.booleans(),
    )
    def alike(first, moved, leave):
        said = compositions(moved, 5) * (-1 if leave else 1)
        told = {after(first, some, SCALE) for some in said if (np.array(first) + some >= 0).all()}
        assert len(told) == 1

    alike()


@pytest.mark.anywhere
@few_and_many(40, 1000)
def test_s18_three_rounds_in_a_row_are_published_alike(times: int):
    """In the second nothing is told, and in a third with the same people, or one more, nothing either."""

    @settings(max_examples=times, deadline=None)
    @given(st.lists(st.integers(0, 12), min_size=3, max_size=3).filter(lambda row: sum(row) >= 11), st.integers(0, 1))
    def alike(first, more):
        told = set()
        for one in np.eye(3, dtype=int):
            second = np.array(first) + one
            shown = published(second, FACES, Before(sum(first), published(first, FACES)))
            if shown is None:
                return
            for other in np.eye(3, dtype=int):
                third = second + more * other
                told.add(label(published(third, FACES, Before(int(second.sum()), shown))))
        assert len(told) == 1

    alike()


@pytest.mark.anywhere
@few_and_many(80, 3000)
def test_a_wide_share_holds_the_true_one_and_says_nothing_more(times: int):
    @settings(max_examples=times, deadline=None)
    @given(
        st.lists(st.integers(0, 30), min_size=5, max_size=5).filter(lambda row: sum(row) >= 10),
        st.lists(st.integers(0, 30), min_size=5, max_size=5).filter(lambda row: sum(row) >= 10),
        st.integers(0, 9),
    )
    def is_true(first, second, moved):
        before = Before(sum(first), published(first, SCALE), moved)
        shown = published(second, SCALE, before)
        if shown is not None and is_wide(shown):
            assert (shown.mean, shown.options) == (None, {})
            half = float(shown.share.edge.removeprefix(d.NEAREST)) / 2
            true = 100 * sum(second[3:]) / sum(second)
            assert shown.share.value - half <= true <= shown.share.value + half
            assert 2 * half <= 60
        elif shown is not None:
            assert shown == published(second, SCALE)

    is_true()


def test_s18_the_same_people_who_answer_the_same_are_published_the_same():
    assert after((2, 7, 3), np.zeros(3, dtype=int), FACES) == label(published((2, 7, 3), FACES))


def test_s18_who_answers_quite_otherwise_is_published_as_always():
    before = Before(12, published((12, 0, 0), FACES))
    assert published((0, 0, 13), FACES, before) == published((0, 0, 13), FACES)


def test_s18_from_four_people_who_joined_on_it_is_published_as_always():
    before = Before(12, published((2, 7, 3), FACES))
    assert published((2, 7, 7), FACES, before) == published((2, 7, 7), FACES)
    assert is_wide(published((2, 7, 6), FACES, before))


def test_s18_of_a_whole_borough_and_one_who_joins_its_share_is_wide_and_near():
    """The numbers at options go, and what is left is to the nearest ten."""
    first, second = (200, 150, 250, 300, 300), (200, 150, 250, 301, 300)
    shown = published(second, SCALE, Before(1200, published(first, SCALE)))
    assert (shown.share, shown.mean, shown.options) == (d.Coarse(50, "to the nearest 10"), None, {})


@pytest.mark.anywhere
def test_s18_where_one_joins_and_another_leaves_nothing_is_told_of_either():
    """In one sector one joins a service and one leaves another: as many people as before, and not the same ones."""
    first = (2, 7, 3)
    told = {
        label(published(np.array(first) + came - went, FACES, Before(12, published(first, FACES), swapped=1)))
        for came in np.eye(3, dtype=int)
        for went in np.eye(3, dtype=int)
    }
    assert len(told) == 1
    plain = {
        label(published(np.array(first) + came - went, FACES))
        for came in np.eye(3, dtype=int)
        for went in np.eye(3, dtype=int)
    }
    assert len(plain) > 1, "without a look at the round before it would be"


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        ({1: 20, 2: 20}, {1: 21, 2: 19}, (0, 1, 1, 1)),
        ({1: 20, 2: 20}, {1: 22, 2: 19}, (0, 1, 2, 1)),
        ({1: 20, 2: 20}, {1: 23, 2: 20}, (0, 0, 3, 0)),
        ({1: 20, 2: 20, 3: 4}, {1: 20, 2: 20}, (4, 0, 0, 4)),
        ({1: 20, 2: 20, 3: 4}, {1: 24, 2: 20}, (8, 4, 4, 4)),
        ({1: 20, 2: 20, 3: 4}, {1: 20, 2: 19, 4: 4}, (8, 4, 4, 5)),
        ({1: 20, 2: 20, 3: 14}, {1: 20, 2: 35}, (29, 14, 15, 14)),
    ],
    ids=["one each way", "two and one", "three join", "closed", "merged", "closed and a new one", "a large one merged"],
)
def test_s18_who_came_and_who_went_is_counted_by_service(then, now, expected):
    earlier = Earlier(
        Tree(dict.fromkeys(then, 1)), then, {THE_SYSTEM: published((10, 20, sum(then.values()) - 30), FACES)}
    )
    before, people = earlier.before(THE_SYSTEM, tuple(now), now), sum(now.values())
    assert (before.moved, before.swapped, before.came(people), before.went(people)) == expected


def test_s18_services_that_were_shown_one_by_one_are_not_counted_together_anew():
    """A new row of smaller services would be one more figure of the same answers."""
    then, now = {1: 10, 2: 19, 3: 33}, {1: 10, 2: 19}
    shown = {Node(SERVICE, 1): published((0, 8, 2), FACES), Node(SERVICE, 2): published((3, 7, 9), FACES)}
    before = Earlier(Tree(dict.fromkeys(then, 1)), then, shown).before(Node(REST, 1), (1, 2), now)
    assert published((3, 15, 11), FACES) is not None
    assert published((3, 15, 11), FACES, before) is None


# --- places that were merged or split since: everybody knows what came of what ---

MERGED = {9: frozenset({1, 2})}  # 1 and 2 have become 9


@pytest.mark.parametrize(
    ("then", "now", "lineage", "expected"),
    [
        ({1: 20, 2: 20, 3: 30}, {9: 40, 3: 30}, MERGED, (0, 0, 0, 0)),
        ({1: 20, 2: 20, 3: 30}, {9: 41, 3: 30}, MERGED, (0, 0, 1, 0)),
        ({1: 20, 2: 20, 3: 30}, {1: 39, 3: 30}, {1: frozenset({2})}, (0, 0, 0, 1)),
        ({1: 40, 3: 30}, {8: 22, 9: 18, 3: 30}, {8: frozenset({1}), 9: frozenset({1})}, (0, 0, 0, 0)),
    ],
    ids=["the same people", "one joins", "into one that was there", "split"],
)
def test_people_of_merged_and_split_services_are_counted_as_the_same(then, now, lineage, expected):
    shown = {THE_SYSTEM: published((10, 20, sum(then.values()) - 30), FACES)}
    earlier = Earlier(Tree(dict.fromkeys(then, 1)), then, shown, lineage)
    before, people = earlier.before(THE_SYSTEM, tuple(now), now), sum(now.values())
    assert (before.moved, before.swapped, before.came(people), before.went(people)) == expected


def hidden_now(then, now, shown, lineage, node) -> bool:
    """Whether a place is not shown beside the round before, whatever its people answered."""
    tree, shown = Tree(dict.fromkeys(now, 1)), {one: published(counts, FACES) for one, counts in shown.items()}
    earlier = Earlier(Tree(dict.fromkeys(then, 1)), then, shown, lineage)
    if node in earlier.not_yet(now, tree):
        return True
    before = earlier.before(node, tree.services_under(node), now)
    people = sum(now[service] for service in tree.services_under(node))
    some = [(people - low - 3, low, 3) for low in range(0, people - 3, 4)]
    return all(published(counts, FACES, before) is None for counts in some)


@pytest.mark.parametrize(
    ("then", "now", "shown", "lineage", "place"),
    [
        # 1 was shown and 2 hidden: the figure of both together, less that of 1, would be that of 2.
        ({1: 14, 2: 6, 3: 30}, {9: 20, 3: 30}, {Node(SERVICE, 1): (2, 9, 3)}, MERGED, 9),
        ({1: 14, 2: 6, 3: 30}, {1: 20, 3: 30}, {Node(SERVICE, 1): (2, 9, 3)}, {1: frozenset({2})}, 1),
        # Four more answered than then: with the five of 2 these are nine beside those of 1, and no crowd.
        ({1: 14, 2: 5, 3: 30}, {9: 23, 3: 30}, {Node(SERVICE, 1): (2, 9, 3)}, MERGED, 9),
        # Both were shown: the figure that stood there was that of others.
        (
            {1: 14, 2: 15, 3: 30},
            {1: 29, 3: 30},
            {Node(SERVICE, 1): (2, 9, 3), Node(SERVICE, 2): (4, 8, 3)},
            {1: frozenset({2})},
            1,
        ),
        # 1 was shown and is split: the figure of one half, less that of the whole, would be that of the other.
        (
            {1: 24, 3: 30},
            {8: 18, 9: 6, 3: 30},
            {Node(SERVICE, 1): (4, 14, 6)},
            {8: frozenset({1}), 9: frozenset({1})},
            8,
        ),
    ],
    ids=["a new one", "one that was shown", "with some more", "two that were shown", "a half"],
)
def test_a_merged_or_split_service_does_not_open_what_was_hidden(then, now, shown, lineage, place):
    assert hidden_now(then, now, shown, lineage, Node(SERVICE, place))


def test_without_what_came_of_what_a_new_service_would_be_shown():
    """The same figures, of people whom the attacker knows to be those of two services: so they have to be linked."""
    then, now, shown = {1: 14, 2: 6, 3: 30}, {9: 20, 3: 30}, {Node(SERVICE, 1): (2, 9, 3)}
    assert not hidden_now(then, now, shown, {}, Node(SERVICE, 9))


def test_a_merged_service_that_many_joined_is_shown():
    then, now, shown = {1: 14, 2: 15, 3: 30}, {9: 50, 3: 30}, {Node(SERVICE, 1): (2, 9, 3), Node(SERVICE, 2): (4, 8, 3)}
    assert not hidden_now(then, now, shown, MERGED, Node(SERVICE, 9))

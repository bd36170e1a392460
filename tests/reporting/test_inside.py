"""What all figures together tell of the numbers at options inside a shown place, SAFETY's S14 over the whole tree."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.protect import attack as a
from reporting.protect.moves import Moves, moves_of, opposite
from reporting.protect.questions import compositions, signature
from reporting.protect.rollup import REST, SECTOR, SERVICE, THE_SYSTEM, Node, Tree
from tests.proving import few_and_many
from tests.reporting.test_attack import FACES, asked, protect


def same(ways: np.ndarray, truth, points) -> np.ndarray:
    return (signature(ways, tuple(points)) == signature(np.array(truth)[None], tuple(points))).all(axis=1)


def certain_in_two(counts: dict[int, tuple[int, ...]], published: set[Node], points) -> list[int]:
    """Of two services of one sector those of which some number is certain, by going through all that both can be.

    To people who know how many answered, and to each one who answered, there or at the other service.
    """
    ways = [compositions(sum(row), len(points)) for row in counts.values()]
    ways = [
        way[same(way, row, points)] if Node(SERVICE, service) in published else way
        for way, (service, row) in zip(ways, counts.items(), strict=True)
    ]
    pairs = (ways[0][:, None] + ways[1][None]).reshape(-1, len(points))
    shape = len(ways[0]), len(ways[1])
    total = np.sum(list(counts.values()), axis=0)
    fits = same(pairs, total, points) if {Node(SECTOR, 1), THE_SYSTEM} & published else np.ones(len(pairs), dtype=bool)
    found = []
    for axis, (service, row) in enumerate(counts.items()):
        may = fits.reshape(shape) if axis == 0 else fits.reshape(shape).T
        left, other = ways[axis][may.any(axis=1)], ways[1 - axis]
        views = [left, *(left[left[:, option] > 0] for option, number in enumerate(row) if number)]
        # Someone of the other service knows what they said there.
        theirs = list(counts.values())[1 - axis]
        views += [
            ways[axis][may[:, other[:, option] > 0].any(axis=1)] for option, number in enumerate(theirs) if number
        ]
        if Node(SERVICE, service) in published and any((view.min(axis=0) == view.max(axis=0)).any() for view in views):
            found.append(service)
    return found


TOLD_BEFORE = [
    ({1: (3, 6, 5), 2: (0, 10, 0)}, FACES),
    ({1: (4, 6, 3), 2: (7, 0, 4)}, FACES),
    ({1: (11, 11, 3), 2: (13, 5, 9)}, FACES),
    ({1: (15, 0, 4), 2: (0, 0, 13)}, FACES),
]


@pytest.mark.anywhere
@pytest.mark.parametrize(("counts", "points"), TOLD_BEFORE)
def test_s14_what_a_sector_says_beside_its_services_gives_no_one_in_them_away(counts, points):
    published, _ = protect(Tree(dict.fromkeys(counts, 1)), counts, points)
    assert certain_in_two(counts, published, points) == []


@pytest.mark.anywhere
def test_s14_shown_together_the_example_would_be_told_whole():
    counts = {1: (3, 6, 5), 2: (0, 10, 0)}
    everything = {Node(SERVICE, 1), Node(SERVICE, 2), Node(SECTOR, 1), THE_SYSTEM}
    assert certain_in_two(counts, everything, FACES) == [1, 2]


@pytest.mark.anywhere
def test_s14_one_of_a_shown_service_does_not_know_the_numbers_of_another_by_their_own_answer():
    """The only one of service 10 at the highest option knows that no one of service 7 and of service 9 is there."""
    counts = {7: (4, 0, 9, 2, 0), 8: (1, 2, 8, 4, 0), 9: (0, 0, 4, 6, 0), 10: (3, 0, 3, 6, 1)}
    tree = Tree(dict.fromkeys(counts, 3))
    everything = {THE_SYSTEM, Node(SECTOR, 3), *(Node(SERVICE, service) for service in counts)}
    assert a.Attack(asked(tree, counts, everything)).weakest() is not None
    published, _ = protect(tree, counts)
    assert published == {THE_SYSTEM, Node(SECTOR, 3), Node(SERVICE, 8), Node(SERVICE, 10)}


@st.composite
def two_services(draw):
    counts = {}
    for service in (1, 2):
        size = draw(st.integers(10, 16))
        cuts = sorted(draw(st.lists(st.integers(0, size), min_size=2, max_size=2)))
        counts[service] = (cuts[0], cuts[1] - cuts[0], size - cuts[1])
    return counts


@pytest.mark.slow
@pytest.mark.anywhere
@few_and_many(40, 1000)
def test_s14_of_two_services_and_their_sector_no_number_is_certain(times: int):
    @settings(max_examples=times)
    @given(two_services())
    def none_is_certain(counts):
        published, _ = protect(Tree(dict.fromkeys(counts, 1)), counts, FACES)
        assert certain_in_two(counts, published, FACES) == []

    none_is_certain()


@pytest.mark.anywhere
def test_s14_one_of_a_shown_service_does_not_know_the_others_by_a_service_in_another_sector():
    """Its own figures leave several ways, and those of the whole, less the other sector's, one."""
    counts = {1: (0, 1, 7, 0, 2), 2: (3, 0, 2, 2, 3)}
    tree = Tree({1: 1, 2: 2})
    everything = {Node(SERVICE, 1), Node(SERVICE, 2), Node(SECTOR, 1), Node(SECTOR, 2), THE_SYSTEM}
    assert a.Attack(asked(tree, counts, everything)).weakest() is not None
    published, _ = protect(tree, counts)
    assert published < everything


def test_moves_and_their_opposites_lie_alike():
    for options in (2, 3, 5):
        moves = moves_of(options)
        assert (moves[::-1] == -moves).all()
        assert (moves[len(moves) // 2] == 0).all()
        assert (opposite(np.arange(len(moves))) == np.arange(len(moves))[::-1]).all()


@pytest.mark.slow
@pytest.mark.anywhere
@few_and_many(15, 300)
def test_a_move_that_is_said_to_change_no_figure_changes_none(times: int):
    """Each is made, alone or with its opposite in one other part, and all that would be published is compared."""

    @settings(max_examples=times, deadline=None)
    @given(
        st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=2, max_size=5),
        st.lists(st.booleans(), min_size=9, max_size=9),
    )
    def is_true(rows, shown):
        tree = Tree({service: 1 + service % 2 for service in range(1, len(rows) + 1)})
        counts = {service: row for service, row in enumerate(rows, start=1) if sum(row)}
        nodes = [*(Node(SERVICE, one) for one in tree.services), Node(SECTOR, 1), Node(SECTOR, 2), THE_SYSTEM]
        published = {node for node, is_shown in zip(nodes, shown, strict=False) if is_shown}
        published |= {Node(REST, node.key) for node in published if node.level == SECTOR}
        question = asked(tree, counts, published, FACES)
        moves = Moves(question)
        for part in moves.parts:
            for move in moves.of_part(part):
                others = [other for other in moves.parts if other != part]
                assert (
                    any(
                        changes_nothing(question, {part: move, **back})
                        for back in [{}, *({other: -move} for other in others)]
                    )
                    or not move.any()
                )

    is_true()


def changes_nothing(question, changes: dict[tuple[int, ...], np.ndarray]) -> bool:
    """Whether everything that is published stays when people of some parts move."""
    if any((question.together(part) + move < 0).any() for part, move in changes.items()):
        return False
    for place in question.places:
        before = question.together(place)
        if before.any():
            after = before + sum(
                (move for part, move in changes.items() if set(part) <= set(place)), np.zeros(3, dtype=int)
            )
            if not same(after[None], before, FACES)[0]:
                return False
    return True

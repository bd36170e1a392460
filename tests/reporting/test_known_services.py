"""What somebody can tell who knows all answers of a service that is shown, SAFETY's S15: its lead, or who entered its
paper forms, together with two colleagues of another service."""

from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.protect.questions import compositions, signature
from reporting.protect.rollup import REST, SECTOR, SERVICE, Node, Tree
from tests.proving import few_and_many
from tests.reporting.test_attack import FACES, protect


def looks(counts: np.ndarray) -> np.ndarray:
    return signature(np.atleast_2d(counts), tuple(FACES))


def what_is_open(published: set[Node], counts: dict[int, tuple[int, ...]]) -> np.ndarray:
    """Every way in which the services of one sector that are not shown can have answered together.

    By what is published of their sector, and of them together, to someone who knows the answers of all that is shown.
    """
    hidden = [service for service in counts if Node(SERVICE, service) not in published]
    nobody = np.zeros(3, dtype=int)
    known = sum((np.array(counts[service]) for service in counts if service not in hidden), nobody)
    total = sum((np.array(counts[service]) for service in hidden), nobody)
    ways = compositions(int(total.sum()), 3)
    if Node(REST, 1) in published:
        ways = ways[(looks(ways) == looks(total)).all(axis=1)]
    return ways[(looks(ways + known) == looks(total + known)).all(axis=1)]


def exact_cells(published: set[Node], counts: dict[int, tuple[int, ...]]) -> list[tuple[int, tuple[int, ...], int]]:
    """The cells that the insider and two colleagues of a hidden service know: service, what the two said, option."""
    if Node(SECTOR, 1) not in published:
        return []
    found = []
    ways = what_is_open(published, counts)
    for service in (one for one in counts if Node(SERVICE, one) not in published):
        people = sum(counts[service])
        for two in combinations_with_replacement(range(3), min(2, people - 1)):
            said = np.bincount(two, minlength=3)
            if (said > counts[service]).any():
                continue
            possible = [way - said for way in ways if (way >= said).all()]
            others = people - said.sum()
            for option in range(3):
                ends = {
                    end
                    for way in possible
                    for end in (max(0, others - int(way.sum() - way[option])), min(others, int(way[option])))
                }
                if len(ends) == 1:
                    found.append((service, tuple(int(each) for each in said), option))
    return found


def test_s15_the_lead_of_a_shown_service_and_two_colleagues_know_no_cell_of_another():
    counts = {1: (5, 5, 0), 2: (5, 1, 3), 3: (3, 0, 4)}
    published, _ = protect(Tree(dict.fromkeys(counts, 1)), counts, FACES)
    assert exact_cells(published, counts) == []


@st.composite
def one_shown_beside_hidden_ones(draw):
    sizes = [draw(st.integers(10, 13)), *draw(st.lists(st.integers(4, 9), min_size=2, max_size=3))]
    counts = {}
    for service, size in enumerate(sizes, start=1):
        cuts = sorted(draw(st.lists(st.integers(0, size), min_size=2, max_size=2)))
        counts[service] = (cuts[0], cuts[1] - cuts[0], size - cuts[1])
    return counts


@pytest.mark.slow
@pytest.mark.anywhere
@few_and_many(25, 400)
def test_s15_whatever_a_shown_service_and_hidden_ones_answered_no_cell_is_known(times: int):
    @settings(max_examples=times)
    @given(one_shown_beside_hidden_ones())
    def no_cell_is_known(counts):
        published, _ = protect(Tree(dict.fromkeys(counts, 1)), counts, FACES)
        assert exact_cells(published, counts) == []

    no_cell_is_known()


def test_s15_the_example_gives_cells_away_when_all_that_the_rules_allow_is_shown():
    counts = {1: (5, 5, 0), 2: (5, 1, 3), 3: (3, 0, 4)}
    everything = {Node(SECTOR, 1), Node(SERVICE, 1), Node(REST, 1)}
    assert exact_cells(everything, counts) == [(2, (1, 1, 0), 1), (2, (0, 1, 1), 1)]

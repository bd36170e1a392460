"""The attacker finds what there is to find: with no gate at all, and in the examples that gave way before."""

import numpy as np
import pytest

from attacker import question, rounds
from attacker.kinds import Cell, Search, insiders, knows_how_many
from attacker.outsiders import outsiders
from attacker.pattern import Enumeration
from attacker.product import Published
from attacker.puzzle import Puzzle, Reading
from attacker.words import FIVE, THREE
from tests.attacker.figures import EXACT, OLD

SYSTEM, SECTOR, REST = ("system", 0), ("sector", 1), ("rest", 1)


def one_sector(counts: dict, shown: set, scale=THREE, reading: Reading = question.TODAY) -> Search:
    sectors = dict.fromkeys(counts, 1)
    return Search(question.puzzle_of(sectors, counts, scale, frozenset(shown), reading))


def printed(puzzle: Puzzle) -> dict[str, str]:
    return {place.name: str(place.figure) for place in puzzle.places}


def abouts(search: Search, kind: int) -> set[str]:
    return {broken.about for broken in search.outcome.broken if broken.kind == kind}


def test_an_outsider_subtracts_what_is_published_exactly():
    search = one_sector({1: (4, 5, 3), 2: (1, 2, 0)}, {SYSTEM, SECTOR, ("service", 1)}, reading=EXACT)
    outsiders(search, {"service 1": 14, "service 2": 4})
    assert abouts(search, 1) == {
        "service 2, option 1, is certain to be above 0; it",
        "service 2, option 2, is certain to be above 0; it",
        "service 2, option 3, is certain to be below 3; it",
    }


def test_with_exact_figures_whoever_knows_how_many_answered_knows_everything():
    search = one_sector({1: (4, 5, 3), 2: (1, 2, 0)}, {SYSTEM, ("service", 1)}, reading=EXACT)
    knows_how_many(search)
    insiders(search)
    assert len(abouts(search, 2)) == 6
    assert abouts(search, 4) == {"service 2, option 1", "service 2, option 2", "service 2, option 3"}


def test_everything_of_ten_people_without_rules_gives_small_services_away():
    """One hidden service of three beside a large one: no rule asks for a residual of ten."""
    search = one_sector({1: (6, 4, 2), 2: (3, 0, 0)}, {SYSTEM, SECTOR, ("service", 1)})
    insiders(search)
    assert "service 2, option 1" in abouts(search, 4)


def test_twelve_children_of_whom_one_said_yes():
    search = one_sector({1: (0, 11, 1)}, {("service", 1)}, reading=OLD)
    assert printed(search.puzzle) == {"service 1": "10 to 14 people, 10 or less%, mean 2.1"}
    knows_how_many(search)
    assert abouts(search, 2) == {"service 1, option 1", "service 1, option 2", "service 1, option 3"}


def test_ten_children_and_the_one_who_said_yes():
    search = one_sector({1: (2, 7, 1)}, {("service", 1)}, reading=OLD)
    assert printed(search.puzzle) == {"service 1": "10 to 14 people, 10 or less%, mean 1.9"}
    knows_how_many(search)
    assert abouts(search, 2) == set()
    assert {(one.about, one.number, one.label) for one in search.outcome.broken if one.kind == 3} >= {
        ("service 1, option 1", 2, "that they answered option 3 at service 1"),
        ("service 1, option 2", 7, "that they answered option 3 at service 1"),
    }


def test_the_lead_of_a_shown_service():
    counts = {1: (5, 5, 0), 2: (5, 1, 3), 3: (3, 0, 4)}
    search = one_sector(counts, {SYSTEM, SECTOR, REST, ("service", 1)}, reading=OLD)
    assert printed(search.puzzle) == {
        "service 1": "10 to 14 people, 10 or less%, mean 1.5",
        "rest 1": "15 to 19 people, 40%, mean 1.9",
        "sector 1": "25 to 29 people, 30%, mean 1.8",
        "system": "25 to 29 people, 30%, mean 1.8",
    }
    insiders(search)
    assert all(one.label == "service 1 whole" for one in search.outcome.broken)
    assert "service 2, option 2" in abouts(search, 4)


def test_whoever_keyed_all_but_one():
    """No attacker of ours knows three services; the search itself does find it."""
    counts = {1: (0, 0, 1, 2, 0), 2: (5, 0, 0, 0, 0), 3: (0, 0, 0, 6, 0), 4: (0, 1, 2, 2, 0)}
    search = one_sector(counts, {SYSTEM, SECTOR}, FIVE, OLD)
    assert printed(search.puzzle)["system"] == "15 to 19 people, 50%, mean 2.9"
    known = np.array(counts[1]) + counts[3] + counts[4]
    for option in range(5):
        search.settle(5, Cell("service 2", (0,), option, 5), {0: known}, {}, "all but service 2")
    assert [one.number for one in search.outcome.broken] == [5, 0, 0, 0, 0]


def test_the_pattern_tells():
    """Which place was withdrawn depended on what service 2 said; the figures leave seven ways, the pattern four."""

    def shows(_sectors, counts, _scale) -> frozenset:
        withdrawn = counts[2] in {(2, 3, 0), (3, 2, 0), (4, 1, 0), (5, 0, 0)}
        return frozenset({SYSTEM, SECTOR} if withdrawn else {SYSTEM, SECTOR, ("service", 1)})

    def found(showing) -> list:
        who = Enumeration(sectors, people, THREE, showing, OLD, given={3: (1, 2, 2)}, insiders={(3, 2)})
        return [one for one in who.attack().broken if one.kind == 6]

    people, sectors = {1: 11, 2: 5, 3: 5}, {1: 1, 2: 1, 3: 1}
    assert any(
        one.about.startswith("service 2, option 3") and "[2, 0, 0] of its own people" in one.knowing and one.number == 0
        for one in found(shows)
    )
    assert found(lambda *_: frozenset({SYSTEM, SECTOR})) == []


def test_one_joins_and_all_else_stays():
    story = rounds.with_joiners({1: 1}, {1: (2, 7, 3)}, 1, (0, 0, 1))
    shown = [Published(frozenset({("service", 1)}))] * 2
    search = Search(rounds.puzzle_of(story, THREE, OLD, shown))
    assert printed(search.puzzle) == {
        "round 1: service 1": "10 to 14 people, 30%, mean 2.1",
        "round 2: service 1": "10 to 14 people, 30%, mean 2.2",
    }
    rounds.joint(search, story)
    assert "who joined service 1 in round 2, option 3" in abouts(search, 7)


@pytest.mark.parametrize(
    ("make", "whose"),
    [
        (lambda s, c: rounds.with_leavers(s, c, 2, (0, 1, 0)), "who left service 2, option 2"),
        (lambda s, c: rounds.with_a_closure(s, c, 2), "service 2, option 1"),
        (lambda s, c: rounds.with_a_move(s, c, 2, 2), "service 2, option 1"),
        (lambda s, c: rounds.with_a_merger(s, c, 2, 3), "service 2, option 1"),
    ],
    ids=["left", "closed", "moved", "merged"],
)
def test_with_exact_figures_what_changes_between_rounds_is_known(make, whose):
    sectors, counts = {1: 1, 2: 1, 3: 2, 4: 2}, {1: (5, 4, 3), 2: (1, 2, 0), 3: (6, 3, 4), 4: (1, 1, 2)}
    story = make(sectors, counts)
    shown = frozenset({SYSTEM, SECTOR, ("sector", 2), ("service", 1), ("service", 3)} - {("service", 1)})
    search = Search(rounds.puzzle_of(story, THREE, EXACT, [Published(shown)] * 2))
    rounds.joint(search, story)
    assert whose in abouts(search, 7)

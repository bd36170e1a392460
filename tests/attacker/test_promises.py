"""What the product promises, asked of it by the attacker: nothing is certain for anyone. Each kind by itself."""

import pytest

from attacker import question, rounds
from attacker.__main__ import main
from attacker.boroughs import Table, boroughs
from attacker.kinds import Search, insiders, knows_how_many
from attacker.pattern import Enumeration
from attacker.running import attack_borough, attack_story, attack_table, stories_of
from attacker.words import FIVE, THREE

SMALL = [borough for borough in boroughs() if borough.name in ("tiny/2", "two-a-sector/1", "thresholds/1")]


def search_of(sectors: dict, counts: dict, scale) -> Search:
    return Search(question.puzzle_of(sectors, counts, scale))


def broken(search: Search, kind: int) -> list[str]:
    assert search.outcome.unknown == 0
    return [str(one) for one in search.outcome.broken if one.kind == kind]


@pytest.mark.parametrize("borough", SMALL, ids=lambda borough: borough.name)
def test_outsiders_find_nothing_out(borough):
    for table in borough.tables[:1]:
        _, outcome = attack_table(table, seconds=20)
        assert outcome.checks
        assert outcome.unknown == 0
        assert [str(one) for one in outcome.broken if one.kind == 1] == []


def test_outsiders_find_nothing_out_where_nearly_all_say_the_same():
    """A place of 50 people without counts has at most seven at every option but one."""
    sectors, counts = {1: 1, 2: 2, 3: 2}, {1: (1, 4, 3), 2: (0, 27, 0), 3: (0, 20, 0)}
    _, outcome = attack_table(Table(sectors, counts, THREE, {1: 8, 2: 29, 3: 21}), seconds=20)
    assert outcome.unknown == 0
    assert [str(one) for one in outcome.broken if one.kind == 1] == []


def test_a_keyer_of_a_shown_service_finds_nothing_out():
    """Who keyed service 5 and talks with no one."""
    counts = {1: (0, 5, 0), 2: (3, 8, 0), 3: (5, 10, 0), 4: (2, 9, 0), 5: (2, 11, 0)}
    sent = {1: 6, 2: 18, 3: 25, 4: 15, 5: 23}
    search = Search(question.puzzle_of(dict.fromkeys(counts, 1), counts, THREE, take_up=sent))
    insiders(search, kind=5, colleagues=0)
    assert broken(search, 5) == []


@pytest.mark.slow
@pytest.mark.parametrize("borough", SMALL[:2], ids=lambda borough: borough.name)
def test_a_keyer_of_one_service_finds_nothing_out(borough):
    for table in borough.tables[:2]:
        _, outcome = attack_table(table, seconds=20)
        assert [str(one) for one in outcome.broken if one.kind == 5] == []


@pytest.mark.parametrize(
    ("sectors", "counts"),
    [
        ({1: 1, 2: 1}, {1: (4, 21, 13), 2: (12, 1, 15)}),
        ({1: 1, 2: 1}, {1: (15, 0, 4), 2: (0, 0, 13)}),
        ({1: 1, 2: 1}, {1: (11, 11, 3), 2: (13, 5, 9)}),
    ],
)
def test_whoever_knows_how_many_answered_knows_no_number_of_a_shown_place(sectors, counts):
    search = search_of(sectors, counts, THREE)
    knows_how_many(search)
    assert broken(search, 2) == []


@pytest.mark.parametrize(
    ("sectors", "counts", "scale"),
    [
        ({1: 1, 2: 2}, {1: (0, 1, 7, 0, 2), 2: (3, 0, 2, 2, 3)}, FIVE),
        ({1: 1, 2: 1}, {1: (2, 2, 12), 2: (2, 2, 20)}, THREE),
        ({1: 1, 2: 1}, {1: (1, 0, 0, 15, 1), 2: (6, 0, 4, 0, 5)}, FIVE),
    ],
)
def test_no_one_who_answered_knows_a_number_of_a_shown_place(sectors, counts, scale):
    search = search_of(sectors, counts, scale)
    knows_how_many(search)
    assert broken(search, 3) == []


@pytest.mark.parametrize(
    ("sectors", "counts", "scale"),
    [
        ({1: 1, 2: 1, 3: 1}, {1: (5, 5, 0), 2: (5, 1, 3), 3: (3, 0, 4)}, THREE),
        ({1: 1, 2: 2, 3: 1}, {1: (2, 3, 0), 2: (4, 3, 12), 3: (0, 4, 1)}, THREE),
        ({1: 1, 2: 1, 3: 1}, {1: (0, 3, 2), 2: (0, 17, 30), 3: (2, 3, 0)}, THREE),
        ({1: 1, 2: 2, 3: 2}, {1: (0, 0, 11, 0, 12), 2: (10, 0, 0, 0, 14), 3: (2, 0, 2, 0, 1)}, FIVE),
    ],
)
def test_the_lead_of_a_shown_service_and_two_colleagues_know_nothing(sectors, counts, scale):
    search = search_of(sectors, counts, scale)
    insiders(search)
    assert broken(search, 4) == []


@pytest.mark.slow
@pytest.mark.xfail(strict=True, reason="which places are withdrawn depends on answers")
@pytest.mark.parametrize(
    ("people", "known"),
    [({1: 5, 2: 5}, (5, 0, 0)), ({1: 6, 2: 5}, (2, 2, 1)), ({1: 6, 2: 5}, (0, 0, 5))],
)
def test_which_places_are_shown_tells_nothing(people, known):
    """Every way of answering is gone through in which service 2 answered so: for whoever knows it whole."""
    sectors = dict.fromkeys(people, 1)
    outcome = Enumeration(sectors, people, THREE, given={2: known}, insiders={(2, 1)}).attack()
    assert outcome.unknown == 0
    assert [str(one) for one in outcome.broken] == []


@pytest.mark.parametrize(
    ("make", "counts", "scale"),
    [
        (lambda s, c: rounds.with_joiners(s, c, 1, (0, 0, 0, 0, 1)), {1: (2, 2, 1, 1, 4)}, FIVE),
        (lambda s, c: rounds.with_joiners(s, c, 1, (1, 0, 0)), {1: (3, 12, 10)}, THREE),
        (lambda s, c: rounds.with_joiners(s, c, 1, (0, 0, 3)), {1: (6, 4, 0), 2: (0, 0, 10)}, THREE),
        (lambda s, c: rounds.with_leavers(s, c, 1, (1, 0, 0, 0, 0)), {1: (23, 18, 9, 0, 1)}, FIVE),
    ],
    ids=["one joins five options", "one joins three options", "three join", "one leaves"],
)
def test_two_rounds_together_tell_no_answer_of_who_came_or_went(make, counts, scale):
    sectors = dict.fromkeys(counts, 1)
    table = Table(sectors, counts, scale, {service: sum(row) for service, row in counts.items()})
    _, outcome = attack_story(table, make, seconds=20)
    assert outcome.unknown == 0
    assert [str(one) for one in outcome.broken if one.about.startswith("who ")] == []


def test_services_that_merge_give_no_number_away():
    sectors, counts = {1: 1, 2: 2}, {1: (0, 0, 5), 2: (9, 1, 4)}
    table = Table(sectors, counts, THREE, {1: 5, 2: 14})
    _, outcome = attack_story(table, lambda s, c: rounds.with_a_merger(s, c, 2, 1), seconds=20)
    assert [str(one) for one in outcome.broken] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "sectors", "counts", "scale"),
    [
        (
            lambda s, c: rounds.with_a_change(s, c, 7, (1, 0, 0), 1, (0, 0, 1)),
            {1: 1, 2: 1, 7: 3, 8: 3},
            {1: (0, 2, 5), 2: (0, 7, 3), 7: (3, 12, 10), 8: (0, 4, 5)},
            THREE,
        ),
        (
            lambda s, c: rounds.with_a_change(s, c, 4, (0, 1, 0), 5, (1, 0, 0)),
            {3: 2, 4: 2, 5: 3, 6: 3},
            {3: (10, 0, 0), 4: (9, 4, 3), 5: (7, 1, 2), 6: (9, 0, 13)},
            THREE,
        ),
        (
            lambda s, c: rounds.with_leavers(s, c, 4, (0, 0, 0, 1, 0)),
            {4: 2, 5: 2, 6: 2},
            {4: (2, 0, 0, 3, 5), 5: (10, 0, 0, 4, 32), 6: (11, 3, 1, 21, 10)},
            FIVE,
        ),
        (
            lambda s, c: rounds.with_a_merger(s, c, 9, 1),
            {1: 1, 8: 3, 9: 3, 10: 3},
            {1: (5, 2, 7, 24, 8), 8: (0, 19, 9, 18, 0), 9: (2, 2, 1, 5, 0), 10: (1, 2, 3, 41, 0)},
            FIVE,
        ),
        (
            lambda s, c: rounds.with_a_closure(s, c, 12),
            dict.fromkeys(range(10, 15), 3),
            {10: (0, 8, 2), 11: (0, 17, 0), 12: (0, 31, 2), 13: (3, 7, 9), 14: (9, 5, 4)},
            THREE,
        ),
    ],
    ids=[
        "one each way in the whole",
        "services newly shown",
        "smaller services newly shown",
        "a large one merges",
        "two services together that were apart",
    ],
)
def test_two_rounds_together_tell_no_number_where_people_or_services_change(make, sectors, counts, scale):
    table = Table(sectors, counts, scale, {service: sum(row) for service, row in counts.items()})
    _, outcome = attack_story(table, make, seconds=20)
    assert outcome.checks
    assert outcome.unknown == 0
    assert [str(one) for one in outcome.broken] == []


def test_forty_boroughs_of_different_shapes_are_the_same_each_time():
    first, again = boroughs(), boroughs()
    assert len(first) == 40
    assert first == again
    assert {"tiny", "large", "one-big-two-small", "near-unanimous", "many-skips", "all-on-paper", "three-rounds"} <= {
        borough.shape for borough in first
    }
    assert max(len(table.sectors) for borough in first for table in borough.tables) == 300


def test_stories_hold_who_joined_left_moved_closed_and_merged():
    table = SMALL[1].tables[0]
    makes = stories_of(table, 1, 2)
    names = {next(makes)(table.sectors, table.counts).name for _ in range(30)}
    assert names == {"1 joined", "2 joined", "3 joined", "1 left", "joined and left", "moved", "closed", "merged"}


def test_a_borough_of_no_such_shape_is_said_kindly(capsys):
    assert main(["--only", "nowhere"]) == 2
    assert "There is no such borough. Shapes: all-on-paper, every-way, large" in capsys.readouterr().out


# What is broken today, by borough; nothing is to be left here.
BROKEN_TODAY: dict[str, set[int]] = {
    "every-way/1": {6},
    "every-way/2": {6},
}


@pytest.mark.prove
@pytest.mark.parametrize("borough", boroughs(), ids=lambda borough: borough.name)
def test_no_attacker_finds_anything_in_forty_boroughs(borough):
    result = attack_borough(borough, seconds=60, shrink_seconds=5)
    broken_today = BROKEN_TODAY.get(borough.name, set())
    assert {kind: example for kind, example in result.examples.items() if kind not in broken_today} == {}
    assert broken_today <= result.examples.keys(), "kept now: take it out of what is broken"

"""The most that may be shown: SAFETY's S19. Beside the choice stand every pattern there is, and an integer program."""

import math
import random
from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from reporting.protect import choice as c
from reporting.protect import disclosure as d
from reporting.protect.choice import Wishes
from reporting.protect.rollup import REST, SECTOR, SERVICE, THE_SYSTEM, Node, Tree
from tests.proving import few_and_many

Objective = tuple[int, ...]
SIZES = (0, 0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 12, 15, 20, 30, 60)


def services(*keys: int) -> set[Node]:
    return {Node(SERVICE, key) for key in keys}


def sectors(*keys: int) -> set[Node]:
    return {Node(SECTOR, key) for key in keys}


def boroughs(seed: int, times: int, most: int) -> Iterator[tuple[Tree, dict[int, int], set[Node]]]:
    """Trees of up to so many services, their people, and some places that are withdrawn already."""
    rng = random.Random(seed)
    for _ in range(times):
        number = rng.randint(1, most)
        tree = Tree({service: rng.randint(1, max(1, number // 2)) for service in range(1, number + 1)})
        without = {node for node in tree.nodes if rng.random() < 0.05}
        yield tree, {service: rng.choice(SIZES) for service in tree.services}, without


def objective(published: set[Node], base: dict[int, int], tree: Tree, wishes: Wishes) -> Objective:
    """What is shown in the order of wishes; between equals, the people of sectors and services."""
    here = {level: [node for node in published if node.level == level] for level in (SERVICE, SECTOR)}
    people = {level: sum(d.people_under(node, base, tree) for node in here[level]) for level in here}
    of_sectors, of_services, system = len(here[SECTOR]), len(here[SERVICE]), int(THE_SYSTEM in published)
    if wishes == Wishes.SERVICES_FIRST:
        return of_services, people[SERVICE], system, of_sectors, people[SECTOR]
    return system, of_sectors, of_services, people[SECTOR], people[SERVICE]


def best_of_all(tree: Tree, base: dict[int, int], without: set[Node], wishes: Wishes) -> Objective:
    """By every pattern: written apart from the choice, from the rules as SAFETY states them."""
    inner = [node for node in tree.nodes if node.level != SERVICE]
    found: Objective = ()
    may = [node for node in tree.nodes if sum(base[one] for one in tree.services_under(node)) >= 10]
    may = [node for node in may if node not in without]
    for bits in product((False, True), repeat=len(may)):
        shown = {node for node, bit in zip(may, bits, strict=True) if bit}
        if all(node not in shown or protects(node, shown, base, tree) for node in inner):
            found = max(found, objective(shown, base, tree, wishes))
    return found


def protects(node: Node, shown: set[Node], base: dict[int, int], tree: Tree) -> bool:
    left = [
        base[one]
        for one in tree.services_under(node)
        if Node(SERVICE, one) not in shown and (node != THE_SYSTEM or Node(SECTOR, tree.sector_of[one]) not in shown)
    ]
    return sum(left) == 0 or (sum(left) >= 10 and sum(left) - max(left) >= 5)


# --- the examples that were hidden for nothing ---------------------------------------------------------------------


def test_s19_a_team_of_three_no_longer_hides_its_sector_and_the_whole_borough():
    base = dict(enumerate((3, 12, 20, 30, 15, 15, 15, 15), start=1))
    tree = Tree({service: 1 if service < 5 else 2 for service in base})
    shown = {THE_SYSTEM, *sectors(1, 2), *services(4, 5, 6, 7, 8), Node(REST, 1)}
    assert d.publishable(base, tree) == shown
    step_by_step = d.by_steps(base, tree, d.Thresholds(), set(tree.nodes) - services(1))
    assert step_by_step == {*sectors(2), *services(2, 3, 4, 5, 6, 7, 8)}
    assert d.publishable(base, tree, wishes=Wishes.SERVICES_FIRST) == {*sectors(2), *services(2, 3, 4, 5, 6, 7, 8)}


def test_s19_services_first_gives_up_a_sector_for_the_whole_and_never_a_service():
    base = dict(enumerate((3, 40, 5, 6, 30, 8, 7, 50), start=1))
    tree = Tree({1: 1, 2: 1, 3: 2, 4: 2, 5: 2, 6: 3, 7: 3, 8: 3})
    shown = d.publishable(base, tree, wishes=Wishes.SERVICES_FIRST)
    # The three of sector 1 need others beside them: those of sector 2, which has fewer people than sector 3.
    assert shown == {THE_SYSTEM, *sectors(3), *services(2, 5, 8), Node(REST, 3)}


def test_s19_the_whole_first_gives_up_the_smaller_of_two_sectors_for_it():
    base = dict(enumerate((3, 11, 12, 13, 14, 15, 16), start=1))
    tree = Tree({1: 1, 2: 2, 3: 2, 4: 2, 5: 3, 6: 3, 7: 3})
    assert d.publishable(base, tree) == {THE_SYSTEM, *sectors(3), *services(4, 5, 6, 7)}


def test_s19_places_are_counted_and_not_the_people_in_them():
    base, tree = {1: 3, 2: 10, 3: 10, 4: 200, 5: 4}, Tree(dict.fromkeys(range(1, 6), 1))
    # Beside 3 and 4 people one service has to go: the smallest, and of two equals the one that comes first.
    assert d.publishable(base, tree) == {THE_SYSTEM, *sectors(1), *services(3, 4), Node(REST, 1)}


# --- beside every pattern, an integer program, and the steps of before ---------------------------------------------


@few_and_many(250, 4000)
@pytest.mark.parametrize("wishes", Wishes)
def test_s19_no_pattern_at_all_is_better(wishes: Wishes, times: int):
    for tree, base, without in boroughs(19, times, most=6):
        shown = d.publishable(base, tree, without=without, wishes=wishes)
        assert d.are_lawful(shown, base, tree, d.Thresholds())
        assert not shown & without
        assert objective(shown, base, tree, wishes) == best_of_all(tree, base, without, wishes), (tree, base, without)


@few_and_many(12, 150)
@pytest.mark.parametrize("wishes", Wishes)
def test_s19_no_pattern_is_better_in_larger_trees(wishes: Wishes, times: int):
    most = 8 if times < 100 else 12
    for tree, base, without in boroughs(20, times, most):
        shown = d.publishable(base, tree, without=without, wishes=wishes)
        assert objective(shown, base, tree, wishes) == best_of_all(tree, base, without, wishes), (tree, base, without)


def most_by_program(tree: Tree, base: dict[int, int], wishes: Wishes) -> Objective:
    """The first wishes met, by integer programs one after the other: how many of each level."""
    number = {node: place for place, node in enumerate(tree.nodes)}
    first = len(number)  # then for each service: it is hidden, and so is its sector
    beside = {service: first + place for place, service in enumerate(tree.services)}
    some = {node: first + len(beside) + place for place, node in enumerate(n for n in tree.nodes if n.level != SERVICE)}
    width = first + len(beside) + len(some)
    rows, lows = [], []

    def at_least(low: float, **_: float):
        row = np.zeros(width)
        rows.append(row), lows.append(low)
        return row

    for service, column in beside.items():
        shown, sector = number[Node(SERVICE, service)], number[Node(SECTOR, tree.sector_of[service])]
        row = at_least(-1)  # beside <= 1 - sector, beside <= 1 - shown, beside >= 1 - shown - sector
        row[[column, sector]] = -1
        row = at_least(-1)
        row[[column, shown]] = -1
        row = at_least(1)
        row[[column, shown, sector]] = 1
    for node, any_hidden in some.items():
        inside = [one for one in tree.services_under(node) if base[one]]
        for one in inside:
            # Where the place is shown and this service is in its residual, someone is in it.
            row = at_least(-1 if node == THE_SYSTEM else 0)
            row[any_hidden] = 1
            row[number[node]] = -1
            row[beside[one] if node == THE_SYSTEM else number[Node(SERVICE, one)]] = -1 if node == THE_SYSTEM else 1
        for left_out in [None, *inside]:
            least = 10 if left_out is None else 5
            constant = 0
            row = at_least(0)
            for one in inside:
                if one == left_out:
                    continue
                if node == THE_SYSTEM:
                    row[beside[one]] = base[one]
                else:
                    row[number[Node(SERVICE, one)]] = -base[one]
                    constant += base[one]
            row[any_hidden] = -least
            lows[-1] = -constant
    high = np.ones(width)
    for node, place in number.items():
        high[place] = d.people_under(node, base, tree) >= 10
    met = []
    for level in c.LEVELS_BY_WISH[wishes][:3]:
        goal = np.zeros(width)
        goal[[place for node, place in number.items() if node.level == level]] = 1
        found = milp(
            -goal,
            integrality=np.ones(width),
            bounds=Bounds(np.zeros(width), high),
            constraints=LinearConstraint(np.array(rows), np.array(lows), np.inf),
        )
        met.append(round(-found.fun))
        rows.append(goal), lows.append(met[-1])
    return tuple(met)


@few_and_many(4, 150)
@pytest.mark.parametrize("wishes", Wishes)
def test_s19_an_integer_program_finds_no_more(wishes: Wishes, times: int):
    for tree, base in log_normal(23, times, (3, 7), (2, 8)):
        shown = d.publishable(base, tree, wishes=wishes)
        counted = tuple(sum(node.level == level for node in shown) for level in c.LEVELS_BY_WISH[wishes][:3])
        assert counted == most_by_program(tree, base, wishes), (tree, base)


def log_normal(
    seed: int, times: int, of_sectors: tuple[int, int], of_services: tuple[int, int]
) -> Iterator[tuple[Tree, dict[int, int]]]:
    """Boroughs as they are: sectors of some services, whose sizes are uneven around a median."""
    rng = random.Random(seed)
    for number in range(times):
        sector_of: dict[int, int] = {}
        for sector in range(rng.randint(*of_sectors)):
            sector_of |= {len(sector_of) + one: sector for one in range(1, rng.randint(*of_services) + 1)}
        median = (8, 12, 20, 30, 45)[number % 5]
        yield Tree(sector_of), {key: int(rng.lognormvariate(math.log(median), 0.8)) for key in sector_of}


@few_and_many(60, 1000)
def test_s19_never_fewer_than_step_by_step_at_the_system_and_in_sectors(times: int):
    before, now = [0, 0], [0, 0]
    for tree, base in log_normal(11, times, (3, 7), (2, 12)):
        eligible = {node for node in tree.nodes if d.people_under(node, base, tree) >= 10}
        counted = []
        for shown in (d.by_steps(base, tree, d.Thresholds(), eligible), d.publishable(base, tree)):
            counted.append([THE_SYSTEM in shown, sum(node.level == SECTOR for node in shown)])
        assert counted[1] >= counted[0]  # the system first: in a few boroughs a sector is given up for it
        assert sum(counted[1]) >= sum(counted[0])
        before, now = np.add(before, counted[0]), np.add(now, counted[1])
    assert now[0] == times
    assert now[1] > before[1]


# --- the fallback --------------------------------------------------------------------------------------------------


@few_and_many(100, 1000)
def test_where_thresholds_are_raised_beyond_the_exact_choice_the_steps_are_lawful_and_nothing_can_be_put_back(times):
    limits = d.Thresholds(10, 14)
    for tree, base, without in boroughs(24, times, most=9):
        shown = d.publishable(base, tree, limits, without=without) - {Node(REST, key) for key in tree.services_in}
        assert d.are_lawful(shown, base, tree, limits)
        for node in set(tree.nodes) - shown - without - {THE_SYSTEM}:
            if node.level == SERVICE:
                assert not d.are_lawful(shown | {node}, base, tree, limits)


def test_the_exact_choice_refuses_thresholds_that_it_cannot_serve():
    with pytest.raises(ValueError, match="beside its largest part"):
        c.Limits(10, 11)


def test_the_steps_put_back_what_need_not_have_gone():
    base, tree = {1: 30, 2: 25, 3: 20}, Tree({1: 1, 2: 1, 3: 1})
    everything = set(tree.nodes)
    for wishes in Wishes:
        assert d.put_back(everything - services(1), everything, base, tree, d.Thresholds(), wishes) == everything
        kept = {THE_SYSTEM, *sectors(1), *services(1)}  # with 2 the residual would be 3 alone
        assert d.put_back(kept, everything, base, tree, d.Thresholds(), wishes) == kept
    assert [node.level for node in d.most_wished_first(everything, base, tree)][:3] == ["system", "sector", "service"]
    first = d.most_wished_first(everything, base, tree, Wishes.SERVICES_FIRST)
    assert [(node.level, node.key) for node in first[:3]] == [("service", 1), ("service", 2), ("service", 3)]


def test_the_steps_take_the_smallest_part_that_repairs():
    tree, base = Tree({1: 1, 2: 1, 3: 1, 4: 1}), {1: 6, 2: 15, 3: 30, 4: 60}
    found = d.by_steps(base, tree, d.Thresholds(), set(tree.nodes) - services(1))
    assert found == {THE_SYSTEM, *sectors(1), *services(3, 4)}

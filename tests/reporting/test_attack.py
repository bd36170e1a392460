"""The attack on what would be published: SAFETY's S2, S3 and S4."""

import json
from collections import Counter
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize
from scipy.optimize import linprog

from reporting.protect import attack as a
from reporting.protect import disclosure as d
from reporting.protect import knowledge as k
from reporting.protect import questions as q
from reporting.protect.bounds import Coalition, Program, rows_of
from reporting.protect.rollup import SECTOR, SERVICE, THE_SYSTEM, Node, RatingPoint, Tally, Tree, pool
from tests.proving import few_and_many

SCALE = [RatingPoint(key, value, value >= 4) for value, key in enumerate("abcde", start=1)]
FACES = [RatingPoint("no", 1, False), RatingPoint("sometimes", 2, False), RatingPoint("yes", 3, True)]
TREES = sorted((Path(__file__).parent / "trees").glob("*.json"))


def tallies_of(counts: dict[int, tuple[int, ...]], points: list[RatingPoint]) -> dict[int, Tally]:
    keys = [point.key for point in points]
    return {service: Tally(Counter(dict(zip(keys, row, strict=True)))) for service, row in counts.items()}


def asked(tree: Tree, counts: dict, published: set[Node], points: list[RatingPoint] = SCALE) -> q.Asked:
    there = {service: tuple(row) for service, row in counts.items() if sum(row)}
    most = {service: a.at_most(sum(counts.get(service, ()))) for service in tree.sector_of}
    return q.Asked(tree, tuple(points), there, frozenset(published), most)


def protect(tree: Tree, counts: dict, points: list[RatingPoint] = SCALE) -> tuple[set[Node], a.Report]:
    most = {service: a.at_most(sum(counts.get(service, ()))) for service in tree.sector_of}
    return a.publishable(tallies_of(counts, points), points, tree, d.Thresholds(), most)


def stored(path: Path) -> tuple[Tree, list[dict[int, tuple[int, ...]]], list[RatingPoint]]:
    """A stored borough: its tree, and for some questions who answered what."""
    told = json.loads(path.read_text())
    tree = Tree({int(service): sector for service, sector in told["sector_of"].items()})
    questions = [{int(service): tuple(row) for service, row in one.items()} for one in told["questions"]]
    return tree, questions, FACES if told["options"] == 3 else SCALE


@cache
def protected(path: Path, number: int) -> tuple[frozenset[Node], a.Report]:
    """What may be shown of one question of a stored borough: worked out once for all tests that look at it."""
    tree, questions, points = stored(path)
    published, report = protect(tree, questions[number], points)
    return frozenset(published), report


# --- an attacker of the tests' own, by linear programming --------------------------------------------------------


def ends_of(question: q.Asked, service: int, option: int, *, exact: bool = False) -> tuple[float, float]:
    """Bounds of a hidden cell for an outsider, by linear programming over every service's options at once.

    Written apart from the code under test. `exact` says that every published figure is published as it is.
    """
    services = sorted(question.counts)
    column = {one: number * len(question.points) for number, one in enumerate(services)}
    rows, highs = [], []

    def add(inside, weights, low, high):
        row = np.zeros(len(services) * len(question.points))
        for one in inside:
            row[column[one] : column[one] + len(weights)] = weights
        if np.isfinite(high):
            rows.append(row), highs.append(high)
        if np.isfinite(low):
            rows.append(-row), highs.append(-low)

    for place in question.places:
        inside = [one for one in place if one in question.counts]
        total = question.together(place)
        keys = [point.key for point in question.points]
        tally = Tally(Counter(dict(zip(keys, map(int, total), strict=True))))
        if exact:
            for number, people in enumerate(total):
                add(inside, np.eye(len(total))[number], people, people)
        else:
            for row in rows_of(d.coarsen(tally, list(question.points)), question):
                add(inside, row.weights, row.low, row.high)
    for one in services:
        add([one], np.ones(len(question.points)), 1, question.most[one])
    goal = np.zeros(len(services) * len(question.points))
    goal[column[service] + option] = 1
    found = [linprog(sign * goal, A_ub=np.array(rows), b_ub=highs) for sign in (1, -1)]
    return found[0].fun, -found[1].fun


def weak_to_outsiders(question: q.Asked, *, exact: bool = False) -> list[tuple[int, int, float, float]]:
    """Hidden cells whose lower bound is above 0, or that are narrower than min(3, n)."""
    weak = []
    for residual in question.residuals:
        for service in residual.services:
            for option in range(len(question.points)):
                low, high = ends_of(question, service, option, exact=exact)
                if low > 1e-6 or high - low < min(3, question.people(service)) - 1e-6:
                    weak.append((service, option, low, high))
    return weak


def left_open(residual: q.Residual) -> set[tuple]:
    """The cells of a residual for which plain counting finds no feasible alternative.

    The integer program alone can miss one: where a mean is left out, ways that would be published with theirs are
    passed over, and it looks in three places only.
    """
    knowledge = k.Knowledge(residual, residual.ways)
    for partner in residual.partners:
        knowledge.add(residual.ways_with(partner), partner)
    return {(each.service, each.option, each.coalition) for each in knowledge.unsafe_cells()}


def is_open(each: k.UnsafeCell) -> bool:
    return (each.service, each.option, each.coalition) in left_open(each.residual)


# --- S2 and S3 ---------------------------------------------------------------------------------------------------


@pytest.mark.thorough
@few_and_many(1, 2)
@pytest.mark.parametrize("path", TREES, ids=lambda path: path.stem)
def test_s2_an_outsider_bounds_no_hidden_cell_of_the_stored_boroughs(path, times: int):
    tree, questions, points = stored(path)
    hidden = 0
    for number, counts in enumerate(questions[:times]):
        published, report = protected(path, number)
        assert weak_to_outsiders(asked(tree, counts, published, points)) == []
        hidden += report.hidden_cells
    assert hidden > 0


@pytest.mark.thorough
@few_and_many(8, 25)
@pytest.mark.parametrize("path", TREES, ids=lambda path: path.stem)
def test_s3_no_coalition_knows_a_cell_of_the_stored_boroughs(path, times: int):
    tree, questions, points = stored(path)
    for number, counts in enumerate(questions):
        published, _ = protected(path, number)
        attack = a.Attack(asked(tree, counts, published, points))
        assert attack.weakest() is None
        everything = [each for residual in attack.asked.residuals for each in k.every_cell_and_coalition(residual)]
        some = everything[:: max(1, len(everything) // times)]
        assert not [each for each in some if attack.gives_away(each) and is_open(each)]


def test_s3_proven_unanimity_is_an_exact_cell():
    tree = Tree({1: 1, 2: 1})
    counts = {1: (0, 0, 0, 0, 9), 2: (9, 0, 0, 0, 0)}
    published = {Node(SECTOR, 1), THE_SYSTEM}
    insider = Coalition(2, (0, 0, 0, 0, 2))
    attack = a.Attack(asked(tree, counts, published))
    residual = attack.asked.residuals[0]
    assert attack.gives_away(k.UnsafeCell(residual, 1, 4, insider))
    assert attack.weakest() is not None
    shown, report = protect(tree, counts)
    assert shown == set()
    assert report.withdrawn == 2


# --- S4: the attack has teeth ------------------------------------------------------------------------------------


def test_s4_the_textbook_table_with_two_gaps_in_every_row_still_leaks_a_cell():
    table = np.array([[3, 5, 8, 2], [6, 1, 4, 7], [2, 9, 5, 3], [4, 6, 1, 8]])
    gaps = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 2), (3, 2), (3, 3)]
    rows, ends = [], []
    for axis, number in product((0, 1), range(4)):
        inside = [gap for gap in gaps if gap[axis] == number]
        if inside:
            rows.append([float(gap in inside) for gap in gaps])
            ends.append(sum(table[gap] for gap in inside))
    goal = np.zeros(len(gaps))
    goal[gaps.index((2, 0))] = 1
    low, high = (sign * linprog(sign * goal, A_eq=rows, b_eq=ends).fun for sign in (1, -1))
    assert low == pytest.approx(high) == table[2, 0]


@pytest.mark.thorough
@pytest.mark.parametrize("broken", ["step 4", "step 5"])
def test_s4_without_steps_4_or_5_the_attack_finds_people(broken):
    tree, questions, points = stored(TREES[0])
    weak = []
    for number, counts in enumerate(questions[:3]):
        base = {service: sum(counts.get(service, ())) for service in tree.sector_of}
        published = set(protected(TREES[0], number)[0])
        if broken == "step 4":
            published = {node for node in tree.nodes if d.people_under(node, base, tree) >= 10}
            published |= d.rests(published, base, tree)
        weak += weak_to_outsiders(asked(tree, counts, published, points), exact=broken == "step 5")
    assert weak


@pytest.mark.thorough
def test_s4_the_gate_itself_sees_what_steps_1_to_5_let_through():
    seen = []
    for path in TREES:
        tree, questions, _ = stored(path)
        for number, counts in enumerate(questions):
            base = {service: sum(counts.get(service, ())) for service in tree.sector_of}
            before = d.publishable(base, tree)
            published, report = protected(path, number)
            assert (published == before) == (report.withdrawn == 0)
            seen.append(report.withdrawn)
    assert max(seen) > 0
    assert min(seen) == 0


# --- feasible alternatives are exact ---


@st.composite
def small_boroughs(draw, options: int = 3):
    """Up to five services in two sectors, with a few people each."""
    sizes = draw(st.lists(st.sampled_from([0, 1, 2, 4, 6, 9, 12, 20]), min_size=2, max_size=5))
    tree = Tree({service: 1 + service % 2 for service in range(1, len(sizes) + 1)})
    counts = {}
    for service, size in enumerate(sizes, start=1):
        cuts = sorted(draw(st.lists(st.integers(0, size), min_size=options - 1, max_size=options - 1)))
        counts[service] = tuple(high - low for low, high in zip([0, *cuts], [*cuts, size], strict=True))
    return tree, counts


@pytest.mark.thorough
@few_and_many(4, 200)
def test_feasible_alternatives_and_the_integer_program_say_the_same_of_every_cell(times: int):
    @settings(max_examples=times)
    @given(small_boroughs())
    def say_the_same(borough):
        tree, counts = borough
        base = {service: sum(counts[service]) for service in tree.sector_of}
        attack = a.Attack(asked(tree, counts, d.publishable(base, tree), FACES))
        without = [k.Knowledge(residual, residual.ways).unsafe_cells() for residual in attack.asked.residuals]
        suspected = {(each.service, each.option, each.coalition) for found in without for each in found}

        def is_suspected(each) -> bool:
            # Who knows another service whole besides knows no less, and counting names only those who know more by it.
            alone = Coalition(None, each.coalition.colleagues) if each.coalition else None
            return bool({(each.service, each.option, one) for one in (each.coalition, alone)} & suspected)

        for residual in attack.asked.residuals:
            for each in k.every_cell_and_coalition(residual):
                # Where a mean is left out the program looks in three places only, and may miss what counting finds.
                if attack.program.says_all and not is_suspected(each):
                    assert not attack.gives_away(each)
        certain = [
            each
            for residual in attack.asked.residuals
            for each in k.Knowledge(residual, residual.ways).unsafe_cells()
            if each.is_certain
        ]
        assert all(attack.gives_away(each) for each in certain)

    say_the_same()


@pytest.mark.thorough
@few_and_many(4, 200)
def test_the_quick_verdict_is_that_of_the_integer_program_alone(times: int):
    @settings(max_examples=times)
    @given(small_boroughs())
    def say_the_same(borough):
        tree, counts = borough
        base = {service: sum(counts[service]) for service in tree.sector_of}
        attack = a.Attack(asked(tree, counts, d.publishable(base, tree), FACES))
        everything = (each for residual in attack.asked.residuals for each in k.every_cell_and_coalition(residual))
        # A place is given back where an answer within what is shown is given away: that is no cell that is hidden.
        is_found = isinstance(attack.weakest(), k.UnsafeCell)
        assert is_found == any(attack.gives_away(each) and is_open(each) for each in everything)

    say_the_same()


@settings(max_examples=60)
@given(st.lists(st.lists(st.integers(0, 30), min_size=5, max_size=5), min_size=2, max_size=6))
def test_rows_have_the_same_signature_when_they_would_be_published_alike(rows):
    rows = [row for row in rows if sum(row)]
    if not rows:
        return
    shown = [d.coarsen(tallies_of({1: tuple(row)}, SCALE)[1], SCALE) for row in rows]
    marks = q.signature(np.array(rows), tuple(SCALE))
    for (one, mark), (other, its_mark) in product(zip(shown, marks, strict=True), repeat=2):
        assert (one == other) == (mark == its_mark).all()


@settings(max_examples=60)
@given(st.lists(st.integers(0, 40), min_size=3, max_size=3).filter(sum))
def test_what_is_published_is_true_of_the_answers_themselves(row):
    question = asked(Tree({1: 1}), {1: tuple(row)}, set(), FACES)
    for told in rows_of(d.coarsen(tallies_of({1: tuple(row)}, FACES)[1], FACES), question):
        assert told.low <= np.dot(told.weights, row) <= told.high


def test_every_way_is_really_one():
    tree, questions, points = stored(TREES[0])
    base = {service: sum(questions[0].get(service, ())) for service in tree.sector_of}
    question = asked(tree, questions[0], d.publishable(base, tree), points)
    looked_at = 0
    for residual in question.residuals:
        for way in residual.ways[:200]:
            first, rest = residual.services[0], residual.services[1:]
            dealt = dict(question.counts)
            dealt |= {service: (0,) * len(points) for service in rest}
            dealt[first] = tuple(int(number) for number in way)
            for place in question.places:
                if set(residual.services) <= set(place):
                    before = pool(tallies_of(dict(question.counts), points), place)
                    after = pool(tallies_of(dealt, points), place)
                    assert d.coarsen(before, points) == d.coarsen(after, points)
                    looked_at += 1
    assert looked_at


def test_a_program_that_finds_no_answer_in_time_counts_as_giving_away(monkeypatch):
    tree = Tree({1: 1, 2: 1})
    counts = {1: (1, 2, 2, 2, 1), 2: (1, 2, 2, 2, 1)}
    attack = a.Attack(asked(tree, counts, {Node(SECTOR, 1), THE_SYSTEM}))
    unsafe = k.UnsafeCell(attack.asked.residuals[0], 1, 2, Coalition(None, (1, 1, 0, 0, 0)))
    assert not attack.gives_away(unsafe)
    attack = a.Attack(attack.asked)  # what was answered once is not asked again
    monkeypatch.setattr(optimize, "milp", lambda *args, **kwargs: type("Late", (), {"success": False})())
    assert attack.gives_away(unsafe)
    assert Program(attack.asked).cell(unsafe.residual, 1, 2, None).way(at_most=0) is None


def test_services_without_answers_are_in_no_atom():
    tree = Tree({1: 1, 2: 1, 3: 1})
    counts = {1: (2, 2, 2, 2, 2), 2: (2, 2, 2, 2, 2), 3: (0, 0, 0, 0, 0)}
    question = asked(tree, counts, {THE_SYSTEM, Node(SECTOR, 1)})
    assert [residual.services for residual in question.residuals] == [(1, 2)]
    assert Node(SERVICE, 3) not in protect(tree, counts)[0]


@pytest.mark.parametrize("sectors", [{3: 1, 9: 3, 10: 3}])
def test_s2_what_is_published_without_counts_is_no_alternative_with_them(sectors):
    """Of 50 people or more counts are left out where nearly all said the same, and that tells that they did."""
    counts = {3: (1, 4, 3), 9: (0, 27, 0), 10: (0, 20, 0)}
    question = asked(Tree(sectors), counts, {Node(SERVICE, 9), THE_SYSTEM}, FACES)
    assert a.Attack(question).weakest() is not None
    published, _ = protect(Tree(sectors), counts, FACES)
    assert published != {Node(SERVICE, 9), THE_SYSTEM}

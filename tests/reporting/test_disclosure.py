"""What may be shown, and how coarsely: SAFETY's S1 and its neighbours."""

import dataclasses
from collections import Counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reporting.protect import disclosure as d
from reporting.protect.exactness import derive
from reporting.protect.rollup import REST, SECTOR, SERVICE, THE_SYSTEM, Node, RatingPoint, Tally, Tree
from tests.proving import few_and_many

SCALE = [RatingPoint(str(value), value, value >= 4) for value in range(1, 6)]
FACES = [RatingPoint("no", 1, False), RatingPoint("sometimes", 2, False), RatingPoint("yes", 3, True)]


# Sizes as services have them: many around the threshold, a few large ones.
SIZES = (*range(16), *range(16), 18, 20, 25, 30, 40, 60, 100, 250, 400)


@st.composite
def boroughs(draw):
    """A tree of up to 30 services in up to 6 sectors, with how many people of each answered."""
    drawn = draw(st.lists(st.integers(0, 6 * len(SIZES) - 1), min_size=1, max_size=30))
    tree = Tree({service: number % 6 for service, number in enumerate(drawn, start=1)})
    return tree, {service: SIZES[number // 6] for service, number in enumerate(drawn, start=1)}


five_points = st.lists(st.integers(0, 200), min_size=5, max_size=5)


@few_and_many(300, 5000)
def test_s1_every_atom_is_empty_or_a_crowd_that_is_not_mostly_one_service(times: int):
    @settings(max_examples=times)
    @given(boroughs())
    def is_safe(borough):
        tree, base = borough
        published = d.publishable(base, tree)
        for node in published - d.rests(published, base, tree):
            sizes = [base[service] for service in d.residual(node, published, tree)]
            if node.level == SERVICE:
                assert sizes == [base[node.key]]
                assert base[node.key] >= 10
            elif sum(sizes):
                assert sum(sizes) >= 10
                assert sum(sizes) - max(sizes) >= 5

    is_safe()


@given(boroughs())
def test_s1_nothing_below_ten_people_is_shown(borough):
    tree, base = borough
    assert all(d.people_under(node, base, tree) >= 10 for node in d.publishable(base, tree))


@given(boroughs(), st.randoms(use_true_random=False))
def test_the_outcome_does_not_depend_on_any_order(borough, random):
    tree, base = borough
    shuffled = list(tree.sector_of.items())
    random.shuffle(shuffled)
    assert d.publishable(base, Tree(dict(shuffled))) == d.publishable(base, tree)


@given(boroughs())
def test_what_remains_is_a_fixpoint_nothing_more_needs_to_go(borough):
    tree, base = borough
    published = d.publishable(base, tree)
    inner = [node for node in published if node.level != SERVICE]
    assert all(d.meets_threshold(d.residual(node, published, tree), base, d.Thresholds()) for node in inner)


@given(boroughs())
def test_smaller_services_together_are_never_a_small_group_nor_mostly_one_service(borough):
    tree, base = borough
    published = d.publishable(base, tree)
    for sector in tree.services_in:
        rest = d.smaller_services_together(sector, published, base, tree)
        sizes = [base[service] for service in rest]
        assert not rest or (sum(sizes) >= 10 and sum(sizes) - max(sizes) >= 5)
        assert all(Node(SERVICE, service) not in published for service in rest)


def test_one_small_team_that_no_one_part_can_hide_takes_two_services_and_no_sector():
    tree, base = Tree({1: 1, 2: 1, 3: 1, 4: 1}), {1: 12, 2: 40, 3: 4, 4: 50}
    # Beside the 4, neither 12 nor 40 nor 50 alone would leave 5 people once the largest service is taken away.
    assert d.publishable(base, tree) == {THE_SYSTEM, Node(SECTOR, 1), Node(REST, 1), Node(SERVICE, 4)}


def test_a_sector_of_large_services_is_shown_whole():
    tree, base = Tree({1: 1, 2: 1, 3: 2, 4: 2}), {1: 30, 2: 25, 3: 90, 4: 11}
    assert d.publishable(base, tree) == set(tree.nodes)


def test_the_smallest_part_that_repairs_is_the_one_that_goes():
    tree, base = Tree({1: 1, 2: 1, 3: 1, 4: 1}), {1: 6, 2: 15, 3: 30, 4: 60}
    published = d.publishable(base, tree)
    hidden = {node.key for node in tree.nodes if node.level == SERVICE} - {
        node.key for node in published if node.level == SERVICE
    }
    assert hidden == {1, 2}
    assert {Node(SECTOR, 1), THE_SYSTEM} <= published


def test_where_no_part_repairs_the_whole_goes():
    tree, base = Tree({1: 1, 2: 1}), {1: 3, 2: 50}
    assert Node(SECTOR, 1) not in d.publishable(base, tree)


@pytest.mark.parametrize(("people", "beside"), [(9, 5), (10, 4), (0, 0)])
def test_thresholds_are_never_lowered(people, beside):
    with pytest.raises(ValueError, match="never below"):
        d.Thresholds(people, beside)


@given(boroughs())
def test_raised_thresholds_are_kept_too(borough):
    tree, base = borough
    limits = d.Thresholds(20, 8)
    published = d.publishable(base, tree, limits)
    assert all(d.people_under(node, base, tree) >= 20 for node in published)


# How coarsely


def test_bases_are_bands_of_five():
    assert [d.band(n) for n in (0, 4, 5, 10, 14, 15, 1243)] == [
        (0, 4),
        (0, 4),
        (5, 9),
        (10, 14),
        (10, 14),
        (15, 19),
        (1240, 1244),
    ]
    with pytest.raises(ValueError, match="never below zero"):
        d.band(-1)


@pytest.mark.parametrize(
    ("mean", "value", "edge"),
    [
        (1.0, 1.5, "or less"),
        (1.5, 1.5, "or less"),
        (3.44, 3.4, ""),
        (3.45, 3.5, ""),
        (4.46, 4.5, "or more"),
        (1.54, 1.5, "or less"),
        (4.5, 4.5, "or more"),
        (5, 4.5, "or more"),
    ],
)
def test_means_are_to_a_tenth_with_open_ends(mean, value, edge):
    assert d.coarse_mean(mean, 1, 5) == d.Coarse(value, edge)


def test_a_scale_of_three_has_open_ends_too():
    assert d.coarse_mean(3, 1, 3).edge == "or more"
    assert d.coarse_mean(1, 1, 3).edge == "or less"


def coarsened(by_value) -> d.CoarsenedResult:
    return d.coarsen(Tally(Counter({str(i): n for i, n in enumerate(by_value, start=1)})), SCALE)


@given(st.lists(st.integers(0, 9), min_size=5, max_size=5))
def test_a_small_group_shows_tens_only_and_never_all_or_none(by_value):
    assume(sum(by_value) >= 10)
    shown = coarsened(by_value)
    assert shown.share.value % 10 == 0
    assert 10 <= shown.share.value <= 90
    if shown.share.edge:
        assert (shown.share.value, shown.share.edge) in {
            (10, "or less"),
            (20, "or less"),
            (80, "or more"),
            (90, "or more"),
        }
    assert 10 < shown.share.value < 90 or shown.share.edge
    assert shown.options == {}


@given(five_points)
def test_a_large_group_shows_nothing_that_its_rounded_counts_do_not_say(by_value):
    assume(sum(by_value) >= 50)
    shown = coarsened(by_value)
    assert all(c.value % 5 == 0 or c == d.Coarse(7, "or fewer") for c in shown.options.values())
    if not shown.options:
        assert shown.share.edge
        return
    likely = d.likely_counts(shown.options, d.band(sum(by_value)))
    people = sum(likely.values())
    positive = sum(count for key, count in likely.items() if int(key) >= 4)
    assert shown.share == d.Coarse(d.half_up(100 * positive / people))
    assert shown.mean == d.coarse_mean(sum(int(key) * count for key, count in likely.items()) / people, 1, 5)


@given(five_points)
def test_share_and_mean_of_a_large_group_are_near_the_true_ones(by_value):
    tally = Tally(Counter({str(i): n for i, n in enumerate(by_value, start=1)}))
    assume(tally.base >= 50)
    shown = coarsened(by_value)
    true = 100 * tally.share_positive(SCALE)
    if shown.options:
        assert abs(shown.share.value - true) <= 17
        assert abs(shown.mean.value - min(4.5, max(1.5, tally.mean(SCALE)))) <= 0.6
    elif shown.share.edge == "or more":
        assert true >= shown.share.value - 5
    elif shown.share.edge == "or less":
        assert true <= shown.share.value + 5
    else:
        assert abs(shown.share.value - true) <= 10


@pytest.mark.parametrize("by_value", [(0, 0, 0, 0, 50), (0, 0, 0, 25, 25), (0, 0, 0, 0, 60), (0, 0, 0, 4, 50)])
def test_fifty_people_who_agree_are_not_shown_as_fewer_than_forty_nine_who_do(by_value):
    share = coarsened(by_value).share
    assert share == d.Coarse(90, "or more") or 93 <= share.value < 100


def test_no_one_can_prove_that_everyone_in_a_large_group_agreed():
    assert coarsened((0, 0, 0, 0, 60)).share == d.Coarse(90, "or more")


def test_derived_figures_are_a_function_of_what_is_shown():
    assert [field.name for field in dataclasses.fields(d.CoarsenedResult)] == [
        "base",
        "share",
        "mean",
        "lowest",
        "highest",
        "options",
        "positive",
        "values",
    ]
    one = d.coarsen(Tally(Counter({"4": 10, "1": 10})), SCALE)
    two = d.coarsen(Tally(Counter({"4": 11, "1": 10})), SCALE)
    assert one.base == two.base == (20, 24)
    assert derive([one, two]) == derive([two, one])


def test_nothing_is_derived_from_nothing():
    with pytest.raises(ValueError, match="Nothing is shown"):
        derive([])


def test_the_childrens_scale_is_shown_by_the_same_rules():
    shown = d.coarsen(Tally(Counter(yes=9, no=3)), FACES)
    assert shown.share == d.Coarse(70, "or more")
    assert shown.mean is None
    some = d.coarsen(Tally(Counter(yes=6, no=6)), FACES)
    assert some.share == d.Coarse(60, "to the nearest 20")
    more = d.coarsen(Tally(Counter(yes=20, sometimes=8, no=8)), FACES)
    assert (more.share, more.mean) == (d.Coarse(60), d.Coarse(2.3))

"""The numbers that are promised, as they are promised: each stands here as a number, never as the code's own constant.

Whoever changes one of them in the code changes what people were told when they answered.
"""

from collections import Counter
from types import SimpleNamespace

import pytest

from reporting import change as c
from reporting import figures as f
from reporting.measures import surveys, training
from reporting.measures.changes import Comparison, figures_of
from reporting.protect import attack as a
from reporting.protect import disclosure as d
from reporting.protect import exactness as e
from reporting.protect import knowledge as k
from reporting.protect import questions as q
from reporting.protect.bounds import Coalition
from reporting.protect.rollup import SECTOR, SERVICE, THE_SYSTEM, Node, RatingPoint, Tally, Tree

FACES = [RatingPoint("no", 1, False), RatingPoint("sometimes", 2, False), RatingPoint("yes", 3, True)]
PLACE = f.Place(f.SYSTEM, 0, "Elmham")


def attack_on(counts: dict[int, tuple[int, int, int]]) -> a.Attack:
    """An attack on a sector and the system, shown beside services that are not."""
    tree = Tree(dict.fromkeys(counts, 1))
    most = {service: a.at_most(sum(row)) for service, row in counts.items()}
    return a.Attack(q.Asked(tree, tuple(FACES), counts, frozenset({Node(SECTOR, 1), THE_SYSTEM}), most))


# --- ten people, five beside the largest -------------------------------------------------------------------------


@pytest.mark.parametrize(("people", "shown"), [(9, False), (10, True)])
def test_a_place_is_shown_from_ten_people_on(people: int, shown: bool):
    assert (Node(SERVICE, 1) in d.publishable({1: people}, Tree({1: 1}))) is shown


@pytest.mark.parametrize(
    ("sizes", "protects"),
    [
        ((5, 5), True),  # ten people, five beside the largest
        ((5, 4), False),  # nine people
        ((6, 4), False),  # ten people, four beside the largest
        ((6, 5), True),
        ((100, 4), False),
        ((100, 5), True),
        ((1,), False),
        ((0, 0), True),  # nobody
    ],
)
def test_what_subtraction_leaves_is_ten_people_and_five_beside_the_largest(sizes: tuple[int, ...], protects: bool):
    base = dict(enumerate(sizes, start=1))
    assert d.meets_threshold(tuple(base), base, d.Thresholds()) is protects


def test_ten_people_of_two_hidden_services_stay_behind_their_sector():
    """The boundary as it is met: two services of five people, of which neither is shown, beside one of thirty."""
    tree = Tree({1: 1, 2: 1, 3: 1})
    assert Node(SERVICE, 3) in d.publishable({1: 5, 2: 5, 3: 30}, tree)
    assert Node(SECTOR, 1) in d.publishable({1: 5, 2: 5, 3: 30}, tree)
    assert Node(SECTOR, 1) not in d.publishable({1: 5, 2: 4, 3: 30}, tree) or Node(SERVICE, 3) not in d.publishable(
        {1: 5, 2: 4, 3: 30}, tree
    )


# --- three people wide, two colleagues ---------------------------------------------------------------------------


def test_s2_an_outsider_comes_no_closer_than_three_people():
    """Of nineteen people in two services at most two of the first can have said no: one fewer than three."""
    attack = attack_on({1: (0, 0, 9), 2: (2, 0, 8)})
    residual = attack.asked.residuals[0]
    cell = attack.program.cell(residual, 1, 0, None)
    assert cell.way(at_least=2) is not None
    assert cell.way(at_least=3) is None
    assert attack.gives_away(k.UnsafeCell(residual, 1, 0, None))
    outsiders = [each for each in k.Knowledge(residual, residual.ways).unsafe_cells() if each.coalition is None]
    assert (1, 0) in {(each.service, each.option) for each in outsiders}


def test_s2_a_service_of_two_people_may_be_as_wide_as_it_is():
    attack = attack_on({1: (1, 0, 1), 2: (3, 4, 5)})
    assert not attack.gives_away(k.UnsafeCell(attack.asked.residuals[0], 1, 0, None))


def test_s3_two_colleagues_pool_what_they_know_and_never_three():
    attack = attack_on({1: (2, 2, 2), 2: (2, 2, 2)})
    told = {sum(coalition.colleagues) for coalition in k.coalitions(attack.asked.residuals[0], 1)}
    assert told == {2}
    assert [len(group) for group in k.pairs(3)] == [1, 3, 6]  # nobody, one, two colleagues, by what they said
    few = attack_on({1: (1, 1, 0), 2: (5, 5, 5)})
    assert {sum(each.colleagues) for each in k.coalitions(few.asked.residuals[0], 1)} == {1}  # one is left over


def test_s3_what_two_colleagues_know_is_enough_to_give_a_third_away():
    """Nine who all agreed, seven of whom nobody knows: with two colleagues the others are certain."""
    attack = attack_on({1: (0, 0, 9), 2: (9, 0, 0)})
    residual = attack.asked.residuals[0]
    assert attack.gives_away(k.UnsafeCell(residual, 1, 2, Coalition(2, (0, 0, 2))))


# --- figures that are derived ------------------------------------------------------------------------------------


def shown(people: int, yes: int) -> d.CoarsenedResult:
    return d.coarsen(Tally(Counter(yes=yes, no=people - yes)), FACES)


def derived(of: int, results: list[d.CoarsenedResult]) -> f.Figure:
    """The share over a survey of so many questions, of which some are shown."""
    questions = [SimpleNamespace(code=number, statement=None) for number in range(of)]
    found = surveys._derived("families_results", PLACE, questions, dict(enumerate(results)), 40)
    return next(figure for figure in found if figure.statistic == f.SHARE_POSITIVE)


@pytest.mark.parametrize(
    ("there", "of", "status"), [(1, 2, f.SHOWN), (2, 4, f.SHOWN), (1, 3, f.WITHHELD), (2, 5, f.WITHHELD)]
)
def test_at_least_half_of_the_questions_speak_for_the_whole(there: int, of: int, status: str):
    assert derived(of, [shown(20, 12)] * there).status == status


def test_a_derived_figure_says_how_many_answered_the_survey():
    figure = derived(2, [shown(12, 6), shown(23, 12)])
    assert (figure.base_low, figure.base_high) == (40, 44)
    assert e.derive([shown(23, 12), shown(12, 6)]).people == (20, 24)


def test_of_smaller_services_together_it_says_how_many_answered_the_question_that_most_answered():
    questions = [SimpleNamespace(code=number, statement=None) for number in range(2)]
    results = dict(enumerate([shown(12, 6), shown(23, 12)]))
    rest = f.Place(f.REST, 1, "Smaller services", 1)
    figure = next(iter(surveys._derived("families_results", rest, questions, results, 40)))
    assert (figure.base_low, figure.base_high) == (20, 24)


def test_a_derived_mean_is_rounded_twice_as_well():
    once, twice = c.Mean(3.0, (10, 14), 1, 5).stands_for(), c.Mean(3.0, (10, 14), 1, 5, derived=True).stands_for()
    assert (once.low, once.high) == (2.95, 3.05)
    assert (twice.low, twice.high) == (2.9, 3.1)


def feedback(codes: list[str], of: list[str]) -> list[f.Figure]:
    """The figures over all questions on training, where some of them are shown."""
    results = {code: shown(20, 18 if code == "t-before" else 4) for code in codes}
    questions = [SimpleNamespace(code=code) for code in of]
    context = SimpleNamespace(place=lambda node: PLACE)
    return list(training._whole(context, SimpleNamespace(people={1: 20}), questions, results))


def test_how_confident_people_are_is_no_part_of_what_they_think_of_the_training():
    asked = ["t-useful", "t-clear", "t-before", "t-now"]
    share = next(one for one in feedback(asked, asked) if one.statistic == f.SHARE_POSITIVE)
    assert share.value == 20  # four of twenty, and nothing of those who were confident before
    assert share.note == ""
    without = next(one for one in feedback(["t-before", "t-now"], asked) if one.statistic == f.SHARE_POSITIVE)
    assert without.status == f.WITHHELD


@pytest.mark.parametrize(("there", "status"), [(1, f.SHOWN), (0, f.WITHHELD)])
def test_at_least_half_of_the_questions_speak_for_the_training(there: int, status: str):
    asked = ["t-useful", "t-clear"]
    assert feedback(asked[:there], asked)[0].status == status
    assert feedback(["t-useful"], ["t-useful", "t-clear", "t-kind"])[0].status == f.WITHHELD


# --- how coarsely ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("people", "are_shown"), [(49, False), (50, True)])
def test_counts_by_option_are_shown_from_fifty_people_on(people: int, are_shown: bool):
    assert bool(shown(people, 20).options) is are_shown


def test_up_to_seven_people_are_not_told_apart():
    assert {d.coarse_count(people) for people in range(8)} == {d.Coarse(7, "or fewer")}
    assert d.coarse_count(8) == d.Coarse(10)


def test_a_small_group_that_nearly_all_agrees_has_an_open_end():
    assert shown(20, 18).share == d.Coarse(90, "or more")
    assert shown(20, 2).share == d.Coarse(10, "or less")
    assert shown(20, 16).share == d.Coarse(80)


def test_an_outsider_takes_the_top_of_the_published_band():
    assert [a.at_most(people) for people in (0, 4, 5, 10, 14)] == [4, 4, 9, 14, 14]


# --- how many words of a change stand at the whole partnership -----------------------------------------------------


def test_as_many_words_of_a_change_can_stand_at_the_whole_partnership_as_decision_0042_says(framework):
    """Of staff, families and children, each word at 5% by itself."""
    found = {}
    for survey in framework.instruments.exclude(voice="none"):
        questions = list(survey.questions.filter(kind="choice").select_related("statement__feature"))
        kinds = Counter(kind for kind, _ in surveys.subjects_of(questions))
        found[survey.voice] = [kinds[kind] for kind in ("overall", "feature", "statement")] + [len(questions)]
    assert found == {"staff": [1, 8, 19, 21], "families": [1, 4, 10, 11], "children": [1, 4, 10, 10]}
    assert [sum(one) for one in found.values()] == [49, 26, 25]


def test_at_the_whole_partnership_a_word_stands_by_itself_and_below_it_does_not():
    """One change that chance alone does in 4 of 100, among twenty that it does always."""
    one, nothing = c.Change(5, 0.2, 9.8, 0.04), c.Change(0, -5, 5, 1.0)
    sector = f.Place(f.SECTOR, 1, "Health")
    for place, word in ((PLACE, "higher"), (sector, "no clear change")):
        some = [Comparison("m", place, f.FEATURE, str(n), one if n == 0 else nothing, 1, 1) for n in range(21)]
        assert next(figure.edge for figure in figures_of(some)) == word

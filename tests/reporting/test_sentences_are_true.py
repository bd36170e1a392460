"""What is said of rounded figures is true of the answers behind them: people's counts go in, sentences come out."""

from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.models import Feature
from reporting.models import ReleasedFigure
from reporting.protect import disclosure as d
from reporting.protect import exactness as e
from reporting.protect.rollup import RatingPoint, Tally
from reporting.read import sentences
from reporting.read.comparing import Moved
from reporting.read.findings import FeatureFindings, Findings, Said, readings
from reporting.read.voices import VoiceResult, gap_between, strongest
from tests.reporting.who_speaks import FAMILIES, STAFF

POINTS = [RatingPoint(str(value), value, value > 3) for value in range(1, 6)]
Counts = list[int]


def tally_of(counts: Counts) -> Tally:
    tally = Tally()
    tally.by_point.update({point.key: count for point, count in zip(POINTS, counts, strict=True)})
    return tally


def true_share(counts: Counts) -> float:
    return 100 * tally_of(counts).share_positive(POINTS)


def printed(counts: Counts, statistic: str = "share_positive", voice=STAFF) -> ReleasedFigure | None:
    """One question's figure as it is published over a feature of one question."""
    derived = e.derive([d.coarsen(tally_of(counts), POINTS)], d.band(sum(counts)))
    coarse = derived.mean if statistic == "mean" else derived.share
    if coarse is None:
        return None
    low, high = derived.people
    value = Decimal(str(coarse.value))
    said = {"measure": voice.measure, "statistic": statistic, "subject_kind": "feature", "status": "shown"}
    return ReleasedFigure(**said, value=value, edge=coarse.edge, base_low=low, base_high=high)


def findings_of(answers: dict[str, Counts], moved: Moved | None = None) -> Findings:
    rows = [
        FeatureFindings(Feature(code=title, title=title), (Said(STAFF, printed(counts), moved),))
        for title, counts in answers.items()
    ]
    found = Findings(SimpleNamespace(features=[]), None)
    found.__dict__ |= {"rows": rows, "people": [STAFF], "apart": None}
    return found


def titles(rows) -> list[str]:
    return [row.feature.title for row in rows]


# Few people, many, and those who nearly all agree: each has its own rounding.
PEOPLE = st.one_of(
    *(st.lists(st.integers(0, most), min_size=5, max_size=5) for most in (8, 30, 300)),
    st.permutations([0, 1, 2, 3, 60]).map(list),
).map(lambda counts: counts if sum(counts) >= 10 else [count + 2 for count in counts])
FEATURES = st.lists(PEOPLE, min_size=2, max_size=6).map(lambda some: dict(zip("ABCDEF", some, strict=False)))

# --- highest and lowest --------------------------------------------------------------------------


def test_two_features_that_are_called_highest_are_each_above_all_others():
    """65%, 47.1% and 52.7%: the second is as printed the second, and rounding alone has put it there."""
    answers = {"Ash": [19, 1, 6, 26, 23], "Birch": [30, 6, 1, 8, 25], "Cedar": [11, 8, 7, 12, 17]}
    assert {one: round(true_share(counts), 1) for one, counts in answers.items()} == {
        "Ash": 65.3,
        "Birch": 47.1,
        "Cedar": 52.7,
    }
    assert "Birch" not in titles(findings_of(answers).surely_highest)


def test_no_feature_is_called_highest_and_lowest_in_one_sentence():
    answers = {"Ash": [11, 9, 24, 13, 24], "Birch": [14, 6, 19, 20, 1], "Cedar": [14, 0, 19, 45, 14]}
    found = findings_of(answers)
    assert not set(titles(found.surely_highest)) & set(titles(found.surely_lowest))


@given(FEATURES)
def test_what_is_called_highest_or_lowest_is_so_of_the_answers_themselves(answers):
    found, true = findings_of(answers), {one: true_share(counts) for one, counts in answers.items()}
    top, bottom = titles(found.surely_highest), titles(found.surely_lowest)
    assert not set(top) & set(bottom)
    for one in answers.keys() - set(top):
        assert all(true[one] < true[named] for named in top)
    for one in answers.keys() - set(bottom):
        assert all(true[one] > true[named] for named in bottom)


@given(FEATURES)
def test_what_is_said_to_be_among_the_highest_or_to_have_room_to_grow_is_in_that_half(answers):
    found, true = findings_of(answers), {one: true_share(counts) for one, counts in answers.items()}
    top, bottom = titles(found.highest), titles(found.lowest)
    assert not set(top) & set(bottom)
    assert len(top) <= 3 >= len(bottom)
    for one in top:
        assert 2 * sum(true[one] > other for other in true.values()) > len(true) - 1
    beneath = [one for one in bottom if 2 * sum(true[one] < other for other in true.values()) > len(true) - 1]
    # Where none is sure to be, the one with the lowest figure stands there alone.
    assert bottom == beneath or bottom == [found.ordered[-1].feature.title]


def test_lists_hold_what_is_sure_and_no_more():
    """Of 1,000 people each: 80%, 70%, 60% and 59%, 40%. The middle ones may be the other way round."""
    shares = {"A": 80, "B": 70, "C": 60, "D": 59, "E": 40}
    answers = {one: [0, 0, 1000 - 10 * share, 10 * share, 0] for one, share in shares.items()}
    said = {one.title: one.lines for one in readings(findings_of(answers))}
    assert list(said) == ["Room to grow", "Among the highest for staff"]
    assert said["Among the highest for staff"] == ["A: staff 80%", "B: staff 70%"]
    assert said["Room to grow"] == ["E: staff 40%"]
    close = {"A": [0, 0, 500, 500, 0], "B": [0, 0, 510, 490, 0], "C": [0, 0, 500, 500, 0]}
    assert [(one.title, one.lines) for one in readings(findings_of(close))] == [("Room to grow", ["B: staff 49%"])]
    alike = {one: [0, 0, 500, 500, 0] for one in "ABC"}
    assert readings(findings_of(alike)) == []


# --- gaps ----------------------------------------------------------------------------------------


def along(counts: Counts, voice) -> VoiceResult | None:
    figure = printed(counts, "mean", voice)
    if figure is None:
        return None
    return VoiceResult(voice, "shown", voice.along(float(figure.value), figure.edge), off=voice.off(figure))


def test_voices_that_are_twenty_five_points_apart_are_not_called_similar():
    """52 staff with a mean of 2.9 and 50 families with a mean of 1.8: rounded they look alike."""
    gap = gap_between([along([8, 15, 13, 10, 7], STAFF), along([27, 4, 19, 0, 0], FAMILIES)])
    assert gap.words == "These figures are too rounded to say who rates this higher."


@given(PEOPLE, PEOPLE)
def test_what_is_said_of_a_gap_is_so_of_the_answers_themselves(staff, families):
    said = [along(staff, STAFF), along(families, FAMILIES)]
    if None in said:
        return
    true = 25 * (tally_of(staff).mean(POINTS) - tally_of(families).mean(POINTS))
    words = str(gap_between(said).words)
    assert abs(true) < 20 or words != "Similar ratings."
    assert true > 0 or words != "Staff rate this higher than families do."
    assert true < 0 or words != "Families rate this higher than staff do."


def test_two_voices_that_are_surely_apart_are_said_beside_one_that_is_not():
    """Services stand furthest from families, and may be anywhere; staff and families are surely apart."""
    services = VoiceResult(SimpleNamespace(key="services", is_compared=True), "shown", 70.0, off=40.0)
    said = [services, VoiceResult(STAFF, "shown", 60.0, off=2.0), VoiceResult(FAMILIES, "shown", 40.0, off=2.0)]
    gap = gap_between(said)
    assert (gap.words, gap.points) == ("Staff rate this higher than families do.", 20)


# --- what goes well ------------------------------------------------------------------------------


def share(value: int, edge: str = "", people: int = 1200) -> ReleasedFigure:
    return ReleasedFigure(value=Decimal(value), edge=edge, base_low=people, status="shown", statistic="share_positive")


@pytest.mark.parametrize(
    ("figure", "is_strong"),
    [
        (share(50, "or more"), True),
        (share(50, "under"), False),
        (share(60, "under"), False),
        (share(60, "to the nearest 20"), True),
        (share(59, "to the nearest 20"), False),
        (share(52), True),
        (share(51), False),  # of 1,200 people within 2 points
        (share(54, people=60), False),
        (share(55, people=60), True),
        (share(0), False),
    ],
)
def test_what_may_be_fewer_than_half_is_no_strength(figure, is_strong):
    assert (strongest([("Strong ties", figure)]) is not None) is is_strong


@given(FEATURES)
def test_what_goes_well_is_said_by_half_or_more_of_the_answers_themselves(answers):
    found = strongest((one, printed(counts)) for one, counts in answers.items())
    assert found is None or true_share(answers[found[0]]) >= 50 - 1e-6


# --- what moved ----------------------------------------------------------------------------------


def test_what_fell_by_less_than_a_point_is_among_what_moved():
    """12,000 people, 1.3% then and 0.9% now: it is counted as fallen, so it is listed as well."""
    fell = ReleasedFigure(
        statistic="change", status="shown", value=Decimal(0), edge="lower", low=Decimal(-1), high=Decimal(0)
    )
    found = findings_of({"Ash": [4000, 4000, 3892, 70, 38]}, Moved(STAFF, "1%", "under 5%", "Spring", fell))
    found.earlier = SimpleNamespace(round=SimpleNamespace(name="Spring"))
    assert (found.counts.up, found.counts.down) == (0, 1)
    moved = next(one for one in readings(found) if one.title == "What moved since Spring")
    assert moved.lines == ["Staff, “Ash”: 1%, was under 5%. Less than 1 point lower (between just above 0 and 1)."]
    assert fell.text == "less than 1 point: lower"


WAYS = st.lists(
    st.tuples(st.sampled_from(["higher", "lower", "no clear change"]), st.integers(0, 9)), min_size=1, max_size=8
)


@given(WAYS)
def test_the_first_line_and_what_moved_count_the_same(ways):
    rows = []
    for number, (way, points) in enumerate(ways):
        value = -points if way == "lower" else points
        change = ReleasedFigure(
            statistic="change", status="shown", value=Decimal(value), edge=way, low=Decimal(value), high=Decimal(value)
        )
        said = Said(STAFF, share(50), Moved(STAFF, "50%", "50%", "Spring", change))
        rows.append(FeatureFindings(Feature(code=str(number), title=str(number)), (said,)))
    found = Findings(SimpleNamespace(features=[]), SimpleNamespace(round=SimpleNamespace(name="Spring")))
    found.__dict__ |= {"rows": rows, "people": [STAFF], "apart": None}
    assert len(found.moves) == found.counts.up + found.counts.down
    order = [(one.way == "higher", -abs(one.points)) for _feature, one in found.moves]
    assert all(one <= other for one, other in pairwise(order))
    lines = next(one.lines for one in readings(found) if one.title.startswith("What moved"))
    assert ("Nothing moved by more than chance can explain." in lines) == (not found.moves)


@given(st.sampled_from(["higher", "lower"]), st.integers(0, 9), st.integers(0, 3), st.integers(0, 9))
def test_what_moved_is_never_said_to_lie_from_nothing_on(way, points, low, more):
    sign = 1 if way == "higher" else -1
    ends = sorted((sign * low, sign * (low + more)))
    said = sentences.change_in_words(way, sign * points, *ends)
    assert "between 0 " not in said
    assert " 0 points" not in said

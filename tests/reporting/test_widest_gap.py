"""One way to the widest gap and to the greatest strength: every page, file and mail names the same feature."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from reporting import figures as f
from reporting.export.board_pack import BoardPack
from reporting.models import Release
from reporting.read.findings import Findings, readings
from reporting.read.selectors import ReleasedRound
from reporting.read.themes import Theme, features_of
from reporting.read.voices import ThreeVoices, VoiceResult, gap_between, strongest, widest
from tests.builders import release_round, text_of
from tests.reporting.conftest import SIZES, Borough
from tests.reporting.who_speaks import CHILDREN, FAMILIES, SERVICES, STAFF

VOICES = (SERVICES, STAFF, FAMILIES)


def along(voice, value: float, edge: str = "", off: float = 0.0) -> VoiceResult:
    return VoiceResult(voice, f.SHOWN, voice.along(value, edge), off=off)


def test_an_end_counts_as_its_middle_where_the_widest_gap_is_looked_for():
    """B is further apart: "1.5 or less" stands for 1.25 and not for 1.5."""
    said = {
        "A": [along(SERVICES, 3.0), along(FAMILIES, 2.4)],
        "B": [along(SERVICES, 2.0), along(FAMILIES, 1.5, "or less")],
    }
    feature, gap = widest(said.items())
    assert feature == "B"
    assert gap.words == "Services rate this higher than families do."


def test_staff_and_families_may_be_those_who_are_furthest_apart():
    said = [along(SERVICES, 2.0), along(STAFF, 4.0), along(FAMILIES, 2.0)]
    assert widest([("A", said)])[1].words == "Staff rate this higher than families do."


def test_what_is_close_together_is_not_called_a_gap():
    assert widest([("A", [along(SERVICES, 2.0), along(FAMILIES, 2.7)])]) is None
    assert widest([("A", [along(SERVICES, 2.0)])]) is None


def test_a_gap_that_rounding_could_have_made_is_not_said():
    """14 points apart, and each figure up to 7.5 points off: in truth it may be the other way round."""
    close, far = ([along(STAFF, value, off=7.5), along(FAMILIES, 2.0, off=7.5)] for value in (2.56, 3.0))
    assert gap_between(close).question == ""
    assert gap_between(close).words == "These figures are too rounded to say who rates this higher."
    assert widest([("A", close)]) is None
    assert gap_between(far).words == "Staff rate this higher than families do."


def test_how_far_a_voice_may_be_off_is_what_its_figure_allows():
    def figure(edge="", low=12, value=3.0):
        return SimpleNamespace(edge=edge, base_low=low, value=Decimal(str(value)))

    assert STAFF.off(figure()) == 7.5  # 0.3 of 4 points
    assert STAFF.off(figure(low=1200)) == 2.5
    assert STAFF.off(figure("to the nearest 0.8")) == 10
    assert STAFF.off(figure("or more", value=4.5)) == 7.5
    assert STAFF.off(figure("or more", value=4.4)) == pytest.approx(8.75)  # 4.7, and 0.35 to either side
    assert CHILDREN.off(figure("or less", value=1.4)) == pytest.approx(12.5)  # 1.2, and 0.25 of 2 points
    assert SERVICES.off(figure()) == 1.25


STAGES = st.tuples(st.integers(0, 40), st.just(""))
RATINGS = st.tuples(st.integers(16, 44), st.just("")) | st.sampled_from([(45, "or more"), (15, "or less")])
SAID = st.fixed_dictionaries({}, optional={SERVICES: STAGES, STAFF: RATINGS, FAMILIES: RATINGS})


@given(st.lists(SAID, min_size=3, max_size=3))
def test_the_feature_that_is_named_is_the_one_with_the_widest_gap(said):
    results = {
        feature: [along(voice, tenths / 10, edge) for voice, (tenths, edge) in voices.items()]
        for feature, voices in zip("ABC", said, strict=True)
    }
    points = {feature: gap.points if (gap := gap_between(one)) else 0 for feature, one in results.items()}
    found = widest(results.items())
    assert (found is None) == (max(points.values()) < 10)
    if found:
        assert points[found[0]] == max(points.values())


def share(value: int, edge: str = "") -> SimpleNamespace:
    return SimpleNamespace(value=Decimal(value), edge=edge, text=f"{value}% {edge}".strip(), base_low=1200)


def test_the_greatest_strength_is_said_as_it_is_published():
    assert strongest([("A", share(90)), ("B", share(85, "or more"))])[0] == "B"
    assert strongest([("A", share(49))]) is None
    assert strongest([("A", share(50))]) is None  # of 1,200 people it may be 48%
    assert strongest([("A", share(52))])[0] == "A"


@pytest.fixture
def release(db) -> Release:
    borough = Borough("elmham", SIZES)
    for service in borough.services:
        borough.assess(service, 4)
    return release_round(borough.close().round)


@pytest.mark.slow
def test_the_dashboard_the_themes_the_board_pack_and_the_three_voices_agree(release: Release, client):
    released = ReleasedRound(release)
    rows = ThreeVoices(released, f.SYSTEM, 0).rows
    row = max(rows, key=lambda row: row.gap.points if row.gap else 0)
    theme = Theme(released, None, released.features, features_of(released))
    assert theme.apart.subject.code == row.feature.code
    assert [one.voice for one in theme.apart.said] == [one for one in VOICES if one in row.gap.between]
    said = {one.title: one.lines for one in readings(Findings(released, None))}["Worth talking about"]
    assert said[0].startswith(f"{row.feature.title}: ")
    assert said[0].endswith(f" out of 100. {row.gap.words}")
    assert said[1:] == [row.gap.question]
    assert said in [one.lines for one in BoardPack(release, [release], on=release.made_at.date()).readings]
    slug = release.round.partnership.slug
    client.force_login(Borough.member(SimpleNamespace(partnership=release.round.partnership), "board_member"))
    assert " ".join(said) in text_of(client.get(reverse("reporting:dashboard", args=[slug])))

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
from reporting.read.selectors import ReleasedRound
from reporting.read.summary_sentences import _strong, _worth_talking_about, readings
from reporting.read.themes import Theme, features_of
from reporting.read.voices import ThreeVoices, VoiceResult, gap_between
from tests.builders import release_round, text_of
from tests.reporting.conftest import SIZES, Borough
from tests.reporting.who_speaks import ALL, FAMILIES, SERVICES, STAFF

FEATURES = [SimpleNamespace(code=code, title=f"Feature {code}") for code in "ABC"]
VOICES = (SERVICES, STAFF, FAMILIES)


def mean(value: str, edge: str = "") -> SimpleNamespace:
    return SimpleNamespace(value=Decimal(value), edge=edge)


def test_an_end_counts_as_its_middle_where_the_widest_gap_is_looked_for():
    """B is further apart: "1.5 or less" stands for 1.25 and not for 1.5."""
    by = {
        ("self_assessment", "A", f.MEAN): mean("3.0"),
        ("families_results", "A", f.MEAN): mean("2.4"),
        ("self_assessment", "B", f.MEAN): mean("2.0"),
        ("families_results", "B", f.MEAN): mean("1.5", "or less"),
    }
    assert _worth_talking_about(ALL, FEATURES, by).text.startswith(
        "Feature B: services rate this higher than families do."
    )


def test_staff_and_families_may_be_those_who_are_furthest_apart():
    by = {
        ("self_assessment", "A", f.MEAN): mean("2.0"),
        ("workforce_results", "A", f.MEAN): mean("4.0"),
        ("families_results", "A", f.MEAN): mean("2.0"),
    }
    assert _worth_talking_about(ALL, FEATURES, by).text.startswith(
        "Feature A: staff rate this higher than families do."
    )


def test_what_is_close_together_is_not_called_a_gap():
    by = {("self_assessment", "A", f.MEAN): mean("2.0"), ("families_results", "A", f.MEAN): mean("2.7")}
    assert _worth_talking_about(ALL, FEATURES, by) is None
    assert _worth_talking_about(ALL, FEATURES, {("self_assessment", "A", f.MEAN): mean("2.0")}) is None


STAGES = st.tuples(st.integers(0, 40), st.just(""))
RATINGS = st.tuples(st.integers(16, 44), st.just("")) | st.sampled_from([(45, "or more"), (15, "or less")])
SAID = st.fixed_dictionaries({}, optional={SERVICES: STAGES, STAFF: RATINGS, FAMILIES: RATINGS})


@given(st.lists(SAID, min_size=3, max_size=3))
def test_the_sentence_and_the_three_voices_never_name_different_features(said):
    by, points = {}, {}
    for feature, voices in zip(FEATURES, said, strict=True):
        results = []
        for voice, (tenths, edge) in voices.items():
            by[voice.measure, feature.code, f.MEAN] = mean(str(Decimal(tenths) / 10), edge)
            results.append(VoiceResult(voice, f.SHOWN, voice.along(tenths / 10, edge)))
        gap = gap_between(results)
        points[feature.title] = gap.points if gap else 0
    found = _worth_talking_about(ALL, FEATURES, by)
    assert (found is None) == (max(points.values()) < 10)
    if found:
        assert points[found.text.split(":")[0]] == max(points.values())


def share(value: int, edge: str = "") -> SimpleNamespace:
    return SimpleNamespace(value=Decimal(value), edge=edge, text=f"{value}% {edge}".strip())


@pytest.mark.parametrize("who", ["families_results", "workforce_results"])
def test_the_greatest_strength_is_said_as_it_is_published(who: str):
    by = {(who, "A", f.SHARE_POSITIVE): share(90), (who, "B", f.SHARE_POSITIVE): share(85, "or more")}
    assert _strong(ALL, FEATURES, by).text.startswith("Feature B: 85% or more of ")
    assert _strong(ALL, FEATURES, {(who, "A", f.SHARE_POSITIVE): share(49)}) is None
    assert _strong(ALL, FEATURES, {(who, "A", f.SHARE_POSITIVE): share(50)}).text.startswith("Feature A: 50% of ")


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
    widest = max(rows, key=lambda row: row.gap.points if row.gap else 0)
    theme = Theme(released, None, released.features, features_of(released))
    assert theme.apart.subject.code == widest.feature.code
    assert [one.voice for one in theme.apart.said] == [one for one in VOICES if one in widest.gap.between]
    said = {one.title: one.text for one in readings(released, None)}["Worth talking about"]
    assert said == f"{widest.feature.title}: {widest.gap.within} {widest.gap.question}"
    assert said in [one.text for one in BoardPack(release, [release]).readings]
    slug = release.round.partnership.slug
    client.force_login(Borough.member(SimpleNamespace(partnership=release.round.partnership), "board_member"))
    assert said in text_of(client.get(reverse("reporting:dashboard", args=[slug])))
    strong = {one.title: one.text for one in readings(released, None)}.get("Where we are strong", "")
    assert strong == theme.strong

"""A theme on one screen: strengths, gaps and changes of the system, and a map of its sectors without a ranking."""

import datetime
import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from framework.models import Feature
from organisations.models import Round
from reporting import figures as f
from reporting.change import Paired
from reporting.draw.charts import take_up_charts, trend_charts
from reporting.models import Release, ReleasedFigure
from reporting.read.comparing import SystemFigures
from reporting.read.findings import Findings
from reporting.read.selectors import ReleasedRound
from reporting.read.services_moved import ServicesMoved
from reporting.read.themes import Theme, ThemeSubject, _cell, features_of, heat_map, step_of
from tests.builders import release_round
from tests.scenes import scene

from .conftest import DAY, SIZES, Borough
from .who_speaks import ALL, FAMILIES, SERVICES, STAFF

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
BEFORE = DAY - datetime.timedelta(days=200)


LOWEST = {"workforce": "not-at-all", "families": "never"}


def release_round_before(borough: Borough) -> None:
    """Release a round of the same services in which everyone chose the lowest option; then go back to the open one."""
    now = borough.round
    Round.objects.filter(pk=now.pk).update(state=Round.State.PLANNED)
    borough.round = Round.objects.create(
        partnership=borough.partnership,
        framework=now.framework,
        name="Spring 2026",
        slug="spring-2026",
        opens_on=BEFORE,
        closes_on=BEFORE + datetime.timedelta(days=30),
        state=Round.State.OPEN,
    )
    for service in borough.services:
        for survey, point in LOWEST.items():
            borough.answer(service, survey, 30, point)
    release_round(borough.close().round)
    Round.objects.filter(pk=now.pk).update(state=Round.State.OPEN)
    borough.round = Round.objects.get(pk=now.pk)


@scene
def elmham_from_the_lowest() -> Borough:
    """Two released rounds: in the first everyone chose the lowest option, and no service assessed itself."""
    borough = Borough("elmham", SIZES)
    release_round_before(borough)
    for service in borough.services:
        borough.assess(service, 4)
    release_round(borough.close().round)
    return borough


@pytest.fixture
def released(elmham_from_the_lowest: Borough) -> Borough:
    return elmham_from_the_lowest


def releases_of(borough: Borough) -> list[Release]:
    """Oldest first."""
    return list(Release.objects.filter(round__partnership=borough.partnership).order_by("round__opens_on"))


def theme_of(borough: Borough) -> Theme:
    then, now = (ReleasedRound(release) for release in releases_of(borough))
    return Theme(now, then, now.features, features_of(now))


def test_what_families_meet_most_is_the_strength(released: Borough):
    theme = theme_of(released)
    figures = SystemFigures(theme.released.release)
    shares = [figures.share(FAMILIES, f.FEATURE, feature.code) for feature in theme.features]
    assert theme.strong == "" or max(share.value for share in shares if share) >= 50


def test_where_voices_are_furthest_apart_comes_with_a_question(released: Borough):
    apart = theme_of(released).apart
    assert [one.voice for one in apart.said] in ([SERVICES, STAFF], [SERVICES, FAMILIES])
    assert apart.said[0].number == 100
    assert str(apart.gap.question).endswith("?")


def test_a_change_is_told_in_words_and_never_as_good_or_bad(released: Borough):
    theme = theme_of(released)
    assert theme.compares
    sentences = [move.sentence for _feature, moves in theme.changed for move in moves]
    assert sentences
    assert all(re.search(r": \d+ points? (higher|lower) \(between \d+ and \d+\)\.$", one) for one in sentences)
    assert not any(word in " ".join(sentences) for word in ("better", "worse", "improved", "good", "bad"))


def test_nothing_is_compared_where_there_was_no_round_before(released: Borough):
    now = ReleasedRound(releases_of(released)[0])
    theme = Theme(now, None, now.features, features_of(now))
    assert not theme.compares
    assert theme.changed == []


def test_services_are_only_compared_where_both_rounds_hold_their_stages(released: Borough):
    voices = {move.voice for _feature, moves in theme_of(released).moved for move in moves}
    assert voices == {STAFF, FAMILIES}


@pytest.mark.parametrize(("share", "step"), [(0, 1), (19.9, 1), (20, 2), (50, 3), (79, 4), (80, 5), (100, 5)])
def test_a_map_has_five_shades(share, step):
    assert step_of(share) == step


def test_sectors_stand_in_the_order_of_their_names_with_the_number_in_every_cell(released: Borough):
    now = ReleasedRound(releases_of(released)[1])
    found = heat_map(now, features_of(now), STAFF)
    assert [column["text"] for column in found["columns"][1:]] == ["Health", "Schools", "Whole partnership"]
    for row in found["rows"][:4]:
        for cell in row[1:]:
            assert cell["text"].rstrip("%")
            assert cell["class"].startswith("tip-heat-")
    assert len(heat_map(now, features_of(now), FAMILIES)["rows"]) == 4  # families are not asked about the others


def test_a_sector_that_is_withheld_is_a_c_on_the_map(client):
    borough = Borough("lonely", {"Health": [40, 30], "Schools": [6]}).close()
    release_round(borough.round)
    now = ReleasedRound(borough.round.releases.get())
    assert all(row[2] is None for row in heat_map(now, features_of(now), STAFF)["rows"])
    client.force_login(borough.member("board_member"))
    page = client.get("/lonely/rounds/autumn-2026/themes/").content.decode()
    assert page.count("tip-withheld") >= 8


def test_a_sector_of_few_services_shows_no_stages_on_the_map(released: Borough):
    """The services' own word: held back where it could be told apart."""
    few = Borough("few", {"Health": [20, 20, 20], "Schools": [20]})
    for service in few.services:
        few.assess(service, 2)
    release_round(few.close().round)
    now = ReleasedRound(few.round.releases.get())
    rows = heat_map(now, features_of(now), SERVICES)["rows"]
    assert {row[2] for row in rows} == {None}


def test_a_trend_reaches_back_over_rounds_and_has_a_gap_where_nothing_was_recorded(released: Borough):
    feature = ReleasedRound(releases_of(released)[1]).features[0]
    charts = trend_charts(feature, releases_of(released))
    assert [column["text"] for column in charts.columns[1:]] == ["Spring 2026", "Autumn 2026"]
    services = next(row for row in charts.rows if row[0] == "Services")
    assert services[1:] == ["–", "100"]
    assert {join.voice for join in charts.wide.joins} == {"staff", "families"}


def test_take_up_is_a_bar_a_sector_in_the_order_of_names(released: Borough):
    charts = take_up_charts(releases_of(released)[1], "workforce_take_up", "Take-up")
    assert "Health: 3 of 3 services. Schools: 4 of 4 services." in charts.wide.description
    assert take_up_charts(releases_of(released)[1], "nothing", "Take-up") is None


PAGE = "/elmham/rounds/autumn-2026/"


def test_a_theme_is_one_page_with_its_charts_and_their_tables(released: Borough, client):
    client.force_login(released.member("board_member"))
    page = client.get(f"{PAGE}themes/1/").content.decode()
    assert page.count('role="img"') == 4  # a trend and the stages, each for a desk and for a phone
    assert page.count("<table") == 3
    assert "style=" not in page
    assert client.get(f"{PAGE}themes/1/?measure=families_results").status_code == 200


def test_charts_of_a_theme_are_files_too(released: Borough, client):
    client.force_login(released.member("board_member"))
    for name in ("themes/1/trend", "themes/1/stages", "results/workforce_take_up"):
        answer = client.get(f"{PAGE}{name}/chart.svg")
        assert answer["Content-Type"].startswith("image/svg+xml"), name
        assert answer.content.lstrip().startswith(b"<svg "), name


NO_CHART = (
    "themes/9/",
    "themes/?measure=pledges",
    "themes/1/nothing/chart.svg",
    "results/pledges/chart.svg",
    "results/nothing_take_up/chart.svg",
    "themes/1/trend/chart.gif",
)


def test_what_there_is_no_chart_of_is_not_found(released: Borough, client):
    client.force_login(released.member("board_member"))
    assert {client.get(PAGE + address).status_code for address in NO_CHART} == {404}


# --- what stands where ---------------------------------------------------------------------------


def figures_of(said: dict[tuple[str, str], tuple[int, float]], kind: str = f.FEATURE) -> SystemFigures:
    """What staff and families say of some subjects: a share and a mean, each of 1,200 people."""
    found = object.__new__(SystemFigures)
    found.voices, found._by = ALL, {}
    for (who, code), values in said.items():
        voice = ALL.by_key[who]
        for statistic, value in zip((f.SHARE_POSITIVE, f.MEAN), values, strict=True):
            found._by[voice.measure, kind, code, statistic] = ReleasedFigure(
                statistic=statistic, status=f.SHOWN, value=Decimal(str(value)), base_low=1200, base_high=1204
            )
    return found


def theme_on(said: dict[tuple[str, str], tuple[int, float]], kind: str = f.FEATURE) -> Theme:
    codes = list(dict.fromkeys(code for _who, code in said))
    features = [Feature(code=code, title=f"Feature {code}") for code in codes]
    theme = Theme(SimpleNamespace(features=features), None, [], [ThemeSubject(kind, code, code) for code in codes])
    theme.now = figures_of(said, kind)
    return theme


def test_what_is_worth_talking_about_does_not_go_well_on_the_same_page():
    """Families say most of A, where staff say much less: it is worth talking about, and B is what goes well."""
    said = {("families", "A"): (90, 4.4), ("staff", "A"): (60, 3.5), ("families", "B"): (80, 4.0)}
    theme = theme_on(said, f.STATEMENT)
    assert theme.apart.subject.code == "A"
    assert theme.strong == "B: 80% of families’ answers were “mostly” or “always”."
    assert not theme.strong_elsewhere


def test_where_nothing_else_goes_well_the_page_does_not_say_that_nothing_does():
    said = {("families", "A"): (90, 4.4), ("staff", "A"): (60, 3.5), ("families", "B"): (30, 2.5)}
    theme = theme_on(said, f.STATEMENT)
    assert (theme.strong, theme.strong_elsewhere) == ("", True)
    page = render_to_string("reporting/_theme_readings.html", {"theme": theme})
    assert (
        "What reaches 50% positive answers here is worth talking about, or has room to grow beside other features"
        in page
    )
    neither = theme_on({("families", "A"): (51, 3.1), ("families", "B"): (30, 2.5)}, f.STATEMENT)
    assert (neither.strong, neither.strong_elsewhere) == ("", False)
    page = render_to_string("reporting/_theme_readings.html", {"theme": neither})
    assert "No figure for families or staff that we can show here is certain to reach 50%" in page


def test_what_has_room_to_grow_on_the_first_screen_does_not_go_well_on_the_next():
    said = {("staff", code): (share, 3.6) for code, share in zip("ABCD", (90, 80, 70, 60), strict=True)}
    said |= {("families", "D"): (70, 3.6), ("families", "C"): (65, 3.6)}
    theme = theme_on(said)
    findings = Findings(theme.released, None)
    findings.now = theme.now
    assert [row.feature.code for row in findings.lowest] == ["D", "C"]
    assert theme.strong == "A: 90% of staff answers were “mostly” or “completely”."


SHARES = st.integers(0, 100)


@given(st.lists(st.tuples(SHARES, SHARES), min_size=2, max_size=6))
def test_a_thing_stands_in_one_place_only(shares):
    said = {}
    for code, (staff, families) in zip("ABCDEF", shares, strict=False):
        said |= {("staff", code): (staff, 1 + staff / 25), ("families", code): (families, 1 + families / 25)}
    theme = theme_on(said)
    findings = Findings(theme.released, None)
    findings.now = theme.now
    well = theme.strong[:1]
    assert well not in [row.feature.code for row in findings.lowest]
    assert theme.apart is None or theme.apart.subject.code != well


# --- how services moved --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        ([1, 1, 1], [2, 2, 2], None),  # "3 services went up" would say it of each of the three
        ([1, 1, 1], [1, 1, 1], None),
        ([2, 2, 2, 2], [1, 1, 1, 1], None),
        ([1, 1, 1], [2, 2, 1], Paired(2, 1, 0)),
        ([1, 1, 1], [2, 1, 0], Paired(1, 1, 1)),
        ([1, 1], [2, 1], None),
    ],
)
def test_how_services_moved_is_not_said_where_it_would_say_it_of_each(then, now, said):
    moved = ServicesMoved(None, None)
    moved.__dict__["_came_of"] = {}
    for name, stages in (("_now", now), ("_then", then)):
        moved.__dict__[name] = {(number, "1"): (float(stage), 7) for number, stage in enumerate(stages)}
    assert moved.whole("1") == said


def test_an_end_is_shaded_by_the_middle_of_what_it_stands_for():
    figure = ReleasedFigure(
        measure=STAFF.measure, subject_kind=f.FEATURE, statistic=f.SHARE_POSITIVE, status=f.SHOWN, value=Decimal(40)
    )
    figure.edge = "under"
    subject = ThemeSubject(f.FEATURE, "1", "A")
    assert _cell({(f.SYSTEM, 0, f.FEATURE, "1"): figure}, (f.SYSTEM, 0), subject, STAFF) == {
        "text": "under 40%",
        "class": "tip-heat-2",
    }

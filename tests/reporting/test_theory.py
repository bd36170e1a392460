"""The theory of change of a partnership: published figures in its boxes, and no claim about causes."""

import shutil

import pytest
from django.urls import reverse

from framework.actions import load_framework
from framework.content_files import ContentError
from framework.models import TheoryBox
from organisations.models import Partnership
from reporting.models import OutcomeIndicator, ReleasedFigure, TheoryFigure
from reporting.read.selectors import released_rounds
from reporting.read.theory import theory_of
from tests.builders import release_round, text_of

from .conftest import FRAMEWORK, Borough

pytestmark = pytest.mark.thorough

PAGE = "/elmham/theory-of-change/"


@pytest.fixture
def board(borough, client):
    client.force_login(borough.member("board_member"))
    return client


def latest(borough):
    release_round(borough.close().round)
    return released_rounds(borough.partnership)[0]


def test_each_box_holds_the_published_figures_that_speak_to_it(borough):
    release = latest(borough)
    columns = theory_of(borough.round.framework, release)
    assert [column.title for column in columns][-1] == "Outcomes"
    box = next(box for column in columns for box in column.boxes if box.text.startswith("They can tell"))
    published = ReleasedFigure.objects.get(
        measure="families_results", level="system", subject_kind="feature", subject="1", statistic="share_positive"
    )
    assert [each.text for each in box.figures] == [published.text]
    assert box.figures[0].about.startswith("1 ")
    assert box.figures[0].url.endswith("/elmham/rounds/autumn-2026/results/families_results/")


def test_what_was_not_recorded_in_a_round_is_a_nought_of_so_many(borough):
    columns = theory_of(borough.round.framework, latest(borough))
    groups = next(box for box in columns[0].boxes if box.text == "Sector sub-groups")
    assert ([each.text for each in groups.figures], groups.waits_for) == (["0 of 2"], [])


def test_a_withheld_figure_is_withheld_here_too(db, client):
    borough = Borough("elmham", {"Health": [6]})
    client.force_login(borough.member("board_member"))
    release = latest(borough)
    boxes = [box for column in theory_of(borough.round.framework, release) for box in column.boxes]
    withheld = [each for box in boxes for each in box.figures if each.text is None]
    assert withheld
    assert "[c]" in text_of(client.get(PAGE))


def test_the_page_claims_no_cause(borough, board):
    latest(borough)
    page = text_of(board.get(PAGE))
    assert "They do not show that one thing causes another." in page
    assert "We do not claim that this work caused any change" in page
    assert "Theory of change – Autumn 2026" in page


def test_before_a_release_the_boxes_stand_without_figures(borough, board):
    page = board.get(PAGE)
    assert "No results have been released yet" in text_of(page)
    assert "tip-theory__figures" not in page.content.decode()


def test_indicators_stand_below_with_year_and_source(borough, board):
    of = {"partnership": borough.partnership, "name": "Exclusions", "unit": "%", "good_is": "lower"}
    OutcomeIndicator.objects.create(**of, year=2025, value="0.12", source="School statistics")
    elsewhere = Partnership.objects.create(slug="oakham", name="Oakham")
    OutcomeIndicator.objects.create(**of | {"partnership": elsewhere}, year=2025, value="9", source="Other")
    page = text_of(board.get(PAGE))
    assert "Exclusions (%) 0.12 Lower School statistics" in page
    assert "Other" not in page.split("Outcome indicators for the borough")[1]


def test_the_page_costs_the_same_for_many_figures(borough, board, django_assert_max_num_queries):
    latest(borough)
    with django_assert_max_num_queries(20):
        board.get(PAGE)


# The framework's file


def test_every_box_of_the_framework_but_outcomes_has_its_figures(borough):
    boxes = TheoryBox.objects.exclude(column__code="outcomes")
    assert boxes.exists()
    assert not boxes.filter(figures=None).exists()


def test_the_file_may_be_mended_while_its_version_is_in_use(borough, tmp_path):
    folder = tmp_path / "content"
    shutil.copytree(FRAMEWORK, folder)
    assert load_framework(folder=folder)[1] is False
    file = folder / "theory_figures.csv"
    file.write_text("\n".join(file.read_text().splitlines()[:5]) + "\n")
    assert load_framework(folder=folder)[1] is True
    assert TheoryFigure.objects.count() == 4
    file.unlink()
    assert load_framework(folder=folder)[1] is False
    assert reverse("reporting:theory", args=["elmham"]) == PAGE


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("systems,nowhere,pledges,overall,", "there is no such box"),
        ("systems,tools,nonsense,overall,", "there is no measure “nonsense”"),
        ("systems,tools,workforce_results,feature,99", "workforce_results has no feature “99”"),
        ("systems,tools,workforce_results,statement,", "“subject” is empty"),
        ("systems,tools,workforce_results,overall,5", "names no subject"),
    ],
)
def test_a_mistake_in_the_file_is_refused_with_its_line(db, tmp_path, line, reason):
    folder = tmp_path / "content"
    shutil.copytree(FRAMEWORK, folder)
    with (folder / "theory_figures.csv").open("a") as file:
        file.write(line + "\n")
    with pytest.raises(ContentError, match=r"theory_figures\.csv, line") as error:
        load_framework(folder=folder)
    assert reason in str(error.value)

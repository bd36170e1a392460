"""The change journey as content: its lines and its positions, in a framework's own files."""

from pathlib import Path
from shutil import copytree

import pytest

from assessments.models import JourneyPlace
from framework.actions import load_framework
from framework.content_files import ContentError
from framework.models import FrameworkVersion
from reporting.measures.of_framework import measures_of
from tests.builders import CONTENT, NOON, make_borough, make_round, text_of

pytestmark = pytest.mark.django_db
FOUR = [(0, "Before"), (1, "Starting to move"), (2, "Mostly there"), (3, "After")]


@pytest.fixture
def folder(framework, tmp_path: Path) -> Path:
    """The shipped files under another code, to be changed."""
    files = copytree(CONTENT, tmp_path / "files")
    (files / "framework.csv").write_text("code,title,version\nother,Other,9999.1\n", encoding="utf-8")
    return files


def positions(version: FrameworkVersion) -> list[tuple[int, str]]:
    return list(version.journey_positions.values_list("value", "title"))


@pytest.mark.slow
def test_without_a_file_there_are_four_positions_and_with_one_those_that_it_names(folder: Path):
    (folder / "journey_positions.csv").unlink()
    version, _ = load_framework(folder=folder)
    assert positions(version) == FOUR
    assert load_framework(folder=folder) == (version, False)
    (folder / "journey_positions.csv").write_text("value,title\n9,Walking\n0,Asleep\n", encoding="utf-8")
    assert load_framework(folder=folder) == (version, True)
    assert positions(version) == [(0, "Asleep"), (9, "Walking")]


@pytest.mark.slow
def test_once_a_service_has_placed_itself_the_positions_stay(folder: Path):
    version, _ = load_framework(folder=folder)
    borough = make_borough(with_round=False)
    JourneyPlace.objects.create(
        service=borough.services["ward"],
        round=make_round(borough, framework=version),
        line=version.journey_lines.first(),
        position=version.journey_positions.first(),
        changed_at=NOON,
    )
    assert load_framework(folder=folder) == (version, False)
    (folder / "journey_positions.csv").write_text("value,title\n0,Asleep\n1,Awake\n", encoding="utf-8")
    with pytest.raises(ContentError, match="services have placed themselves by the positions of “other”: they stay"):
        load_framework(folder=folder)
    assert positions(version) == FOUR


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("0,Only one\n", "a journey has at least 2 positions"),
        ("0,One\n00,Two\n", "says position 0 again"),
        ("0,One\n1,One\n", "calls two positions “One”"),
        ("0,One\nx,Two\n", "takes a whole number from 0 to 20"),
    ],
)
def test_positions_that_cannot_be_are_refused_with_their_line(folder: Path, lines: str, problem: str):
    (folder / "journey_positions.csv").write_text("value,title\n" + lines, encoding="utf-8")
    with pytest.raises(ContentError, match=problem):
        load_framework(folder=folder)
    assert not FrameworkVersion.objects.filter(code="other").exists()


def test_a_framework_without_a_journey_has_no_measure_of_it_and_its_page_says_so(folder: Path, client):
    (folder / "journey.csv").unlink()
    for name in ("matrix_measures.csv", "theory_figures.csv"):
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        kept = [line.replace(" journey", "").replace(",journey", ",") for line in lines if ",journey,count" not in line]
        (folder / name).write_text("\n".join(kept) + "\n", encoding="utf-8")
    version, _ = load_framework(folder=folder)
    assert positions(version) == []
    assert "journey" not in measures_of(version)
    assert "The framework in use does not describe one." in text_of(client.get("/journey/"))

"""The theory of change of a partnership: published figures in its boxes, and no claim about causes."""

import datetime
import shutil

import pytest
from django.urls import reverse

from activities.actions.organisational import keep_reply, organisational_questions_of
from activities.models import Communication
from framework.actions import load_framework
from framework.content_files import ContentError
from framework.models import TheoryBox
from organisations.models import Organisation, Partnership
from reporting.models import OutcomeIndicator, ReleasedFigure, TheoryFigure
from reporting.read.selectors import released_rounds
from reporting.read.theory import LivingBox, theory_of
from tests.builders import release_round, text_of

from .conftest import DAY, FRAMEWORK, Borough

pytestmark = pytest.mark.thorough

PAGE = "/elmham/theory-of-change/"
LATER = DAY + datetime.timedelta(days=60)


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
    with django_assert_max_num_queries(22):
        board.get(PAGE)


# The framework's file


def box_of(columns, words: str) -> LivingBox:
    return next(box for column in columns for box in column.boxes if words in box.text)


def test_only_boxes_that_nothing_speaks_to_are_without_figures(borough):
    """No question and no record is about resources; outcomes hold indicators."""
    without = TheoryBox.objects.filter(figures=None).exclude(column__code="outcomes")
    assert [box.text for box in without] == ["Principles guide decisions about resources"]


def test_a_box_without_evidence_says_so_and_shows_no_one_s_replies(borough, board):
    release = latest(borough)
    box = box_of(theory_of(borough.round.framework, release), "resources")
    assert (box.figures, box.nothing_yet, box.is_without_evidence) == ([], [], True)
    said = "Principles guide decisions about resources No evidence is recorded here."
    assert said in text_of(board.get(PAGE))
    assert said in text_of(board.get(reverse("reporting:board-pack", args=["elmham", "autumn-2026"])))


def test_the_central_team_s_box_reads_the_communication_plan(borough):
    """Three lines were due in the round's days, two of them were sent by its last one; one was due after it."""
    for day, sent in ((DAY, DAY), (DAY, None), (DAY, DAY), (LATER, LATER)):
        Communication.objects.create(
            partnership=borough.partnership, what="A letter", audience="All", channel="letter", due_on=day, done_on=sent
        )
    box = box_of(theory_of(borough.round.framework, latest(borough)), "central team")
    assert [(each.text, each.label) for each in box.figures] == [
        ("2 of 3", "Sent, of what was due, communication plan")
    ]


def test_what_organisations_say_is_named_question_by_question(borough):
    asked = {question.code: question for question in organisational_questions_of(borough.round)}
    for number, organisation in enumerate(Organisation.objects.filter(partnership=borough.partnership)):
        say = {asked["o-supervision"]: (asked["o-supervision"].choices()[number], "")}
        keep_reply(
            organisation=organisation,
            round_=borough.round,
            said=say,
            known={},
            send=True,
            by=borough.member("admin", f"a{number}"),
        )
    box = box_of(theory_of(borough.round.framework, latest(borough)), "supervision")
    # Two organisations are too few to tell what they said.
    assert [(each.text, each.about) for each in box.figures][:1] == [
        (None, "Our staff have reflective supervision regularly")
    ]


def test_an_outcome_holds_its_own_indicators_in_the_newest_year(borough, board):
    of = {"partnership": borough.partnership, "name": "Exclusions", "unit": "%", "good_is": "lower", "source": "S"}
    for year, value in ((2024, "0.15"), (2025, "0.12")):
        OutcomeIndicator.objects.create(**of, year=year, value=value, box="outcomes:system-trauma")
    OutcomeIndicator.objects.create(**of | {"name": "Attendance"}, year=2025, value="93", box="")
    page = text_of(board.get(PAGE))
    boxes = page.split("Outcome indicators for the borough")[0]
    assert "placements far from home 0.12 % Exclusions · 2025 · S" in boxes
    assert "0.15" not in boxes
    assert "Attendance" not in boxes
    assert "Fewer traumatic events and adverse childhood experiences (ACEs) No evidence is recorded here." in boxes


def test_every_year_of_an_indicator_is_about_one_outcome(borough, client):
    client.force_login(borough.member("admin"))
    of = {"name": "Exclusions", "value": "1", "unit": "%", "good_is": "lower", "source": "S"}
    create = reverse("reporting:indicator-create", args=["elmham"])
    client.post(create, of | {"year": 2024, "box": "outcomes:wellbeing"})
    client.post(create, of | {"year": 2025})
    assert set(OutcomeIndicator.objects.values_list("box", flat=True)) == {"outcomes:wellbeing"}
    first = OutcomeIndicator.objects.get(year=2024)
    change = reverse("reporting:indicator-edit", args=["elmham", first.pk])
    client.post(change, of | {"year": 2024, "box": "", "shown": ""})
    assert set(OutcomeIndicator.objects.values_list("box", flat=True)) == {""}
    assert "Select an outcome" in text_of(client.post(create, of | {"year": 2026, "box": "outcomes:nowhere"}))


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
        ("systems,nowhere,pledges,,overall,", "there is no such box"),
        ("systems,tools,nonsense,,overall,", "there is no measure “nonsense”"),
        ("systems,tools,workforce_results,,feature,99", "workforce_results has no feature “99”"),
        ("systems,tools,workforce_results,,statement,", "“subject” is empty"),
        ("systems,tools,workforce_results,,overall,5", "names no subject"),
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

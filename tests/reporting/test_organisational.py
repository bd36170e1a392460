"""What organisations say of themselves, from rows to the matrix: how many say yes, never which of them."""

import pytest
from django.urls import reverse

from activities.actions.organisational import keep_reply, questions_of
from organisations.actions import close_round
from reporting import figures as f
from reporting.measures.ground import Ground
from reporting.measures.organisational import org_survey_change, org_survey_comms, org_survey_tools
from tests.builders import Borough, make_borough, make_service, release_round, text_of

pytestmark = pytest.mark.django_db
MORE = ("school", "college", "nursery")


@pytest.fixture
def borough(framework) -> Borough:
    """Two sectors; families with five organisations, health with two, one of them in both."""
    borough = make_borough()
    for name in MORE:
        make_service(borough, f"{name}-team", sector="families", organisation=name)
    return borough


def answer(borough: Borough, organisation: str, *, send: bool = True, **said: str) -> None:
    """An organisation's answers, by the questions' codes."""
    questions = {question.code: question for question in questions_of(borough.round)}
    given = {}
    for code, key in said.items():
        question = questions[f"o-{code}"]
        given[question] = (next((point for point in question.choices() if point.key == key), None), "")
    keep_reply(
        organisation=borough.organisations[organisation],
        round_=borough.round,
        said=given,
        known={},
        send=send,
        by=borough.people["leader"],
    )


def close(borough: Borough) -> Ground:
    close_round(round_=borough.round, by=None)
    borough.round.refresh_from_db()
    return Ground(borough.round)


def found(figures, place: str, statistic: str = f.COUNT, subject: str = "") -> f.Figure:
    kind = f.OVERALL if not subject else f.OPTION if ":" in subject else f.QUESTION
    wanted = (place, statistic, kind, subject)
    return next(x for x in figures if (x.place.name, x.statistic, x.subject_kind, x.subject) == wanted)


def test_organisations_that_say_yes_are_counted_of_those_that_answered_the_question(borough: Borough):
    answer(borough, "council", pledge="yes", champion="planned", plan="yes")
    answer(borough, "charity", pledge="yes", champion="not-yet")
    answer(borough, "school", pledge="not-yet")
    answer(borough, "college", send=False, pledge="yes")  # begun and not sent
    figures = org_survey_comms(close(borough))
    system = "Elmfield Partnership"
    whole = found(figures, system)
    assert (whole.numerator, whole.denominator) == (3, 6)
    pledge, champion = found(figures, system, subject="o-pledge"), found(figures, system, subject="o-champion")
    assert (pledge.numerator, pledge.denominator) == (2, 3)
    assert (champion.numerator, champion.denominator) == (0, 2)
    assert found(figures, system, subject="o-champion:planned").numerator == 1
    assert found(figures, system, f.RATE).value == 40  # 2 of 5 answers
    assert found(figures, system, subject="o-induction").status == f.NONE
    assert "o-plan" not in {figure.subject for figure in figures}


def test_each_measure_is_about_its_own_part_of_the_survey(borough: Borough):
    for name in ("council", "charity", "school"):
        answer(borough, name, pledge="yes", listening="yes", plan="yes")
    ground = close(borough)
    system = "Elmfield Partnership"
    for make, code in (
        (org_survey_comms, "o-pledge"),
        (org_survey_tools, "o-listening"),
        (org_survey_change, "o-plan"),
    ):
        assert found(make(ground), system, subject=code).numerator == 3


def test_where_fewer_than_three_answered_only_how_many_did_is_told(borough: Borough):
    for name in ("council", "hospital", "school", "charity"):
        answer(borough, name, pledge="yes")
    figures = org_survey_comms(close(borough))
    health = [figure for figure in figures if figure.place.name == "Health"]
    assert found(figures, "Health").numerator == 2
    assert [figure.status for figure in health if figure.statistic == f.RATE] == [f.WITHHELD]
    assert {figure.subject_kind for figure in health} == {f.OVERALL}


def test_what_two_organisations_say_is_theirs_in_the_whole_system_too(borough: Borough):
    answer(borough, "council", pledge="yes")
    answer(borough, "school", pledge="not-yet")
    figures = org_survey_comms(close(borough))
    assert found(figures, "Elmfield Partnership", f.RATE).status == f.WITHHELD
    assert {figure.subject_kind for figure in figures} == {f.OVERALL}


def test_nobody_answered_is_nothing_recorded(borough: Borough):
    figures = org_survey_comms(close(borough))
    assert found(figures, "Elmfield Partnership", f.RATE).status == f.NONE


def test_matrix_pages_and_files_tell_how_many_and_never_which(borough: Borough):
    for name in ("council", "charity", "school", "college"):
        answer(borough, name, pledge="yes", assessment="yes", plan="not-yet")
    close(borough)
    release_round(borough.round)
    board, here = borough.client("board"), [borough.slug, borough.round.slug]
    matrix = text_of(board.get(reverse("reporting:dashboard", args=here[:1])))
    assert "Organisational survey: pledge and comms" in matrix
    page = text_of(board.get(reverse("reporting:measure-results", args=[*here, "org_survey_comms"])))
    assert "4 of 6" in page
    assert "A leader of ours has made a pledge 4 0 0 4" in page
    how = text_of(board.get(reverse("reporting:how-made", args=[*here, "org_survey_change"])))
    assert "Which organisation said what is not published" in how
    for name in ("Charity", "College", "School"):
        assert name not in page
    lines = borough.client("admin").get(reverse("reporting:figures-csv", args=here)).content.decode()
    assert "A leader of ours has made a pledge: Planned" in lines
    assert not [line for line in lines.splitlines() if "org_survey" in line and "College" in line]

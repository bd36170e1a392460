"""What organisations say of themselves, from rows to the matrix: how many say yes, never which of them."""

import re
from itertools import combinations

import numpy as np
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import null_space

from activities.actions.organisational import keep_reply, organisational_questions_of
from organisations.actions import close_round
from reporting import figures as f
from reporting.measures.of_framework import measures_of
from reporting.measures.organisational import (
    shown_together,
)
from reporting.measures.round_context import RoundContext
from reporting.protect.rollup import SECTOR, THE_SYSTEM, Node
from tests.builders import Borough, make_borough, make_service, release_round, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
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
    questions = {question.code: question for question in organisational_questions_of(borough.round)}
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


def close(borough: Borough) -> RoundContext:
    close_round(round_=borough.round, by=None)
    borough.round.refresh_from_db()
    return RoundContext(borough.round)


def made(measure: str, context: RoundContext) -> list[f.Figure]:
    return measures_of(context.round.framework)[measure].make(context)


def found(figures, place: str, statistic: str = f.COUNT, subject: str = "") -> f.Figure:
    kind = f.OVERALL if not subject else f.OPTION if ":" in subject else f.QUESTION
    wanted = (place, statistic, kind, subject)
    return next(x for x in figures if (x.place.name, x.statistic, x.subject_kind, x.subject) == wanted)


def test_organisations_that_say_yes_are_counted_of_those_that_answered_the_question(borough: Borough):
    answer(borough, "council", pledge="yes", champion="planned", plan="yes")
    answer(borough, "charity", pledge="yes", champion="not-yet")
    answer(borough, "school", pledge="not-yet", champion="not-yet")
    answer(borough, "nursery", pledge="yes")
    answer(borough, "college", send=False, pledge="yes")  # begun and not sent
    figures = made("org_survey_comms", close(borough))
    system = "Elmfield Partnership"
    whole = found(figures, system)
    assert (whole.numerator, whole.denominator) == (4, 6)
    pledge, champion = found(figures, system, subject="o-pledge"), found(figures, system, subject="o-champion")
    assert (pledge.numerator, pledge.denominator) == (3, 4)
    assert (champion.numerator, champion.denominator) == (0, 3)
    assert found(figures, system, subject="o-champion:planned").numerator == 1
    assert found(figures, system, f.RATE).value == 43  # 3 of 7 answers
    assert found(figures, system, subject="o-induction").status == f.NONE
    assert "o-plan" not in {figure.subject for figure in figures}


def test_each_measure_is_about_its_own_part_of_the_survey(borough: Borough):
    for name in ("council", "charity", "school"):
        answer(borough, name, pledge="yes", listening="yes", plan="yes")
    context = close(borough)
    system = "Elmfield Partnership"
    for measure, code in (
        ("org_survey_comms", "o-pledge"),
        ("org_survey_tools", "o-listening"),
        ("org_survey_change", "o-plan"),
    ):
        assert found(made(measure, context), system, subject=code).numerator == 3


def test_where_fewer_than_three_answered_only_how_many_did_is_told(borough: Borough):
    for name in ("council", "hospital", "school", "charity"):
        answer(borough, name, pledge="yes")
    figures = made("org_survey_comms", close(borough))
    health = [figure for figure in figures if figure.place.name == "Health"]
    assert found(figures, "Health").numerator == 2
    assert [figure.status for figure in health if figure.statistic == f.RATE] == [f.WITHHELD]
    assert {figure.subject_kind for figure in health} == {f.OVERALL}


def test_what_two_organisations_say_is_theirs_in_the_whole_system_too(borough: Borough):
    answer(borough, "council", pledge="yes")
    answer(borough, "school", pledge="not-yet")
    figures = made("org_survey_comms", close(borough))
    assert found(figures, "Elmfield Partnership", f.RATE).status == f.WITHHELD
    assert {figure.subject_kind for figure in figures} == {f.OVERALL}


def test_a_question_that_only_two_answered_is_withheld_and_left_out_of_the_share(borough: Borough):
    answer(borough, "council", pledge="yes", champion="yes")
    answer(borough, "school", pledge="not-yet", champion="not-yet")
    answer(borough, "charity", pledge="yes")
    figures = made("org_survey_comms", close(borough))
    champion = found(figures, "Elmfield Partnership", subject="o-champion")
    assert (champion.status, champion.numerator, champion.denominator) == (f.WITHHELD, None, None)
    assert not [figure for figure in figures if figure.subject.startswith("o-champion:")]
    assert found(figures, "Elmfield Partnership", f.RATE).value == 67  # of the pledges alone
    borough.round.refresh_from_db()
    release_round(borough.round)
    page = borough.client("board").get(
        reverse("reporting:measure-results", args=[borough.slug, borough.round.slug, "org_survey_comms"])
    )
    row = next(line for line in page.content.decode().split("<tr") if "champion" in line)
    assert row.count("[c]") == 4
    assert "2" not in re.sub(r"<[^>]*>", "", row)


@pytest.mark.parametrize(
    ("sectors", "shown"),
    [
        ({1: {1, 2, 3}, 2: {4, 5, 6}}, {1, 2}),
        ({1: {1, 2, 3}, 2: {4, 5}}, set()),  # what is left of the system would be two
        ({1: {1, 9}, 2: {1, 2}, 3: {1, 2, 4}}, set()),  # the system without the third is one organisation
        ({1: {1, 2, 3, 4}, 2: {4, 5, 6, 7}}, {1}),  # the two together without the system are what one said
        ({1: {1, 2, 3}}, {1}),
        ({1: {1, 2}}, None),
    ],
)
def test_sectors_are_shown_only_where_nothing_is_left_that_one_or_two_said(sectors, shown):
    said = {Node(SECTOR, key): who for key, who in sectors.items()}
    found = shown_together({THE_SYSTEM: set().union(*sectors.values()), **said})
    assert found == (set() if shown is None else {THE_SYSTEM, *(Node(SECTOR, key) for key in shown)})


@given(st.lists(st.sets(st.integers(0, 11)), min_size=1, max_size=6))
def test_no_sum_or_difference_of_what_is_shown_speaks_of_one_or_two_organisations(sectors):
    """Whatever is added up and taken away, with any weights: the organisations it speaks of are three or more."""
    said = {THE_SYSTEM: set().union(*sectors)} | {Node(SECTOR, key): who for key, who in enumerate(sectors, 1)}
    shown = shown_together(said)
    everybody = sorted(said[THE_SYSTEM])
    published = np.array([[one in said[node] for one in everybody] for node in shown], dtype=float)
    for few in (1, 2):
        for those in combinations(range(len(everybody)), few):
            rest = [one for one in range(len(everybody)) if one not in those]
            if shown:
                # a weighted sum that is nothing outside `those` must be nothing inside as well
                weights = null_space(published[:, rest].T)
                assert np.allclose(published[:, those].T @ weights, 0)


def test_no_one_answered_is_nothing_recorded(borough: Borough):
    figures = made("org_survey_comms", close(borough))
    assert found(figures, "Elmfield Partnership", f.RATE).status == f.NONE


def test_matrix_pages_and_files_tell_how_many_and_never_which(borough: Borough):
    for name in ("council", "charity", "school", "college"):
        answer(borough, name, pledge="yes", assessment="yes", plan="not-yet")
    close(borough)
    release_round(borough.round)
    board, here = borough.client("board"), [borough.slug, borough.round.slug]
    matrix = text_of(board.get(reverse("reporting:dashboard", args=here[:1])))
    assert "Organisational survey (pledge and comms)" in matrix
    page = text_of(board.get(reverse("reporting:measure-results", args=[*here, "org_survey_comms"])))
    assert "4 of 6" in page
    assert "A leader of ours has made a pledge 4 0 0 4" in page
    pack = text_of(board.get(reverse("reporting:board-pack", args=here)))
    assert "Item Organisations that say yes A leader of ours has made a pledge 4 of 4" in pack
    how = text_of(board.get(reverse("reporting:how-made", args=[*here, "org_survey_change"])))
    assert "not show which organisation answered what" in how
    for name in ("Charity", "College", "School"):
        assert name not in page
    lines = borough.client("admin").get(reverse("reporting:figures-csv", args=here)).content.decode()
    assert "A leader of ours has made a pledge: Planned" in lines
    assert not [line for line in lines.splitlines() if "org_survey" in line and "College" in line]

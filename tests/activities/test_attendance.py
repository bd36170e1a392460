"""Reading who came, from what people paste and send."""

import io

import openpyxl
import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from activities.forms.attendance import AttendanceForm
from activities.models import KindOfRole
from activities.who_came.reading import read_file, read_pasted
from activities.who_came.tally import Choices, Tally
from organisations.models import Organisation
from tables.reading import read_book

COUNCIL = Organisation(pk=1, name="The Council")
HOSPITAL = Organisation(pk=2, name="Millbrook Hospital, NHS")
BOTH = [COUNCIL, HOSPITAL]
ROLES = dict(KindOfRole.choices)


def people(tally: Tally) -> dict[tuple[int, str], int]:
    """Who is counted before anybody has chosen."""
    return tally.counted(tally.first_choices())


def form(data: str, **more) -> AttendanceForm:
    return AttendanceForm(QueryDict(data), organisations=BOTH, **more)


def test_a_pasted_list_is_read_with_commas_tabs_and_quotes():
    came = read_pasted('the council, 4\n"Millbrook Hospital, NHS",2\nThe Council\t3\n\n', BOTH)
    assert (people(came), came.problems) == ({(1, ""): 7, (2, ""): 2}, [])


def test_a_line_that_names_the_columns_is_passed_over():
    assert read_pasted("organisation,people\nThe Council,4", BOTH).problems == []


def test_no_one_named_is_one_person():
    assert people(read_pasted("The Council", BOTH)) == {(1, ""): 1}


def test_kinds_of_role_are_read_by_their_words_and_their_keys():
    came = read_pasted("The Council,2,front line\nThe Council,1,senior\nThe Council,3", BOTH, ROLES)
    assert people(came) == {(1, "front_line"): 2, (1, "senior"): 1, (1, "not_known"): 3}


def test_what_cannot_be_told_is_said_with_its_line_and_the_rest_stands():
    came = read_pasted("The Council,4\nThe Counsil,2\nNobody,1\nThe Council,-3", BOTH)
    assert people(came) == {(1, ""): 4}
    assert came.problems == [
        "Line 3: there is no organisation called “Nobody”.",
        "Line 4: “-3” is not a number of people. Enter a whole number up to 100,000.",
    ]
    assert "use one of the kinds of role" in read_pasted("The Council,4,King", BOTH, ROLES).problems[0]


def test_a_name_that_is_nearly_an_organisation_is_asked_about_and_counts_as_answered():
    came = read_pasted("The Council,4\nThe Counsil,2\nthe  counsil,1", BOTH)
    assert [(one.text, one.organisation) for one in came.asked] == [("The Counsil", 1)]
    assert came.counted(Choices(places={-1: 1})) == {(1, ""): 7}
    assert came.counted(Choices(places={-1: 2})) == {(1, ""): 4, (2, ""): 3}
    assert came.counted(Choices(places={-1: 0})) == {(1, ""): 4}


@pytest.mark.slow
@given(st.text())
def test_whatever_is_pasted_is_read_or_named_as_a_problem(text: str):
    came = read_pasted(text, BOTH)
    assert sum(came.people.values()) >= len(came.people)
    assert len(came.problems) <= len(text.splitlines())


@pytest.mark.parametrize("typed", ["-1", "two", "1.5", "9" * 20])
def test_what_is_no_number_of_people_is_refused_beside_its_organisation(typed: str):
    wrong = form(f"o1={typed}")
    assert not wrong.is_valid()
    assert "The Council" in wrong.errors["o1"][0]


def test_empty_and_nought_are_no_one():
    right = form("o1=&o2=0")
    assert right.is_valid()
    assert right.people() == {}


def test_more_people_than_places_is_asked_about_and_then_saved():
    asked = form("o1=30", places=20)
    assert not asked.is_valid()
    assert asked.errors["confirmed"] == ["You entered 30 people, but the number of places is 20."]
    key = asked.fields["confirmed"].choices[0][0]
    assert form(f"o1=30&confirmed={key}", places=20).is_valid()


def test_a_yes_to_one_question_is_no_yes_to_another():
    asked = form("o1=30", headcounts={1: 12})
    assert not asked.is_valid()
    assert asked.errors["confirmed"] == ["The Council: you entered 30 people, but the headcount there is 12."]
    key = asked.fields["confirmed"].choices[0][0]
    assert not form(f"o1=300&confirmed={key}", headcounts={1: 12}).is_valid()


@pytest.mark.parametrize(
    "lines",
    [
        "people,organisation\n3,The Council\n0,Another",
        "date,organisation,people\n1/2/2026,The Council,3",
        "Name,Organisation,Role\nAda,The Council,Nurse\nBo,The Council,\nCy,The Council,Nurse",
        "Organisation name,Number of people\nThe Council,3.0",
        "Training in October\n\nOrganisation,People\nThe Council,3",
        "Name,Organisation,Phone number\nA,The Council,07700 900123\nB,The Council,\nC,The Council,",
        "Name,People\nThe  Council,3",
    ],
)
def test_columns_are_found_by_their_names(lines: str):
    came = read_pasted(lines.replace("0,Another", '0,"Millbrook  Hospital, NHS"'), BOTH)
    assert (people(came), came.problems) == ({(1, ""): 3}, [])


def test_a_sign_in_sheet_gives_the_kinds_of_role_it_knows_and_counts_the_rest():
    came = read_pasted("Name,Role,Organisation\nAda,senior leader,The Council\nBo,Nurse,The Council", BOTH, ROLES)
    assert (people(came), came.problems) == ({(1, "senior"): 1, (1, "not_known"): 1}, [])


def test_problems_name_the_real_line_and_an_empty_number_is_not_taken_for_one():
    came = read_pasted("organisation,people\n\n\nThe Council,\n\nNowhere,2", BOTH)
    assert not came.people
    assert [problem[:6] for problem in came.problems] == ["Line 4", "Line 6"]
    assert "enter how many people came" in came.problems[0]


def test_a_formula_without_a_stored_value_is_not_taken_for_one_person():
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (["Attendance"], [], ["Organisation", "People"], ["The Council", "=1+2"]):
        book.active.append(row)
    book.save(out)
    came = read_file(read_book(out.getvalue(), "a.xlsx"), BOTH, None, {})
    assert (dict(came.people), len(came.problems)) == ({}, 1)
    assert came.problems[0].startswith("Line 4: enter how many")


@pytest.mark.parametrize(
    "lines",
    [
        "Name,Number\nAda Osei,07700 900123",
        "Ada Osei,The Council,Nurse",
        "The Council,Ada Osei",
        "Ada Osei",
        "The Council,07700900123",
        "Organisation,People\nAda Osei,1",
        "Organisation\nAda Osei",
        "Organisation,Role\nAda O’Brien-Osei,Nurse",
        "Ada Osei,1",
    ],
)
def test_no_message_shows_what_may_be_someone(lines: str):
    came = read_pasted(lines, BOTH, ROLES)
    assert len(came.problems) == 1
    assert "Ada" not in came.problems[0]
    assert "07700" not in came.problems[0]


def test_an_organisation_that_is_not_known_is_still_named():
    problems = read_pasted("Organisation,People\nOakham Police,2\nStepping Stones,1\nMENCAP,1", BOTH).problems
    assert problems == [
        "Line 2: there is no organisation called “Oakham Police”.",
        "Line 4: there is no organisation called “MENCAP”.",
        # It may be someone's name: the line is named instead.
        "Line 3: enter the name of an organisation in the partnership",
    ]

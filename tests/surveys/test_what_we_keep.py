"""Check it yourself: the page shows every column of every row that one answer leaves, and keeps nothing of it."""

import re

import pytest
from django.db import connection
from django.test import Client

from organisations import limits
from surveys.example_answer import WORDS, example_survey, questions_of_example, what_is_stored
from surveys.models import (
    Answer,
    ClosedRoundAnswer,
    ClosedRoundResponse,
    Comment,
    CommentCameBy,
    Response,
    SingleUseCode,
)
from tests.builders import Borough, text_of
from tests.organisations.test_reopening import what_is_stored as all_rows

PAGE = "/what-we-keep/"
BEFORE_AND_AFTER = (Response, Answer, SingleUseCode, Comment, CommentCameBy, ClosedRoundResponse, ClosedRoundAnswer)


@pytest.fixture
def answered(db, framework) -> dict[str, str]:
    questions = questions_of_example(example_survey())
    return {question.code: question.choices()[0].key for question in questions} | {"comment": "They listened."}


def send(**fields):
    return Client(HTTP_USER_AGENT="Zebrafox/77.7", REMOTE_ADDR="203.0.113.77").post(PAGE, fields)


def test_i4_anyone_sees_every_column_of_every_row_of_an_example(answered):
    page = text_of(send(**answered))
    for model in BEFORE_AND_AFTER:
        for field in model._meta.concrete_fields:
            assert f" {field.column} " in page, f"{model.__name__}.{field.column}"
    assert "They listened." in page
    assert page.count("Row 2 in surveys_answer ") == 1
    assert page.count("Row 2 in surveys_closedroundanswer ") == 1
    assert "Nothing is left in surveys_singleusecode." in page
    assert "Nothing is left in surveys_commentcameby." in page
    assert page.count("Row 1 in surveys_commentcameby ") == 1
    assert "No one has explained this yet" not in page
    assert "does not explain" not in page
    for told in ("Zebrafox", "203.0.113.77"):
        assert told not in page


def test_i4_what_is_shown_after_sealing_has_another_name_than_before(answered):
    questions = questions_of_example(example_survey())
    stored = what_is_stored(
        instrument=example_survey(), answers={questions[0]: questions[0].choices()[0]}, comment="They listened."
    )

    def names(tables: list) -> set[str]:
        return {row[0].stored for table in tables for row in table.rows if row[0].name == "id"}

    assert (len(names(stored.as_it_came)), len(names(stored.once_sealed))) == (5, 3)
    assert names(stored.as_it_came).isdisjoint(names(stored.once_sealed))
    assert stored.unexplained == []


def test_i4_a_column_that_somebody_adds_is_shown_at_once_whether_or_not_the_program_knows_it(answered):
    for table in ("surveys_response", "surveys_answer", "surveys_closedroundresponse", "surveys_closedroundanswer"):
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} ADD COLUMN sent_from varchar(80) DEFAULT 'somewhere near {table}'")
    page = text_of(send(**answered))
    for table in ("surveys_response", "surveys_answer", "surveys_closedroundresponse", "surveys_closedroundanswer"):
        assert f"sent_from somewhere near {table} No one has explained this yet." in page


def test_i4_a_table_that_somebody_adds_is_named_too(answered, monkeypatch):
    from surveys import example_answer

    send_as_ever = example_answer._send

    def send_and_note(link, answers, comment) -> None:
        send_as_ever(link, answers, comment)
        link.flags.create(kind="speed", first_on="2026-10-01")

    monkeypatch.setattr(example_answer, "_send", send_and_note)
    page = text_of(send(**answered))
    assert "also written to tables that this page does not explain" in page
    assert "surveys_flag" in page


def test_s9_the_page_says_what_ties_a_comment_to_its_link_and_until_when(answered):
    page = text_of(send(**answered))
    assert "A table beside it holds the link you used" in page
    assert "It is deleted when the round is sealed." in page


@pytest.mark.parametrize("model", BEFORE_AND_AFTER)
def test_every_column_has_its_words(model):
    assert set(WORDS[model]) == {field.column for field in model._meta.concrete_fields}


def test_nothing_of_an_example_is_kept_and_no_row_of_anyone_else_is_shown(borough: Borough, answered):
    from tests.organisations.test_reopening import answer

    answer(borough, text="Somebody else wrote this.")
    theirs = str(Response.objects.get().pk)
    before = all_rows()
    page = text_of(send(**answered))
    assert all_rows() == before
    assert theirs not in page
    assert theirs.replace("-", "") not in page
    assert "Somebody else wrote this." not in page


def test_without_a_comment_no_comment_is_shown(answered):
    page = text_of(send(**answered | {"comment": ""}))
    assert "surveys_comment" not in page
    assert "Row 1 in surveys_response" in page


def test_an_example_without_an_answer_is_asked_for_one(answered):
    page = send(comment="Only words.")
    assert "Select an answer to at least one question" in text_of(page)
    assert "Row 1 in" not in text_of(page)
    assert "Comment must be 500 characters or less" in text_of(send(**answered | {"comment": "x" * 501}))


def test_i7_whoever_tries_it_very_often_is_slowed(answered, monkeypatch):
    monkeypatch.setattr(limits, "LIMITS", limits.LIMITS | {"example": limits.Limit(2, 1, 60, 20)})
    limits.rate_limiter.forget()
    seen = [send(**answered).status_code for _ in range(3)]
    limits.rate_limiter.forget()
    assert seen == [200, 200, 429]


def test_it_sets_no_cookie_and_is_told_of_where_privacy_is(answered):
    assert not Client().get(PAGE).cookies
    assert not send(**answered).cookies
    assert PAGE in Client().get("/privacy/").content.decode()


def test_before_there_is_a_survey_the_page_says_so(db, monkeypatch):
    monkeypatch.setattr("surveys.views.example.example_survey", lambda: None)
    assert "There is no survey on this site yet" in text_of(Client().get(PAGE))


def test_the_page_promises_the_minutes_that_the_worker_keeps(answered):
    assert re.search(r"We mix them again every 5 minutes\.", text_of(send(**answered)))

"""`manage.py check --deploy` says where PostgreSQL itself would keep answers with their time."""

import pytest
from django.db import connection

from home.checks import the_database_keeps_no_diary_of_answers, warnings_about

QUIET = {
    "track_commit_timestamp": "off",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "archive_mode": "off",
}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("track_commit_timestamp", "on", "keeps the time of every transaction"),
        ("log_statement", "all", "every answer and every single-use code, with the time"),
        ("log_statement", "mod", "every answer and every single-use code, with the time"),
        ("log_min_duration_statement", "0", "writes slow statements into its log"),
        ("archive_mode", "on", "archives its write-ahead log"),
        ("archive_mode", "always", "archives its write-ahead log"),
    ],
)
def test_i4_a_setting_that_keeps_answers_elsewhere_is_warned_of(name: str, value: str, said: str):
    found = warnings_about(QUIET | {name: value})
    assert len(found) == 1
    assert said in found[0].msg
    assert found[0].hint


def test_a_database_that_keeps_nothing_besides_is_not_warned_of(db):
    assert warnings_about(QUIET) == []
    assert warnings_about({}) == []
    assert the_database_keeps_no_diary_of_answers(None) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such settings")
def test_i4_what_the_server_itself_says_is_asked(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL log_statement = 'all'")
    assert [found.id for found in the_database_keeps_no_diary_of_answers(None)] == ["tip_borough.W004"]

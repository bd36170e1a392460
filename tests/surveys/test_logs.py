"""A time beside a survey's address would say when someone answered: our log holds neither."""

import logging

import pytest
from django.test import Client, RequestFactory

from surveys.logs import NoSurveyAddresses


def line(message: str, *args, path: str | None = None) -> logging.LogRecord:
    record = logging.LogRecord("django.server", logging.INFO, "", 0, message, args, None)
    if path:
        record.request = RequestFactory().get(path)
    return record


@pytest.mark.parametrize(
    "record",
    [
        line('"%s" %s %s', "GET /s/abc/ HTTP/1.1", "200", "1"),
        line("%s: %s", "Not Found", "/s/abc/questions/"),
        line("%s", "Not Found", path="/s/abc/"),
    ],
)
def test_a_line_about_a_survey_page_is_left_out(record):
    assert not NoSurveyAddresses().filter(record)


def test_an_error_on_a_survey_page_is_told_without_its_address():
    record = line("%s: %s", "Internal Server Error", "/s/abc/questions/", path="/s/abc/questions/")
    record.exc_info = (ValueError, ValueError("broken"), None)
    assert NoSurveyAddresses().filter(record)
    assert record.getMessage() == "An error on a survey page"
    assert "abc" not in repr(vars(record))


@pytest.mark.parametrize("record", [line("%s", "GET /millbrook/services/ HTTP/1.1"), line("Quit the server")])
def test_every_other_line_is_kept(record):
    assert NoSurveyAddresses().filter(record)


@pytest.mark.django_db
def test_a_survey_link_that_is_not_there_leaves_no_trace(capfd):
    Client().get("/s/abcdefgh/")
    assert "abcdefgh" not in "".join(capfd.readouterr())

"""Anyone who mistypes a link, or meets an error of ours, can still leave at once and still finds someone to talk to."""

import pytest
from django.db import DatabaseError
from django.test import Client

from surveys.languages import all_languages, language_called
from surveys.models import SurveyLink
from surveys.views import answering
from surveys.views.errors import ALWAYS_THERE
from tests.builders import Borough
from tests.home.test_pages import text_of
from tests.surveys.filling_in import link_of

CODES = [language.code for language in all_languages()]
MISTYPED = [
    "/s/",
    "/s/abc!/",
    "/s/abc/def/",
    "/s/services/import/",
    "/s/a/questions/more/",
    "/s/contact/nowhere/",
    "/S/abc/",
]


@pytest.fixture
def link(borough: Borough) -> SurveyLink:
    return link_of(borough, "families")


def exit_and_help(page) -> None:
    body = page.content.decode()
    assert "govuk-button--exit" in body
    assert 'class="govuk-skip-link" rel="nofollow noreferrer" data-exit' in body
    for line in ALWAYS_THERE:
        assert line["number"] in body
    assert page["Referrer-Policy"] == "no-referrer"
    assert not page.cookies


@pytest.mark.parametrize("address", MISTYPED)
def test_t1_t6_a_mistyped_address_leads_to_the_closed_page_with_exit_and_help(address: str, link: SurveyLink):
    page = Client().get(address, follow=True)
    assert page.status_code == 404
    assert "This survey is not open" in text_of(page)
    exit_and_help(page)


@pytest.mark.parametrize("code", CODES)
def test_t1_t6_an_error_of_ours_has_exit_and_help_in_the_language_chosen(code: str, link: SurveyLink, monkeypatch):
    def broken(token):
        raise DatabaseError

    monkeypatch.setattr(answering, "_survey_link", broken)
    client = Client(raise_request_exception=False)
    here = f"/s/{link.token}/questions/"
    for page in (client.get(f"{here}?language={code}"), client.post(here, {"language": code})):
        assert page.status_code == 500
        exit_and_help(page)
        assert (
            f'<html lang="{language_called(code).tag}" dir="{language_called(code).direction}"' in page.content.decode()
        )
        assert ("Something went wrong on our side" in text_of(page)) == (code == "en-gb")


def test_an_error_of_ours_is_told_without_asking_the_database(link: SurveyLink, monkeypatch, django_assert_num_queries):
    def broken(token):
        raise DatabaseError

    monkeypatch.setattr(answering, "_survey_link", broken)
    with django_assert_num_queries(0):
        assert Client(raise_request_exception=False).get(f"/s/{link.token}/").status_code == 500


def test_t1_t6_what_is_far_too_long_is_refused_with_exit_and_help(link: SurveyLink):
    page = Client(raise_request_exception=False).post(f"/s/{link.token}/questions/", {"f1a-believed": "x" * 6_000_000})
    assert page.status_code == 400
    assert "You have done nothing wrong" in text_of(page)
    exit_and_help(page)


def test_other_pages_keep_the_error_pages_of_the_staff(borough: Borough):
    page = Client().get("/nowhere/at/all/of/these/")
    assert page.status_code == 404
    assert "We could not find this page" in text_of(page)
    assert "govuk-button--exit" not in page.content.decode()


def test_the_address_of_a_survey_may_be_typed_in_any_case_with_dashes_or_spaces(link: SurveyLink):
    asks = f"/s/{link.token}/questions/"
    dashed = "-".join([link.token[:4], link.token[4:8], link.token[8:]])
    for typed in (link.token.upper(), dashed, dashed.upper(), f"{link.token[:5]}%20{link.token[5:]}"):
        page = Client().get(f"/s/{typed}/", follow=True)
        assert page.status_code == 200
        assert asks in page.content.decode()


def test_an_address_with_a_space_is_mended_whether_there_is_a_survey_or_not(link: SurveyLink):
    there, not_there = (
        Client().get(f"/s/{token[:5]}%20{token[5:]}/?language=ur") for token in (link.token, "a" * len(link.token))
    )
    assert (there.status_code, there["Location"]) == (302, f"/s/{link.token}/?language=ur")
    assert (not_there.status_code, not_there["Location"]) == (302, f"/s/{'a' * len(link.token)}/?language=ur")
    assert there["Referrer-Policy"] == not_there["Referrer-Policy"]


@pytest.mark.parametrize("code", ["pa-arab", "en-gb"])
def test_a_null_byte_in_the_code_is_left_out_and_the_page_keeps_its_words(code: str, link: SurveyLink):
    page = Client().post("/s/code/", {"code": "abcd\0efgh", "language": code})
    assert page.status_code == 200
    assert "characters we cannot use" not in page.content.decode()

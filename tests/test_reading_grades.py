"""No public page is harder to read than it was before its words were written anew: a ceiling for each, page by page."""

import datetime

import pytest
from django.test import Client

from activities.models import Event
from surveys.actions.links import survey_links_for
from surveys.models import SurveyLink
from tests.builders import TODAY, Borough
from tests.surveys.reading import grade, is_long_enough_to_grade
from tests.surveys.test_survey_in_each_language import fields_of, spoken

pytestmark = pytest.mark.thorough

# US school grades, as measured on 29 November 2026 before the words were written anew, rounded up to two decimals. A
# page may become easier; to raise a number here is to decide that people may find a page harder.
PAGES = {
    "/": 4.34,
    "/elmfield/": 3.92,
    "/elmfield/pledges/": 5.22,
    "/elmfield/events/": 4.48,
    "/framework/": 6.75,
    "/journey/": 5.83,
    "/theory-of-change/": 7.37,
    "/privacy/": 5.26,
    "/accessibility/": 5.80,
    "/s/code/": 2.92,
    "/s/nonesuch/": 3.42,
    "/s/contact/elmfield/": 2.36,
    "/s/contact/elmfield/thank-you/": 3.96,
    "/s/barrier/elmfield/": 2.00,  # with the signs of a code, another each time
    "/s/barrier/elmfield/thank-you/": 1.95,
    "/s/slip/": 1.30,
    "/nonesuch-page/": 2.56,
    "/invitations/nonesuch/": 5.91,
}
CODE_ERRORS = {"": 2.30, "abc def ghi": 2.64}
# The hardest of each kind of page, over all questions of a survey.
SURVEYS = {
    "families": {"start": 2.09, "question": 1.92, "open question": 1.75, "note": 2.18, "end": 2.25, "thanks": 1.89},
    "children": {"start": 1.57, "question": 1.72, "open question": 1.75, "note": 2.18, "end": 2.25, "thanks": 1.89},
    "workforce": {"start": 4.17, "question": 2.70, "open question": 1.75, "note": 2.24, "end": 2.25, "thanks": 3.03},
}


def grade_of(page) -> float:
    """Of all that is said on a page in sentences. When a number was last checked is a date, not something to read."""
    texts = [text.partition(" · last checked")[0] for _, text in spoken(page)]
    texts = [text for text in texts if is_long_enough_to_grade(text)]
    return grade(" ".join(text if text[-1] in ".?!" else f"{text}." for text in texts))


def pages_of(link: SurveyLink):
    """Every page of a survey with its kind."""
    client, address = Client(), f"/s/{link.token}/questions/"
    yield "start", client.get(f"/s/{link.token}/")
    page, names = client.get(address), []
    open_ones = set(link.instrument.questions.filter(kind="open").values_list("code", flat=True))
    while (name := fields_of(page)["page"]) not in names:
        names.append(name)
        kind = "note" if name.startswith("before.") else "open question" if name in open_ones else "question"
        yield "end" if name == "end" else kind, page
        page = client.post(address, fields_of(page) | {"go": "next"})
    assert len(names) > 8
    yield "thanks", client.get(f"/s/{link.token}/thank-you/")


def test_no_public_page_is_harder_to_read_than_it_was(borough: Borough):
    day = TODAY + datetime.timedelta(days=3)
    Event.objects.create(partnership=borough.partnership, title="Launch", day=day, kind="launch", is_public=True)
    client = Client()
    found = {address: grade_of(client.get(address, follow=True)) for address in PAGES}
    assert {address: one for address, one in found.items() if one > PAGES[address]} == {}


def test_what_is_said_of_a_wrong_code_is_no_harder_to_read_than_it_was(borough: Borough):
    found = {code: grade_of(Client().post("/s/code/", {"code": code})) for code in CODE_ERRORS}
    assert {code: one for code, one in found.items() if one > CODE_ERRORS[code]} == {}


@pytest.mark.parametrize("key", SURVEYS)
def test_no_page_of_a_survey_is_harder_to_read_than_it_was(key: str, borough: Borough):
    links = survey_links_for(service=borough.services["ward"], round_=borough.round)
    pages = list(pages_of(next(link for link in links if link.instrument.key == key)))
    assert {kind for kind, _page in pages} == set(SURVEYS[key])
    harder = [(kind, found) for kind, page in pages if (found := grade_of(page)) > SURVEYS[key][kind]]
    assert harder == []

"""From the first page to the last, a survey speaks one language: page by page, word by word."""

import re
import unicodedata
from html.parser import HTMLParser

import pytest
from django.test import Client

from surveys.actions.links import survey_links_for
from surveys.languages import english, language_called
from surveys.models import SurveyLink
from tests.builders import Borough
from tests.surveys.reading import HARDEST, grade, is_long_enough_to_grade

pytestmark = pytest.mark.thorough

CODES = ["ur", "pa-arab", "bn", "pl", "ar"]
SCRIPT = {"ur": "ARABIC", "pa-arab": "ARABIC", "ar": "ARABIC", "bn": "BENGALI", "pl": "LATIN"}
# What keeps its name everywhere: services as people will hear them called, and a key on the keyboard.
NAMES = ["National Domestic Abuse Helpline", "Men's Advice Line", "Childline", "Samaritans", "Shout", "NHS", "NSPCC"]
NAMES += ["Shift", "TiP Borough", "Elmfield Partnership"]
NAMES += ["Ward"]  # the service, which every title names
SPOKEN = ("aria-label", "title", "placeholder", "alt")
EMPTY = {"meta", "link", "input", "br", "img", "hr"}
SILENT = {"style", "script"}


class Spoken(HTMLParser):
    """The texts of a page by the language that its markup says they are in."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[tuple[str, str]] = []
        self._open: list[tuple[str, str]] = [("", "")]

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        language = values.get("lang") or self._open[-1][1]
        if tag not in EMPTY:
            self._open.append((tag, language))
        for name, value in values.items():
            if value and (name in SPOKEN or (name.startswith("data-") and " " in value)):
                self.texts.append((language, value))

    def handle_endtag(self, tag):
        while self._open[-1][0] not in (tag, ""):
            self._open.pop()
        if self._open[-1][0] == tag:
            self._open.pop()

    def handle_data(self, data):
        tag, language = self._open[-1]
        if data.strip() and tag not in SILENT:
            self.texts.append((language, " ".join(data.split())))


def spoken(response) -> list[tuple[str, str]]:
    parser = Spoken()
    parser.feed(response.content.decode())
    return parser.texts


def fields_of(response) -> dict[str, str]:
    """What a browser would send back without anything being chosen."""
    body = response.content.decode()
    inputs = re.findall(r'<input type="hidden"([^>]*)>', body)
    return {
        re.search(r'name="([^"]*)"', each)[1]: (re.search(r'value="([^"]*)"', each) or ["", ""])[1] for each in inputs
    }


def walk(link: SurveyLink, code: str):
    """Every page of a survey in a language: its start, every question, the end, thanks, and a mistake."""
    client = Client()
    address = f"/s/{link.token}/questions/"
    yield client.get(f"/s/{link.token}/?language={code}")
    page = client.get(f"{address}?language={code}")
    seen = set()
    while True:
        yield page
        name = fields_of(page).get("page", "")
        if name in seen:
            break
        seen.add(name)
        page = client.post(address, fields_of(page) | {"go": "next"})
        assert page.status_code == 200
    assert len(seen) > 12
    yield client.post(address, fields_of(page) | {"go": "send"})
    yield client.get(f"/s/{link.token}/thank-you/?language={code}")
    yield client.get(f"/s/contact/{link.service.partnership.slug}/?language={code}")
    yield client.post(f"/s/contact/{link.service.partnership.slug}/", {"language": code})
    yield client.get(f"/s/code/?language={code}")


@pytest.fixture(params=["families", "children"])
def link(request, borough: Borough) -> SurveyLink:
    links = survey_links_for(service=borough.services["ward"], round_=borough.round)
    return next(each for each in links if each.instrument.key == request.param)


def without_names(text: str) -> str:
    for name in NAMES:
        text = text.replace(name, "")
    return text


def test_t11_every_page_of_a_survey_is_easy_as_a_whole(link: SurveyLink):
    easy = HARDEST[link.instrument.key]
    hard = {}
    for page in walk(link, english().code):
        # when a number was last checked is a date, not something to read
        texts = [text.partition(" · last checked")[0] for _, text in spoken(page)]
        texts = [text for text in texts if is_long_enough_to_grade(text)]
        found = grade(" ".join(text if text[-1] in ".?!" else f"{text}." for text in texts))
        # a code comes on a card from the service, which a grown-up reads
        if found > (HARDEST["families"] if page.request["PATH_INFO"] == "/s/code/" else easy):
            hard[page.request["PATH_INFO"]] = found
    assert hard == {}


def test_t14_a_survey_is_in_one_language_from_first_to_last_page(link: SurveyLink):
    in_english = set()
    for page in walk(link, english().code):
        assert '<html lang="en-GB" dir="ltr"' in page.content.decode()
        in_english |= {text for said, text in spoken(page) if said == "en-GB"}
    in_english = {text for text in in_english if re.search("[A-Za-z]{2}", without_names(text))}
    assert len(in_english) > 60
    for code in CODES:
        language = language_called(code)
        for page in walk(link, code):
            body = page.content.decode()
            assert f'<html lang="{language.tag}" dir="{language.direction}"' in body
            assert ("answering.rtl.css" in body) == language.is_right_to_left
            own = [text for said, text in spoken(page) if said == language.tag]
            assert len(own) > 10
            assert [text for text in own if text in in_english] == []
            letters = {letter for text in own for letter in without_names(text) if letter.isalpha()}
            assert {unicodedata.name(letter).split()[0] for letter in letters} <= {SCRIPT[code]}

"""The accessibility statement: whole as the regulations ask, its known faults from a file that cannot grow old."""

import ast
import datetime
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import get_resolver

from organisations.accessibility import LOOKED_AT_EVERY, KnownFault, known_fault, known_faults, reviewed_on
from organisations.models import Partnership
from tests.builders import Borough, text_of

ROOT = Path(__file__).parents[2]


@pytest.fixture
def statement(db) -> str:
    return text_of(Client().get("/accessibility/"))


ASKED_FOR = {
    "how compliant": "partially compliant with the Web Content Accessibility Guidelines version 2.2 AA standard",
    "the regulations": "Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018",
    "disproportionate burden": "We claim no disproportionate burden",
    "another way": "such as paper, large print, an easy-read page, another language or a conversation",
    "how fast": "within 5 working days",
    "who enforces": "Equality and Human Rights Commission (EHRC)",
    "whom to turn to": "Equality Advisory and Support Service (EASS)",
    "how it was tested": "a program (axe) checks each kind of page at two widths",
    "when it was prepared": "prepared on 23 November 2026",
}


@pytest.mark.parametrize("words", ASKED_FOR.values(), ids=ASKED_FOR)
def test_what_the_regulations_ask_for_is_there(words: str, statement: str):
    assert words in statement


def test_every_known_fault_is_listed_with_its_criterion_and_what_to_do_instead(statement: str):
    assert known_faults()
    for fault in known_faults():
        assert f"{fault.what} {fault.instead} WCAG 2.2 success criterion {fault.guideline}." in statement
        assert re.fullmatch(r"[1-4]\.[1-5]\.\d{1,2}", fault.guideline)
        assert fault.found_on <= fault.looked_at_on


def test_someone_has_looked_at_each_of_them_in_the_last_half_year(statement: str):
    today = datetime.datetime.now(tz=datetime.UTC).date()
    old = [fault.what for fault in known_faults() if today - fault.looked_at_on > LOOKED_AT_EVERY]
    assert old == [], "look whether this is mended, then change looked_at_on or take the line away"
    assert f"last reviewed on {reviewed_on():%-d %B %Y}" in statement


def test_whom_to_write_to_is_named_only_where_a_partnership_is_listed(borough: Borough):
    Partnership.objects.filter(pk=borough.partnership.pk).update(contact_email="ask@example.org")
    assert "ask@example.org" not in text_of(Client().get("/accessibility/"))
    Partnership.objects.filter(pk=borough.partnership.pk).update(is_listed=True)
    assert "Elmfield Partnership: ask@example.org" in text_of(Client().get("/accessibility/"))


@pytest.mark.parametrize("fault", known_faults(), ids=lambda fault: fault.key)
def test_every_known_fault_is_shown_by_a_test_that_turns_red_once_it_is_mended(fault: KnownFault):
    file, _, name = fault.shown_by.partition("::")
    tests = [part for part in ast.parse((ROOT / file).read_text()).body if isinstance(part, ast.FunctionDef)]
    shown = [test for test in tests if test.name == name]
    assert shown, f"there is no test called {fault.shown_by}"
    marks = [ast.unparse(mark) for mark in shown[0].decorator_list]
    assert f"shows_known_fault('{fault.key}')" in marks, "the test says which fault it shows"


def test_what_axe_may_mind_is_said_of_pages_that_there_are():
    assert len({fault.key for fault in known_faults()}) == len(known_faults())
    for fault in known_faults():
        assert bool(fault.axe_rule) == bool(fault.page), f"{fault.key}: which rule, and on which page?"
        if fault.page:
            room, _, name = fault.page.rpartition(":")
            names = get_resolver().namespace_dict[room][1] if room else get_resolver()
            assert names.reverse_dict.getlist(name), f"there is no page called {fault.page}"


def test_a_test_cannot_show_a_fault_that_is_not_listed():
    with pytest.raises(KeyError):
        known_fault("mended-long-ago")

"""The accessibility statement: whole as the regulations ask, its known faults from a file that cannot grow old."""

import datetime
import re

import pytest
from django.test import Client

from organisations.accessibility import LOOKED_AT_EVERY, known_faults, reviewed_on
from organisations.models import Partnership
from tests.builders import Borough, text_of


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


def test_somebody_has_looked_at_each_of_them_in_the_last_half_year(statement: str):
    today = datetime.datetime.now(tz=datetime.UTC).date()
    old = [fault.what for fault in known_faults() if today - fault.looked_at_on > LOOKED_AT_EVERY]
    assert old == [], "look whether this is mended, then change looked_at_on or take the line away"
    assert f"last reviewed on {reviewed_on():%-d %B %Y}" in statement


def test_whom_to_write_to_is_named_only_where_a_partnership_is_listed(borough: Borough):
    Partnership.objects.filter(pk=borough.partnership.pk).update(contact_email="ask@example.org")
    assert "ask@example.org" not in text_of(Client().get("/accessibility/"))
    Partnership.objects.filter(pk=borough.partnership.pk).update(is_listed=True)
    assert "Elmfield Partnership: ask@example.org" in text_of(Client().get("/accessibility/"))

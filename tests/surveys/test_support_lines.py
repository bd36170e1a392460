"""Where someone can turn: the numbers are right, and someone looks again at least every half year."""

import csv
import datetime
import unicodedata

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys.models import Instrument, SurveyLink
from tests.builders import CONTENT, text_of

LONGEST = datetime.timedelta(days=180)
# From what the services publish themselves. Anyone who changes a number here has rung it or read it there.
NUMBERS = {
    "999",
    "0800 1111",
    "116 123",
    "85258",
    "111",
    "0808 800 5000",
    "0808 2000 247",
    "0808 801 0327",
}


def lines() -> list[dict[str, str]]:
    with (CONTENT / "support_lines.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def too_long_ago(today: datetime.date) -> list[str]:
    return [line["name"] for line in lines() if today - datetime.date.fromisoformat(line["checked_on"]) > LONGEST]


def test_t6_every_support_line_was_checked_in_the_last_half_year():
    assert too_long_ago(timezone.localdate()) == [], "Check these numbers and hours, and change checked_on"


def test_t6_a_line_that_no_one_has_looked_at_for_half_a_year_fails_the_checks():
    newest = max(datetime.date.fromisoformat(line["checked_on"]) for line in lines())
    assert too_long_ago(newest + LONGEST + datetime.timedelta(days=1)) == [line["name"] for line in lines()]


def test_t6_no_one_was_asked_tomorrow():
    assert all(datetime.date.fromisoformat(line["checked_on"]) <= timezone.localdate() for line in lines())


def test_t6_the_lines_that_were_promised_are_there_with_their_hours():
    assert {line["contact"] for line in lines()} == NUMBERS
    assert all(line["hours"] for line in lines())
    assert {line["contact"] for line in lines() if line["kind"] == "text"} == {"85258"}
    assert all("yes" in (line["for_families"], line["for_staff"]) for line in lines())


BY_TEXT = {
    "en-gb": "Shout text 85258",
    "pl": "Shout wyślij SMS na numer 85258",
    "ar": "Shout أرسلوا رسالة نصية إلى 85258",
    "ur": "Shout 85258 پر ٹیکسٹ میسج بھیجیں",
    "pa-arab": "Shout 85258 تے ٹیکسٹ میسج بھیجو",
    "bn": "Shout 85258 নম্বরে টেক্সট মেসেজ পাঠান",
}


@pytest.mark.parametrize("language", BY_TEXT)
def test_a_number_to_text_says_so_on_the_page_on_paper_and_where_something_went_wrong(borough, client, language):
    """On paper someone would ring it, and no one answers there."""
    instrument = Instrument.objects.get(framework=borough.round.framework, key="families")
    link = SurveyLink.objects.create(service=borough.services["ward"], round=borough.round, instrument=instrument)
    paper = reverse("surveys:paper-survey", args=["elmfield", borough.services["ward"].slug, "families"])
    pages = {
        "start": client.get(link.get_absolute_url(), {"language": language}),
        "paper": borough.client("lead").get(paper, {"language": language}),
        "error": client.get("/s/no-such-survey/", {"language": language}, follow=True),
    }
    for name, page in pages.items():
        said = "".join(letter for letter in text_of(page) if unicodedata.category(letter) != "Cf")
        assert BY_TEXT[language] in said, name
        assert "999" in said, name
        assert "text 999" not in said, name

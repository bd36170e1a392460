"""A service lead hands the surveys out: what is printed, a shared tablet, quiet mode, and telling what came of it."""

import re

import pytest
from playwright.sync_api import Page, expect

from surveys.models import SurveyLink
from tests.browser.visiting import PROBLEM, look_at
from tests.builders import Borough


@pytest.fixture
def lead(open_browser, borough: Borough) -> Page:
    page = open_browser(borough.people["lead"])
    page.goto(f"/{borough.slug}/services/{borough.services['ward'].slug}/surveys/")
    return page


def test_a_lead_finds_every_way_to_hand_a_survey_out(lead: Page):
    expect(lead.get_by_role("heading", level=1)).to_have_text("Share surveys")
    for way in ("Link", "Poster and cards", "Single-use codes", "Shared tablet", "Paper"):
        expect(lead.get_by_text(way, exact=True)).to_have_count(3)
    look_at(lead)
    lead.get_by_role("button", name=re.compile("Turn off link ?: Families' survey")).click()
    expect(lead.get_by_text("Turned off: open link.")).to_be_visible()
    look_at(lead)
    lead.get_by_role("button", name=re.compile("Make a new link ?: Families' survey")).click()
    expect(lead.get_by_text("Here is a new link.")).to_be_visible()
    lead.get_by_text("Turned off earlier").click()
    expect(lead.get_by_text("there is a newer one")).to_be_visible()
    look_at(lead)


@pytest.mark.parametrize("language", ["English", "اردو", "বাংলা"])
@pytest.mark.parametrize("what", ["Poster", "Cards", "Print paper survey"])
def test_what_is_printed_can_be_read_on_the_screen_too(lead: Page, what: str, language: str):
    lead.get_by_role("link", name=f"{what}").nth(1).click()
    if language != "English":
        lead.get_by_role("link", name=language, exact=True).click()
    expect(lead.locator("html")).to_have_attribute("dir", "rtl" if language == "اردو" else "ltr")
    look_at(lead)
    assert lead.evaluate("getComputedStyle(document.body).printColorAdjust") == "exact"  # white words on a colour
    if what == "Print paper survey":
        lead.get_by_role("button", name="Download PDF").click()
        expect(lead.get_by_role("heading", name="Your file is ready")).to_be_visible()
        return
    with lead.context.expect_event("request", lambda request: "as=pdf" in request.url):
        lead.evaluate("fetch(document.querySelector('.tip-print-bar a[href*=pdf]').href)")


def test_codes_are_made_and_shown_once(lead: Page):
    lead.get_by_role("link", name=re.compile("Make codes ?: Workforce survey")).click()
    look_at(lead)
    lead.get_by_role("button", name="Make codes as a PDF").click()
    expect(lead.locator(PROBLEM)).to_contain_text("Enter a number from 1 to 300")
    look_at(lead)
    lead.get_by_label("How many codes do you need?").fill("4")
    lead.get_by_role("button", name="Make codes on a page to print").click()
    expect(lead.get_by_text("Your code:")).to_have_count(4)
    look_at(lead)


def test_a_tablet_is_opened_and_the_lead_signed_out_on_it(lead: Page, borough: Borough):
    lead.get_by_role("button", name="Open on this device").nth(1).click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Families' survey")
    assert SurveyLink.objects.get(kind="tablet").token in lead.url
    lead.goto(f"/{borough.slug}/start/")
    assert "/accounts/" in lead.url


def test_quiet_mode_and_what_came_of_it(lead: Page, open_browser, borough: Borough):
    lead.get_by_role("link", name="Pause surveys").click()
    look_at(lead)
    lead.get_by_role("button", name="Pause surveys").click()
    expect(lead.get_by_text("Surveys are paused", exact=True)).to_be_visible()
    look_at(lead)
    lead.get_by_role("link", name="Pause surveys").click()
    look_at(lead)
    lead.get_by_role("button", name="Open surveys again").click()
    lead.get_by_role("link", name="You said, we did").click()
    look_at(lead)
    lead.get_by_label("You said").fill("The waiting room felt loud.")
    lead.get_by_label("We did").fill("You can wait in the garden room.")
    lead.get_by_role("button", name="Save and preview").click()
    expect(lead.get_by_role("heading", name="You said, we did: preview")).to_be_visible()
    look_at(lead)
    lead.get_by_role("button", name="Send to be checked").click()
    expect(lead.get_by_text("Another person now checks it.")).to_be_visible()
    look_at(lead)
    reviewer = open_browser(borough.people["reviewer"])
    reviewer.goto(f"/{borough.slug}/start/check/")
    look_at(reviewer)
    reviewer.get_by_role("link", name="Check and publish").press("Enter")
    expect(reviewer.get_by_text("You can wait in the garden room.")).to_be_visible()
    look_at(reviewer)
    reviewer.get_by_role("link", name="Return with a note").press("Enter")
    reviewer.get_by_label("What should be changed?").fill("Say where the garden room is.")
    look_at(reviewer)
    reviewer.get_by_role("button", name="Return with this note").press("Enter")
    expect(reviewer.get_by_text("Returned with your note.")).to_be_visible()
    lead.reload()
    lead.get_by_role("link", name="Read the note and change it").click()
    look_at(lead)
    lead.get_by_role("link", name="Change what it says").click()
    look_at(lead)
    lead.get_by_label("We did").fill("You can wait in the garden room, beside the desk.")
    lead.get_by_role("button", name="Save and preview").click()
    lead.get_by_role("button", name="Send to be checked").click()
    reviewer.goto(f"/{borough.slug}/start/check/")
    reviewer.get_by_role("link", name="Check and publish").click()
    reviewer.get_by_role("button", name="Publish").press("Enter")
    expect(reviewer.get_by_text("Published on the survey’s page.")).to_be_visible()
    lead.reload()
    look_at(lead)

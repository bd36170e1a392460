"""A service lead looks at the service: from "what to do now" to the printed self-assessment."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.actions.assessing import start_assessment
from assessments.models import Assessment, Rating
from organisations.models import Round
from tests.browser.rows import assess_earlier
from tests.browser.visiting import PROBLEM, look_at
from tests.builders import Borough

NEEDS_A_REASON = "Enter why it does not apply to you, or select a stage"
SAVED = re.compile(r"Saved at \d{1,2}:\d\d[ap]m")


def sign_in(page: Page, email: str) -> None:
    """Ask for a code, read it in the email, type it."""
    page.goto(reverse("account_request_login_code"))
    page.get_by_label("Email").fill(email)
    page.get_by_role("button", name="Send code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your sign-in code")
    code = re.search(r"^([A-Z0-9-]{4,})$", mail.outbox[-1].body, re.MULTILINE)[1]
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in").click()


def statement(page: Page, code: str):
    return page.get_by_role("region", name=f"Statement {code}")


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Save and continue").click()


def rating(code: str) -> Rating:
    return Rating.objects.get(assessment__round__slug="autumn-2026", statement__code=code)


@pytest.fixture
def begun(borough: Borough) -> Assessment:
    """The ward's self-assessment, begun and empty."""
    return start_assessment(service=borough.services["ward"], round_=borough.round, by=borough.people["lead"])


def feature_page(code: str) -> str:
    return reverse("assessments:feature-edit", args=["elmfield", "ward", "autumn-2026", code])


def test_a_service_lead_begins_carries_on_submits_prints_and_reopens(open_browser, borough: Borough):
    assess_earlier(borough, "ward")
    Round.objects.filter(pk=borough.round.pk).update(fresh_statements=0)
    page = open_browser()
    sign_in(page, borough.people["lead"].email)

    # what to do now
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")
    look_at(page)
    page.get_by_role("link", name="Start self-assessment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Self-assessment")
    look_at(page)
    page.get_by_role("button", name="Start self-assessment").click()
    expect(page.get_by_text("0 of 8 features")).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="Start with feature 1").click()
    look_at(page)

    # "does not apply" asks for a reason, and everything typed is kept
    reason = statement(page, "1b").get_by_label("Why does it not apply to you?")
    expect(reason).to_be_hidden()
    statement(page, "1a").get_by_label("Recognise").check()
    statement(page, "1a").get_by_label("What shows this?").fill("Monthly reflection, since May")
    statement(page, "1b").get_by_label("Does not apply to us").check()
    expect(reason).to_be_visible()
    go_on(page)
    expect(page.locator(PROBLEM).get_by_role("link", name=NEEDS_A_REASON)).to_be_visible()
    expect(page).to_have_title(re.compile("^Error:"))
    look_at(page)
    expect(statement(page, "1a").get_by_label("What shows this?")).to_have_value("Monthly reflection, since May")
    expect(statement(page, "1a").get_by_label("Recognise")).to_be_checked()
    page.get_by_role("link", name=NEEDS_A_REASON).click()
    expect(reason).to_be_focused()
    page.keyboard.type("We meet no families")
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 ")

    # leaves in the middle, and comes back to what was written
    statement(page, "2a").get_by_label("Realise", exact=True).check()
    statement(page, "2a").get_by_label("What shows this?").press_sequentially("A named worker")
    expect(page.get_by_role("status")).to_have_text(SAVED)
    page.reload()
    expect(statement(page, "2a").get_by_label("What shows this?")).to_have_value("A named worker")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_text("Saved. You can come back to it at any time.")).to_be_visible()
    expect(page.get_by_text("1 of 8 features completed", exact=True)).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="Carry on with feature 2").click()
    statement(page, "2b").get_by_label("Not yet").check()
    go_on(page)

    # what was said in the spring is filled in, to be confirmed
    expect(statement(page, "3a").get_by_text("From last round")).to_be_visible()
    expect(statement(page, "3a").get_by_label("Respond")).to_be_checked()
    look_at(page)
    for code in ("4", "5", "6", "7", "8"):
        go_on(page)
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"{code} ")
    go_on(page)

    # checks, submits, prints
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check your answers")
    expect(page.get_by_text("We meet no families")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Submit self-assessment").click()
    expect(page.get_by_text("submitted. Thank you")).to_be_visible()
    look_at(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Main menu")).to_be_hidden()
    expect(page.get_by_role("link", name="Reopen self-assessment")).to_be_hidden()
    expect(page.get_by_text("Monthly reflection, since May")).to_be_visible()
    page.emulate_media(media="screen")

    # opens it again, saying why
    page.get_by_role("link", name="Reopen self-assessment").click()
    page.get_by_role("button", name="Reopen self-assessment").click()
    page.get_by_role("link", name="Enter a reason for reopening it").click()
    look_at(page)
    page.keyboard.type("We forgot the night shift")
    page.get_by_role("button", name="Reopen self-assessment").click()
    expect(page.get_by_text("Self-assessment reopened")).to_be_visible()
    page.get_by_role("link", name="Check your answers and submit").click()
    expect(page.get_by_text("We forgot the night shift")).to_be_visible()
    look_at(page)
    page.goto(reverse("surveys:survey-links", args=["elmfield", "ward"]))
    look_at(page)


def test_two_people_at_one_page_lose_nothing(open_browser, borough: Borough, begun: Assessment):
    first, second = open_browser(borough.people["contributor"]), open_browser(borough.people["lead"])
    for page in (first, second):
        page.goto(feature_page("6"))
    statement(first, "6a").get_by_label("Respond").check()
    statement(first, "6a").get_by_label("What shows this?").fill("Supervision each month")
    go_on(first)
    expect(first.get_by_role("heading", level=1)).to_contain_text("7 ")

    statement(second, "6a").get_by_label("Realise", exact=True).check()
    statement(second, "6a").get_by_label("What shows this?").fill("Two people have no date yet")
    statement(second, "6b").get_by_label("Not yet").check()
    expect(second.get_by_role("status")).to_contain_text("Someone else changed this page too")
    go_on(second)
    choice = second.get_by_role("group", name=re.compile("^6a "))
    expect(second.get_by_text("Realise. Two people have no date yet")).to_be_visible()
    expect(second.get_by_text("Respond. Supervision each month")).to_be_visible()
    look_at(second)
    choice.get_by_label("Keep both").check()
    go_on(second)
    expect(second.get_by_role("heading", level=1)).to_contain_text("7 ")
    assert rating("6a").evidence == "Supervision each month\n\nTwo people have no date yet"
    assert rating("6a").stage.title == "Realise"
    assert rating("6b").stage.title == "Not yet"


def test_a_lost_network_loses_no_word(open_browser, borough: Borough, begun: Assessment):
    page = open_browser(borough.people["lead"])
    page.goto(feature_page("1"))
    evidence = statement(page, "1a").get_by_label("What shows this?")
    page.context.set_offline(True)
    evidence.press_sequentially("Written on the train")
    expect(page.get_by_role("status")).to_contain_text("There is no connection")
    go_on(page)
    expect(evidence).to_have_value("Written on the train")
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_have_text(SAVED)
    assert rating("1a").evidence == "Written on the train"
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 ")


def test_the_self_assessment_needs_no_javascript(open_browser, borough: Borough):
    assess_earlier(borough, "ward")
    Round.objects.filter(pk=borough.round.pk).update(fresh_statements=0)
    page = open_browser(java_script_enabled=False, viewport={"width": 320, "height": 800})
    sign_in(page, borough.people["lead"].email)
    page.get_by_role("link", name="Start self-assessment").click()
    page.get_by_role("button", name="Start self-assessment").click()
    page.get_by_role("link", name="Start with feature 1").click()
    statement(page, "1a").get_by_label("Recognise").check()
    statement(page, "1b").get_by_label("Does not apply to us").check()
    go_on(page)
    expect(page.get_by_role("link", name=NEEDS_A_REASON)).to_be_visible()
    expect(statement(page, "1a").get_by_label("Recognise")).to_be_checked()
    statement(page, "1b").get_by_label("Why does it not apply to you?").fill("We meet no families")
    go_on(page)
    statement(page, "2a").get_by_label("Not yet").check()
    statement(page, "2b").get_by_label("Not yet").check()
    for code in ("3", "4", "5", "6", "7", "8"):
        go_on(page)
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"{code} ")
    go_on(page)
    page.get_by_role("button", name="Submit self-assessment").click()
    expect(page.get_by_text("submitted. Thank you")).to_be_visible()

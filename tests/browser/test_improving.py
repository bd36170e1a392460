"""A service lead says what the service will change, says how far it is, and tells people."""

import pytest
from playwright.sync_api import Page, expect

from assessments.models import ImprovementAction
from tests.browser.visiting import BOTH_WAYS, PROBLEM, look_at
from tests.builders import Borough

PLAN = "/elmfield/services/ward/actions/"


@BOTH_WAYS
def test_an_action_from_the_first_mistake_to_telling_people(open_browser, borough: Borough, script: bool):
    page: Page = open_browser(borough.people["lead"], java_script_enabled=script)
    page.goto(PLAN)
    expect(page.get_by_text("Nothing is planned yet")).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="Add an action").click()
    look_at(page)
    page.get_by_label("Or which team or organisation?").fill("The whole team")
    page.get_by_role("button", name="Save action").click()
    expect(page.locator(PROBLEM).first).to_contain_text("Enter what you will change")
    look_at(page)
    page.get_by_label("What will you change?").fill("Ask who should be in the room")
    page.get_by_label("Which statement is it about?").select_option(index=7)
    page.get_by_role("button", name="Save action").click()
    expect(page.get_by_text("The action has been saved.").first).to_be_visible()
    expect(page.get_by_text("The whole team · no end date")).to_be_visible()
    look_at(page)

    page.get_by_role("button", name="Begin").click()
    expect(page.locator(".govuk-tag", has_text="Under way")).to_be_visible()
    page.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_role("heading", name="Done or stopped")).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="Say what has changed").click()
    page.get_by_label("What has changed?").fill("Every family is asked.")
    page.get_by_role("button", name="Save action").click()
    page.get_by_role("link", name="Tell people what you did").click()
    expect(page.get_by_label("We did")).to_have_value("Every family is asked.")
    row = ImprovementAction.objects.get()
    assert (row.state, row.became) == ("done", "Every family is asked.")


def test_the_plan_is_kept_with_the_keyboard_alone(open_browser, borough: Borough):
    row = ImprovementAction.objects.create(
        service=borough.services["ward"], what="Quieter waiting room", recorded_on="2026-10-01"
    )
    page = open_browser(borough.people["contributor"])
    page.goto(PLAN)
    press = page.get_by_role("button", name="Begin")
    for _ in range(40):
        page.keyboard.press("Tab")
        if press.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".govuk-tag", has_text="Under way")).to_be_visible()
    row.refresh_from_db()
    assert row.state == "under_way"


@pytest.mark.parametrize("width", [320, 1280])
def test_long_words_and_many_actions_stay_within_the_page(open_browser, borough: Borough, width: int):
    for number in range(30):
        ImprovementAction.objects.create(
            service=borough.services["ward"],
            what=f"{number} Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen {'and so on ' * 20}"[:300],
            who="A" * 120,
            would_show="B" * 300,
            recorded_on="2026-10-01",
        )
    page = open_browser(borough.people["admin"], viewport={"width": width, "height": 800})
    page.goto("/elmfield/actions/")
    expect(page.get_by_text("30 actions, 30 planned or under way")).to_be_visible()
    look_at(page)

"""A service lead places the service on the change journey, with fresh eyes, and sees how it moved."""

import pytest
from playwright.sync_api import Page, expect

from assessments.models import JourneyPlace
from framework.models import JourneyLine
from organisations.actions import close_round
from tests.browser.visiting import BOTH_WAYS, look_at
from tests.builders import NOON, Borough, days, make_round

JOURNEY = "/elmfield/services/ward/journey/"
FIRST, SECOND = "practitioner-realise", "organisation-outcome"


@pytest.fixture
def again(borough: Borough) -> Borough:
    """The round after the first one, in which the ward was on two lines."""
    for code, value in ((FIRST, 1), (SECOND, 3)):
        line = JourneyLine.objects.get(code=code, framework=borough.round.framework)
        JourneyPlace.objects.create(
            service=borough.services["ward"],
            round=borough.round,
            line=line,
            position=line.framework.journey_positions.get(value=value),
            changed_at=NOON,
        )
    close_round(round_=borough.round, by=borough.people["admin"])
    make_round(borough, "Spring 2027", opens_on=borough.round.opens_on + days(180))
    return borough


@BOTH_WAYS
def test_a_line_is_placed_with_fresh_eyes_and_then_shows_how_it_moved(open_browser, again: Borough, script: bool):
    page: Page = open_browser(again.people["lead"], java_script_enabled=script)
    page.goto(JOURNEY)
    expect(page.get_by_text("Look with fresh eyes first.").first).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="Place your service in Spring 2027").click()
    look_at(page)
    line = page.locator(f"#line-{FIRST}")
    expect(line.get_by_text("Choose with fresh eyes.")).to_be_visible()
    expect(page.get_by_text("In Autumn 2026 you chose")).to_have_count(0)
    line.get_by_label("Mostly there").check()
    if not script:
        page.get_by_role("button", name="Save").click()
    expect(line.get_by_text("In Autumn 2026 you chose “Starting to move”.")).to_be_visible()
    assert JourneyPlace.objects.get(round__name="Spring 2027").position.title == "Mostly there"
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 step nearer to “After”")).to_be_visible()
    look_at(page)


def test_a_line_is_placed_and_left_out_again_with_the_keyboard_alone(open_browser, borough: Borough):
    page: Page = open_browser(borough.people["contributor"])
    page.goto(f"{JOURNEY}autumn-2026/")
    first = page.locator(f"#line-{FIRST}").get_by_label("Before")
    for _ in range(40):
        page.keyboard.press("Tab")
        if first.evaluate("radio => radio === document.activeElement"):
            break
    page.keyboard.press("ArrowDown")
    status = page.locator("[data-save-status]")
    expect(status).to_contain_text("Saved at")
    assert JourneyPlace.objects.get().position.title == "Starting to move"
    for _ in range(3):
        with page.expect_response("**/autosave/"):
            page.keyboard.press("ArrowDown")
    expect(page.locator(f"#line-{FIRST}").get_by_label("Leave this line out")).to_be_checked()
    expect(status).to_contain_text("Saved at")
    assert not JourneyPlace.objects.exists()

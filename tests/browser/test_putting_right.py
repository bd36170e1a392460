"""An admin puts right what was done by mistake, and emails those who have not submitted."""

import pytest
from playwright.sync_api import Page, expect

from organisations.changing import close_service
from organisations.models import Round, Service
from tests.browser.visiting import BOTH_WAYS, PROBLEM, look_at
from tests.builders import TODAY, Borough, days, make_round

RIGHT = "/elmfield/setup/put-right/"


@BOTH_WAYS
def test_a_round_a_service_and_one_more_are_put_right(open_browser, borough: Borough, script: bool):
    make_round(borough, "Spring 2047", state="planned", opens_on=TODAY + days(9000))
    Round.objects.filter(pk=borough.round.pk).update(state="closed", is_sealed=True)
    close_service(service=borough.services["refuge"], by=borough.people["admin"])
    page: Page = open_browser(borough.people["admin"], java_script_enabled=script)
    page.goto("/elmfield/setup/")
    page.get_by_role("link", name="Put right").first.click()
    look_at(page)
    page.get_by_role("link", name="Delete Spring 2047").click()
    look_at(page)
    page.get_by_role("button", name="Delete this round").click()
    expect(page.get_by_text("Spring 2047 deleted.")).to_be_visible()

    page.goto(RIGHT)
    page.get_by_role("link", name="See archived services").click()
    look_at(page)
    page.get_by_role("link", name="Refuge", exact=True).click()
    look_at(page)
    page.get_by_role("link", name="Restore this service").click()
    look_at(page)
    page.get_by_role("button", name="Restore this service").click()
    expect(page.get_by_text("Refuge restored.")).to_be_visible()

    page.goto(RIGHT)
    page.get_by_role("link", name="Add a service").click()
    page.get_by_role("button", name="Add this service").click()
    expect(page.locator(PROBLEM).first).to_contain_text("Select a sector")
    look_at(page)
    page.get_by_label("Sector").select_option("Health")
    page.get_by_label("Organisation", exact=True).select_option("Council")
    page.get_by_label("Name of the service").fill("Clinics")
    page.get_by_role("button", name="Add this service").click()
    expect(page.locator(PROBLEM).first).to_contain_text("Say whether it is the same")
    look_at(page)
    page.get_by_label("No, it is another one. Add it.").check()
    page.get_by_role("button", name="Add this service").click()
    expect(page.get_by_text("Clinics added.")).to_be_visible()
    assert Service.objects.active().count() == 5


@BOTH_WAYS
def test_leads_are_emailed_in_one_press_before_a_round_closes(open_browser, borough: Borough, script: bool):
    page: Page = open_browser(borough.people["admin"], java_script_enabled=script)
    page.goto("/elmfield/rounds/autumn-2026/close/")
    look_at(page)
    page.get_by_role("link", name="Email their leads").click()
    expect(page.get_by_role("heading", name="2 people get an email each")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Email 2 people").click()
    expect(page.get_by_text("Emails sent to 2 people.")).to_be_visible()
    look_at(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_end_of_a_partnership_is_asked_for_with_its_name(open_browser, borough: Borough, width: int):
    Round.objects.all().delete()
    page = open_browser(borough.people["admin"], viewport={"width": width, "height": 800})
    page.goto("/elmfield/setup/end/")
    look_at(page)
    page.get_by_label("Name of the partnership").fill("Elmfield")
    page.get_by_role("button", name="Ask to end this partnership").click()
    expect(page.locator(PROBLEM).first).to_contain_text("Enter the name of this partnership")
    page.get_by_label("Name of the partnership").fill("Elmfield Partnership")
    page.get_by_role("button", name="Ask to end this partnership").click()
    expect(page.get_by_text("You are the only admin, so it ends by itself")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Keep this partnership").click()
    expect(page.get_by_text("Elmfield Partnership goes on.")).to_be_visible()

"""Every page that anyone may open, and the kind pages for what is not there or not open."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.visiting import look_at
from tests.builders import Borough

PUBLIC = (
    "home",
    "framework:framework",
    "framework:journey",
    "framework:theory-of-change",
    "privacy",
    "accessibility",
    "account_request_login_code",
    "account_signup",
)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page(open_browser, borough: Borough, name: str):
    page = open_browser()
    response = page.goto(reverse(name))
    assert response
    assert response.ok
    look_at(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_anyone_checks_what_is_kept_of_an_answer(open_browser, borough: Borough, scripts: bool):
    page = open_browser(java_script_enabled=scripts)

    def look() -> None:
        if scripts:  # axe is one
            look_at(page)

    page.goto(reverse("privacy"))
    page.get_by_role("link", name="Check for yourself what we keep of an answer").click()
    look()
    page.get_by_role("button", name="Show what you keep").click()
    expect(page.get_by_role("link", name="Select an answer to at least one question")).to_be_visible()
    look()
    page.get_by_role("radio").first.check()
    page.get_by_label("Comment").fill("They listened.")
    page.get_by_role("button", name="Show what you keep").click()
    expect(page.get_by_role("heading", name="After the round is closed and sealed")).to_be_visible()
    look()


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
@pytest.mark.parametrize(("code", "own_name"), [("pl", "polski"), ("ur", "اردو")])
def test_the_accessibility_statement_in_another_language_and_back(
    open_browser, borough: Borough, code: str, own_name: str, scripts: bool
):
    page = open_browser(java_script_enabled=scripts)
    page.goto(reverse("accessibility"))
    page.get_by_role("link", name=own_name, exact=True).click()
    root = page.locator("html")
    expect(root).to_have_attribute("lang", code)
    expect(root).to_have_attribute("dir", "rtl" if code == "ur" else "ltr")
    expect(page.get_by_role("link", name=own_name, exact=True)).to_have_attribute("aria-current", "true")
    look_at(page)
    page.get_by_role("link", name="English", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accessibility statement")


def test_a_partnerships_own_page_leads_to_its_pledges(open_browser, borough: Borough):
    page = open_browser()
    page.goto(reverse("organisations:partnership-home", args=["elmfield"]))
    look_at(page)
    page.get_by_role("link", name="Read our leaders’ pledges").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What our leaders have promised")


def test_a_page_that_is_not_there(open_browser, borough: Borough):
    page = open_browser()
    response = page.goto("/nowhere/")
    assert response
    assert response.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("We could not find this page")
    look_at(page)


def test_a_page_that_is_not_open_to_someone(open_browser, borough: Borough):
    page = open_browser(borough.people["board"])
    response = page.goto(reverse("organisations:people-list", args=["elmfield"]))
    assert response
    assert response.status == 403
    expect(page.get_by_role("heading", level=1)).to_have_text("You do not have access to this page")
    look_at(page)


def test_an_invitation_that_is_used_up(open_browser, borough: Borough):
    page = open_browser()
    page.goto(reverse("organisations:invitation-accept", args=["used-up"]))
    expect(page.get_by_role("heading", level=1)).to_have_text("This invitation can no longer be used")
    look_at(page)

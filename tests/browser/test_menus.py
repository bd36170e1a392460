"""The main menu, the menu inside a service and the account menu: by keyboard alone, on a phone, without a script."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from organisations.models import User
from tests.browser.visiting import BOTH_WAYS, look_at
from tests.builders import Borough

LONG = "Wilhelmina Featherstonehaugh-Cholmondeley of Northside Hospital"
MOST_TABS = 40


def tab_to(page: Page, name: str) -> None:
    """Go on with the Tab key until the focus is on what is called so."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        said = page.evaluate("document.activeElement.innerText?.replace(/\\s+/g, ' ').replace(' ,', ',').trim()")
        if said.endswith(name):
            return
    raise AssertionError(f"No {name} within reach of the Tab key")


@BOTH_WAYS
@pytest.mark.parametrize("width", [320, 1280])
def test_everything_in_the_menus_is_reached_with_the_keyboard(
    open_browser: Callable[..., Page], borough: Borough, script: bool, width: int
):
    lead = borough.people["lead"]
    User.objects.filter(pk=lead.pk).update(name=LONG)
    page = open_browser(lead, java_script_enabled=script)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(reverse("start-page", args=["elmfield"]))
    if width == 320:
        tab_to(page, "Menu")
        page.keyboard.press("Enter")
    tab_to(page, "Ward")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ward")
    tab_to(page, "About this service, Ward")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("About this service")
    tab_to(page, LONG)
    page.keyboard.press("Enter")
    if script:
        look_at(page)
    tab_to(page, "Reminders")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reminders")
    tab_to(page, LONG)
    page.keyboard.press("Enter")
    tab_to(page, "Sign out")
    page.keyboard.press("Enter")
    expect(page.locator(".tip-menu--account")).to_have_count(0)


def test_the_pages_of_the_menus_are_for_everyone(open_browser: Callable[..., Page], borough: Borough):
    for who, paths in {
        "admin": ("setup/", "more/"),
        "programme": ("programme/",),
        "leader": ("organisation/hospital/",),
        "sector": ("sector/health/", "sector/"),
        "lead": ("services/ward/assessment/", "services/ward/activities/", "services/ward/results/", "start/"),
    }.items():
        page = open_browser(borough.people[who])
        for path in paths:
            page.goto(f"/elmfield/{path}")
            look_at(page)

"""A newcomer at the door of the demonstration: looks at it, walks in with the keyboard, and becomes someone else."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from demonstration import build as building
from organisations.models import DemonstrationBuild, Partnership
from tests.browser.visiting import BOTH_WAYS, look_at
from tests.builders import Borough


@pytest.fixture
def millbrook(live_server) -> Partnership:
    """The demonstration's places and people, without what they did."""
    partnership = Partnership.objects.create(slug="millbrook", name="Millbrook Partnership", is_demonstration=True)
    building._places(partnership)
    building._people(partnership)
    return partnership


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the button or link with this name has the focus, and is seen to have it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.textContent.trim()")
        if focused == name:
            seen = page.evaluate(
                "(() => { const style = getComputedStyle(document.activeElement);"
                " return style.outlineStyle !== 'none' || style.boxShadow !== 'none' })()"
            )
            assert seen, f"{name} has the focus, and nothing shows it"
            return
    raise AssertionError(f"Sixty presses of Tab do not lead to {name}")


@BOTH_WAYS
def test_a_newcomer_walks_in_with_the_keyboard_and_becomes_someone_else(
    open_browser, millbrook: Partnership, script: bool
):
    page = open_browser() if script else open_browser(java_script_enabled=False)
    page.goto("/")
    if script:
        look_at(page)
    for picture in page.locator(".tip-door__picture img").all():
        assert picture.evaluate("each => each.complete && each.naturalWidth > 100")
    tab_to(page, "Try the demonstration")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.split('#')[0]}#walk-in")
    tab_to(page, "Sign in as Amira Hussain")
    page.keyboard.press("Enter")
    expect(page.locator(".tip-menu__name")).to_have_text("Amira Hussain")
    if script:
        look_at(page)
    page.get_by_role("link", name="Sign in as someone else").click()
    page.get_by_role("button", name="Sign in as Margaret Hill").click()
    expect(page.locator(".tip-menu__name")).to_have_text("Margaret Hill")
    page.locator(".tip-menu--account summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator(".tip-menu--account")).to_have_count(0)
    page.goto("/")
    expect(page.get_by_role("button", name="Sign in as Amira Hussain")).to_be_visible()


@BOTH_WAYS
def test_the_page_goes_on_by_itself_when_the_borough_has_been_built(open_browser, millbrook: Partnership, script: bool):
    row = DemonstrationBuild.objects.create(
        partnership=millbrook, doing="Spring 2026: release", percent=70, alive_at=timezone.now()
    )
    page = open_browser() if script else open_browser(java_script_enabled=False)
    page.goto("/")
    expect(page.get_by_text("70% · Spring 2026: release")).to_be_visible()
    if script:
        look_at(page)
    row.percent, row.is_done = 100, True
    row.save()
    expect(page.get_by_role("button", name="Sign in as Amira Hussain")).to_be_visible(timeout=15_000)


def test_an_admin_agrees_that_the_front_page_names_the_partnership(open_browser, borough: Borough):
    admin = open_browser(borough.people["admin"])
    admin.goto(reverse("organisations:service-list", args=["elmfield"]))
    admin.get_by_role("link", name="Front page").click()
    look_at(admin)
    admin.get_by_label("Name Elmfield Partnership on the front page").check()
    admin.get_by_role("button", name="Save").click()
    told = admin.get_by_role("group", name="The front page now names")
    expect(told).to_be_focused()  # so that it is read, once, by those who do not see it
    look_at(admin)
    visitor = open_browser()
    visitor.goto("/")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Elmfield Partnership")
    look_at(visitor)

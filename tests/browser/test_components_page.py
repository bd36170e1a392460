"""Every part of the look in a real browser: wide and narrow, both directions, without JavaScript, on paper."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from organisations.models import Partnership, User

DANGLING = """() => [...document.querySelectorAll('[aria-describedby], [aria-labelledby], [for], a[href^="#"]')]
  .flatMap((e) => ['aria-describedby', 'aria-labelledby', 'for', 'href'].flatMap((name) =>
    name === 'href' && e.tagName !== 'A' ? [] :
      (e.getAttribute(name) || '').split(/\\s+/).filter((part) => name !== 'href' || part.startsWith('#'))))
  .map((target) => target.replace(/^#/, ''))
  .filter((target) => target && !document.getElementById(target))"""


@pytest.fixture
def staff_page(page: Page, live_server, django_user_model: type[User]) -> Page:
    """The components page, seen by one of its builders."""
    client = Client()
    client.force_login(django_user_model.objects.create_user("builder@example.org", is_staff=True))
    name = next(iter(client.cookies))
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return page


@pytest.mark.parametrize("query", ["", "?dir=rtl"], ids=["left to right", "right to left"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_components_are_accessible_and_never_wider_than_the_screen(
    staff_page: Page, assert_accessible: Callable[[Page], None], width: int, query: str
):
    staff_page.set_viewport_size({"width": width, "height": 800})
    staff_page.goto(reverse("components") + query)
    expect(staff_page.get_by_role("heading", level=1, name="Components")).to_be_visible()
    assert_accessible(staff_page)
    assert staff_page.evaluate("document.documentElement.scrollWidth") <= width
    assert staff_page.evaluate(DANGLING) == []


def test_letters_may_be_twice_as_large(staff_page: Page):
    staff_page.set_viewport_size({"width": 640, "height": 800})
    staff_page.goto(reverse("components"))
    staff_page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert staff_page.evaluate("document.documentElement.scrollWidth") <= 640


@pytest.mark.browser_context_args(java_script_enabled=False, viewport={"width": 320, "height": 800})
def test_the_menu_opens_without_javascript(staff_page: Page):
    staff_page.goto(reverse("components"))
    expect(staff_page.get_by_role("link", name="Theory of change")).to_be_hidden()
    staff_page.locator(".tip-menu--narrow summary").click()
    expect(staff_page.get_by_role("link", name="Theory of change")).to_be_visible()
    expect(staff_page.get_by_role("button", name="Print this page")).to_be_hidden()


def test_an_error_link_moves_the_focus_to_the_answer(staff_page: Page):
    staff_page.goto(reverse("components"))
    staff_page.get_by_role("link", name="Select a stage, or select that it does not apply").click()
    expect(staff_page.locator("#wrong_stage_0")).to_be_focused()


def test_the_skip_link_is_first_and_leads_to_the_main_part(staff_page: Page):
    staff_page.goto(reverse("components"))
    staff_page.evaluate("document.activeElement.blur()")
    staff_page.get_by_role("link", name="Skip to main content").focus()
    staff_page.keyboard.press("Enter")
    expect(staff_page.locator("#main")).to_be_focused()


def test_on_paper_the_navigation_goes_and_the_figures_stay(staff_page: Page):
    staff_page.goto(reverse("components"))
    staff_page.emulate_media(media="print")
    expect(staff_page.get_by_role("navigation", name="Main menu")).to_be_hidden()
    expect(staff_page.get_by_role("button", name="Print this page")).to_be_hidden()
    expect(staff_page.get_by_text("of 45 services").first).to_be_visible()


def test_a_partnerships_colour_reaches_its_pages(staff_page: Page):
    Partnership.objects.create(slug="purple", name="Purple Partnership", colour="#6b3f69")
    staff_page.goto(reverse("organisations:partnership-home", args=["purple"]))
    colour = staff_page.evaluate("getComputedStyle(document.querySelector('.tip-header')).backgroundColor")
    assert colour == "rgb(107, 63, 105)"


def test_visitors_do_not_see_the_workshop(page: Page):
    page.goto(reverse("components"))
    expect(page.get_by_role("heading", name="Components")).to_be_hidden()

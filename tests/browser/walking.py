"""Walking through a survey as someone on a phone does."""

import time
from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page, expect

from surveys.models import SurveyLink

PHONE = {"width": 320, "height": 700}
NEUTRAL = "www.bbc.co.uk"
SEND = "Send my answers"
MOST_SCREENS = 30


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def answer(page: Page, question: str, words: str) -> None:
    page.get_by_role("group", name=question).get_by_label(words, exact=True).check()


def first_question(link: SurveyLink) -> str:
    return link.instrument.questions.first().text


def start(page: Page, link: SurveyLink) -> None:
    page.goto(link.get_absolute_url())
    page.get_by_role("link", name="Start").click()
    expect(page.locator("form#survey")).to_be_visible()


def go_back(page: Page) -> None:
    """Press the browser's Back. What it comes to may be nothing at all, or a page that leads on at once."""
    with suppress(PlaywrightError):
        page.go_back()
    page.wait_for_timeout(150)
    page.wait_for_load_state()


def name_of_screen(page: Page) -> str:
    """What the page carries to say where someone is; without a script the screen that is seen says it."""
    if page.locator(".tip-one:not([data-on])").count():
        return page.locator("[data-screen]:visible").get_attribute("id") or ""
    return page.locator("input[name='page']").input_value()


def next_screen(page: Page) -> None:
    """Press the button that goes on, whatever the language, and wait for another screen; press again if need be.

    Fonts that arrive late move the button under a fast hand, and a person presses again too.
    """
    before = name_of_screen(page)
    for patience in (2_000, 10_000):
        page.locator(".tip-go").locator("button[value='next'], a[data-go='next']").locator("visible=true").click()
        end = time.monotonic() + patience / 1000
        while time.monotonic() < end:
            with suppress(PlaywrightError):  # between two pages
                if name_of_screen(page) != before:
                    return
            page.wait_for_timeout(20)
    raise AssertionError(f"Pressing the button twice does not lead on from {before}")


def go_to_the_end(page: Page, look: Callable[[], object] = lambda: None) -> None:
    """Go on until the answers can be sent, looking at each screen; whatever is not answered is skipped."""
    for _ in range(MOST_SCREENS):
        look()
        if name_of_screen(page) == "end":
            page.wait_for_load_state("networkidle")  # fonts that arrive late move the buttons under a fast hand
            return
        next_screen(page)
    raise AssertionError("The survey does not come to an end")

"""A real Chromium against a real server with its own database: `page.goto("/")` opens the home page."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from setup.browser import find_chromium

# Playwright keeps an event loop in the test's thread, and Django then takes our ordinary queries for async ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

QUIET = [
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium that was found, asking nobody on the internet anything; root cannot have its sandbox."""
    chromium = find_chromium()
    if chromium is None:
        pytest.fail("No Chromium was found; `make test` fetches one.")
    rights = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": chromium, "args": [*QUIET, *rights]}


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """Where the site under test is; every browser test starts it, with an empty database."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A visitor from here."""
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "Europe/London"}


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that fails its test when the browser has anything to complain of: a script error, a blocked style."""
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        address = message.location["url"]
        if message.type in ("error", "warning") and address != page.url:
            complaints.append(f"{message.text} ({address})")

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Ask axe what WCAG 2.2 AA says about the page as it stands."""

    def check(page: Page) -> None:
        rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
        result = Axe().run(page, options=rules)
        assert result.violations_count == 0, result.generate_report()

    return check

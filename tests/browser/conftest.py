"""A real Chromium against a real server with its own database: `page.goto("/")` opens the home page."""

import os
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from pytest_playwright import CreateContextCallback

from organisations.models import User
from setup.browser import find_chromium
from tests.browser import visiting
from tests.browser.rows import release_two_rounds
from tests.builders import Borough, make_borough, signed_in
from tests.scenes import scene

# Playwright keeps an event loop in the test's thread, and Django then takes our ordinary queries for async ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Two browsers, the site and axe may share two slow processors.
expect.set_options(timeout=10_000)

QUIET = [
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], pytestconfig: pytest.Config) -> dict[str, Any]:
    """The Chromium that was found, asking no one on the internet anything; root cannot have its sandbox."""
    chromium = find_chromium(with_windows=pytestconfig.getoption("--headed"))
    if chromium is None:
        pytest.fail("No Chromium was found; `make test` fetches one.")
    rights = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": chromium, "args": [*QUIET, *rights]}


@pytest.fixture(scope="session", autouse=True)
def styles_are_kept_by_the_browser() -> Iterator[None]:
    """As on a public server: a browser asks for a style, a script or a font once, not on each page."""
    serve = StaticFilesHandler.serve

    def serve_for_a_while(self: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        answer = serve(self, request)
        answer.headers.setdefault("Cache-Control", "max-age=600")
        return answer

    with mock.patch.object(StaticFilesHandler, "serve", serve_for_a_while):
        yield


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """Where the site under test is; every browser test starts it, in the database of its scene."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A visitor from here."""
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "Europe/London"}


@pytest.fixture
def page(page: Page, base_url: str) -> Iterator[Page]:
    """A page that fails its test when the browser has anything to complain of: a script error, a blocked style."""
    complaints = visiting.watch(page, base_url)
    yield page
    assert complaints == []


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Ask axe what WCAG 2.2 AA says about the page as it stands."""
    return visiting.assert_accessible


@scene
def elmfield_released_twice() -> Borough:
    """The borough with two released rounds and none that is open."""
    borough = make_borough()
    borough.round.delete()
    release_two_rounds(borough)
    return borough


@pytest.fixture
def released(elmfield_released_twice: Borough) -> Borough:
    """The partnership in which results are read."""
    return elmfield_released_twice


@pytest.fixture
def open_browser(new_context: CreateContextCallback, base_url: str) -> Iterator[Callable[..., Page]]:
    """Open a browser of its own for someone, signed in where a person is named; each is watched like `page`.

    `elsewhere` is a host that the journey leaves for; a made-up page stands there, so nothing leaves this machine.
    `home` is another way to the same site, such as a proxy before it.
    """
    complaints: list[list[str]] = []

    def open_one(person: User | None = None, *, elsewhere: str = "", home: str = "", **context_args: Any) -> Page:
        # Nothing goes on by itself: a hand as fast as a test's would meet the question after next.
        context = new_context(**{"reduced_motion": "reduce", **context_args})
        if elsewhere:
            there = "<!DOCTYPE html><html lang='en'><title>Weather</title><h1>Weather</h1>"
            context.route(f"**://{elsewhere}/**", lambda route: route.fulfill(content_type="text/html", body=there))
        page = context.new_page()
        page.set_default_timeout(20_000)  # the first PDF or picture of a server takes a while
        complaints.append(visiting.watch(page, home or base_url, elsewhere))
        if person:
            cookie = signed_in(person).cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])
        return page

    yield open_one
    assert [line for lines in complaints for line in lines] == []

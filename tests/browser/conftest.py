"""A real Chromium against a real server with its own database: `page.goto("/")` opens the home page."""

import os
from typing import Any

import pytest
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

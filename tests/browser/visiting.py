"""What is watched on every visit, and what is looked at on every page: the checks that all journeys share."""

import hashlib
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import ConsoleMessage, Page, Request, expect

from organisations.accessibility import known_faults

# With JavaScript on PostgreSQL and without it on SQLite, so that a journey is walked both ways, and on both databases.
BOTH_WAYS = pytest.mark.parametrize(
    "script",
    [
        pytest.param(True, id="with JavaScript"),
        pytest.param(False, id="without JavaScript", marks=pytest.mark.without_javascript),
    ],
)
AXE = os.environ.get("AXE", "on")  # off where journeys are walked a second time: it says the same on both databases
ASK_AXE = AXE != "off"
# What a page has to mind: it gets the focus, so it is no live region as well.
PROBLEM = ".govuk-error-summary, .govuk-notification-banner--warning"
WIDTHS = (320, 1280)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What it finds and no more: to hand over all that it looked at takes as long as to look.
RUN_AXE = "options => axe.run(options).then(({ violations }) => ({ violations }))"
DANGLING = """() => [...document.querySelectorAll('[aria-describedby], [aria-labelledby], [for], a[href^="#"]')]
  .flatMap((e) => ['aria-describedby', 'aria-labelledby', 'for', 'href'].flatMap((name) =>
    name === 'href' && e.tagName !== 'A' ? [] :
      (e.getAttribute(name) || '').split(/\\s+/).filter((part) => name !== 'href' || part.startsWith('#'))))
  .map((target) => target.replace(/^#/, ''))
  .filter((target) => target && !document.getElementById(target))"""
SKELETON = (Path(__file__).parent / "skeleton.js").read_text(encoding="utf-8")
# What the browser says of an answer that a journey provokes on purpose: a page that is not there, a refused save,
# a network that is gone.
ON_PURPOSE = (
    "status of 400",
    "status of 403",
    "status of 404",
    "status of 409",
    "status of 410",
    "status of 429",
    "net::ERR_INTERNET_DISCONNECTED",
    "net::ERR_CONNECTION_RESET",
    "net::ERR_FAILED",
)


def watch(page: Page, home: str, elsewhere: str = "") -> list[str]:
    """The list in which the browser's complaints about this page are collected while it is used.

    Complaints are script errors, whatever the content security policy blocked, files that are not there, and any
    request to another host than `home`. `elsewhere` is a host that a journey goes to on purpose.
    """
    complaints: list[str] = []
    ours = {urlsplit(home).netloc, elsewhere}

    def hear(message: ConsoleMessage) -> None:
        missing = "status of 404" in message.text and "/static/" in message.location["url"]
        expected = not missing and any(f" {reason}" in message.text for reason in ON_PURPOSE)
        if message.type in ("error", "warning") and not expected:
            complaints.append(f"{message.text} ({message.location['url']})")

    def see(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme != "about" and address.netloc not in ours:
            complaints.append(f"asked another host: {request.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", see)
    return complaints


class Approved:
    """The pages that axe found nothing wrong with in this run, by their skeletons; workers share them in a folder.

    Half of all pages differ from another one by their words alone, and axe does not read. `AXE=always` asks it about
    each of them all the same.
    """

    @property
    def folder(self) -> Path | None:
        """Named by tests/conftest.py, once the run begins."""
        named = os.environ.get("AXE_APPROVED")
        return Path(named) if named and AXE != "always" else None

    def mark_of(self, page: Page) -> str:
        return hashlib.sha256(page.evaluate(SKELETON).encode()).hexdigest()

    def has(self, mark: str) -> bool:
        return self.folder is not None and (self.folder / mark).exists()

    def add(self, mark: str) -> None:
        if self.folder:
            (self.folder / mark).touch()


approved = Approved()


def assert_accessible(page: Page) -> None:
    """Ask axe what WCAG 2.2 AA says about the page as it stands, unless it has approved one just like it.

    Only what the accessibility statement lists for this very page is tolerated. Such a page is not remembered as
    approved: one just like it may stand at another address, where nothing is.
    """
    mark = approved.mark_of(page)
    if not approved.has(mark):
        ask_axe(page)
        if not tolerated_at(page.url):
            approved.add(mark)


def ask_axe(page: Page) -> set[str]:
    """The rules that axe minds here and the statement lists; any other that it minds fails the test."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(RUN_AXE, {"runOnly": RULES, "resultTypes": ["violations"], "preload": False})
    minded = {violation["id"] for violation in found["violations"]}
    tolerated = minded & tolerated_at(page.url)
    found["violations"] = [one for one in found["violations"] if one["id"] not in tolerated]
    result = AxeResults(found)
    assert result.violations_count == 0, f"{page.url}\n{result.generate_report()}"
    return tolerated


def tolerated_at(url: str) -> set[str]:
    """The rules of axe that the accessibility statement admits for the page at this address."""
    try:
        name = resolve(urlsplit(url).path).view_name
    except Resolver404:
        return set()
    return {fault.axe_rule for fault in known_faults() if fault.axe_rule and fault.page == name}


def look_at(page: Page) -> None:
    """Look at the page on a phone and on a desk: one heading, no dead ends, nothing cut off, nothing for axe."""
    # A long form asks first whether the session lasts, and goes then.
    expect(page.locator("form[data-asking], form[data-sending]")).to_have_count(0)
    page.wait_for_load_state()  # a click comes back when the next page has begun to arrive, not when it is all there
    size = page.viewport_size or {"width": WIDTHS[-1], "height": 800}
    # Its own width last: a page is laid out and drawn anew for each change, so it is not changed to what it was.
    for width in sorted(WIDTHS, key=lambda width: width == size["width"]):
        if page.viewport_size != (window := {"width": width, "height": size["height"]}):
            page.set_viewport_size(window)
        page.evaluate("window.scrollTo({ top: 0, behavior: 'instant' })")  # what sticks to the top covers nothing there
        expect(page.locator("h1").locator("visible=true"), f"{page.url}: not exactly one h1").to_have_count(1)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{page.url}: wider than {width} px"
        assert (found := page.evaluate(DANGLING)) == [], f"{found}{page.url}: links or labels that lead nowhere"
        if ASK_AXE:
            assert_accessible(page)
    if page.viewport_size != size:
        page.set_viewport_size(size)

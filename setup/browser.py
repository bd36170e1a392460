"""Finds a Chromium for the browser tests, or fetches one: `python -m setup.browser` prints where it is."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from setup import apt
from setup.place import say, stop

# The first is the same Chromium without a window to draw: its pages cost about half.
NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
USUAL_PLACES = [Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")]  # apt-get's, on the PATH or not
PLAYWRIGHTS_OWN = (
    "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
)
NONE_FOUND = """The browser tests need Chromium, and none was found or could be fetched. One of these will do:
  apt-get install chromium-headless-shell           (Debian, Ubuntu; as root; or chromium)
  .venv/bin/playwright install --with-deps chromium
  CHROMIUM=/path/to/chromium make test              (one that you already have)"""


def find_chromium(*, with_windows: bool = False) -> str | None:
    """The first Chromium that really starts: $CHROMIUM, then the PATH, then one that Playwright has downloaded."""
    wanted = (path for path in _candidates() if not (with_windows and "headless" in Path(path).name))
    return next((path for path in wanted if starts(path)), None)


def find_or_fetch_chromium() -> str:
    """A Chromium that starts; fetched by Playwright, or else by apt-get when we are root, if there is none yet."""
    for attempt in (None, _fetch_with_playwright, _fetch_with_apt):
        if attempt:
            attempt()
        if path := find_chromium():
            return path
    stop(NONE_FOUND)


def starts(path: str) -> bool:
    """Whether this program runs at all: a download may lack the libraries it needs."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _candidates() -> Iterator[str]:
    if chosen := os.environ.get("CHROMIUM"):
        yield chosen
    yield from filter(None, map(shutil.which, NAMES))
    yield from (str(path) for path in USUAL_PLACES if path.exists())
    answer = subprocess.run([sys.executable, "-c", PLAYWRIGHTS_OWN], capture_output=True, text=True)
    if path := answer.stdout.strip():
        yield path


def _fetch_with_playwright() -> None:
    say("No Chromium found: asking Playwright to download one")
    apt.attempt([sys.executable, "-m", "playwright", "install", "chromium"])


def _fetch_with_apt() -> None:
    apt.install("chromium-headless-shell")
    if not find_chromium():  # some systems have no package of it
        apt.install("chromium")


if __name__ == "__main__":
    print(find_or_fetch_chromium())

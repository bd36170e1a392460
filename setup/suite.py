"""Runs the checks and the tests, part by part: `python -m setup.suite check` (the quick ones) or `... everything`."""

import os
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from setup import command as commands
from setup import pango
from setup.browser import find_or_fetch_chromium
from setup.place import ROOT, say, stop, surroundings
from setup.postgresql import temporary_server

PYTHON = sys.executable
# The one exception is explained in pyproject.toml.
WARNINGS_ARE_ERRORS = "error,ignore:The FORMS_URLFIELD_ASSUME_HTTPS transitional setting is deprecated"
# Our own folder comes first: one of the packages brings a `tests` of its own.
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "tests.settings",
    "PYTHONPATH": str(ROOT),
    "PYTHONWARNINGS": WARNINGS_ARE_ERRORS,
}
# As on a public server: what `check --deploy` warns about there is an error here.
PUBLIC = {
    "DJANGO_SETTINGS_MODULE": "tip_borough.settings",
    "READ_DOT_ENV": "off",
    "DEBUG": "off",
    "BEHIND_HTTPS": "on",
    "DEMONSTRATION_BOROUGH": "off",
    "EMAIL_URL": "smtp://localhost",
    "SITE_ADDRESS": "https://tip.example.org",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-only-to-check-the-settings",
}
SQLITE = "sqlite:///unused"  # tests/settings.py puts the tests' database into a temporary file
PYTEST = [PYTHON, "-m", "pytest", "--quiet", "--numprocesses=2"]


@dataclass(frozen=True)
class Part:
    """One command of the suite and the line a person reads about it."""

    title: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def checks() -> list[Part]:
    """Everything that can be said in a few seconds, without starting a server or a browser."""
    manage = [PYTHON, "manage.py"]
    return [
        Part("style (ruff)", ["ruff", "check", "--quiet", "."]),
        Part("layout of the code (ruff format)", ["ruff", "format", "--check", "--quiet", "."]),
        Part("who imports whom (import-linter)", ["lint-imports", "--no-logo"]),
        Part("templates (djlint)", ["djlint", "templates", "--lint", "--quiet"]),
        Part("settings (manage.py check)", [*manage, "check", "--deploy", "--fail-level=WARNING"], PUBLIC),
        Part("migrations (makemigrations)", [*manage, "makemigrations", "--check", "--dry-run"], SETTINGS),
        Part("types (mypy)", ["mypy"], SETTINGS),
    ]


def quick() -> list[Part]:
    """What is run before every commit: the checks, and the quick tests on SQLite."""
    return [*checks(), tests("SQLite", SQLITE, which="not slow and not thorough")]


def pytest_on(address: str) -> list[str]:
    """pytest for a database. SQLite's tables come straight from the models, PostgreSQL's through every migration."""
    return [*PYTEST, "--nomigrations"] if address == SQLITE else PYTEST


def tests(database: str, address: str, *, which: str) -> Part:
    """Tests outside a browser of the kinds that `which` names (see `markers` in pyproject.toml)."""
    which = f"not browser and ({which})"
    return Part(f"tests on {database}", [*pytest_on(address), "-m", which], {**SETTINGS, "DATABASE_URL": address})


def browser_tests(database: str, address: str, *, which: str, axe: bool) -> Part:
    """Whole journeys in a real Chromium, with axe's opinion of each page or without."""
    title = f"tests in a browser, on {database}"
    environment = {**SETTINGS, "DATABASE_URL": address, "AXE": "on" if axe else "off"}
    return Part(title, [*pytest_on(address), "-m", f"browser and ({which})"], environment)


def run(parts: Iterable[Part]) -> list[str]:
    """Run the parts one after another; the titles of those that failed."""
    failed = []
    for part in parts:
        say(f"\n--- {part.title}")
        start = time.monotonic()
        code = commands.run(part.command, surroundings(**part.environment))
        verdict = "passed" if code == 0 else f"FAILED (exit code {code})"
        say(f"--- {part.title}: {verdict} in {time.monotonic() - start:.1f} s")
        if code:
            failed.append(part.title)
    return failed


def everything() -> list[str]:
    """The checks, and the tests in a browser and outside on both databases, nothing twice that is the same on each.

    The thorough tests are run on PostgreSQL only, and those that no database plays a part in on SQLite only. Journeys
    that are walked with JavaScript and without are walked without it on SQLite, and with it on PostgreSQL, where axe
    looks at every page.
    """
    os.environ["CHROMIUM"] = find_or_fetch_chromium()
    on_sqlite = [
        tests("SQLite", SQLITE, which="not thorough"),
        browser_tests("SQLite", SQLITE, which="without_javascript", axe=False),
    ]
    failed = run([*checks(), *on_sqlite])
    with temporary_server() as postgresql:
        on_postgresql = [
            tests("PostgreSQL", postgresql, which="not anywhere or thorough"),
            browser_tests("PostgreSQL", postgresql, which="not without_javascript", axe=True),
        ]
        return failed + run(on_postgresql)


if __name__ == "__main__":
    commands.end_tidily_when_told_to()
    pango.find_or_fetch()
    failures = everything() if sys.argv[1:] == ["everything"] else run(quick())
    if failures:
        stop("Not everything passed: " + "; ".join(failures))
    say("\nEverything passed.")

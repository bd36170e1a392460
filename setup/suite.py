"""Runs the checks and the tests, part by part: `python -m setup.suite check` (under a minute) or `... everything`."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from setup.browser import find_or_fetch_chromium
from setup.place import ROOT, say, stop, surroundings
from setup.postgresql import end_tidily_when_told_to, temporary_server

PYTHON = sys.executable
# The one exception is explained in pyproject.toml.
WARNINGS_ARE_ERRORS = "error,ignore:The FORMS_URLFIELD_ASSUME_HTTPS transitional setting is deprecated"
SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONWARNINGS": WARNINGS_ARE_ERRORS}
# As on a public server: what `check --deploy` warns about there is an error here.
PUBLIC = {
    "DJANGO_SETTINGS_MODULE": "tip_borough.settings",
    "READ_DOT_ENV": "off",
    "DEBUG": "off",
    "BEHIND_HTTPS": "on",
    "DEMONSTRATION_BOROUGH": "off",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-only-to-check-the-settings",
}
PYTEST = [PYTHON, "-m", "pytest", "--quiet", "--numprocesses=2"]


@dataclass(frozen=True)
class Part:
    """One command of the suite and the line a person reads about it."""

    title: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def checks() -> list[Part]:
    """Everything that can be said without starting a server or a browser."""
    manage = [PYTHON, "manage.py"]
    with_public_settings = {**PUBLIC, "STATIC_ROOT": tempfile.gettempdir()}
    return [
        Part("style (ruff)", ["ruff", "check", "--quiet", "."]),
        Part("layout of the code (ruff format)", ["ruff", "format", "--check", "--quiet", "."]),
        Part("who imports whom (import-linter)", ["lint-imports", "--no-logo"]),
        Part("templates (djlint)", ["djlint", "templates", "--lint", "--quiet"]),
        Part(
            "settings (manage.py check)",
            [*manage, "check", "--deploy", "--fail-level=WARNING"],
            with_public_settings,
        ),
        Part(
            "migrations (makemigrations --check)",
            [*manage, "makemigrations", "--check", "--dry-run"],
            SETTINGS,
        ),
        Part("types (mypy)", ["mypy"], SETTINGS),
        Part(
            "tests on SQLite",
            [*PYTEST, "-m", "not browser"],
            {**SETTINGS, "DATABASE_URL": "sqlite:///unused"},
        ),
    ]


def browser_tests(database: str, address: str) -> Part:
    """Whole journeys in a real Chromium."""
    title = f"tests in a browser, on {database}"
    return Part(title, [*PYTEST, "-m", "browser"], {**SETTINGS, "DATABASE_URL": address})


def run(parts: Iterable[Part]) -> list[str]:
    """Run the parts one after another; the titles of those that failed."""
    failed = []
    for part in parts:
        say(f"\n--- {part.title}")
        start = time.monotonic()
        code = subprocess.run(part.command, cwd=ROOT, env=surroundings(**part.environment)).returncode
        verdict = "passed" if code == 0 else f"FAILED (exit code {code})"
        say(f"--- {part.title}: {verdict} in {time.monotonic() - start:.1f} s")
        if code:
            failed.append(part.title)
    return failed


def everything() -> list[str]:
    """The checks, the tests on both databases, and the browser tests on both."""
    os.environ["CHROMIUM"] = find_or_fetch_chromium()
    failed = run([*checks(), browser_tests("SQLite", "sqlite:///unused")])
    with temporary_server() as address:
        tests = [*PYTEST, "-m", "not browser"]
        on_postgresql = Part("tests on PostgreSQL", tests, {**SETTINGS, "DATABASE_URL": address})
        return failed + run([on_postgresql, browser_tests("PostgreSQL", address)])


if __name__ == "__main__":
    end_tidily_when_told_to()
    failures = everything() if sys.argv[1:] == ["everything"] else run(checks())
    if failures:
        stop("Not everything passed: " + "; ".join(failures))
    say("\nEverything passed.")

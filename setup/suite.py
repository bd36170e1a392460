"""Runs the checks and the tests: `python -m setup.suite check` (the quick ones), `... everything` or `... prove`."""

import os
import sys
import time
from dataclasses import replace
from tempfile import TemporaryDirectory

from setup import command as commands
from setup import nginx, pango
from setup.browser import find_or_fetch_chromium
from setup.lanes import Part, run
from setup.place import ROOT, say, stop
from setup.postgresql import create_database, named, temporary_server

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
    "VIRUS_SCANNER": "unix:/run/clamav/clamd.ctl",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-only-to-check-the-settings",
}
SQLITE = "sqlite:///unused"  # tests/settings.py puts the tests' database into a temporary file
PYTEST = [PYTHON, "-m", "pytest", "--quiet", "--dist=worksteal", "--durations=20", "--durations-min=0.5"]
JOURNEYS = "tests/browser"
QUICK = "not slow and not thorough and not prove"
# What `make test` runs on each database, by the markers of pyproject.toml: each test on one of them at least.
ON_SQLITE = f"(anywhere or on_sqlite or {QUICK}) and not prove"
ON_POSTGRESQL = "not anywhere and not on_sqlite and not prove"
TEMPLATE = "tip_template"  # the database on PostgreSQL that all others there begin as
# Journeys in a browser wait for each other's clocks; the tests outside take what they leave of the processors.
GIVES_WAY = 5


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


def pytest_on(which: str, processes: int) -> list[str]:
    """pytest for a database. SQLite's tables come straight from the models, PostgreSQL's are a copy of the template."""
    # One process is this one; a process more has to collect all tests and build all scenes for itself.
    return [*PYTEST, f"--numprocesses={processes if processes > 1 else 0}", "--nomigrations", "-m", which]


def surroundings_of(address: str) -> dict[str, str]:
    return {**SETTINGS, "DATABASE_URL": address, "TEST_TEMPLATE": TEMPLATE}


def outside(title: str, address: str, *, which: str, processes: int) -> Part:
    """Tests outside a browser of the kinds that `which` names (see `markers` in pyproject.toml)."""
    command = [*pytest_on(which, processes), f"--ignore={JOURNEYS}", "-p", "no:playwright"]
    return Part(title, command, surroundings_of(address), GIVES_WAY)


def in_a_browser(title: str, address: str, *, which: str, processes: int, axe: bool) -> Part:
    """Whole journeys in a real Chromium, with axe's opinion of the pages or without."""
    # How often a page asks the database is watched in the tests outside.
    environment = {**surroundings_of(address), "AXE": "on" if axe else "off", "ZEAL": "off"}
    return Part(title, [*pytest_on(which, processes), JOURNEYS], environment)


def tables(postgresql: str) -> Part:
    """The template of all databases on PostgreSQL, made by every migration one after another."""
    create_database(postgresql, TEMPLATE)
    environment = {**SETTINGS, "DATABASE_URL": named(postgresql, TEMPLATE)}
    migrate = [PYTHON, "manage.py", "migrate", "--verbosity=0"]
    return Part("tables on PostgreSQL, by every migration", migrate, environment)


def check() -> list[str]:
    """What is run before every commit: the checks, and the quick tests on SQLite beside them."""
    return run(checks(), [outside("tests on SQLite", SQLITE, which=QUICK, processes=2)])


def everything() -> list[str]:
    """The checks, and the tests in a browser and outside on both databases, nothing twice that is the same on each.

    The quick tests are run on both; the slow and the thorough ones on PostgreSQL, as on a public server (`make prove`
    tries the slow ones on SQLite too), and those that no database plays a part in on SQLite. On PostgreSQL there are
    two processes, since there one test waits for a worker or a server while another goes on. Journeys that are walked
    with JavaScript and without are walked without it on SQLite, and with it on PostgreSQL, where axe looks at every
    page.
    """
    os.environ["CHROMIUM"] = find_or_fetch_chromium()
    with temporary_server() as postgresql:
        template = tables(postgresql)
        # A few, and beside them the template is made.
        without_javascript = in_a_browser(
            "journeys on SQLite", SQLITE, which="without_javascript", processes=1, axe=False
        )
        # Under a name of their own: beside them the other tests make databases on the same server.
        with_javascript = in_a_browser(
            "journeys on PostgreSQL",
            named(postgresql, "journeys"),
            which="not without_javascript and not prove",
            processes=2,
            axe=True,
        )
        # Side by side, so that what waits in one (for a clock, a worker that was killed, a server) is another's turn.
        on_sqlite = outside("tests on SQLite", SQLITE, which=ON_SQLITE, processes=1)
        on_postgresql = outside("tests on PostgreSQL", postgresql, which=ON_POSTGRESQL, processes=2)
        return run(
            [without_javascript, replace(with_javascript, after=template)],
            [template, *checks(), on_postgresql],
            [on_sqlite],
        )


def prove() -> list[str]:
    """What takes longer: each test marked `prove`, on both databases where one plays a part in it.

    And the slow tests on SQLite, which `make test` runs on PostgreSQL.
    """
    os.environ["CHROMIUM"] = find_or_fetch_chromium()
    with temporary_server() as postgresql:
        journeys = named(postgresql, "journeys")
        return run(
            [
                outside(
                    "proofs on SQLite", SQLITE, which="prove or (slow and not thorough and not anywhere)", processes=2
                )
            ],
            [
                tables(postgresql),
                outside("proofs on PostgreSQL", postgresql, which="prove and not anywhere", processes=2),
                in_a_browser("proofs in a browser", journeys, which="prove", processes=1, axe=False),
            ],
        )


def drill() -> list[str]:
    """A whole installation in a folder, as tests/drill has it; what was measured is printed."""
    with temporary_server() as postgresql:
        command = [*pytest_on("thorough", 0), "tests/drill", "-s", "-p", "no:playwright"]
        return run([tables(postgresql), Part("drill", command, {**surroundings_of(postgresql), "DRILL": "alone"})])


WHAT_TO_RUN = {"check": check, "everything": everything, "prove": prove, "drill": drill}


if __name__ == "__main__":
    commands.end_tidily_when_told_to()
    pango.find_or_fetch()
    if sys.argv[1] == "everything":
        nginx.fetch_where_possible()
    if sys.argv[1] == "drill":
        nginx.find_or_fetch()
    start = time.monotonic()
    with TemporaryDirectory(prefix="tip-shared-") as shared:
        os.environ["SHARED_BY_TESTS"] = shared  # what one process of the tests has attacked or drawn, others need not
        failures = WHAT_TO_RUN[sys.argv[1]]()
    say(f"\n{time.monotonic() - start:.0f} s altogether.")
    if failures:
        stop("Not everything passed: " + "; ".join(failures))
    say("Everything passed.")

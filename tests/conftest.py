"""What every test shares: the framework loaded once, a small borough, and the profiles of hypothesis."""

import os
from pathlib import Path

import pytest
from django.db.transaction import Atomic, get_connection
from hypothesis import settings

from framework.actions import load_framework
from framework.models import FrameworkVersion
from setup import words
from surveys import limits
from tests.builders import CONTENT, Borough, make_borough

DATABASES = {"db", "transactional_db"}  # whatever fixture asks one of these asks the database
BROWSER_TESTS = Path(__file__).parent / "browser"

# The same examples every time where a failure must be told from bad luck; new ones on a developer's machine.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_configure(config: pytest.Config) -> None:
    """What gettext reads is made from `locale/`, as `make` does; once, before workers start."""
    if not hasattr(config, "workerinput"):
        words.compile_all()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in tests/browser is a browser test, and what asks no database is the same on each."""
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker(pytest.mark.browser)
        elif not DATABASES & set(item.fixturenames) and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.anywhere)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the framework once, before any test; what a test does to it is rolled back with the test."""
    with django_db_blocker.unblock():
        load_framework(folder=CONTENT)


@pytest.fixture(autouse=True)
def nobody_has_come_too_fast():
    """What one test sends does not slow the next."""
    limits.rate_limiter.forget()
    limits.tally.forget()


@pytest.fixture(autouse=True)
def what_waits_for_the_commit_is_done(monkeypatch):
    """A test's own transaction never commits: what waits for the commit is done when the program's own has ended."""
    leave = Atomic.__exit__

    def leave_and_do(self, exc_type, exc_value, traceback):
        leave(self, exc_type, exc_value, traceback)
        connection = get_connection(self.using)
        within = connection.atomic_blocks
        if exc_type or not within or not all(block._from_testcase for block in within) or connection.needs_rollback:
            return
        while connection.run_on_commit:
            _, deed, _ = connection.run_on_commit.pop(0)
            deed()

    monkeypatch.setattr(Atomic, "__exit__", leave_and_do)


@pytest.fixture
def framework(db) -> FrameworkVersion:
    """The framework that is shipped; loaded again where a test with real transactions has emptied the database."""
    loaded = FrameworkVersion.objects.filter(code=CONTENT.name).first()
    return loaded or load_framework(folder=CONTENT)[0]


@pytest.fixture
def borough(framework) -> Borough:
    """A small partnership with a person for every role and an open round."""
    return make_borough()


@pytest.fixture
def other_borough(framework) -> Borough:
    """Another partnership in the same installation, whose people are strangers to the first."""
    return make_borough("oakham")

"""What every test shares: the framework loaded once, scenes to play in, and the profiles of hypothesis."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.db.transaction import Atomic, get_connection
from django.test import Client, TransactionTestCase
from django.utils import timezone
from hypothesis import settings

from framework.actions import load_framework
from framework.models import FrameworkVersion
from organisations.limits import rate_limiter
from setup import words
from surveys import standing
from surveys.limits import tally
from surveys.wordings import whole_in
from tests.attacked_once import attacked_once
from tests.builders import CONTENT, Borough, make_borough, mark_as_signed_in
from tests.drawn_once import drawn_once
from tests.scenes import Stage, fixtures_that_are_scenes, scene, wanted

DATABASES = {"db", "transactional_db"}  # whatever fixture asks one of these asks the database
BROWSER_TESTS = Path(__file__).parent / "browser"

# The same examples every time where a failure must be told from bad luck; new ones on a developer's machine.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_configure(config: pytest.Config) -> None:
    """Once, before workers start: what gettext reads is made from `locale/`, as `make` does, and a folder to share."""
    if not hasattr(config, "workerinput"):
        words.compile_all()
        os.environ["AXE_APPROVED"] = tempfile.mkdtemp(prefix="tip-axe-")
        if "SHARED_BY_TESTS" not in os.environ:  # the suite gives one folder to all that it starts
            os.environ["SHARED_BY_TESTS"] = tempfile.mkdtemp(prefix="tip-shared-")
            config.add_cleanup(lambda: shutil.rmtree(os.environ.pop("SHARED_BY_TESTS"), ignore_errors=True))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the folder that workers shared."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop("AXE_APPROVED"), ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in tests/browser is a browser test, and what asks no database is the same on each."""
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker(pytest.mark.browser)
        elif not DATABASES & set(item.fixturenames) and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.anywhere)
        if item.get_closest_marker("on_sqlite") and connection.vendor != "sqlite":
            item.add_marker(pytest.mark.skip(reason="It is about SQLite"))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Look for rubbish seldom, and not among what stays to the end: a tenth of the time went there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def no_question_is_attacked_twice() -> Iterator[None]:
    """What an attack comes to is remembered from one release of the same borough to the next."""
    with attacked_once():
        yield


@pytest.fixture(scope="session", autouse=True)
def no_page_is_drawn_twice() -> Iterator[None]:
    """A PDF is drawn once in a run, and the very same page is then taken from what was drawn."""
    with drawn_once():
        yield


@pytest.fixture(scope="session")
def scenery(django_db_setup, django_db_blocker) -> Iterator[Stage]:
    """The databases of this process: one with the framework and nothing else, and one for each scene."""
    # No one empties a database after a test with real transactions: it had a copy to itself.
    unemptied = mock.patch.object(TransactionTestCase, "_fixture_teardown")
    with django_db_blocker.unblock(), unemptied:
        load_framework(folder=CONTENT)
        stage = Stage()
        yield stage
        stage.clear_away()


@pytest.fixture
def things_of_the_scene(request, scenery: Stage, django_db_blocker) -> dict[str, Any]:
    """Take the test to the scene it asks for, and give it what was built there."""
    asked = request.fixturenames
    marked = request.node.get_closest_marker("django_db")
    real = {"transactional_db", "live_server"} & set(asked) or (marked and marked.kwargs.get("transaction"))
    with django_db_blocker.unblock():
        return scenery.go_to(wanted(fixtures_that_are_scenes(request.node)), real_transactions=bool(real))


@pytest.fixture
def _django_db_helper(things_of_the_scene, _django_db_helper) -> None:
    """Before pytest-django begins the transaction of a test, the test is taken to its scene."""


@pytest.fixture(scope="module")
def rows_of_the_module(scenery: Stage, django_db_blocker) -> Iterator[None]:
    """Rows that all tests of a module share: made once, and gone with its last test."""
    with django_db_blocker.unblock():
        scenery.go_to(None)
        whole = transaction.atomic()
        whole._from_testcase = True  # it is the tests' own: what waits for a commit inside it does not wait for its end
        with whole:
            yield
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def nobody_has_come_too_fast():
    """What one test sends does not slow the next."""
    rate_limiter.forget()
    tally.forget()
    cache.clear()  # where sign-in counts how often a code was asked for


@pytest.fixture(autouse=True)
def nothing_is_remembered_of_words_that_were_rolled_back():
    """What one test takes away from a version's words is there again for the next, and rows have the same numbers."""
    whole_in.cache_clear()
    standing.forget()


@pytest.fixture(autouse=True)
def what_waits_for_the_commit_is_done(monkeypatch):
    """A test's own transaction never commits: what waits for the commit is done when the program's own has ended."""
    leave = Atomic.__exit__

    def leave_and_do(self, exc_type, exc_value, traceback):
        leave(self, exc_type, exc_value, traceback)
        its = get_connection(self.using)
        within = its.atomic_blocks
        if exc_type or not within or not all(block._from_testcase for block in within) or its.needs_rollback:
            return
        while its.run_on_commit:
            _, deed, _ = its.run_on_commit.pop(0)
            deed()

    monkeypatch.setattr(Atomic, "__exit__", leave_and_do)


@pytest.fixture(autouse=True)
def whoever_is_let_in_has_shown_a_second_factor(monkeypatch):
    """`force_login` is for tests about something else: as `tests.builders.signed_in`."""
    let_in = Client.force_login

    def let_in_and_mark(self, user, backend=None):
        let_in(self, user, backend)
        session = self.session
        mark_as_signed_in(session, user, at=timezone.now())
        session.save()

    monkeypatch.setattr(Client, "force_login", let_in_and_mark)


@pytest.fixture
def framework(db) -> FrameworkVersion:
    """The framework that is shipped."""
    return FrameworkVersion.objects.get(code=CONTENT.name)


@scene
def elmfield() -> Borough:
    """A small partnership with a person for every role and an open round."""
    return make_borough()


@pytest.fixture
def borough(elmfield: Borough) -> Borough:
    """The partnership that most tests play in."""
    return elmfield


@pytest.fixture
def other_borough(framework) -> Borough:
    """Another partnership in the same installation, whose people are strangers to the first."""
    return make_borough("oakham")

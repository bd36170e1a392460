"""The app or the database dies in the middle of a submission: what the page was told is what is stored."""

import contextlib
import os
import random
import warnings

import pytest
from django.conf import settings
from django.db import Error, connection, connections
from django.test import Client

from surveys.actions import codes
from surveys.models import Answer, Collector, Comment, Response, SingleUseCode
from surveys.views import answering
from tests.builders import make_borough
from tests.surveys.filling_in import key_for, link_of, questions_of

pytestmark = pytest.mark.thorough

TIMES = 200 if "postgresql" in settings.DATABASES["default"]["ENGINE"] else 30
STATEMENTS = 30  # a submission takes fewer
THANKED, NOT_YET = 0, 7


def killed_at(statement: int, deed):
    """Lets so many statements through, then does the deed, before or after the next."""
    seen = 0

    def execute(go_on, sql, params, many, context):
        nonlocal seen
        seen += 1
        if seen == statement:
            deed()
        return go_on(sql, params, many, context)

    return execute


def post(link: Collector, data: dict) -> int:
    return Client(raise_request_exception=False).post(questions_of(link), data).status_code


def app_dies(link: Collector, data: dict, statement: int) -> bool:
    """Post in a process of its own, which ends without a word at that statement. Whether it said thank you."""
    connections.close_all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of forking beside threads
        child = os.fork()
    if child == 0:
        try:
            with connection.execute_wrapper(killed_at(statement, lambda: os._exit(NOT_YET))):
                os._exit(THANKED if post(link, data) == 302 else NOT_YET)
        finally:
            os._exit(NOT_YET)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == THANKED


def database_dies(link: Collector, data: dict, statement: int) -> bool:
    """Post while the database ends our connection at that statement. Whether the page said thank you."""
    other = connection.copy()

    def end_ours() -> None:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])

    try:
        with connection.execute_wrapper(killed_at(statement, end_ours)):
            return post(link, data) == 302
    except Error:
        return False
    finally:
        other.close()
        with contextlib.suppress(Error):
            connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_i12_killed_between_any_two_statements_receipts_equal_rows(framework, caplog, monkeypatch):
    monkeypatch.setattr(answering, "too_fast", lambda request, kind: 0)
    caplog.set_level("CRITICAL")
    borough = make_borough()
    link = link_of(borough, "families", "codes")
    made = codes.make_codes(collector=link, number=TIMES, by=borough.people["lead"])
    written = link.instrument.questions.filter(kind="open").first().code
    chance = random.Random(12)
    deaths = [app_dies, database_dies] if connection.vendor == "postgresql" else [app_dies]
    receipts = at_once = 0
    for number, code in enumerate(made):
        data = {"key": key_for(link), "code": code, "f4a": "always", "f4b": "mostly", written: "kind", "go": "send"}
        thanked = deaths[number % len(deaths)](link, data, chance.randint(1, STATEMENTS))
        at_once += thanked
        assert Response.objects.count() in (receipts, receipts + 1)
        if thanked:
            assert Response.objects.count() == receipts + 1
        else:  # the page tries again with the same key
            thanked = post(link, data) == 302
        receipts += thanked
        assert thanked
    assert receipts == TIMES
    assert Response.objects.count() == TIMES
    assert Answer.objects.count() == 2 * TIMES
    assert Comment.objects.count() == TIMES
    assert SingleUseCode.objects.filter(is_spent=True).count() == TIMES
    assert 0 < at_once < TIMES  # some were killed, and some were not

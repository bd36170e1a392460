"""The app or the database dies in the middle of a submission: what the page was told is what is stored."""

import contextlib
import os
import random
import warnings

import pytest
from django.db import Error, connection, connections
from django.test import Client

from surveys.actions import codes
from surveys.models import Answer, Comment, Response, SingleUseCode, SurveyLink
from surveys.views import answering
from tests.builders import make_borough, text_of
from tests.proving import few_and_many
from tests.surveys.filling_in import key_for, link_of, questions_of

pytestmark = pytest.mark.thorough

STATEMENTS = 30  # a submission takes fewer
THANKED, NOT_YET = 0, 7
BEFORE_COMMIT, AFTER_COMMIT = -1, -2


@contextlib.contextmanager
def killed_at(moment: int, deed):
    """Lets so many statements through and does the deed before the next; or just before or just after the commit."""
    seen, commit = 0, connection._commit

    def execute(go_on, sql, params, many, context):
        nonlocal seen
        seen += 1
        if seen == moment:
            deed()
        return go_on(sql, params, many, context)

    def commit_and_die():
        if moment == BEFORE_COMMIT:
            deed()
        commit()
        if moment == AFTER_COMMIT:
            deed()

    connection._commit = commit_and_die
    try:
        with connection.execute_wrapper(execute):
            yield
    finally:
        del connection._commit


def moment_of(number: int, chance: random.Random) -> int:
    """One run in three dies at the commit, where it matters most; the others at any statement."""
    return {0: BEFORE_COMMIT, 1: AFTER_COMMIT}.get(number // 2 % 6) or chance.randint(1, STATEMENTS)


def post(link: SurveyLink, data: dict) -> int:
    return Client(raise_request_exception=False).post(questions_of(link), data).status_code


def app_dies(link: SurveyLink, data: dict, moment: int) -> bool:
    """Post in a process of its own, which ends without a word at that moment. Whether it said thank you."""
    connections.close_all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of forking beside threads
        child = os.fork()
    if child == 0:
        try:
            with killed_at(moment, lambda: os._exit(NOT_YET)):
                os._exit(THANKED if post(link, data) == 302 else NOT_YET)
        finally:
            os._exit(NOT_YET)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == THANKED


def database_dies(link: SurveyLink, data: dict, moment: int) -> bool:
    """Post while the database ends our connection at that moment. Whether the page said thank you."""
    other = connection.copy()

    def end_ours() -> None:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])

    try:
        with killed_at(moment, end_ours):
            return post(link, data) == 302
    except Error:
        return False
    finally:
        other.close()
        with contextlib.suppress(Error):
            connection.close()


@few_and_many(36, 200)
@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_i12_killed_between_any_two_statements_or_at_the_commit_receipts_equal_rows(
    framework, caplog, monkeypatch, times: int
):
    monkeypatch.setattr(answering, "too_fast", lambda request, kind: 0)
    caplog.set_level("CRITICAL")
    borough = make_borough()
    link = link_of(borough, "families", "codes")
    made = codes.make_codes(survey_link=link, number=times, by=borough.people["lead"])
    written = link.instrument.questions.filter(kind="open").first().code
    chance = random.Random(12)
    deaths = [app_dies, database_dies] if connection.vendor == "postgresql" else [app_dies]
    receipts = at_once = stored_and_not_thanked = 0
    for number, code in enumerate(made):
        data = {
            "key": key_for(link),
            "code": code,
            "f4a-safe": "always",
            "f4b": "mostly",
            written: "kind",
            "go": "send",
        }
        moment = moment_of(number, chance)
        thanked = deaths[number % len(deaths)](link, data, moment)
        at_once += thanked
        stored = Response.objects.count() - receipts
        assert stored in (0, 1)
        assert not thanked or stored
        assert stored == 0 or moment != BEFORE_COMMIT
        assert stored == 1 or moment != AFTER_COMMIT
        if stored and not thanked:
            stored_and_not_thanked += 1
            typed_again = Client().post("/s/code/", {"code": code})
            assert "It may have been used" in text_of(typed_again)
            assert "If you sent your answers, we have them." in text_of(typed_again)
        # Anyone who hears nothing presses once more on the same page, and anyone who goes back does too.
        again = Client().post(questions_of(link), data, follow=True)
        assert "Your answers have been sent." in text_of(again)
        receipts += 1
    assert Response.objects.count() == receipts == times
    assert Answer.objects.count() == 2 * times
    assert Comment.objects.count() == times
    assert SingleUseCode.objects.filter(is_spent=True).count() == times
    assert 0 < at_once < times  # some were killed, and some were not
    assert stored_and_not_thanked > 0

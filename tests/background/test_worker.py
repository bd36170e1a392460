"""A real worker process: what it does, what happens when it is killed, and that nothing is done twice."""

import datetime
import signal

import pytest
from django.db import connection

from background.actions.jobs import ask
from background.actions.mail import post, send_again
from background.health import worker_is_alive
from background.models import Job, OutgoingMail, WorkerProcess, database_now
from organisations.actions import close_to_answers
from organisations.models import AuditEntry
from reporting.models import Preparation
from surveys.models import ClosedRoundResponse, Comment, Flag, Response
from tests.background.conftest import wait_until, worker
from tests.background.mail_server import mail_server
from tests.builders import TODAY, Borough, text_of
from tests.surveys.test_closing import as_it_lies
from tests.surveys.test_sealing import people_answer

pytestmark = pytest.mark.thorough
START = 30  # seconds that a process may take to start on a busy machine


def slow_work(borough: Borough) -> Job:
    return ask(
        kind=Job.Task.PACK,
        key="slow",
        about="Something slow",
        partnership=borough.partnership,
        by=borough.people["admin"],
    )


def write_to(borough: Borough, to: str = "somebody@example.org") -> OutgoingMail:
    kind = OutgoingMail.Occasion.REMINDER
    return post(to=to, subject="Hello", text="Good morning.", kind=kind, partnership=borough.partnership)


def now(row):
    row.refresh_from_db()
    return row


def times_done() -> int:
    return AuditEntry.objects.filter(what="did it").count()


def test_a_worker_does_work_and_sends_mail_beside_it_and_says_goodbye(real: Borough, queued_anywhere: None):
    assert not worker_is_alive()
    with mail_server() as server, worker(MAIL_SERVER_OF_THE_TEST=str(server.port)) as process:
        wait_until(worker_is_alive, seconds=START)
        job = slow_work(real)
        wait_until(lambda: now(job).done > 2, seconds=10)
        mail = write_to(real)
        wait_until(lambda: now(mail).state == "sent", seconds=4)
        assert now(job).state == "running", "mail does not wait for other work"
        wait_until(lambda: now(job).is_done, seconds=30)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert len(server.taken) == 1
    assert times_done() == 1
    assert not WorkerProcess.objects.exists()


def test_asked_to_end_it_puts_its_work_back_and_the_next_one_does_it(real: Borough, queued_anywhere: None):
    job = slow_work(real)
    with worker() as process:
        wait_until(lambda: now(job).done > 2, seconds=START)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert now(job).state == "waiting"
        assert not worker_is_alive()
    with worker():
        wait_until(lambda: now(job).is_done, seconds=START)
    assert now(job).deaths == 0
    assert times_done() == 1


def test_killed_in_the_middle_it_is_dead_within_30_seconds_and_all_is_done_once(real: Borough, queued_anywhere: None):
    job = slow_work(real)
    with mail_server() as server:
        server.replies["end"] = None  # takes the mail, and says nothing
        mail = write_to(real)
        with worker(MAIL_SERVER_OF_THE_TEST=str(server.port), PATIENT="yes") as process:
            wait_until(lambda: now(job).done > 2 and "DATA" in server.seen, seconds=START)
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert not now(job).is_dead(database_now()), "nobody can know yet"
        assert wait_until(lambda: now(job).is_dead(database_now()), seconds=30) > 5
        assert not worker_is_alive()
        assert times_done() == 0
        server.replies.clear()
        with worker(MAIL_SERVER_OF_THE_TEST=str(server.port)), worker(MAIL_SERVER_OF_THE_TEST=str(server.port)):
            wait_until(lambda: now(mail).state == "uncertain", seconds=START)
            wait_until(lambda: now(job).is_done, seconds=START)
            assert (
                now(mail).state_in_words == "May not have been delivered: the program stopped while it was being sent"
            )
            assert server.taken == [], "it does not go a second time by itself"
            assert send_again(mail=mail)
            assert not send_again(mail=mail), "a double press"
            wait_until(lambda: now(mail).state == "sent", seconds=10)
    assert len(server.taken) == 1
    assert (now(job).deaths, times_done()) == (1, 1)


def test_two_workers_share_the_work_and_do_nothing_twice(real: Borough, queued_anywhere: None):
    with mail_server() as server:
        mails = [write_to(real, f"person{number}@example.org") for number in range(40)]
        with worker(MAIL_SERVER_OF_THE_TEST=str(server.port)), worker(MAIL_SERVER_OF_THE_TEST=str(server.port)):
            wait_until(lambda: OutgoingMail.objects.filter(state="sent").count() == len(mails), seconds=2 * START)
    to = sorted(line for text in server.taken for line in text.splitlines() if line.startswith("To: "))
    assert to == sorted(f"To: {mail.to}" for mail in mails)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a file is never away")
def test_a_worker_outlives_its_connections(real: Borough, queued: None):
    with worker():
        wait_until(worker_is_alive, seconds=START)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        job = slow_work(real)
        wait_until(lambda: now(job).is_done, seconds=30)
    assert times_done() == 1


def test_from_closing_a_round_to_a_prepared_release_by_a_worker(real: Borough, queued: None):
    """Both are only asked for by the page; killed in between, the worker's successor brings them to their end."""
    people_answer(real, 30)
    admin, at = real.client("admin"), f"/{real.slug}/rounds/{real.round.slug}/"
    with mail_server() as server:
        admin.post(f"{at}close/")
        admin.post(f"{at}seal/")
        assert "The answers are being sealed" in text_of(admin.get(at))
        with worker(MAIL_SERVER_OF_THE_TEST=str(server.port)):
            wait_until(lambda: now(real.round).is_sealed, seconds=START)
            assert (Response.objects.count(), ClosedRoundResponse.objects.count()) == (0, 30)
            Flag.objects.update(settled_on=TODAY, settled_reason="One meeting.")
            Comment.objects.all().delete()
            admin.post(f"{at}release/")
            assert not Preparation.objects.get().is_ready
            wait_until(lambda: Preparation.objects.get().job.done > 0, seconds=START)
        assert not Preparation.objects.get().is_ready
        Job.objects.update(alive_at=database_now() - datetime.timedelta(seconds=21))
        assert "It will start again automatically" in text_of(admin.get(f"{at}release/"))
        with worker(MAIL_SERVER_OF_THE_TEST=str(server.port)):
            wait_until(lambda: Preparation.objects.get().is_ready, seconds=120)
            assert "Check and release results" in text_of(admin.get(f"{at}release/"))
            wait_until(lambda: len(server.taken) == 1, seconds=10)
    assert "Check and release: " in server.taken[0]
    assert Job.objects.get(kind="release").deaths == 1


def test_a_worker_mixes_what_came_in_and_seals_what_was_closed_a_day_ago(real: Borough, queued: None):
    """Nobody presses anything: both come by themselves within a worker's first minute."""
    people_answer(real, 30)
    order = as_it_lies("surveys_response", "id")
    with worker():
        wait_until(lambda: as_it_lies("surveys_response", "id") != order, seconds=START)
    assert sorted(map(str, as_it_lies("surveys_response", "id"))) == sorted(map(str, order)), (
        "the same, in another order"
    )
    a_day_ago = database_now() - datetime.timedelta(days=1)
    close_to_answers(round_=real.round, by=real.people["admin"], at=a_day_ago)
    with worker():
        wait_until(lambda: now(real.round).is_sealed, seconds=START)
    assert (Response.objects.count(), ClosedRoundResponse.objects.count()) == (0, 30)

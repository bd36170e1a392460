"""The queue on Celery where the broker is away, silent, or told what it may not do (more: test_worker.py)."""

import datetime
import signal
import time

import pytest
from django.utils import timezone
from django_tasks import task_backends

from background import celery_queue
from background.actions.sweeping import look_around
from background.models import Job, OutgoingMail
from tests.background.conftest import on_celery
from tests.background.test_worker import slow_work, write_to
from tests.builders import Borough
from tests.redis_server import RedisServer, needs_redis, redis_server

pytestmark = needs_redis


@pytest.fixture
def broker(settings, monkeypatch):
    with redis_server() as server, on_celery(server, settings, monkeypatch):
        yield server


def waiting(server: RedisServer, queue: str) -> int:
    import redis

    return redis.Redis(unix_socket_path=str(server.socket)).llen(queue)


def test_a_message_goes_after_the_commit_and_carries_a_number_only(real: Borough, broker: RedisServer):
    import redis

    slow_work(real)
    assert waiting(broker, "work") == 1
    message = redis.Redis(unix_socket_path=str(broker.socket)).lindex("work", 0)
    assert b"Something slow" not in message
    assert real.people["admin"].email.encode() not in message


@pytest.mark.parametrize("what", [signal.SIGKILL, signal.SIGSTOP])
def test_a_broker_that_is_away_or_silent_holds_nobody_up_and_a_worker_sends_it_again(
    real: Borough, broker: RedisServer, monkeypatch, what: int
):
    broker.process.send_signal(what)
    start = time.monotonic()
    job, mail = slow_work(real), write_to(real)
    assert time.monotonic() - start < 3
    broker.process.send_signal(signal.SIGCONT)
    job.refresh_from_db()
    assert job.state == "waiting"
    if what == signal.SIGKILL:
        return
    ago = timezone.now() - datetime.timedelta(seconds=61)
    Job.objects.update(alive_at=ago)
    monkeypatch.setattr(task_backends["default"], "_rests_until", 0.0)  # ten seconds later
    OutgoingMail.objects.filter(pk=mail.pk).update(next_try_at=ago)
    before = waiting(broker, "work"), waiting(broker, "mail")
    look_around()
    look_around()
    assert (waiting(broker, "work"), waiting(broker, "mail")) == (before[0] + 1, before[1] + 1)


def test_whoever_can_write_to_the_broker_can_ask_for_nothing_else():
    with pytest.raises(LookupError):
        celery_queue._do("os.system", 1)

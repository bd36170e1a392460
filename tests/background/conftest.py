"""Mail servers and workers for the tests of this folder."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from tests.background.mail_server import MailServer, mail_server
from tests.builders import Borough, make_borough
from tests.redis_server import RedisServer, needs_redis, redis_server

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    """A mail server of the test's own, which the site uses."""
    with mail_server() as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", found.port, 1
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield found


@pytest.fixture
def real(transactional_db, framework) -> Borough:
    """A borough in a database that other processes see."""
    return make_borough()


@pytest.fixture
def queued(settings) -> None:
    """What is asked for waits in the queue, as in real use."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["work", "mail"]}}


@pytest.fixture(params=["database", pytest.param("celery", marks=needs_redis)])
def queued_anywhere(request, settings, monkeypatch) -> Iterator[None]:
    """The same on each of the queues that a setting chooses; workers of the test find it too."""
    if request.param == "database":
        request.getfixturevalue("queued")
        yield
        return
    with redis_server() as server, on_celery(server, settings, monkeypatch):
        yield


@contextmanager
def on_celery(server: RedisServer, settings, monkeypatch) -> Iterator[None]:
    """Queue on Celery, by a broker of the test's own."""
    from background.celery_queue import sender

    settings.TASKS_BROKER = server.url("redis+socket")
    settings.TASKS = {"default": {"BACKEND": "background.celery_queue.CeleryBackend", "QUEUES": ["work", "mail"]}}
    monkeypatch.setenv("BROKER_OF_THE_TEST", settings.TASKS_BROKER)
    sender.cache_clear()
    yield
    sender().close()
    sender.cache_clear()


def address_of_database() -> str:
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}@/{at['HOST']}/{at['NAME']}"


@contextmanager
def worker(**environment: str) -> Iterator[subprocess.Popen]:
    """A real worker process on the test's database; killed at the end where it is still there."""
    settings = {
        "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
        "DATABASE_URL": address_of_database(),
        "PYTHONPATH": str(ROOT),
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "worker"], cwd=ROOT, env={**os.environ, **settings, **environment}
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()


def wait_until(true: Callable[[], object], *, seconds: float) -> float:
    """Wait for something to become true; how long it took. Fails after so many seconds."""
    start = time.monotonic()
    while not true():
        assert time.monotonic() - start < seconds, f"not true within {seconds} seconds"
        time.sleep(0.1)
    return time.monotonic() - start

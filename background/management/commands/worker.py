"""Works off the queue until it is asked to end."""

import logging
import secrets
import signal
import threading
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from background.actions.queue import MAIL, WORK
from background.actions.sweeping import look_around
from background.models import WorkerProcess, database_now
from background.pulse import pulse
from framework.actions import modules_of_rooms

logger = logging.getLogger(__name__)
LOOK_EVERY = 1.0  # seconds
OFTEN = 60.0  # seconds
DATABASE_AWAY = 3.0  # seconds before the next look


class Command(BaseCommand):
    help = "Do what is done in the background: mail, releases, sealing rounds, files. Ends with Ctrl-C or SIGTERM."

    def handle(self, *args, **options) -> None:
        """Two threads work, one queue each; a third says that the process is alive, a fourth does what comes often.

        Asked to end, the process ends the mail it is sending and puts other work back at its next step; what cannot
        wait (a second Ctrl-C, a kill) is begun again by the next worker.
        """
        pulse.worker = secrets.token_hex(8)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)
        ended = threading.Event()
        heart = threading.Thread(target=pulse.keep_beating, args=[look_around, ended], name="pulse", daemon=True)
        post_office = threading.Thread(target=work_off, args=[MAIL], name="mail", daemon=True)
        clockwork = threading.Thread(target=do_what_comes_often, name="often", daemon=True)
        self._first_beat()
        heart.start()
        post_office.start()
        clockwork.start()
        logger.info("The worker %s has begun", pulse.worker)
        try:
            work_off(WORK)
            post_office.join()
            clockwork.join()
        finally:
            ended.set()
            heart.join()
            self._say_goodbye()

    def _end(self, number: int, frame: FrameType | None) -> None:
        if pulse.stopping.is_set():  # the second time: at once
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        pulse.stopping.set()

    def _first_beat(self) -> None:
        """Show up before the first work; where the database is away, wait for it."""
        while not pulse.stopping.is_set():
            try:
                pulse.beat()
                look_around()
                return
            except (DatabaseError, InterfaceError) as error:
                logger.warning("The worker waits for the database: %s", type(error).__name__)
                connections.close_all()
                pulse.stopping.wait(DATABASE_AWAY)

    def _say_goodbye(self) -> None:
        try:
            WorkerProcess.objects.filter(pk=pulse.worker).delete()
        except (DatabaseError, InterfaceError):
            logger.warning("The database is away, so this worker is only known to be gone in a while")


def work_off(queue: str) -> None:
    """Do what a queue holds, one after the other, until the process is to end, wherever the queue lies."""
    if settings.TASKS_BROKER:
        from background.celery_queue import take_from  # Celery is only there where the setting asks for it

        take_from(queue, pulse.stopping)
        connections.close_all()
    else:
        _work_off_database(queue)


def _work_off_database(queue: str) -> None:
    """Do what the queue in the database holds. Survives a database that is away."""
    while not pulse.stopping.is_set():
        pause = LOOK_EVERY
        try:
            close_old_connections()
            # A look without a lock: claiming takes SQLite's lock for writing, which an idle worker leaves to others.
            while DBTaskResult.objects.ready().filter(queue_name=queue).exists() and not pulse.stopping.is_set():
                _do_one(queue)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The database failed; the worker looks again: %s", type(error).__name__)
            connections.close_all()
            pause = DATABASE_AWAY
        except Exception:  # one queue must not end because of one entry of it
            logger.exception("Something in the queue could not be done")
            pause = DATABASE_AWAY
        pulse.stopping.wait(pause)
    connections.close_all()


def do_what_comes_often() -> None:
    """Every minute do what every room has in its module `often`, until the process is to end.

    Survives a database that is away, and a room in which something goes wrong.
    """
    while not pulse.stopping.is_set():
        for module in modules_of_rooms("often"):
            try:
                close_old_connections()
                module.run(at=database_now())
            except (DatabaseError, InterfaceError) as error:
                logger.warning("The database failed; %s runs again: %s", module.__name__, type(error).__name__)
                connections.close_all()
            except Exception:  # one room must not keep the others from their own
                logger.exception("%s could not do what it does often", module.__name__)
        pulse.stopping.wait(OFTEN)
    connections.close_all()


def _do_one(queue: str) -> None:
    one = Worker(
        queue_names=[queue],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=pulse.worker,
        excluded_queue_names=[],
    )
    one.run()

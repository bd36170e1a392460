"""The queue on Celery, for whom the one in the database is not enough (TASKS_BROKER). No page imports this otherwise.

A message carries the name of a task and the number of a row, nothing else. What is to be done, how far it is and how
it ended stays in the row. So nothing is lost with a message, and nothing is done twice where one comes twice; what
never arrived is sent again by the worker that sees the row wait (background/actions/sweeping.py).
"""

import logging
import threading
import time
from functools import cache
from typing import Any

from celery import Celery
from celery.exceptions import OperationalError
from django.conf import settings
from django.db import close_old_connections
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id

logger = logging.getLogger(__name__)
# A broker that says nothing holds a page up for no longer than this.
PATIENCE = 1.0  # seconds
REST = 10.0  # seconds for which one that was away is left alone
# What a message may ask for. Whoever can write to the broker can ask for nothing else.
KNOWN = ("background.actions.jobs.carry_out", "background.actions.mail.deliver")


def new_app() -> Celery:
    """Celery on our broker: numbers as JSON, no results, and a message is only taken off when it is done."""
    app = Celery("tip_borough", broker=settings.TASKS_BROKER, fixups=[], set_as_current=False)
    app.conf.update(
        accept_content=["json"],
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE},
        task_acks_late=True,
        task_ignore_result=True,
        task_serializer="json",
        worker_prefetch_multiplier=1,  # what one worker is not yet at, another one may take
    )
    app.task(_do, name="do")
    return app


@cache
def sender() -> Celery:
    """The one by which this process sends messages: it tries once, since a worker sends again what was not taken."""
    app = new_app()
    app.conf.broker_transport_options |= {"max_retries": 0, "interval_start": 0, "interval_step": 0}
    return app


def _do(name: str, pk: int) -> None:
    if name not in KNOWN:
        raise LookupError(name)
    close_old_connections()
    import_string(name).call(pk)


class CeleryBackend(BaseTaskBackend):
    """Sends a task's name and its row's number. `background.actions.queue.hand_over` calls it after the commit."""

    def __init__(self, alias: str, params: dict) -> None:
        super().__init__(alias, params)
        self._rests_until = 0.0  # by the clock that only goes forwards

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        self.validate_task(task)
        if time.monotonic() >= self._rests_until:
            self._send(task, args)
        return TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )

    def _send(self, task: Task, args: Any) -> None:
        try:
            sender().send_task("do", args=[task.module_path, *args], queue=task.queue_name, retry=False)
        except (OperationalError, OSError) as error:
            # The row waits in the database; a worker sends the message again within a minute.
            logger.warning("The broker took no message: %s", type(error).__name__)
            self._rests_until = time.monotonic() + REST


def take_from(queue: str, stopping: threading.Event) -> None:
    """Do what comes by one queue, one after the other, until the process is to end. Waits for a broker that is away."""
    from celery.worker import WorkController  # no page needs it

    told = threading.Thread(target=_stop_when, args=[stopping], name=f"stop-{queue}", daemon=True)
    told.start()
    controller = WorkController(
        app=new_app(),  # what an app takes from is one list for all who use it
        queues=[queue],
        hostname=f"{queue}@tip-borough",
        pool_cls="solo",
        use_eventloop=False,  # each queue has a thread of its own, and Celery one loop for a process
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        loglevel="WARNING",
    )
    controller.start()


def _stop_when(stopping: threading.Event) -> None:
    from celery.worker import state

    stopping.wait()
    state.should_stop = 0

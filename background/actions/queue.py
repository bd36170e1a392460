"""Handing something over to the queue (django-tasks)."""

import datetime

from django.db import transaction
from django_tasks import task_backends
from django_tasks.base import Task
from django_tasks_db import DatabaseBackend

WORK, MAIL = "work", "mail"  # mail has a queue of its own: a code to sign in does not wait for a release


def hand_over(task: Task, pk: int, *, after: datetime.datetime | None = None) -> None:
    """Queue a task about the row of this number.

    The queue lies in the same database: what is asked for and its place in the queue stand or fall together, and no
    worker sees either before the commit. Where tasks are done at once (tests) or go by a broker (TASKS_BROKER), that is
    after the commit, and what is to be tried again later is left: the row says when, and a worker looks for it.
    """
    if isinstance(task_backends[task.backend], DatabaseBackend):
        task.using(run_after=after).enqueue(pk)
    elif after is None:
        transaction.on_commit(lambda: task.enqueue(pk))

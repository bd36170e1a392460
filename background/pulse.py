"""The pulse of a worker process: signs of life that do not wait for the work, and the wish to end.

One question of a release may keep the processor busy for a minute, and a mail server may say nothing for ten seconds.
So a thread of its own, with its own connection to the database, says every five seconds that the process is alive, and
looks for what dead ones have left behind.
"""

import logging
import threading
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, connections
from django.db.models.functions import Now

from background.models import WorkerProcess, database_now

logger = logging.getLogger(__name__)
BEAT = 5.0  # seconds


class Pulse:
    """What the threads of one process know of each other."""

    def __init__(self) -> None:
        self.worker = ""  # empty in a process of the site, in a command and in a test
        self.stopping = threading.Event()
        # The run that this process works on, as (number of the job, number of the run). One at a time: jobs are done
        # by the main thread, and mail keeps no job.
        self.run: tuple[int, int] | None = None

    def beat(self) -> None:
        """Say that this process, and the run that it works on, are alive."""
        job, run = self.run or (None, None)
        row = WorkerProcess.objects.filter(pk=self.worker)
        if not row.update(alive_at=Now(), job=job, run=run):  # at the start, and where we were taken for dead
            now = database_now()
            WorkerProcess.objects.create(pk=self.worker, started_at=now, alive_at=now, job=job, run=run)

    def keep_beating(self, also: Callable[[], None], ended: threading.Event) -> None:
        """Beat until the work has `ended`, and do something more each time; survives a database that is away."""
        while not ended.wait(BEAT):
            try:
                self.beat()
                also()
            except (DatabaseError, InterfaceError) as error:
                logger.warning("No sign of life could be written: %s", type(error).__name__)
                connections.close_all()
        connections.close_all()


pulse = Pulse()

"""Whether anything is done in the background."""

import datetime

from background.models import Job, OutgoingMail, WorkerProcess, database_now

# A worker looks every second; what waits longer waits for a worker that is busy, or for one that is not there.
PATIENCE = datetime.timedelta(minutes=1)


def worker_is_alive() -> bool:
    """Whether a worker has shown a sign of life within twenty seconds."""
    return WorkerProcess.objects.alive(database_now()).exists()


def nobody_works_though_something_waits() -> bool:
    """Whether mail or other work has waited for a minute, anyone's on this site, and no worker is alive."""
    since = database_now() - PATIENCE
    waits = OutgoingMail.objects.due(since).exists() or Job.objects.unfinished().filter(alive_at__lt=since).exists()
    return waits and not worker_is_alive()

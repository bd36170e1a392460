"""Whether anything is done in the background."""

from background.models import WorkerProcess, database_now


def worker_is_alive() -> bool:
    """Whether a worker has shown a sign of life within twenty seconds."""
    return WorkerProcess.objects.alive(database_now()).exists()

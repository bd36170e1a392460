"""Which worker processes are alive."""

import datetime

from django.db import connection, models
from django.utils import timezone

# A worker beats every five seconds (background/pulse.py). Four beats missed, and it is said to be dead: with the two
# seconds of a page that follows it, that is well within half a minute.
SILENT_FOR = datetime.timedelta(seconds=20)


def database_now() -> datetime.datetime:
    """The time by the database's clock, which all processes share, whatever the clocks of their machines say."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def is_silent(alive_at: datetime.datetime, at: datetime.datetime) -> bool:
    """Whether a sign of life is too old. One from the future is too: the clock was set back, and no one beat since."""
    return abs(at - alive_at) > SILENT_FOR


class WorkerQuerySet(models.QuerySet):
    """Reads of worker processes."""

    def alive(self, at: datetime.datetime):
        return self.filter(alive_at__gte=at - SILENT_FOR, alive_at__lte=at + SILENT_FOR)

    def runs(self, at: datetime.datetime) -> set[tuple[int, int]]:
        """The runs that are alive, as (number of the job, number of the run)."""
        return set(self.alive(at).filter(job__isnull=False).values_list("job", "run"))


class WorkerProcess(models.Model):
    """A process that works off the queue. Its row goes when it ends in order; one that was killed leaves it behind."""

    id = models.CharField(max_length=64, primary_key=True)
    started_at = models.DateTimeField()
    alive_at = models.DateTimeField("last sign of life")
    # What it works on stands here and not in the job: a transaction of the work keeps the job's row to itself, for as
    # long as it takes, and a sign of life must not wait for that.
    job = models.PositiveBigIntegerField("number of the job that it works on", null=True)
    run = models.PositiveIntegerField("number of the run", null=True)

    objects = WorkerQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Worker {self.id}"

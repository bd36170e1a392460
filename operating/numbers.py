"""What Prometheus reads: how requests fare by view, and queues, mail, jobs and workers as the database has them.

Labels are kinds and states. No number tells how much anyone answered, and none is of one partnership or round.
"""

import os
from collections.abc import Callable, Iterator
from functools import cache

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.db.models import Avg, Count, F, Max, Min

# Before prometheus_client is loaded: by this name it knows that several processes count into one folder.
if settings.METRICS_FOLDER:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = settings.METRICS_FOLDER

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from background.models import Job, OutgoingMail, WorkerProcess, database_now
from operating.counting import SECONDS
from operating.health import health
from operating.models import NightlyRun
from operating.parts import LATELY
from organisations.models import Round


@cache
def requests() -> Histogram:
    labels = ["view", "method", "status"]
    return Histogram("tip_requests_seconds", "How long pages took", labels, buckets=SECONDS, registry=None)


@cache
def failures() -> Counter:
    return Counter("tip_failures", "Pages that failed", ["view"], registry=None)


class OfTheDatabase:
    """Numbers that are worked out when they are asked for."""

    def __init__(self, afterwards: Callable[[], None]) -> None:
        self.afterwards = afterwards

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            found = list(_of_the_database())
        except (DatabaseError, InterfaceError):
            found = []
        finally:
            self.afterwards()
        yield GaugeMetricFamily("tip_database_up", "Whether the database answers", value=bool(found))
        yield from found


def _of_the_database() -> Iterator[GaugeMetricFamily]:
    now = database_now()

    def family(name: str, says: str, label: str, values: dict[str, float]) -> GaugeMetricFamily:
        made = GaugeMetricFamily(name, says, labels=[label])
        for key, value in values.items():
            made.add_metric([key], value)
        return made

    def seconds(moment) -> float:
        return max(0.0, (now - moment).total_seconds()) if moment else 0.0

    jobs = Job.objects.order_by()
    by_state = dict(jobs.unfinished().values_list("state").annotate(n=Count("pk")))
    yield family("tip_jobs", "Unfinished work", "state", {state: by_state.get(state, 0) for state in Job.UNFINISHED})
    oldest = jobs.filter(state=Job.State.WAITING).aggregate(oldest=Min("asked_at"))["oldest"]
    yield GaugeMetricFamily("tip_oldest_job_seconds", "How long the oldest work has waited", value=seconds(oldest))
    ended = jobs.filter(finished_at__gt=now - LATELY, started_at__isnull=False)
    took = ended.filter(state=Job.State.DONE).values_list("kind").annotate(took=Avg(F("finished_at") - F("started_at")))
    durations = {kind: mean.total_seconds() for kind, mean in took}
    yield family("tip_job_seconds", "Mean time of work that was done in the last day", "kind", durations)
    failed = dict(ended.filter(state=Job.State.FAILED).values_list("kind").annotate(n=Count("pk")))
    yield family("tip_jobs_failed", "Work that failed in the last day", "kind", failed)
    mail = dict(OutgoingMail.objects.order_by().values_list("state").annotate(n=Count("pk")))
    states = {state: mail.get(state, 0) for state in OutgoingMail.State.values}
    yield family("tip_mail", "Mail in the outbox", "state", states)
    oldest = OutgoingMail.objects.due(now).aggregate(oldest=Min("next_try_at"))["oldest"]
    yield GaugeMetricFamily("tip_oldest_mail_seconds", "How long the oldest due mail has waited", value=seconds(oldest))
    alive = WorkerProcess.objects.alive(now).count()
    yield GaugeMetricFamily("tip_workers", "Workers that are alive", value=alive)
    yield GaugeMetricFamily("tip_open_rounds", "Rounds that are open", value=Round.objects.open().count())
    last = NightlyRun.objects.filter(command="daily", failed="").aggregate(last=Max("ended_at"))["last"]
    yield GaugeMetricFamily("tip_last_nightly_seconds", "Time since the last nightly job", value=seconds(last))
    parts = {part.code: float(part.is_ok) for part in health.parts()}
    yield family("tip_part_ok", "Parts of the site that are well (/health)", "part", parts)


def registry(afterwards: Callable[[], None] = lambda: None) -> CollectorRegistry:
    """All that is told. `afterwards` comes each time when the database was asked."""
    made = CollectorRegistry()
    made.register(OfTheDatabase(afterwards))
    if settings.METRICS_FOLDER:
        MultiProcessCollector(made)
    return made

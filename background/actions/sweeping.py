"""What dead workers have left behind is begun again; what is old goes."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from background.actions.jobs import carry_out, work_of
from background.actions.mail import look_after_mail
from background.actions.queue import hand_over
from background.models import SILENT_FOR, Job, JobFile, OutgoingMail, WorkerProcess, database_now

# Work that waits longer than this is queued once more: its place in the queue may have gone with a worker that had
# just taken it. Twice in the queue does no harm.
QUEUE_AGAIN_AFTER = datetime.timedelta(minutes=1)
FILES_KEPT = datetime.timedelta(days=1)
SECRETS_KEPT = datetime.timedelta(hours=1)
TEXTS_KEPT = datetime.timedelta(days=14)
ROWS_KEPT = datetime.timedelta(days=180)
QUEUE_KEPT = datetime.timedelta(days=7)


def look_around() -> None:
    """Run by every worker every few seconds; several at once do no harm."""
    now = database_now()
    _begin_again_what_died(now)
    _queue_what_was_lost(now)
    look_after_mail(now)
    JobFile.objects.filter(is_sealed=True, made_at__lt=now - SECRETS_KEPT).delete()
    _bury_the_dead(now)


def _begin_again_what_died(now: datetime.datetime) -> None:
    silent = Q(alive_at__lt=now - SILENT_FOR) | Q(alive_at__gt=now + SILENT_FOR)
    dead = Job.objects.filter(silent, state=Job.State.RUNNING)
    alive = WorkerProcess.objects.runs(now)
    for job in dead:
        if (job.pk, job.attempts) in alive:
            continue
        # Of several workers that see it, the one goes on whose update finds it as it was.
        seen = dead.filter(pk=job.pk, attempts=job.attempts)
        with transaction.atomic():
            if job.deaths + 1 >= Job.MOST_DEATHS:
                error = _("We tried %(times)s times, and it was interrupted each time.")
                words = error % {"times": Job.MOST_DEATHS}
                if seen.update(state=Job.State.FAILED, finished_at=Now(), error=words, attempts=F("attempts") + 1):
                    work_of(job.kind).gave_up(job)
            elif seen.update(state=Job.State.WAITING, alive_at=Now(), deaths=F("deaths") + 1):
                hand_over(carry_out, job.pk)


def _queue_what_was_lost(now: datetime.datetime) -> None:
    waiting = Job.objects.filter(state=Job.State.WAITING, alive_at__lt=now - QUEUE_AGAIN_AFTER)
    for job in waiting:
        with transaction.atomic():
            if waiting.filter(pk=job.pk, attempts=job.attempts).update(alive_at=Now()):
                hand_over(carry_out, job.pk)


def _bury_the_dead(now: datetime.datetime) -> None:
    """Rows of workers that were killed, and what the queue thinks that they still do."""
    alive = set(WorkerProcess.objects.alive(now).values_list("pk", flat=True))
    for result in DBTaskResult.objects.running().filter(started_at__lt=now - SILENT_FOR):
        if not alive.intersection(result.worker_ids):
            running = DBTaskResult.objects.running().filter(pk=result.pk)
            running.update(status=TaskResultStatus.FAILED, finished_at=now, traceback="The worker died.")
    WorkerProcess.objects.exclude(pk__in=alive).filter(alive_at__lt=now - datetime.timedelta(minutes=10)).delete()


def forget_what_is_old(*, at: datetime.datetime) -> dict[str, int]:
    """Files after a day, the words of mail after two weeks, rows after half a year. Returns how many of each."""
    ended = OutgoingMail.objects.exclude(state__in=(OutgoingMail.State.WAITING, OutgoingMail.State.SENDING))
    queued = DBTaskResult.objects.finished().filter(finished_at__lt=at - QUEUE_KEPT)
    finished = Job.objects.exclude(state__in=Job.UNFINISHED)
    return {
        "files": JobFile.objects.filter(made_at__lt=at - FILES_KEPT).delete()[0],
        "texts": ended.filter(made_at__lt=at - TEXTS_KEPT).exclude(text="").update(text=""),
        "mails": ended.filter(made_at__lt=at - ROWS_KEPT).delete()[0],
        "queued": queued.delete()[0],
        "jobs": finished.filter(finished_at__lt=at - ROWS_KEPT).delete()[0],
    }

"""Asking for a piece of work, doing it, and doing it again where its worker has died."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db import DatabaseError, IntegrityError, InterfaceError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django_tasks import task

from background.actions.queue import WORK, hand_over
from background.models import Job, JobFile, database_now
from background.pulse import pulse
from background.sealed_files import seal
from framework.actions import modules_of_rooms

logger = logging.getLogger(__name__)


class WorkRefused(Exception):
    """A piece of work that cannot be done as things stand. Its message says why, for the person who asked."""


class TakenOver(Exception):
    """This run was taken for dead, and another one has the work, or no one wants it any more."""


class AskedToStop(Exception):
    """The process is to end: the work goes on in the next one."""


@dataclass
class Run:
    """One run of a piece of work, as the room that does it sees it."""

    job: Job
    number: int
    is_finished: bool = False

    def say(self, done: int, total: int) -> None:
        """Tell people how far it is. Raises TakenOver, AskedToStop: call it where stopping does no harm."""
        self._hold(done=done, total=total)
        if pulse.stopping.is_set():
            raise AskedToStop

    def hold(self) -> None:
        """Keep anyone from taking this run over before the caller's transaction ends. Raises TakenOver.

        Every transaction of a piece of work begins with it. The row of the job is written, and so locked, on both
        databases; anyone who would take it over waits, and then sees what was done.
        """
        self._hold()

    def finish(self) -> None:
        """Note that the work is done, in the transaction that writes its outcome. Raises TakenOver."""
        self._hold(state=Job.State.DONE, finished_at=Now(), error="")
        self.is_finished = True

    def keep_file(self, *, name: str, content_type: str, content: bytes, sealed_with: str = "") -> None:
        """Keep the file that was made, for the person who asked, and finish; sealed where it holds a secret."""
        with transaction.atomic():
            self.finish()
            JobFile.objects.create(
                job=self.job,
                name=name,
                content_type=content_type,
                content=seal(content, sealed_with) if sealed_with else content,
                size=len(content),
                made_at=database_now(),
                is_sealed=bool(sealed_with),
            )

    def _hold(self, **values: Any) -> None:
        mine = Job.objects.filter(pk=self.job.pk, attempts=self.number, state=Job.State.RUNNING)
        if not mine.update(alive_at=Now(), **values):
            raise TakenOver


@dataclass(frozen=True)
class Work:
    """How a room does one kind of work. It is found in the room's module `jobs`, in `WORKS`.

    `run` may be begun again at any point and then goes on or begins anew. `may_take` says whether that person may
    still take the file that it made; without it there is none. `gave_up` tidies the room's own rows where it failed.
    """

    run: Callable[[Run], None]
    may_take: Callable[[Job], bool] | None = None
    gave_up: Callable[[Job], None] = lambda job: None


def work_of(kind: str) -> Work:
    """How work of a kind is done. Raises LookupError where no room says so."""
    for module in modules_of_rooms("jobs"):
        if kind in module.WORKS:
            return module.WORKS[kind]
    raise LookupError(kind)


@transaction.atomic
def ask(
    *,
    kind: Job.Task,
    key: str,
    about: str,
    partnership: Any,
    by: Any,
    arguments: dict | None = None,
    at: datetime.datetime | None = None,
) -> Job:
    """Ask for a piece of work and queue it. Where the same is unfinished, that is what the asker gets."""
    job = put_down(kind=kind, key=key, about=about, partnership=partnership, by=by, arguments=arguments, at=at)
    if job is None:
        return Job.objects.unfinished().get(kind=kind, key=key)
    queue(job)
    return job


def put_down(
    *,
    kind: Job.Task,
    key: str,
    about: str,
    partnership: Any,
    by: Any,
    arguments: dict | None = None,
    at: datetime.datetime | None = None,
) -> Job | None:
    """Write a piece of work down without queueing it, for `do_now`; None where the same is unfinished."""
    now = at or database_now()
    try:
        with transaction.atomic():
            return Job.objects.create(
                kind=kind,
                key=key,
                about=about[:200],
                partnership=partnership,
                asked_by=by,
                arguments=arguments or {},
                asked_at=now,
                alive_at=now,
            )
    except IntegrityError:
        return None


@transaction.atomic
def begin_again(*, job: Job, at: datetime.datetime | None = None) -> bool:
    """Queue work once more that failed, or whose worker has died; whether that was so. A second press does nothing."""
    locked = Job.objects.select_for_update().get(pk=job.pk)
    now = at or database_now()
    if not locked.has_failed and not locked.is_dead(now):
        return False
    # The next number ends what the old run may still write.
    locked.state, locked.error, locked.deaths, locked.finished_at = Job.State.WAITING, "", 0, None
    locked.attempts, locked.alive_at = locked.attempts + 1, now
    locked.save(update_fields=["state", "error", "deaths", "finished_at", "attempts", "alive_at"])
    hand_over(carry_out, job.pk)
    return True


def drop(job: Job) -> None:
    """No one wants this work any more: a run that is at it is told so at its next step."""
    Job.objects.unfinished().filter(pk=job.pk).update(
        state=Job.State.FAILED, attempts=F("attempts") + 1, finished_at=Now()
    )


@task(queue_name=WORK)
def carry_out(pk: int) -> None:
    """Do a piece of work that no one else is doing. The queue may name it twice; it is done once."""
    run = _take_up(pk)
    if run is None:
        return
    pulse.run = (pk, run.number)
    try:
        _do(run)
    finally:
        pulse.run = None


def queue(job: Job) -> None:
    """Give a piece of work that was put down to the worker."""
    hand_over(carry_out, job.pk)


def do_now(job: Job, by: Callable[[Run], None] | None = None) -> None:
    """Do a piece of work in this process, for commands and tests. Raises what the work raises.

    `by` does it in place of what the room does; only what is made up may be made in another way (the demonstration).
    """
    run = _take_up(job.pk)
    if run is None:
        return
    work = work_of(run.job.kind)
    if by is not None:
        work = replace(work, run=by)
    try:
        _carry_through(run, work)
    except Exception as error:
        _fail(run, work, str(error))
        raise


def _carry_through(run: Run, work: Work) -> None:
    work.run(run)
    if not run.is_finished:
        run.finish()


@transaction.atomic
def _take_up(pk: int) -> Run | None:
    """Begin a run, where the work is neither done nor being done."""
    found = Job.objects.select_for_update(of=("self",)).select_related("partnership", "asked_by")
    job = found.filter(pk=pk).first()
    now = database_now()
    if job is None or not job.is_unfinished or (job.state == Job.State.RUNNING and not job.is_dead(now)):
        return None
    job.state, job.attempts, job.alive_at, job.started_at = Job.State.RUNNING, job.attempts + 1, now, now
    job.save(update_fields=["state", "attempts", "alive_at", "started_at"])
    return Run(job, job.attempts)


def _do(run: Run) -> None:
    """Do the work, and write down how it ended."""
    work = work_of(run.job.kind)
    try:
        _carry_through(run, work)
    except TakenOver:
        logger.warning("%s: another run has this work now", run.job)
    except AskedToStop:
        _put_back(run)
    except (DatabaseError, InterfaceError):
        # The database is away or busy. Nothing can be written down: the run falls silent, and is begun again.
        logger.exception("%s: the database failed; it is begun again", run.job)
    except WorkRefused as reason:
        _fail(run, work, str(reason))
    except Exception:
        logger.exception("%s stopped half-way", run.job)
        _fail(run, work, _("Something went wrong. The person who runs this site can find out more in the log."))


@transaction.atomic
def _put_back(run: Run) -> None:
    run._hold(state=Job.State.WAITING)
    hand_over(carry_out, run.job.pk)


def _fail(run: Run, work: Work, error: str) -> None:
    try:
        with transaction.atomic():
            run._hold(state=Job.State.FAILED, finished_at=Now(), error=error[:300])
            work.gave_up(run.job)
    except TakenOver:
        logger.warning("%s: another run has this work now", run.job)

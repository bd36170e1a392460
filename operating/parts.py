"""The parts of a running site, each with whether it is well, in words for the person who runs it. No names in them."""

import datetime
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from background.models import Job, OutgoingMail, WorkerProcess, database_now
from operating.backups_known import last_backup_at
from operating.models import NightlyRun
from surveys.models import Comment, ContactRequest

LEAST_FREE = 500 * 1024 * 1024  # bytes
BACKUP_AT_LEAST_EVERY = datetime.timedelta(hours=30)  # a nightly one may be late
NIGHTLY_AT_LEAST_EVERY = datetime.timedelta(hours=30)
MAIL_MAY_WAIT = datetime.timedelta(minutes=10)
WORK_MAY_WAIT = datetime.timedelta(minutes=30)
LATELY = datetime.timedelta(days=1)
CLOCKS_MAY_DIFFER = datetime.timedelta(seconds=5)


@dataclass(frozen=True)
class Part:
    """One part: whether it is well, and what to tell. `serves` says that no page can be shown without it."""

    code: str
    title: str
    is_ok: bool
    says: str
    serves: bool = False
    is_only_told: bool = False  # it is for people to look at, and no fault of the site


def database_part() -> Part:
    """Raises DatabaseError where it is away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Part("database", "Database", True, "It answers.", serves=True)


@cache
def newest_migrations() -> frozenset[tuple[str, str]]:
    """The last migration of every app, as this version's files have them."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def migrations_part() -> Part:
    known = newest_migrations()
    there = set(MigrationRecorder(connection).applied_migrations())  # empty where there is no table
    if missing := len(known - there):
        says = f"Migrations of {missing} apps have not run. Run `manage.py migrate`."
        return Part("migrations", "Tables", False, says, serves=True)
    return Part("migrations", "Tables", True, "They are of this version.", serves=True)


def disk_part() -> Part:
    folders = {Path(settings.BASE_DIR)}
    if connection.vendor == "sqlite":
        folders.add(Path(connection.settings_dict["NAME"]).parent)
    if settings.BACKUP_FOLDER and Path(settings.BACKUP_FOLDER).is_dir():
        folders.add(Path(settings.BACKUP_FOLDER))
    free = min(shutil.disk_usage(folder).free for folder in folders)
    says = f"{free // 1024**2:,} MB are free."
    if free < LEAST_FREE:
        says += " Make room: a full disk stops everything."
    return Part("disk", "Disk", free >= LEAST_FREE, says)


def backup_part(at: datetime.datetime) -> Part:
    last = last_backup_at()
    if last is None:
        where = "There is none yet in BACKUP_FOLDER." if settings.BACKUP_FOLDER else "BACKUP_FOLDER is not set."
        # What is made up can be made again.
        where += " A demonstration needs none." if settings.DEMONSTRATION_BOROUGH else ""
        return Part("backup", "Last backup", settings.DEMONSTRATION_BOROUGH, where)
    is_fresh = abs(at - last) <= BACKUP_AT_LEAST_EVERY
    return Part("backup", "Last backup", is_fresh, f"It ended {_when(last)}." + ("" if is_fresh else " That is old."))


def worker_part(at: datetime.datetime) -> Part:
    alive = WorkerProcess.objects.alive(at).count()
    if alive:
        return Part("worker", "Worker", True, f"{alive} alive.")
    says = "None is alive: no mail goes out, and no files or results are made. Start `manage.py worker`."
    return Part("worker", "Worker", False, says)


def work_part(at: datetime.datetime) -> Part:
    waits = Job.objects.filter(state=Job.State.WAITING, asked_at__lt=at - WORK_MAY_WAIT).count()
    failed = Job.objects.filter(state=Job.State.FAILED, finished_at__gt=at - LATELY).exclude(error="").count()
    says = f"{waits} wait for longer than half an hour, {failed} failed in the last day."
    return Part("work", "Work in the background", not waits, says)


def mail_part(at: datetime.datetime) -> Part:
    stuck = OutgoingMail.objects.due(at - MAIL_MAY_WAIT).count()
    failed = OutgoingMail.objects.filter(state=OutgoingMail.State.GIVEN_UP, made_at__gt=at - 2 * LATELY)
    # One that was no longer needed has had no try.
    failed = failed.filter(tries__gt=0).count()
    says = f"{stuck} wait for longer than 10 minutes, {failed} were given up in the last two days."
    return Part("mail", "Mail", not stuck and not failed, says)


def nightly_part(at: datetime.datetime) -> Part:
    last = NightlyRun.objects.last_of("daily")
    if last is None:
        says = "`manage.py daily` has not run yet. It must run once a day."
        says += " A demonstration does without." if settings.DEMONSTRATION_BOROUGH else ""
        return Part("nightly", "Nightly job", settings.DEMONSTRATION_BOROUGH, says)
    if last.failed:
        return Part("nightly", "Nightly job", False, f"Begun {_when(last.began_at)}; parts failed: {last.failed}.")
    is_fresh = abs(at - last.began_at) <= NIGHTLY_AT_LEAST_EVERY
    return Part("nightly", "Nightly job", is_fresh, f"It ran {_when(last.began_at)}.")


def reviews_part(on: datetime.date) -> Part:
    """How many wait too long, of all partnerships together. Reviewers and admins have a mail of their own about it."""
    comments = Comment.objects.overdue(on).count()
    contacts = ContactRequest.objects.filter(state=ContactRequest.State.WAITING, due_on__lt=on).count()
    says = f"{comments + contacts} comments or contact requests wait longer than they should."
    return Part("reviews", "Reviews", not comments + contacts, says, is_only_told=True)


def clock_part(ours: datetime.datetime, databases: datetime.datetime) -> Part:
    """Whether the clocks of this machine and of the database agree, and neither was set back."""
    apart = abs(ours - databases)
    newest = NightlyRun.objects.order_by("-began_at").values_list("began_at", flat=True).first()
    if newest and newest > databases + CLOCKS_MAY_DIFFER:
        return Part("clock", "Clock", False, "It was set back: a nightly job began in the future.")
    says = f"This machine and the database are {apart.total_seconds():.0f} seconds apart."
    return Part("clock", "Clock", apart <= CLOCKS_MAY_DIFFER, says)


def all_parts() -> list[Part]:
    """Every part, in the order of the page. Raises DatabaseError where the database is away or too slow."""
    first = database_part()
    at = database_now()
    return [
        first,
        migrations_part(),
        disk_part(),
        worker_part(at),
        work_part(at),
        mail_part(at),
        backup_part(at),
        nightly_part(at),
        reviews_part(timezone.localdate(at)),
        clock_part(timezone.now(), at),
    ]


def parts_without_database(error: Exception) -> list[Part]:
    """What can be said while the database is away."""
    away = Part("database", "Database", False, f"It does not answer ({type(error).__name__}).", serves=True)
    return [away, disk_part(), backup_part(timezone.now())]


def _when(moment: datetime.datetime) -> str:
    return f"on {timezone.localtime(moment):%-d %B %Y at %H:%M}"

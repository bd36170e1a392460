"""A backup is brought back into an empty database, and everything is counted again."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from background.models import OutgoingMail
from operating.backups import counting
from operating.backups.making import COPY, DUMP, FILES, MANIFEST
from operating.backups.sealing import CannotBeRead, is_sealed, unseal
from operating.backups.servers import is_sqlite, must_succeed, program, surroundings
from organisations.sessions import all_sessions

Say = Callable[[str], None]


def restore(path: Path, *, key: bytes | None, say: Say, using: str = "default") -> dict[str, Any]:
    """Bring a backup back; returns what it holds. Raises CannotBeRead; what was brought back by then is not for use.

    Everyone is signed out, and mail that was waiting is kept for a person to send again: it may have gone since.
    """
    database = connections[using].settings_dict
    with _opened(path, key) as box:
        _refuse_unless_empty(using)
        holds = _manifest(box)
        if (holds["database"] == "sqlite") != is_sqlite(database):
            raise CannotBeRead(f"This is a backup of {holds['database']}, and DATABASE_URL names the other kind.")
        files = _folder_for_files(holds)
        say(f"Backup of {holds['made_at']}, version {holds['version']}. Bringing the database back.")
        if is_sqlite(database):
            _bring_sqlite(box, database, using)
        else:
            _bring_postgresql(box, database, using)
        _compare(holds, using)
        rows = sum(number for number, _sum in holds["tables"].values())
        say(f"{rows} rows in {len(holds['tables'])} tables, as they were.")
        if files:
            say(f"{_bring_files(box, files)} files of evidence.")
    _sign_everyone_out(using)
    return holds


def missing_migrations(holds: dict[str, Any]) -> list[str]:
    """What this version of the code does not know of: the backup is of a newer one."""
    from django.db.migrations.loader import MigrationLoader

    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    ours = {name.split(".")[0] for name in known}
    return [name for name in holds["migrations"] if name.split(".")[0] in ours and name not in known]


@contextmanager
def _opened(path: Path, key: bytes | None) -> Iterator[zipfile.ZipFile]:
    if not path.is_file():
        raise CannotBeRead(f"There is no file {path}.")
    if not is_sealed(path):
        if key is not None:
            raise CannotBeRead("A key is named, and this file is not locked: another may have put it there.")
        try:
            with zipfile.ZipFile(path) as box:
                yield box
        except zipfile.BadZipFile:
            raise CannotBeRead("This file is no backup, or is damaged.") from None
        return
    if key is None:
        raise CannotBeRead("This backup is locked. Name its key: --key-file FILE")
    # Unlocked where only we can read it, and gone afterwards.
    with tempfile.TemporaryFile() as plain:
        with path.open("rb") as locked:
            unseal(locked, plain, key)
        plain.seek(0)
        with zipfile.ZipFile(plain) as box:
            yield box


def _manifest(box: zipfile.ZipFile) -> dict[str, Any]:
    try:
        holds = json.loads(box.read(MANIFEST))
    except (KeyError, ValueError):
        holds = {}
    if not isinstance(holds, dict) or holds.get("what") != "backup of TiP Borough":
        raise CannotBeRead("This file is no backup of TiP Borough.")
    if newer := missing_migrations(holds):
        raise CannotBeRead(
            f"This backup is of version {holds['version']}, which is newer ({newer[0]}). Install that version first."
        )
    return holds


def _refuse_unless_empty(using: str) -> None:
    if connections[using].introspection.table_names():
        raise CannotBeRead(
            "This database is not empty, so nothing was changed. Make a new one and name it in DATABASE_URL."
        )


def _bring_postgresql(box: zipfile.ZipFile, database: dict[str, Any], using: str) -> None:
    connections[using].close()
    command = [program("pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as dump:
        with box.open(DUMP) as member:
            shutil.copyfileobj(member, dump, 1024 * 1024)
        dump.seek(0)
        done = subprocess.run(  # noqa: S603  PostgreSQL's own program
            [*command, "--no-password", f"--dbname={database['NAME']}"],
            env=surroundings(database),
            stdin=dump,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        said.seek(0)
        must_succeed(done, "pg_restore", said.read())


def _bring_sqlite(box: zipfile.ZipFile, database: dict[str, Any], using: str) -> None:
    with tempfile.TemporaryDirectory(prefix="tip-restore-") as folder:
        copy = Path(box.extract(COPY, folder))
        os.chmod(copy, 0o600)
        connections[using].ensure_connection()
        with closing(sqlite3.connect(copy)) as source:
            source.backup(connections[using].connection)


def _compare(holds: dict[str, Any], using: str) -> None:
    if is_sqlite(connections[using].settings_dict):
        # A connection of our own: Django's makes days and times of what it reads.
        with closing(sqlite3.connect(connections[using].settings_dict["NAME"])) as plain:
            now = counting.of_sqlite(plain)
    else:
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            now = counting.of_postgresql(cursor)
    if different := counting.differences(holds["tables"], now):
        raise CannotBeRead("What was brought back is not what was taken out: " + " ".join(different[:5]))
    recorded = {f"{app}.{name}" for app, name in MigrationRecorder(connections[using]).applied_migrations()}
    if recorded != set(holds["migrations"]):
        raise CannotBeRead("What was brought back records other migrations than the backup says.")


def _folder_for_files(holds: dict[str, Any]) -> Path | None:
    if not holds["files"]:
        return None
    if not getattr(settings, "FILES_FOLDER", ""):
        raise CannotBeRead("This backup holds files of evidence. Say where they go: FILES_FOLDER")
    folder = Path(settings.FILES_FOLDER)
    if folder.is_dir() and any(folder.iterdir()):
        raise CannotBeRead(f"{folder} is not empty. Files of evidence go into an empty folder; nothing was changed.")
    return folder


def _bring_files(box: zipfile.ZipFile, folder: Path) -> int:
    names = [name for name in box.namelist() if name.startswith(FILES) and not name.endswith("/")]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in names:
        path = (folder / name.removeprefix(FILES)).resolve()
        if folder.resolve() not in path.parents:
            raise CannotBeRead(f"This backup names a file outside of its folder: {name}")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with box.open(name) as member, open(path, "xb", opener=lambda p, flags: os.open(p, flags, 0o600)) as into:
            shutil.copyfileobj(member, into)
    return len(names)


def _sign_everyone_out(using: str) -> None:
    """Sessions of that day may have been ended since, and mail that was waiting may have gone."""
    all_sessions().using(using).delete()
    waiting = OutgoingMail.objects.using(using).filter(state__in=["waiting", "sending"])
    waiting.update(state=OutgoingMail.State.UNCERTAIN, error="it was waiting when the backup was made")

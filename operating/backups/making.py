"""A backup is made: the database at one moment and the files of evidence, in one file that says what it holds."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from operating.backups import counting
from operating.backups.sealing import CannotBeRead, Sealing
from operating.backups.servers import is_sqlite, must_succeed, program, surroundings

MANIFEST, FILES = "manifest.json", "files/"
DUMP, COPY = "database.dump", "database.sqlite3"
ENDING, STAMP = ".tip-backup", "last-backup.json"
BEGINNING = "tip-borough-"


def make_backup(
    folder: Path, *, key: bytes | None, at: datetime.datetime, using: str = "default"
) -> tuple[Path, dict[str, Any]]:
    """Write a backup into a folder; returns its path and what it holds. Raises CannotBeRead and OSError.

    It has its name only when it is whole, and no one but the owner can read it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{BEGINNING}{at.astimezone(datetime.UTC):%Y-%m-%dT%H%M%SZ}{ENDING}"
    unfinished = path.with_suffix(".unfinished")
    try:
        with open(unfinished, "xb", opener=_for_the_owner) as file:
            holds = _write(file, key, at, using)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except FileExistsError:
        raise CannotBeRead(f"{unfinished} is there: another backup is running, or was killed. Delete it.") from None
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    _leave_word(folder, path, at, is_encrypted=key is not None)
    return path, holds


def delete_older(folder: Path, *, days: int, at: datetime.datetime) -> list[Path]:
    """Delete backups of more than so many days ago; nothing else in the folder, and never the newest."""
    found = sorted(folder.glob(f"{BEGINNING}*{ENDING}"))
    before = (at - datetime.timedelta(days=days)).timestamp()
    old = [path for path in found[:-1] if path.stat().st_mtime < before]
    for path in old:
        path.unlink()
    return old


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _leave_word(folder: Path, path: Path, at: datetime.datetime, *, is_encrypted: bool) -> None:
    """For `/health`, which says when the last backup was."""
    stamp = {"finished_at": at.isoformat(), "file": path.name, "encrypted": is_encrypted}
    with tempfile.NamedTemporaryFile("w", dir=folder, delete=False) as file:
        json.dump(stamp, file)
    Path(file.name).replace(folder / STAMP)


def _write(file: BinaryIO, key: bytes | None, at: datetime.datetime, using: str) -> dict[str, Any]:
    sealed = Sealing(file, key) if key else None
    # A zip can be written to what cannot be gone back in; the dump is packed already.
    with zipfile.ZipFile(sealed or file, "w", zipfile.ZIP_STORED, allowZip64=True) as box:  # type: ignore[arg-type]
        database = connections[using].settings_dict
        counts = _copy_sqlite(box, using) if is_sqlite(database) else _dump(box, database, using)
        files = _put_files(box)
        holds = {
            "what": "backup of TiP Borough",
            "version": settings.VERSION,
            "made_at": at.isoformat(),
            "database": "sqlite" if is_sqlite(database) else "postgresql",
            "migrations": sorted(f"{app}.{name}" for app, name in _migrations(using)),
            "tables": counts,
            "files": files,
        }
        box.writestr(MANIFEST, json.dumps(holds, indent=1))
    if sealed:
        sealed.close()
    return holds


def _migrations(using: str) -> Iterator[tuple[str, str]]:
    yield from MigrationRecorder(connections[using]).applied_migrations()


def _dump(box: zipfile.ZipFile, database: dict[str, Any], using: str) -> counting.Counts:
    """By pg_dump, of the same moment in which the rows are counted."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        command = [program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", "--no-password"]
        with (
            tempfile.TemporaryFile() as said,
            subprocess.Popen(  # noqa: S603  PostgreSQL's own program
                [*command, f"--snapshot={snapshot}"],
                env=surroundings(database),
                stdout=subprocess.PIPE,
                stderr=said,
            ) as process,
        ):
            assert process.stdout is not None  # noqa: S101  it is a pipe
            with box.open(DUMP, "w", force_zip64=True) as into:
                shutil.copyfileobj(process.stdout, into, 1024 * 1024)
            process.wait()
            said.seek(0)
            must_succeed(process, "pg_dump", said.read())
        return counting.of_postgresql(cursor)


def _copy_sqlite(box: zipfile.ZipFile, using: str) -> counting.Counts:
    """By SQLite's own way of copying a file that is written to meanwhile."""
    connections[using].ensure_connection()
    with _private_folder() as folder:
        copy = folder / COPY
        with closing(sqlite3.connect(copy)) as into:
            connections[using].connection.backup(into)
            counts = counting.of_sqlite(into)
        box.write(copy, COPY)
    return counts


@contextmanager
def _private_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tip-backup-") as folder:
        yield Path(folder)


def _put_files(box: zipfile.ZipFile) -> int:
    """The files of evidence, after the database: a file without its row does no harm."""
    folder = Path(getattr(settings, "FILES_FOLDER", "") or "/nonexistent")
    paths = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    for path in paths:
        box.write(path, FILES + path.relative_to(folder).as_posix())
    return len(paths)

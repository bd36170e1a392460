"""PostgreSQL's own programs for taking a database out and bringing it in, found and called."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from operating.backups.sealing import CannotBeRead


def is_sqlite(database: dict[str, Any]) -> bool:
    return database["ENGINE"].endswith("sqlite3")


def program(name: str) -> str:
    """The path of pg_dump or pg_restore. Raises CannotBeRead where the machine has none."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))
    for folder in folders:
        if (folder / name).exists():
            return str(folder / name)
    if found := shutil.which(name):
        return found
    raise CannotBeRead(f"{name} was not found. On Debian and Ubuntu: apt-get install postgresql-client")


def surroundings(database: dict[str, Any]) -> dict[str, str]:
    """How PostgreSQL's programs are told of a database. A password is never on a command line, which others can see."""
    wanted = {
        "PGHOST": database.get("HOST"),
        "PGPORT": database.get("PORT"),
        "PGUSER": database.get("USER"),
        "PGPASSWORD": database.get("PASSWORD"),
        "PGDATABASE": database.get("NAME"),
    }
    return {**os.environ, **{name: str(value) for name, value in wanted.items() if value}}


def must_succeed(done: subprocess.Popen | subprocess.CompletedProcess, what: str, said: bytes) -> None:
    """Raises CannotBeRead with the last line of what a program said."""
    if done.returncode:
        lines = said.decode(errors="replace").strip().splitlines()
        raise CannotBeRead(f"{what} failed: {lines[-1] if lines else 'it said nothing'}")

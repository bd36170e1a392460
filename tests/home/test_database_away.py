"""A web server that starts while the database is away: it starts, says so kindly, and goes on once it is back."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client

from organisations.models import Partnership, User

pytestmark = pytest.mark.thorough
ROOT = Path(__file__).resolve().parent.parent.parent


def address_while_away(folder: Path) -> str:
    """A database at a place where there is nothing yet."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{folder / 'there' / 'site.sqlite3'}"
    at = connection.settings_dict
    return f"postgres://{at['USER']}@/{folder / 'there'}/{at['NAME']}"


def come_back(folder: Path) -> None:
    """The test's own database is there now."""
    there = folder / "there"
    if connection.vendor == "postgresql":
        there.symlink_to(connection.settings_dict["HOST"])
        return
    there.mkdir()
    name = str(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(name)) as ours, closing(sqlite3.connect(there / "site.sqlite3")) as copy:
        ours.backup(copy)


def go_away(folder: Path) -> None:
    there = folder / "there"
    there.unlink() if there.is_symlink() else shutil.rmtree(there)


def answer(port: int, path: str = "/") -> tuple[int, str]:
    """What a browser gets; 0 while no one listens."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as page:
            return page.status, page.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()
    except urllib.error.URLError:
        return 0, ""


def wait_for(port: int, status: int, path: str = "/") -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found, text = answer(port, path)
        if found == status:
            return text
        time.sleep(0.3)
    raise AssertionError(f"{path} answers {found}, not {status}")


@pytest.fixture
def port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@pytest.fixture
def server(port: int, tmp_path: Path, transactional_db, framework) -> Iterator[subprocess.Popen]:
    """gunicorn, begun while its database is away."""
    tmp_path.chmod(0o755)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.site_settings",
        "DATABASE_URL": address_while_away(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "gunicorn", "tip_borough.wsgi", "--workers", "1", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    yield process
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def test_it_starts_says_so_kindly_and_goes_on_once_the_database_is_back(server, port: int, tmp_path: Path):
    Partnership.objects.create(slug="here", name="Here Partnership", is_listed=True)
    text = wait_for(port, 503)
    assert "Anything you saved before is safe" in text
    assert "Try again in a few minutes" in text
    assert server.poll() is None
    come_back(tmp_path)
    assert "Here Partnership" in wait_for(port, 200)
    assert server.poll() is None


def test_it_does_not_answer_where_the_database_says_that_it_must_not(server, port: int, tmp_path: Path):
    User.objects.create(email="admin@millbrook.example", password="!")
    wait_for(port, 503)
    come_back(tmp_path)
    time.sleep(1)
    for path in ("/", "/accounts/sign-in/", "/privacy/"):
        assert answer(port, path)[0] == 503, path


@pytest.mark.skipif(connection.vendor == "sqlite", reason="an open file stays")
def test_a_database_that_goes_away_later_is_told_kindly_too(server, port: int, tmp_path: Path):
    come_back(tmp_path)
    wait_for(port, 200)
    go_away(tmp_path)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert "Anything you saved before is safe" in wait_for(port, 503)
    come_back(tmp_path)
    wait_for(port, 200)


@pytest.mark.parametrize("path", ["/", "/s/some-link/"])
def test_a_page_that_loses_its_database_says_503_and_when_to_try_again(db, monkeypatch, path: str):
    def gone(*args, **kwargs):
        raise OperationalError("the connection is lost")

    monkeypatch.setattr("organisations.views.public.Partnership.objects.all", gone)
    monkeypatch.setattr("surveys.models.SurveyLink.objects.filter", gone)
    monkeypatch.setattr("django.db.models.query.QuerySet._fetch_all", gone)
    page = Client(raise_request_exception=False).get(path)
    assert page.status_code == 503
    assert page["Retry-After"] == "30"
    assert (
        "You have done nothing wrong" in page.content.decode()
        or "Anything you saved before is safe" in page.content.decode()
    )

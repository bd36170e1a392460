"""The drill: a whole installation through nginx over TLS, while its parts are killed, silent, slow or replaced.

Short here, and longer in `make prove`. Each line of what was measured is printed with `-s`.
"""

import os
import random
import re
import signal
import socket
import sys
import time

import psycopg2
import pytest

from tests.drill.conftest import NAME, Installation, unchecked
from tests.drill.people import Browser, Crowd

pytestmark = [pytest.mark.thorough, pytest.mark.filterwarnings("ignore::ResourceWarning")]
# Seconds that a page may take whatever mail does. Beside other tests the processors are busy; a page that waited for
# mail would take 30 and more.
SLOWEST = 2.0 if os.environ.get("DRILL") == "alone" else 15.0


def measured(said: str) -> None:
    """A line for whoever runs `make drill`."""
    sys.stdout.write(f"  {said}\n")


def rows(installation: Installation, question: str) -> int:
    with (
        psycopg2.connect(host=str(installation.database.folder), user="tip", dbname="tip") as opened,
        opened.cursor() as cursor,
    ):
        cursor.execute(question)
        return cursor.fetchone()[0]


def answered(installation: Installation) -> int:
    return rows(installation, "SELECT count(*) FROM surveys_response")


def test_all_parts_are_killed_and_silent_while_people_answer(installation: Installation):
    token = installation.token
    _killed_at_random(installation, token)
    _mail_says_nothing(installation)
    _slow_clients(installation)
    _reloaded_under_load(installation, token)
    _last_nights_backup(installation)
    assert f"/s/{token}" not in installation.log_of_nginx()
    assert "/accounts/sign-in/" in installation.log_of_nginx()


def _killed_at_random(installation: Installation, token: str) -> None:
    """Receipts are rows, whatever is killed: web processes, the worker, and the database."""
    before = answered(installation)
    chance = random.Random(7)
    with Crowd(installation, token, number=50, at_once=10) as crowd:
        end = time.monotonic() + 8
        killed = 0
        while time.monotonic() < end and crowd.left:
            time.sleep(0.7)
            for pid in installation.web.children[:1] if chance.random() < 0.6 else []:
                os.kill(pid, signal.SIGKILL)
                killed += 1
            if chance.random() < 0.3 and installation.worker.process:
                os.kill(installation.worker.process.pid, signal.SIGKILL)
                killed += 1
        installation.database.die()
        time.sleep(1)
        installation.database.start()
    measured(f"killed {killed} processes and the database: {crowd.receipts} receipts, {crowd.failed} tried again")
    assert not crowd.lost
    assert crowd.receipts == 50
    assert answered(installation) - before == 50


def _mail_says_nothing(installation: Installation) -> None:
    """A mail server that accepts and is silent holds up no page."""
    installation.mail.replies["connect"] = None
    slowest = 0.0
    for number in range(6):
        browser = Browser(installation)
        _status, page, _there = browser.ask("GET", "/accounts/sign-in/")
        secret = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
        who = "admin@example.org" if number % 2 else "nobody@example.org"
        began = time.monotonic()
        status, *_rest = browser.ask("POST", "/accounts/sign-in/", {"csrfmiddlewaretoken": secret, "email": who})
        slowest = max(slowest, time.monotonic() - began)
        assert status == 302
        began = time.monotonic()
        assert installation.status("/") == 200
        slowest = max(slowest, time.monotonic() - began)
    installation.mail.replies.clear()
    measured(f"mail silent: the slowest page took {slowest:.2f} s")
    assert slowest < SLOWEST


def _slow_clients(installation: Installation) -> None:
    """Sixty browsers that send a byte a second are nginx's to wait for."""
    slow = []
    try:
        for _number in range(60):
            plain = socket.create_connection(("127.0.0.1", installation.port), timeout=10)
            secured = unchecked().wrap_socket(plain, server_hostname=NAME)
            secured.sendall(
                f"POST /accounts/sign-in/ HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 1000\r\n\r\na".encode()
            )
            slow.append(secured)
        began = time.monotonic()
        assert installation.status("/privacy/") == 200
        took = time.monotonic() - began
        measured(f"60 slow clients: a page took {took:.2f} s")
        assert took < SLOWEST
    finally:
        for each in slow:
            each.close()


def _reloaded_under_load(installation: Installation, token: str) -> None:
    """An upgrade begins the processes again one after the other, and no request is lost."""
    before = answered(installation)
    with Crowd(installation, token, number=20, at_once=4) as crowd:
        time.sleep(0.5)
        installation.web.process.send_signal(signal.SIGHUP)
    measured(f"reloaded while people answered: {crowd.failed} requests failed")
    assert (crowd.failed, crowd.receipts) == (0, 20)
    assert answered(installation) - before == 20


def _last_nights_backup(installation: Installation) -> None:
    """Backed up while the site runs, and brought into an empty database: the command compares every table."""
    assert installation.manage("backup").returncode == 0
    newest = max((installation.folder / "backups").glob("*.tip-backup"))
    empty = installation.database.create("restored")
    back = installation.manage("restore", str(newest), DATABASE_URL=empty)
    assert back.returncode == 0, back.stderr
    assert "as they were" in back.stdout
    measured(back.stdout.splitlines()[1])
    again = installation.manage("restore", str(newest), DATABASE_URL=empty)
    assert "not empty" in again.stderr

"""Numbers for Prometheus: queues, mail, workers, requests; none that tells how many answered, and no names."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError
from prometheus_client import generate_latest

from background.models import Job, OutgoingMail
from operating.health import health
from operating.management.commands.metrics import where
from operating.numbers import registry
from tests.builders import NOON, Borough
from tests.surveys.test_sealing import people_answer

ROOT = Path(__file__).resolve().parent.parent.parent
WALK = """
import django; django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
from django.test import Client
from django.db import connection
from operating.numbers import registry
from prometheus_client import generate_latest
client = Client(raise_request_exception=False)
connection.close()
client.get("/framework/"); client.get("/privacy/"); client.get("/privacy/")
client.post("/s/abcdefgh/answer/", {"a": "1"}); client.get("/s/abcdefgh/")
print(generate_latest(registry()).decode())
"""


def numbers() -> str:
    health.forget()
    return generate_latest(registry()).decode()


def test_queues_mail_and_workers_are_told(well: Path, borough: Borough):
    times = dict.fromkeys(("made_at", "next_try_at"), NOON)
    OutgoingMail.objects.create(to="a@example.org", subject="Hello", kind="reminder", **times)
    of = {"partnership": borough.partnership, "asked_at": NOON, "alive_at": NOON}
    Job.objects.create(kind="pack", key="1", about="Millbrook", **of)
    said = numbers()
    for line in (
        'tip_jobs{state="waiting"} 1.0',
        'tip_mail{state="waiting"} 1.0',
        "tip_workers 1.0",
        "tip_open_rounds 1.0",
        "tip_database_up 1.0",
        'tip_part_ok{part="mail"} 0.0',
    ):
        assert line in said
    assert "Millbrook" not in said
    assert "example.org" not in said
    assert borough.slug not in said


def test_no_number_changes_when_people_answer(well: Path, borough: Borough):
    """No live dashboard, also not for who runs the site (S5)."""

    def still() -> list[str]:
        return [line for line in numbers().splitlines() if "seconds" not in line]

    before = still()
    people_answer(borough, 30)
    assert still() == before


def test_requests_are_counted_by_view_and_none_that_answers(tmp_path: Path):
    """In a process of its own: prometheus_client is told of the folder once, when it is loaded."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "METRICS_FOLDER": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3",
        "ZEAL": "off",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-c", WALK], env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    assert 'tip_requests_seconds_count{method="GET",status="2xx",view="privacy"} 2.0' in done.stdout
    told = [line for line in done.stdout.splitlines() if line.startswith("tip_")]
    assert not [line for line in told if "abcdefgh" in line or "surveys:" in line]
    assert not [line for line in told if line.startswith("tip_requests") and "without an account" in line]
    assert 'tip_failures_total{view="pages without an account"}' in done.stdout


@pytest.mark.parametrize("address", ["", "0.0.0.0:9100", "192.0.2.1:9100", "9100", "127.0.0.1:x", "[::]:9100"])
def test_it_listens_on_this_machine_only(address: str):
    with pytest.raises(CommandError):
        where(address)


@pytest.mark.parametrize(("address", "host"), [("127.0.0.1:9100", "127.0.0.1"), ("[::1]:9100", "::1")])
def test_it_listens_where_it_is_told(address: str, host: str):
    assert where(address) == (host, 9100)

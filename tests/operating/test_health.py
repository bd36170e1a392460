"""/health: ok or not ok to anyone, which part to those who hold a token, in words to the operator; never slow."""

import datetime
import time
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from background.models import OutgoingMail, WorkerProcess
from operating import health as asking
from operating import parts
from operating.health import health
from operating.models import NightlyRun
from surveys.models import ContactRequest
from tests.builders import Borough, make_user, signed_in, text_of
from tests.operating.conftest import stamp

HOUR = datetime.timedelta(hours=1)


def ask(path: str = "/health", **headers):
    health.forget()
    return Client(headers=headers).get(path)


def told(settings) -> dict:
    settings.HEALTH_TOKEN = "a-token"
    return {code: part["ok"] for code, part in ask(Authorization="Bearer a-token").json()["parts"].items()}


def wrong(settings) -> list[str]:
    return [code for code, is_ok in told(settings).items() if not is_ok]


def mail_due(ago: datetime.timedelta, **more) -> OutgoingMail:
    then = timezone.now() - ago
    values = {"to": "a@example.org", "subject": "Hello", "kind": "reminder", "made_at": then, "next_try_at": then}
    return OutgoingMail.objects.create(**values | more)


def test_a_site_that_is_well_says_ok_and_nothing_else(well: Path):
    answer = ask()
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    assert Client().head("/health").status_code == 200
    assert Client().post("/health").status_code == 405


AMISS = {
    "worker": lambda folder: WorkerProcess.objects.update(alive_at=timezone.now() - HOUR),
    "mail": lambda folder: mail_due(HOUR),
    "backup": lambda folder: stamp(folder, 31 * HOUR),
    "nightly": lambda folder: NightlyRun.objects.update(failed="surveys.daily: OperationalError"),
    "clock": lambda folder: NightlyRun.objects.create(command="other", began_at=timezone.now() + HOUR),
}


@pytest.mark.parametrize("part", AMISS)
def test_what_is_amiss_turns_it_but_not_for_who_only_asks_whether_it_serves(part: str, well: Path, settings):
    assert wrong(settings) == []
    AMISS[part](well)
    assert wrong(settings) == [part]
    assert (ask().status_code, ask().content) == (503, b"not ok\n")
    assert ask("/health/serving").status_code == 200


def test_mail_that_was_given_up_is_told_for_two_days(well: Path, settings):
    mail = mail_due(HOUR, state="given_up", tries=8)
    assert wrong(settings) == ["mail"]
    OutgoingMail.objects.filter(pk=mail.pk).update(tries=0)  # it was no longer needed
    assert wrong(settings) == []


def test_a_full_disk_and_tables_of_another_version_are_told(well: Path, settings, monkeypatch):
    monkeypatch.setattr(parts, "LEAST_FREE", 1 << 60)
    monkeypatch.setattr(parts, "newest_migrations", lambda: frozenset({("surveys", "9999_not_yet")}))
    assert wrong(settings) == ["migrations", "disk"]
    assert ask("/health/serving").status_code == 503


@pytest.mark.parametrize("said", ["", "{", "[]", '{"finished_at": "yesterday"}', '{"at": 1}'])
def test_a_stamp_that_cannot_be_read_is_no_backup(said: str, well: Path, settings):
    (well / "last-backup.json").write_text(said)
    assert wrong(settings) == ["backup"]


def test_overdue_reviews_are_a_number_and_no_fault_of_the_site(well: Path, borough: Borough, settings):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    ContactRequest.objects.create(
        partnership=borough.partnership, state="waiting", due_on=yesterday, name="Somebody", reach="0113"
    )
    assert wrong(settings) == ["reviews"]
    answer = ask(Authorization="Bearer a-token")
    assert answer.status_code == 200
    says = answer.json()["parts"]["reviews"]["says"]
    assert says == "1 comments or contact requests wait longer than they should."


@pytest.mark.parametrize("given", [{}, {"Authorization": "Bearer"}, {"Authorization": "Bearer wrong"}])
@pytest.mark.parametrize("token", ["", "a-token"])
def test_without_the_token_no_part_is_named(given: dict, token: str, well: Path, settings):
    settings.HEALTH_TOKEN = token
    assert ask(**given).content == b"ok\n"


def test_the_database_away_is_told_at_once_and_by_no_error_page(well: Path, settings, monkeypatch):
    def away():
        raise OperationalError("could not connect to server: secret.example")

    monkeypatch.setattr(asking, "all_parts", away)
    settings.HEALTH_TOKEN = "a-token"
    for path in ("/health", "/health/serving"):
        assert (ask(path).status_code, ask(path).content) == (503, b"not ok\n")
    said = ask(Authorization="Bearer a-token")
    assert said.json()["parts"]["database"]["ok"] is False
    assert "secret" not in said.content.decode()


def test_asked_often_it_asks_its_parts_once(well: Path, django_assert_max_num_queries):
    with django_assert_max_num_queries(18):
        ask()
    with django_assert_max_num_queries(0):
        for _ in range(20):
            Client().get("/health")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no limit of its own")
def test_a_database_that_is_slow_holds_it_up_for_no_longer_than_two_seconds(well: Path, monkeypatch):
    def slow():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(20)")

    monkeypatch.setattr(asking, "all_parts", slow)
    start = time.monotonic()
    assert ask().status_code == 503
    assert time.monotonic() - start < 2


def test_whoever_looks_after_the_site_reads_it_in_words(well: Path):
    staff = signed_in(make_user("caretaker", is_staff=True))
    assert "Nothing needs looking at." in text_of(staff.get("/how-the-site-is/"))
    WorkerProcess.objects.all().delete()
    health.forget()
    page = text_of(staff.get("/how-the-site-is/"))
    assert "Something needs looking at." in page
    assert "Look at this: None is alive" in page

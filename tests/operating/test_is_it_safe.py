"""`manage.py is_it_safe`: each thing that is not as it should be turns it, and says what to do."""

import datetime
import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError

from operating import safe
from operating.safe import answers
from tests.builders import Borough
from tests.operating.conftest import stamp
from tests.redis_server import needs_redis, redis_server

DAY = datetime.date(2026, 12, 1)
GOOD = {
    "DEBUG": False,
    "SECRET_KEY": "abcdefghij" * 6,
    "ALLOWED_HOSTS": ["tip.example.org"],
    "BEHIND_HTTPS": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31536000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_HSTS_PRELOAD": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
    "SITE_ADDRESS": "https://tip.example.org",
    "OPERATOR_EMAIL": "operator@example.org",
    "VIRUS_SCANNER": "unix:/run/clamav/clamd.ctl",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}


@pytest.fixture
def good(well: Path, settings) -> Path:
    for name, value in GOOD.items():
        setattr(settings, name, value)
    return well


def wrong() -> list[str]:
    return [each.about for each in answers(on=DAY) if each.is_ok is False]


# What another part of the site brings, or the tests' own database does not have.
ELSEWHERE = {"Audit log", "Releases and audit log", "Database user"}


def found() -> list[str]:
    return [about for about in wrong() if about not in ELSEWHERE]


def test_a_good_installation_has_nothing_to_do(good: Path):
    assert found() == []


BAD = {
    "DEBUG": (True, "Error pages"),
    "SECRET_KEY": ("for-development-only-" + "x" * 40, "Secret key"),
    "ALLOWED_HOSTS": (["*"], "Names of the site"),
    "BEHIND_HTTPS": (False, "HTTPS"),
    "ALLAUTH_TRUSTED_PROXY_COUNT": (0, "Proxies"),
    "SITE_ADDRESS": ("http://127.0.0.1:8000", "Links in emails"),
    "OPERATOR_EMAIL": ("", "Who hears of failures"),
    "EMAIL_BACKEND": ("django.core.mail.backends.console.EmailBackend", "Settings"),
    "DEMONSTRATION_BOROUGH": (True, "Demonstration"),
    "BACKUP_FOLDER": ("", "Last backup"),
    "LOGGING": ({"handlers": {"console": {"class": "logging.StreamHandler"}}}, "Survey addresses"),
}


@pytest.mark.parametrize("name", BAD)
def test_each_setting_that_is_wrong_turns_it(name: str, good: Path, settings):
    value, about = BAD[name]
    setattr(settings, name, value)
    assert about in found()


def test_admins_without_a_second_factor_are_counted_and_not_named(good: Path, borough: Borough):
    [said] = [each for each in answers(on=DAY) if each.about == "Second factors"]
    assert (said.is_ok, said.says.split()[0].isdigit()) == (False, True)
    assert borough.people["admin"].email not in said.says


def test_a_backup_that_is_not_encrypted_is_told(good: Path):
    stamp(good, datetime.timedelta(hours=1), encrypted=False)
    assert found() == ["Backup"]


def test_versions_that_get_no_updates_any_more_are_told(good: Path):
    then = [each for each in answers(on=datetime.date(2040, 1, 1)) if each.about in ("Python", "Django", "Versions")]
    assert [each.is_ok for each in then] == [False, False, None]


@needs_redis
def test_a_server_for_limits_that_keeps_things_is_told(good: Path, settings):
    with redis_server("--appendonly", "yes") as server:
        settings.LIMITS_URL = server.url()
        assert found() == ["Limits"]


def test_it_says_what_it_can_while_the_database_is_away_and_ends_with_1(good: Path, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("gone")

    for name in ("_database_settings", "_demonstration", "_audit", "_second_factors"):
        monkeypatch.setattr(safe, name, away)
    monkeypatch.setattr("operating.health.all_parts", away)
    said = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("is_it_safe", stdout=said)
    assert ended.value.code == 1
    text = said.getvalue()
    assert "yes  HTTPS: Cookies travel by HTTPS only." in text
    assert "?    " in text
    assert "NO   Database: It does not answer (OperationalError)." in text

"""Nightly commands: never two at once, one part's failure stops no other, and the operator hears of it."""

import datetime

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from operating import nightly
from operating.actions.nightly import begin_run, end_run
from operating.models import NightlyRun
from operating.nightly import run_nightly

HOUR = datetime.timedelta(hours=1)
pytestmark = pytest.mark.django_db


def breaks() -> None:
    raise ZeroDivisionError("a person's name")


def test_one_part_that_fails_stops_no_other_and_the_operator_hears_which(settings, caplog):
    settings.OPERATOR_EMAIL = "operator@example.org"
    done: list[int] = []
    with pytest.raises(CommandError, match=r"surveys\.daily: ZeroDivisionError"):
        run_nightly("daily", [("surveys.daily", breaks), ("reporting.daily", lambda: done.append(1))])
    assert done == [1]
    [message] = mail.outbox
    assert message.to == ["operator@example.org"]
    assert "- surveys.daily: ZeroDivisionError" in message.body
    assert "a person's name" not in message.body
    assert "a person's name" in caplog.text
    assert NightlyRun.objects.last_of("daily").failed == "surveys.daily: ZeroDivisionError"


def test_a_run_that_is_well_is_written_down_and_mails_nobody(settings):
    settings.OPERATOR_EMAIL = "operator@example.org"
    call_command("daily")
    run = NightlyRun.objects.get()
    assert (run.failed, run.ended_at is not None) == ("", True)
    assert not [message for message in mail.outbox if message.to == ["operator@example.org"]]


def test_two_do_not_run_at_once_and_one_that_was_killed_holds_nobody_up_the_next_day():
    now = timezone.now()
    first = begin_run(command="daily", at=now)
    assert begin_run(command="daily", at=now + HOUR) is None
    assert begin_run(command="send_reminders", at=now) is not None, "another one"
    with pytest.raises(CommandError, match="Another run"):
        run_nightly("daily", [("a", breaks)])
    assert begin_run(command="daily", at=now + 7 * HOUR) is not None
    first.refresh_from_db()
    assert first.failed == "it was interrupted"
    end_run(run=first, failed=[], at=now + 8 * HOUR)
    first.refresh_from_db()
    assert first.failed == "it was interrupted", "one that was given up and wakes says nothing"


def test_one_that_began_in_the_future_holds_nobody_up(settings):
    """The clock was set back."""
    now = timezone.now()
    begin_run(command="daily", at=now + 30 * HOUR)
    assert begin_run(command="daily", at=now) is not None


def test_the_operator_hears_of_a_database_that_is_away(settings, monkeypatch):
    settings.OPERATOR_EMAIL = "operator@example.org"

    def away(**kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr(nightly, "begin_run", away)
    with pytest.raises(CommandError, match="The database failed"):
        run_nightly("daily", [("a", breaks)])
    assert len(mail.outbox) == 1


def test_interrupted_it_leaves_no_lock_behind():
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_nightly("daily", [("a", interrupted)])
    assert NightlyRun.objects.get().failed == "it was interrupted"


def test_runs_are_forgotten_after_ninety_days():
    now = timezone.now()
    NightlyRun.objects.create(command="daily", began_at=now - 91 * 24 * HOUR, ended_at=now)
    end_run(run=begin_run(command="daily", at=now), failed=[], at=now)
    assert NightlyRun.objects.count() == 1

"""Raw answers go a set time after their release; what was released stays."""

import datetime
from io import StringIO

import pytest
from django.core.management import call_command

from reporting.daily import months_after, run
from reporting.models import ReleasedFigure
from surveys.models import ClosedRoundAnswer, ClosedRoundResponse, Comment, Question, SafetySettings
from tests.builders import release_round

pytestmark = pytest.mark.slow

RELEASED = datetime.datetime(2026, 11, 15, 12, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (datetime.date(2026, 11, 15), 12, datetime.date(2027, 11, 15)),
        (datetime.date(2026, 1, 31), 1, datetime.date(2026, 2, 28)),
        (datetime.date(2026, 12, 5), 1, datetime.date(2027, 1, 5)),
        (datetime.date(2024, 2, 29), 12, datetime.date(2025, 2, 28)),
    ],
)
def test_months_later_is_the_same_day_or_the_months_last(day, months, later):
    assert months_after(day, months) == later


@pytest.mark.parametrize("months", [None, 3])
def test_raw_answers_go_after_their_time_and_the_release_stays(borough, months: int | None):
    question = Question.objects.filter(instrument__framework=borough.round.framework).first()
    Comment.objects.create(
        service=borough.services[0], round=borough.round, question=question, text="Good", state="released"
    )
    release = release_round(borough.close().round, at=RELEASED)
    figures = list(ReleasedFigure.objects.of(release).order_by("pk").values_list("pk", "value", "status"))
    if months:
        SafetySettings.objects.create(partnership=borough.partnership, retention_months=months)
    last = months_after(RELEASED.date(), months or 12)
    people = ClosedRoundResponse.objects.count()
    assert run(on=last - datetime.timedelta(days=1)) == ["answers of 0 people deleted, whose time was up"]
    assert ClosedRoundResponse.objects.count() == people
    assert run(on=last) == [f"answers of {people} people deleted, whose time was up"]
    assert not ClosedRoundResponse.objects.exists()
    assert not ClosedRoundAnswer.objects.exists()
    assert not Comment.objects.exists()
    assert list(ReleasedFigure.objects.of(release).order_by("pk").values_list("pk", "value", "status")) == figures
    assert run(on=last) == ["answers of 0 people deleted, whose time was up"]


def test_the_daily_command_runs_every_rooms_part_and_may_run_twice(borough):
    for _ in range(2):
        said = StringIO()
        call_command("daily", stdout=said)
        assert "contact requests forgotten" in said.getvalue()
        assert "people deleted, whose time was up" in said.getvalue()

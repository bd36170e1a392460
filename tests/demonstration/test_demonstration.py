"""The made-up borough: always the same, only where it may be, gone without a trace, never beside real data."""

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from demonstration import build as building
from demonstration.remove import remove
from framework.models import FrameworkVersion
from home.checks import refuse_an_unsafe_start
from organisations.models import Partnership, Round, Service, User
from surveys.models import Answer, Comment, Question, SurveyLink
from tests.builders import TODAY, Borough, make_user
from tests.demonstration.conftest import Built, rows_of_everything, what_was_answered

pytestmark = pytest.mark.thorough


def test_it_has_the_same_rounds_and_answers_each_time_and_leaves_nothing_behind(millbrook: Built, small):
    assert len(millbrook.answers) > 5000
    assert list(Partnership.objects.get().rounds.order_by("opens_on").values_list("state", flat=True)) == [
        "released",
        "released",
        "open",
    ]
    assert Comment.objects.waiting().count() == 12 + 2  # two of them about training
    assert Comment.objects.overdue(TODAY).count() == 1
    assert remove() is True
    assert rows_of_everything() == millbrook.before
    building.build(on=TODAY, tell=lambda doing, share: None)
    assert what_was_answered() == millbrook.answers


def test_the_commands_load_it_once_show_its_accounts_and_take_it_away(framework, small, capsys):
    call_command("load_demonstration")
    said = capsys.readouterr().out
    assert "admin@millbrook.example" in said
    assert "millbrook-demo" in said
    answers = Answer.objects.count()
    call_command("load_demonstration")
    assert "The demonstration borough is already here." in capsys.readouterr().out
    assert Answer.objects.count() == answers
    client = Client()
    signing_in = {"login": "service@millbrook.example", "password": "millbrook-demo"}
    page = client.post("/accounts/sign-in/demonstration/", signing_in, follow=True)
    assert ">Amira Hussain</span>" in page.content.decode()
    token = SurveyLink.objects.filter(round__state="open").first().token
    assert client.get(f"/s/{token}/").status_code == 200
    call_command("remove_demonstration")
    assert "Removed." in capsys.readouterr().out
    assert not User.objects.exists()
    call_command("remove_demonstration")
    assert "There is no demonstration borough here." in capsys.readouterr().out


def test_it_does_nothing_where_there_is_a_partnership_already(borough: Borough):
    before = rows_of_everything()
    call_command("load_demonstration", if_empty=True)
    assert rows_of_everything() == before


def test_taking_it_away_touches_no_other_partnership(borough: Borough):
    before = rows_of_everything()
    assert remove() is False
    assert rows_of_everything() == before
    assert Service.objects.count() == 4


def test_it_is_not_loaded_where_the_borough_is_real(framework, settings):
    settings.DEMONSTRATION_BOROUGH = False
    with pytest.raises(CommandError, match="DEMONSTRATION_BOROUGH is off here"):
        call_command("load_demonstration")
    call_command("load_demonstration", if_empty=True)
    assert not Partnership.objects.exists()


def test_each_round_has_the_version_it_was_planned_with_and_the_open_one_asks_only_what_is_published(millbrook: Built):
    rounds = Round.objects.order_by("opens_on")
    assert [round_.framework.code for round_ in rounds] == ["tip-2026-3", "tip-2026-3", "tip-2026-5"]
    asked = Question.objects.filter(code__in=("w-role", "f-who"), instrument__survey_links__round__in=rounds)
    assert set(asked.values_list("instrument__survey_links__round__state", flat=True)) == {"released"}


def test_a_version_that_is_not_there_yet_is_loaded_from_its_files(db):
    FrameworkVersion.objects.all().delete()
    assert building.version("tip-2026-3").code == "tip-2026-3"
    assert FrameworkVersion.objects.count() == 1


# --- never beside real data ----------------------------------------------------------------------


def problems() -> list[str]:
    return [problem.id for problem in run_checks(databases=["default"])]


@pytest.fixture
def demonstration_account(db) -> User:
    return User.objects.create(email="admin@millbrook.example", password="!")


def test_a_real_site_does_not_start_with_demonstration_accounts(demonstration_account, settings):
    settings.DEMONSTRATION_BOROUGH = False
    assert "tip_borough.E001" in problems()
    with pytest.raises(SystemExit, match="Demonstration accounts are in this database"):
        refuse_an_unsafe_start()


def test_the_demonstration_itself_may_have_them(demonstration_account):
    assert "tip_borough.E001" not in problems()
    refuse_an_unsafe_start()


def test_a_real_site_starts_without_them(db, settings):
    settings.DEMONSTRATION_BOROUGH = False
    make_user("somebody-real")
    assert "tip_borough.E001" not in problems()
    refuse_an_unsafe_start()

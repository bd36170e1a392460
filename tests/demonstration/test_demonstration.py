"""The made-up borough: always the same, only where it may be, gone without a trace, never beside real data."""

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from demonstration import build as building
from demonstration.attacked import RememberedAttack
from demonstration.remove import remove
from framework.models import FrameworkVersion
from home.checks import refuse_an_unsafe_start
from organisations.models import Partnership, Service, User
from surveys.models import Answer, ClosedRoundAnswer, Comment, SurveyLink
from tests.builders import TODAY, Borough, make_user

pytestmark = pytest.mark.thorough

KEPT = {"Riverside Family Centre", "Children's First Contact", "Leaving Care Team"}


class Learning(RememberedAttack):
    """Attacks each question of the small borough once, however many tests build it."""

    def __call__(self, *given):
        found = super().__call__(*given)
        self.known.update(self.learnt)
        return found


LEARNING = Learning()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same borough with the few services that its people and pledges need, so that it is built in a moment."""
    whole = building._rows

    def fewer(name: str) -> list[dict[str, str]]:
        services = whole("services.csv")
        health = [row for row in services if row["sector"] == "Health"][:2]
        academy = [row for row in services if row["organisation"] == "Millbrook Academy"]
        kept = [row for row in services if row["service"] in KEPT] + health + academy
        if name == "services.csv":
            return kept
        if name == "indicators.csv":
            return whole(name)
        return [row for row in whole(name) if row["organisation"] in {row["organisation"] for row in kept}]

    monkeypatch.setattr(building, "_rows", fewer)
    monkeypatch.setattr(building, "RememberedAttack", lambda: LEARNING)


def rows_of_everything() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def what_was_answered() -> list[tuple]:
    """Of the open round as it came in; of the closed ones as kept, where chance has named and ordered the rows."""
    what = ("response__survey_link__token", "response__survey_link__service__name", "question__code", "point")
    found = [*Answer.objects.values_list("pk", "response", *what), *ClosedRoundAnswer.objects.values_list(*what)]
    return sorted(found, key=str)


def test_it_is_the_same_each_time_and_leaves_nothing_behind(framework, small):
    before = rows_of_everything()
    building.build(on=TODAY, tell=lambda doing, share: None)
    first = what_was_answered()
    assert len(first) > 5000
    assert list(Partnership.objects.get().rounds.order_by("opens_on").values_list("state", flat=True)) == [
        "released",
        "released",
        "open",
    ]
    assert Comment.objects.waiting().count() == 12 + 2  # two of them about training
    assert Comment.objects.overdue(TODAY).count() == 1
    assert remove() is True
    assert rows_of_everything() == before
    building.build(on=TODAY, tell=lambda doing, share: None)
    assert what_was_answered() == first


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


def test_it_asks_for_its_framework_first(db):
    FrameworkVersion.objects.all().delete()
    with pytest.raises(CommandError, match="Load the framework first"):
        call_command("load_demonstration")


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

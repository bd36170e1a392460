"""Pages of results beside the round before: what was counted, over which days, and how services moved."""

import csv
import io

import pytest
from django.urls import reverse

from organisations.models import Sector
from reporting.change import Paired
from reporting.read.services_moved import ServicesMoved
from tests.builders import text_of
from tests.reporting.test_proof import elmham_in_autumn, elmham_in_spring  # noqa: F401

pytestmark = pytest.mark.django_db
SPRING = ["elmham", "spring-2027"]
BY_DAYS = ("events", "definitions_shared", "training_take_up", "deep_listening_use", "subgroup_engagement")
DAYS = "Counted from 1 November 2026 to "


@pytest.fixture
def board(elmham_in_spring, client):  # noqa: F811
    client.force_login(elmham_in_spring.member("board_member"))
    return client


def page_of(board, name: str, measure: str) -> str:
    return text_of(board.get(reverse(f"reporting:{name}", args=[*SPRING, measure])))


@pytest.mark.slow
@pytest.mark.parametrize("measure", BY_DAYS)
def test_what_is_counted_by_days_says_which_on_its_results_and_on_how_it_is_worked_out(board, measure):
    for name in ("measure-results", "how-made"):
        assert DAYS in page_of(board, name, measure), name


def test_what_is_not_counted_by_days_names_none(board):
    assert "Counted from" not in page_of(board, "measure-results", "pledges")
    assert "Counted from" not in page_of(board, "how-made", "workforce_results")


def test_what_was_counted_stands_beside_the_round_before(board):
    assert "In Autumn 2026: " in page_of(board, "measure-results", "self_assessment")


def test_how_services_moved_is_said_feature_by_feature(board, monkeypatch):
    """Not where all of them moved alike: that would say it of each."""
    assert "How services moved" not in page_of(board, "measure-results", "self_assessment")
    monkeypatch.setattr(ServicesMoved, "whole", lambda self, feature: Paired(4, 2, 1))
    said = page_of(board, "measure-results", "self_assessment")
    assert "How services moved since Autumn 2026" in said
    assert "4 services went up, 2 stayed the same, 1 went down" in said
    sector = Sector.objects.get(partnership__slug="elmham", name="Health").pk
    monkeypatch.setattr(ServicesMoved, "by_sector", lambda self, feature: {sector: Paired(1, 1, 1)})
    here = reverse("reporting:place-results", args=[*SPRING, "self_assessment", "sector", sector])
    assert "1 service went up, 1 stayed the same, 1 went down" in text_of(board.get(here))
    assert "Only services that submitted a self-assessment in both rounds are compared." in said


def test_the_files_say_which_days_were_counted(board):
    for name in ("matrix-csv", "figures-csv"):
        text = board.get(reverse(f"reporting:{name}", args=SPRING)).getvalue().decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        days = {row["measure"]: (row["counted_from"], row["counted_to"][:4]) for row in rows}
        assert days["events"] == ("2026-11-01", "2027"), name
        assert days["workforce_results"] == ("", ""), name

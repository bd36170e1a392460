"""Barriers as a round counts them: as they stood at its end, of the whole partnership alone, no middle of a few."""

import datetime

import pytest

from learning.models import Barrier
from reporting.measures.barriers import MEASURE, NOTHING, barriers
from reporting.measures.round_context import RoundContext
from reporting.models import ReleasedFigure
from tests.builders import days, release_round
from tests.reporting.conftest import DAY, Borough

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LAST = DAY + datetime.timedelta(days=30)


def name(borough: Borough, passed: int, answered: int | None = None) -> None:
    """A barrier that could be read, and was answered, so many days from the round's last."""
    Barrier.objects.create(
        partnership=borough.partnership,
        words="A form",
        way="signed_in",
        state="open" if answered is None else "changed",
        passed_on=LAST + days(passed),
        answered_on=None if answered is None else LAST + days(answered),
    )


def counted(borough: Borough) -> dict[str, int] | str:
    found = barriers(RoundContext(borough.round))
    assert {one.place.level for one in found} == {"system"}
    if found[0].status == "none":
        return found[0].note
    return {one.subject or "all": one.numerator for one in found}


@pytest.fixture
def small() -> Borough:
    return Borough("elmham", {"Health": [12]}).close()


def test_what_came_later_and_what_was_answered_before_is_another_round_s(small: Borough):
    assert counted(small) == NOTHING
    name(small, 1)  # a day after the last
    name(small, -500, -400)  # answered before the days that count
    assert counted(small) == NOTHING
    name(small, -10, 1)  # answered a day later: at the end it waited
    name(small, -500)  # open for long
    name(small, -10, 0)
    assert counted(small) == {"all": 3, "answered": 1, "waiting": 2}
    Barrier.objects.create(partnership=small.partnership, words="A", way="page", state="waiting", due_on=DAY)
    assert counted(small) == {"all": 3, "answered": 1, "waiting": 2}


def test_the_middle_of_five_answers_is_told_and_of_four_none(small: Borough):
    for took in (1, 2, 30, 40):
        name(small, -took, 0)
    assert "days" not in counted(small)
    name(small, -7, 0)
    assert counted(small) == {"all": 5, "answered": 5, "waiting": 0, "days": 7}


def test_an_answer_after_the_end_changes_nothing_that_waits_to_be_released(small: Borough):
    name(small, -10)
    before = counted(small)
    Barrier.objects.update(state="changed", answered_on=LAST + days(3))
    assert counted(small) == before


def test_it_stands_in_the_matrix_as_ours(small: Borough, client):
    name(small, -10)
    for took in (3, 4, 5, 6, 9):
        name(small, -took, 0)
    release_round(small.round)
    assert ReleasedFigure.objects.filter(measure=MEASURE, level="system").count() == 4
    client.force_login(small.member("board_member"))
    page = client.get("/elmham/dashboard/").content.decode()
    assert "5 answered, 1 not answered yet, half of the answers within 5 days" in page

"""Organisations with a pledge: as they stood on the round's last day, and on no other."""

import datetime

import pytest

from organisations.actions import close_round
from pledges.models import Pledge
from reporting.measures.pledges import pledges
from reporting.measures.round_context import RoundContext
from tests.builders import Borough

pytestmark = pytest.mark.django_db

FIRST_DAY, LAST_DAY = datetime.date(2026, 9, 21), datetime.date(2026, 10, 21)
ONE_DAY = datetime.timedelta(days=1)


def with_one(borough: Borough, *, agreed: datetime.date, ended: datetime.date | None = None) -> int:
    """How many organisations have a pledge, where one of them agreed to and ended its pledge on these days."""
    Pledge.objects.create(
        organisation=borough.organisations["hospital"],
        leader_name="A",
        leader_role="B",
        text="We will listen.",
        made_on=agreed,
        agreed_on=agreed,
        ended_on=ended,
        state="withdrawn" if ended else "agreed",
    )
    at = datetime.datetime.combine(LAST_DAY, datetime.time(12), datetime.UTC)
    close_round(round_=borough.round, by=None, at=at)
    borough.round.refresh_from_db()
    assert (borough.round.opens_on, borough.round.closes_on) == (FIRST_DAY, LAST_DAY)
    figure = next(one for one in pledges(RoundContext(borough.round)) if one.place.level == "system")
    assert figure.denominator == 3
    return figure.numerator


@pytest.mark.parametrize(
    ("agreed", "counted"), [(FIRST_DAY + ONE_DAY, 1), (LAST_DAY, 1), (LAST_DAY + ONE_DAY, 0), (FIRST_DAY - ONE_DAY, 1)]
)
def test_a_pledge_counts_that_was_agreed_by_the_last_day(borough: Borough, agreed: datetime.date, counted: int):
    assert with_one(borough, agreed=agreed) == counted


@pytest.mark.parametrize(("ended", "counted"), [(LAST_DAY - ONE_DAY, 0), (LAST_DAY, 0), (LAST_DAY + ONE_DAY, 1)])
def test_a_pledge_that_ended_by_the_last_day_does_not_count(borough: Borough, ended: datetime.date, counted: int):
    assert with_one(borough, agreed=FIRST_DAY - ONE_DAY, ended=ended) == counted

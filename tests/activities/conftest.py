"""Days decide in which round something counts: here the round has the month that the tests speak of."""

import datetime

import pytest

from tests.builders import TODAY, Borough


@pytest.fixture
def borough(borough: Borough) -> Borough:
    """The partnership that most tests play in, with a round of 21 September to 21 October 2026."""
    return _for_a_month(borough)


@pytest.fixture
def other_borough(other_borough: Borough) -> Borough:
    """Another partnership, whose round has the same days."""
    return _for_a_month(other_borough)


def _for_a_month(borough: Borough) -> Borough:
    borough.round.closes_on = TODAY + datetime.timedelta(days=20)
    borough.round.save(update_fields=["closes_on"])
    return borough

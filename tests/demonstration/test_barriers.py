"""What stands in the way in Millbrook: barriers at each point of their way, and a slip to come back with."""

import pytest
from django.test import Client

from demonstration.barriers import QUESTION, REPLY, SLIP, WAITING
from learning.models import Barrier, HoursGivenBack
from tests.builders import text_of
from tests.demonstration.conftest import Built

pytestmark = pytest.mark.thorough


def test_there_is_one_at_each_point_and_someone_can_come_back_with_a_slip(millbrook: Built):
    states = sorted(Barrier.objects.values_list("state", flat=True))
    assert states == ["cannot", "changed", "open", "open", "waiting", "will_change"]
    assert HoursGivenBack.objects.get().hours == 184
    page = text_of(Client().post("/s/slip/", {"code": SLIP}))
    assert WAITING in page
    assert QUESTION in page
    assert REPLY in page

"""Millbrook's peers: something to read and to do for whoever walks in, and a coffee of last month."""

import pytest

from activities.models import CoffeeGroup
from assessments.models import PeerConversation, PeerOffer
from demonstration.people import RIVERSIDE
from organisations.models import User
from tests.builders import signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.anywhere]


def test_one_pair_talks_one_is_finished_and_people_had_coffee(millbrook):
    now = PeerConversation.objects.with_places().get(state="accepted")
    assert (now.service.name, bool(now.offer), now.answer) == (RIVERSIDE, True, "")
    lead = signed_in(User.objects.get(email="service@millbrook.example"))
    assert "Your peer has written to you." in text_of(lead.get("/millbrook/start/"))
    assert now.offer in text_of(lead.get(f"/millbrook/peers/{now.pk}/"))
    finished = PeerConversation.objects.get(state="finished")
    assert finished.came_of_it.filter(may_be_told=True).count() == 2
    assert PeerOffer.objects.count() >= 4
    assert all(group.seats.count() in (2, 3) for group in CoffeeGroup.objects.all())
    assert CoffeeGroup.objects.count() > 2

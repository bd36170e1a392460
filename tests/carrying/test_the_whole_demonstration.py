"""The whole made-up borough out and in again, with everybody's answers."""

import pytest

from carrying.actions.bringing_in import bring_in
from carrying.actions.taking_out import take_out_with_answers
from demonstration import build as building
from organisations.models import Partnership, User
from tests.builders import NOON, TODAY
from tests.carrying.test_out_and_in import answers_by_link, counted, what_is_seen, without_numbers
from tests.carrying.zips import empty_the_installation
from tests.demonstration.conftest import load_its_versions

pytestmark = [pytest.mark.django_db, pytest.mark.prove]


def test_the_whole_demonstration_goes_out_and_comes_in_with_equal_counts_figures_and_files():
    load_its_versions()
    building.build(on=TODAY, tell=lambda doing, share: None)
    there = Partnership.objects.get()
    admin = User.objects.get(email="admin@millbrook.example")
    answers = answers_by_link(there)
    seen = without_numbers(what_is_seen(admin, there))
    before = counted(there)
    content, key = take_out_with_answers(partnership=there, at=NOON, leaves_unsealed=True)
    empty_the_installation()
    here, counts = bring_in(content=content, at=NOON, key=key)
    assert before["reporting.ReleasedFigure"] > 30_000
    assert before["surveys.ClosedRoundAnswer"] > 50_000
    assert {label: counts[label] for label in before} == before
    assert answers_by_link(here) == answers
    assert without_numbers(what_is_seen(User.objects.get(email=admin.email), here)) == seen

"""Rounds of an installation that is updated: what closed before stays sealed, and what stopped half-way goes on."""

from importlib import import_module

import pytest
from django.apps import apps

from background.models import Job
from organisations.actions import begin_sealing
from organisations.models import Round
from surveys.models import ClosedRoundResponse, Response
from tests.builders import NOON, TODAY, Borough, days, make_round
from tests.organisations.test_reopening import answer


@pytest.fixture
def updated(borough: Borough) -> dict[str, Round]:
    """Rounds as an installation has them when the migrations come, and after these."""
    answer(borough)
    before = {
        state: make_round(borough, state.capitalize(), state=state, opens_on=TODAY - days(100 * place), is_sealed=False)
        for place, state in enumerate(("planned", "closed", "released"), start=1)
    }
    before["half-way"] = borough.round
    Round.objects.filter(pk=borough.round.pk).update(state="closed")
    before["being sealed"] = make_round(borough, "Sixth", state="closed", is_being_sealed=True)
    before["open"] = make_round(borough, "Fifth", opens_on=TODAY)
    import_module("organisations.migrations.0017_closed_then_sealed").rounds_of_before_are_sealed(apps, None)
    import_module("surveys.migrations.0011_what_is_left_unsealed").seal_what_is_left(apps, None)
    return {name: Round.objects.select_related("partnership").get(pk=row.pk) for name, row in before.items()}


def test_what_closed_before_is_sealed_and_nothing_else_is(updated):
    assert {name for name, round_ in updated.items() if round_.is_sealed} == {"closed", "released"}
    assert {name for name, round_ in updated.items() if round_.is_being_sealed} == {"half-way", "being sealed"}
    assert {name for name, round_ in updated.items() if round_.can_be_reopened} == set()


def test_what_stopped_half_way_is_brought_to_its_end(updated, borough: Borough, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        begin_sealing(round_=updated["half-way"], by=borough.people["admin"])
    assert Round.objects.get(pk=updated["half-way"].pk).is_sealed
    assert (Response.objects.count(), ClosedRoundResponse.objects.count()) == (0, 1)


def test_work_that_was_under_way_keeps_its_place(borough: Borough):
    times = dict.fromkeys(("asked_at", "alive_at"), NOON)
    job = Job.objects.create(kind="closing", key="round 1", partnership=borough.partnership, about="A", **times)
    import_module("background.migrations.0003_sealing_answers").call_it_sealing(apps, None)
    job.refresh_from_db()
    assert job.kind == Job.Task.SEALING

"""What Millbrook's board decided: each decision beside a figure that was published, some of them done."""

from decimal import Decimal

import pytest

from demonstration.decisions import DECISIONS
from organisations.models import AuditEntry, Round
from reporting.models import Decision, Reflection, Release, ReleasedFigure
from reporting.read.decided import decided
from reporting.read.selectors import released_rounds
from tests.builders import TODAY
from tests.demonstration.conftest import Built

pytestmark = pytest.mark.thorough


def test_its_board_decided_on_the_first_results_and_finds_that_before_the_second(millbrook: Built):
    first, second = Round.objects.released().order_by("opens_on")
    assert Decision.objects.count() == len(DECISIONS) == 3
    assert set(Decision.objects.values_list("round", flat=True)) == {first.pk}
    newest = Release.objects.get(round=second)
    found = decided(newest, released_rounds(newest.round.partnership), on=TODAY)
    assert sorted(line.decision.state for line in found.then) == ["done", "dropped", "under_way"]
    assert not any(line.is_overdue for line in found.then)
    done = next(line.decision for line in found.then if line.decision.state == "done")
    assert first.closes_on < done.ended_on < second.opens_on
    assert AuditEntry.objects.filter(what="recorded a decision of the board").count() == 3
    assert Decision.objects.filter(owner=None).count() == 1


def test_its_board_and_one_leader_have_reflected_and_know_the_limits(millbrook: Built):
    boards, own = Reflection.objects.get(organisation=None), Reflection.objects.exclude(organisation=None).get()
    assert own.organisation.name == "Millbrook Academy"
    assert boards.is_finished
    assert own.is_finished
    answered = [one for one in boards.answers.all() if one.how_far is not None]
    assert len(answered) == 5
    assert not any(one.how_far == one.HowFar.THROUGHOUT for one in answered)


def test_no_figure_of_a_decision_is_typed_in(millbrook: Built):
    assert not any(character.isdigit() for each in DECISIONS for character in each.what.replace("8 features", ""))
    about = Decision.objects.filter(measure="workforce_results").get()
    share = ReleasedFigure.objects.get(
        release__round=about.round,
        **{name: getattr(about, name) for name in ("measure", "level", "place", "subject_kind", "subject")},
        statistic="share_positive",
    )
    assert isinstance(share.value, Decimal)
    assert about.figure.endswith(f": {share.text} in {about.round.name}")

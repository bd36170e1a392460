"""Improvement actions as a round counts them: as they stood at its end, and of no single service."""

import datetime

import pytest
from django.urls import reverse

from assessments.actions.improving import set_state
from assessments.models import ActionAtSealing, ImprovementAction
from organisations.models import Round
from reporting.measures.improvement import MEASURE, TOO_FEW, actions
from reporting.measures.round_context import RoundContext
from reporting.models import ReleasedFigure
from tests.builders import days, release_round, text_of
from tests.reporting.conftest import DAY, Borough
from tests.scenes import scene

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LAST = DAY + datetime.timedelta(days=30)
HERE = ["elmham", "autumn-2026"]
# By service, in order: state, and days from the round's last day on which it was recorded, is due and has ended.
ACTIONS = [
    [("planned", -20, 10, None), ("under_way", -20, -1, None), ("done", -200, None, -100)],
    [("done", -20, None, 0), ("stopped", -20, None, -1), ("planned", -5, 0, None)],
    [("done", -20, -10, 1), ("planned", 1, None, None)],  # done a day later: under way, and late; the other came later
    [("done", -500, None, -400)],  # before the days that count
    [("under_way", -1, None, None)],
    [],
]


class Acting(Borough):
    def act(self) -> None:
        day = {None: None} | {n: LAST + days(n) for n in range(-600, 100)}
        ImprovementAction.objects.bulk_create(
            ImprovementAction(
                service=service,
                what="Ask first",
                state=state,
                recorded_on=day[at],
                due_on=day[due],
                ended_on=day[ended],
            )
            for service, plan in zip(self.services, ACTIONS, strict=True)
            for state, at, due, ended in plan
        )


@scene
def acting() -> Acting:
    borough = Acting("elmham", {"Health": [12] * 4, "Schools": [12] * 2})
    borough.act()
    borough.close()
    return borough


def counted(round_: Round, level: str = "system") -> list[dict[str, int] | str]:
    """What is counted at each place of a level, or why nothing is."""
    of: dict = {}
    for one in actions(RoundContext(round_)):
        if one.place.level == level:
            found = of.setdefault(one.place.key, {})
            found[one.subject or "all"] = one.numerator if one.status == "shown" else one.status
    return list(of.values())


def test_what_was_open_at_the_end_and_done_in_the_round_is_counted(acting: Acting):
    whole = {"all": 7, "planned": 2, "under_way": 3, "done": 2, "overdue": 2}
    assert counted(acting.round) == [whole]
    assert counted(acting.round, "service") == []


def test_a_sector_in_which_fewer_than_three_have_any_is_not_shown_nor_the_one_beside_it(acting: Acting):
    # One of the schools has one. What is left of the whole without Health would be it.
    assert counted(acting.round, "sector") == [{"all": "withheld"}, {"all": "withheld"}]
    held = [one for one in actions(RoundContext(acting.round)) if one.status == "withheld"]
    assert {one.note for one in held} == {TOO_FEW}
    ActionAtSealing.objects.filter(action__service=acting.services[4]).delete()
    health = {"all": 6, "planned": 2, "under_way": 2, "done": 2, "overdue": 2}
    assert counted(acting.round, "sector") == [health, {"all": "none"}]


def test_where_fewer_than_three_services_have_any_not_even_the_whole_is_shown(acting: Acting):
    ActionAtSealing.objects.exclude(action__service__in=acting.services[:2]).delete()
    assert counted(acting.round) == [{"all": "withheld"}]
    ActionAtSealing.objects.all().delete()
    assert counted(acting.round) == [{"all": "none"}]


def test_what_happens_to_an_action_after_the_round_is_sealed_changes_nothing(acting: Acting):
    before = counted(acting.round)
    for action in ImprovementAction.objects.all():
        set_state(action=action, state="done", by=acting.member("admin", f"admin{action.pk}"), on=LAST + days(3))
    ImprovementAction.objects.update(due_on=LAST + days(90))
    assert counted(acting.round) == before


def test_pages_show_them_by_state_and_never_by_service(acting: Acting, client):
    release_round(acting.round)
    assert not ReleasedFigure.objects.filter(measure=MEASURE, level="service").exists()
    client.force_login(acting.member("board_member"))
    page = text_of(client.get(reverse("reporting:measure-results", args=[*HERE, MEASURE])))
    assert "By status" in page
    assert "Under way 3" in page
    assert "See how many actions there are today" in page
    dashboard = text_of(client.get(reverse("reporting:round-dashboard", args=HERE)))
    assert "7 actions in services’ plans 2 planned, 3 under way, 2 done on the days counted, 2 overdue" in dashboard
    service = acting.services[0].pk
    assert client.get(reverse("reporting:place-results", args=[*HERE, MEASURE, "service", service])).status_code == 404


def test_sealing_writes_them_down_in_as_many_queries_for_many(acting: Acting, django_assert_num_queries):
    from assessments.closing import begin

    ActionAtSealing.objects.all().delete()
    with django_assert_num_queries(3):  # the round's days, the actions, the rows
        begin(round_=acting.round)
    assert ActionAtSealing.objects.count() == 8

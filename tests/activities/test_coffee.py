"""Coffee by lot: only those who joined, one mail a month with a name and an address, and nothing else is kept."""

import datetime

import pytest
from django.core import mail

from activities.actions.coffee import draw_coffee, join_coffee, not_with
from activities.daily import run
from activities.models import CoffeeDraw, CoffeeMember, CoffeeSeat, NotWith
from organisations.actions import ActionRefused, end_membership
from organisations.models import AuditEntry, Membership
from surveys.models import QuietTime
from tests.builders import NOON, TODAY, Borough, days, text_of

pytestmark = pytest.mark.django_db
THURSDAY = TODAY
PAGE = "/elmfield/coffee/"
CHOOSE = f"{PAGE}choose/"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("activities.views.coffee.timezone.localdate", lambda *_: TODAY)


def join(borough: Borough, *who: str) -> None:
    for each in who:
        join_coffee(partnership=borough.partnership, by=borough.people[each], on=TODAY)


def groups_of(borough: Borough) -> list[set[str]]:
    rows = CoffeeSeat.objects.filter(group__draw__partnership=borough.partnership)
    groups: dict[int, set[str]] = {}
    for group, name in rows.values_list("group", "user__name"):
        groups.setdefault(group, set()).add(name.replace("Elmfield ", ""))
    return list(groups.values())


def test_anyone_with_a_role_joins_and_stops_by_one_press(borough: Borough):
    for who in ("keyer", "lead"):
        client = borough.client(who)
        assert f"your email address, elmfield-{who}@example.org" in text_of(client.get(PAGE))
        page = client.post(CHOOSE, {"do": "join"}, follow=True)
        assert "You have taken part since 1 October 2026." in text_of(page)
        client.post(CHOOSE, {"do": "join"})
        assert CoffeeMember.objects.filter(user=borough.people[who]).count() == 1
        assert "You have stopped. No one is told." in text_of(client.post(CHOOSE, {"do": "leave"}, follow=True))
        assert not CoffeeMember.objects.exists()
        assert client.post(CHOOSE, {"do": "fly"}).status_code == 404


def test_once_a_month_each_gets_one_mail_with_the_others_name_and_address(borough: Borough):
    join(borough, "lead", "board", "admin")
    assert run(on=THURSDAY)[0] == "1 lots drawn for coffee"
    assert run(on=THURSDAY + days(1))[0] == "0 lots drawn for coffee"
    assert groups_of(borough) == [{"lead", "board", "admin"}]
    assert sorted(each.to[0] for each in mail.outbox) == [
        f"elmfield-{who}@example.org" for who in ("admin", "board", "lead")
    ]
    body = next(each.body for each in mail.outbox if each.to == ["elmfield-lead@example.org"])
    assert "- Elmfield board, elmfield-board@example.org" in body
    assert "elmfield-lead@example.org" not in body
    assert PAGE in body
    assert CoffeeSeat.objects.first().group.question in body
    assert run(on=datetime.date(2026, 11, 2))[0] == "1 lots drawn for coffee"


def test_no_one_is_drawn_who_stopped_left_or_may_not_sign_in(borough: Borough):
    join(borough, "lead", "board", "admin", "sector", "leader", "trainer")
    borough.client("trainer").post(CHOOSE, {"do": "leave"})
    end_membership(membership=Membership.objects.get(user=borough.people["leader"]), by=borough.people["admin"])
    borough.people["sector"].is_active = False
    borough.people["sector"].save()
    draw_coffee(partnership=borough.partnership, on=THURSDAY)
    assert groups_of(borough) == [{"lead", "board", "admin"}]
    assert CoffeeMember.objects.filter(user=borough.people["leader"]).exists()
    run(on=THURSDAY + days(1))  # back one day, they are in no lot by themselves
    assert not CoffeeMember.objects.filter(user=borough.people["leader"]).exists()


def test_there_is_no_lot_at_the_weekend_or_while_surveys_are_paused_or_for_one_alone(borough: Borough):
    join(borough, "lead")
    assert draw_coffee(partnership=borough.partnership, on=THURSDAY) is None
    join(borough, "board")
    assert draw_coffee(partnership=borough.partnership, on=datetime.date(2026, 10, 3)) is None
    quiet = QuietTime.objects.create(partnership=borough.partnership, began_at=NOON)
    assert draw_coffee(partnership=borough.partnership, on=THURSDAY) is None
    quiet.delete()
    assert draw_coffee(partnership=borough.partnership, on=datetime.date(2026, 10, 5)) is not None


def test_people_of_one_service_are_not_drawn_together_while_it_can_be_helped(borough: Borough):
    join(borough, "lead", "contributor", "board", "admin")
    for month in range(1, 5):
        draw_coffee(partnership=borough.partnership, on=datetime.date(2027, month, 5))
    assert {"lead", "contributor"} not in groups_of(borough)
    assert len(groups_of(borough)) == 8


def test_someone_whom_one_would_rather_not_meet_is_kept_to_oneself(borough: Borough):
    join(borough, "lead", "board")
    lead, board = borough.client("lead"), borough.people["board"]
    with pytest.raises(ActionRefused):
        not_with(partnership=borough.partnership, other=board, by=borough.people["lead"])
    draw_coffee(partnership=borough.partnership, on=THURSDAY)
    page = lead.post(CHOOSE, {"do": "not-with", "person": board.pk}, follow=True)
    assert "People you would rather not be drawn with" in text_of(page)
    for who in ("board", "admin"):
        assert "rather not" not in text_of(borough.client(who).get(PAGE))
    assert not AuditEntry.objects.filter(what__contains="not").exists()
    assert draw_coffee(partnership=borough.partnership, on=datetime.date(2026, 11, 3)) is None
    lead.post(CHOOSE, {"do": "again", "person": board.pk})
    assert not NotWith.objects.exists()
    assert draw_coffee(partnership=borough.partnership, on=datetime.date(2026, 11, 3)) is not None
    assert lead.post(CHOOSE, {"do": "not-with", "person": "x"}).status_code == 404


def test_who_met_is_forgotten_after_a_year(borough: Borough):
    join(borough, "lead", "board")
    draw_coffee(partnership=borough.partnership, on=THURSDAY)
    CoffeeMember.objects.all().delete()
    run(on=THURSDAY + days(365))
    assert CoffeeDraw.objects.count() == 1
    run(on=THURSDAY + days(366))
    assert not CoffeeSeat.objects.exists()

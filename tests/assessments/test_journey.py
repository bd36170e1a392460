"""A service on the change journey: it places itself line by line each round, and sees how it moved since the first."""

import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.actions.journey import Choice, save_places
from assessments.journey import Said, since_the_first
from assessments.models import JourneyPlace
from framework.models import FrameworkVersion, JourneyLine, JourneyPosition
from organisations.actions import ActionRefused, close_round
from organisations.models import AuditEntry
from tests.builders import NOON, Borough, days, make_round, text_of

pytestmark = pytest.mark.django_db
HERE = "/elmfield/services/ward/journey/"
FIRST, SECOND = "practitioner-realise", "practitioner-recognise"
SCALE = ((0, "Before"), (1, "Starting to move"), (2, "Mostly there"), (3, "After"))


def place(borough: Borough, line: str, value: int, service: str = "ward", round_=None) -> JourneyPlace:
    found = JourneyLine.objects.get(code=line, framework=(round_ or borough.round).framework)
    return JourneyPlace.objects.create(
        service=borough.services[service],
        round=round_ or borough.round,
        line=found,
        position=found.framework.journey_positions.get(value=value),
        changed_at=NOON,
    )


def edit(borough: Borough) -> str:
    return f"{HERE}{borough.round.slug}/"


def stored(borough: Borough, service: str = "ward") -> dict[str, int]:
    rows = JourneyPlace.objects.in_round(borough.round).filter(service=borough.services[service])
    return dict(rows.values_list("line__code", "position__value"))


def next_round(borough: Borough, name: str = "Spring 2027", **fields) -> None:
    close_round(round_=borough.round, by=borough.people["admin"])
    borough.round = make_round(borough, name, opens_on=borough.round.opens_on + days(180), **fields)


def test_a_service_places_itself_and_leaves_out_what_it_likes(borough: Borough):
    lead = borough.client("lead")
    assert "Not placed yet" in text_of(lead.get(HERE))
    page = lead.get(edit(borough))
    assert page.content.decode().count('type="radio"') == 10 * 5
    saved = lead.post(edit(borough), {f"{FIRST}-place": "1", f"{SECOND}-place": "left-out"}, follow=True)
    assert saved.redirect_chain == [(HERE, 302)]
    assert stored(borough) == {FIRST: 1}
    assert "“Starting to move” in Autumn 2026, the first time." in text_of(saved)
    assert AuditEntry.objects.filter(what="placed a service on the journey").count() == 1


def test_a_choice_is_taken_back_by_leaving_the_line_out(borough: Borough):
    place(borough, FIRST, 2)
    place(borough, SECOND, 3)
    sent = {f"{FIRST}-place": "left-out", f"{FIRST}-seen": "2", f"{SECOND}-place": "3", f"{SECOND}-seen": "3"}
    borough.client("contributor").post(edit(borough), sent)
    assert stored(borough) == {SECOND: 3}


def test_a_page_on_which_nothing_is_chosen_changes_nothing(borough: Borough):
    place(borough, FIRST, 2)
    borough.client("lead").post(edit(borough), {f"{FIRST}-seen": "2", f"{SECOND}-place": "9"})
    assert stored(borough) == {FIRST: 2}
    assert not AuditEntry.objects.filter(what="placed a service on the journey").exists()


def test_the_former_place_is_nowhere_until_a_new_one_is_chosen_and_then_beside_it(borough: Borough):
    place(borough, FIRST, 1)
    place(borough, SECOND, 3)
    next_round(borough)
    lead = borough.client("lead")
    page = lead.get(edit(borough))
    assert "you chose" not in page.content.decode()
    assert "checked" not in page.content.decode()
    assert text_of(page).count("Choose with fresh eyes.") == 2
    shown = text_of(lead.get(HERE))
    assert "Look with fresh eyes first." in shown
    assert "in Autumn 2026" not in shown
    assert "“After” in Autumn 2026, the first time." in text_of(lead.get(f"{HERE}?all=yes"))
    page = lead.post(edit(borough), {f"{FIRST}-place": "2"}, follow=True)
    assert page.redirect_chain == [(edit(borough), 302)]  # it stays, since something is beside the choice now
    assert "In Autumn 2026 you chose “Starting to move”." in text_of(page)
    assert "“After”" not in text_of(page)
    assert "“Starting to move” in Autumn 2026, “Mostly there” in Spring 2027: 1 step nearer to “After”." in text_of(
        lead.get(HERE)
    )
    # Who only reads has nothing to look at afresh.
    assert "“After” in Autumn 2026, the first time." in text_of(borough.client("leader").get(HERE))


def test_saving_by_itself_hands_out_what_was_said_of_what_was_chosen_and_of_nothing_else(borough: Borough):
    place(borough, FIRST, 1)
    place(borough, SECOND, 3)
    next_round(borough)
    lead, address = borough.client("lead"), f"{edit(borough)}autosave/"
    assert lead.post(address, {}).json()["beside"] == {}
    told = lead.post(address, {f"{FIRST}-place": "2"}).json()
    assert told["beside"] == {FIRST: {"chose": "In Autumn 2026 you chose “Starting to move”.", "words": ""}}
    assert told["fields"][f"{FIRST}-seen"] == "2"
    assert told["status"] == "saved"
    assert stored(borough) == {FIRST: 2}


def test_two_people_at_once_lose_nothing_of_each_other(borough: Borough):
    lead = borough.client("lead")
    borough.client("contributor").post(edit(borough), {f"{FIRST}-place": "3"})
    sent = {f"{FIRST}-place": "1", f"{SECOND}-place": "2"}  # from a page opened before
    told = lead.post(f"{edit(borough)}autosave/", sent)
    assert (told.status_code, told.json()["status"]) == (409, "conflict")
    assert stored(borough) == {FIRST: 3, SECOND: 2}
    page = lead.post(edit(borough), sent)
    assert page.status_code == 409
    assert "Someone else chose “After”." in text_of(page)
    # With what the page knows now, the same choice is kept.
    lead.post(edit(borough), sent | {f"{FIRST}-seen": "3", f"{SECOND}-seen": "2"})
    assert stored(borough) == {FIRST: 1, SECOND: 2}


def test_once_the_round_is_closed_nothing_is_changed_and_it_is_said(borough: Borough):
    close_round(round_=borough.round, by=borough.people["admin"])
    lead = borough.client("lead")
    page = lead.post(edit(borough), {f"{FIRST}-place": "1"}, follow=True)
    assert "Autumn 2026 is not open" in text_of(page)
    assert "Autumn 2026 is not open" in text_of(lead.get(edit(borough), follow=True))
    assert lead.post(f"{edit(borough)}autosave/", {f"{FIRST}-place": "1"}).status_code == 409
    assert not JourneyPlace.objects.exists()
    line = JourneyLine.objects.get(code=FIRST, framework=borough.round.framework)
    chosen = JourneyPosition.objects.filter(framework=borough.round.framework).first()
    with pytest.raises(ActionRefused):
        save_places(
            service=borough.services["ward"],
            round_=borough.round,
            choices={line.pk: Choice(chosen, None)},
            by=borough.people["lead"],
        )


def test_no_page_shows_another_service_s_places(borough: Borough):
    place(borough, FIRST, 1)
    place(borough, FIRST, 3, service="clinic")
    assert "“Starting to move” in" in text_of(borough.client("lead").get(HERE))
    assert "“After” in" not in text_of(borough.client("lead").get(HERE))
    assert borough.client("lead").get("/elmfield/services/clinic/journey/").status_code == 403
    for who in ("sector", "board", "programme", "reviewer", "keyer", "trainer"):
        assert borough.client(who).get(HERE).status_code == 403


def said(*values: int, scale=SCALE) -> list[Said]:
    return [Said(n, f"Round {n}", value, dict(scale)[value], scale) for n, value in enumerate(values, start=1)]


def test_what_is_said_of_a_line_over_three_rounds_is_true_wherever_it_was():
    titles = dict(SCALE)
    for values in itertools.product(titles, repeat=3):
        sentence = since_the_first(said(*values))
        first, now = values[0], values[-1]
        steps = abs(now - first)
        assert f"“{titles[first]}” in Round 1" in sentence
        assert f"“{titles[now]}” in" in sentence
        assert "Round 3" in sentence
        assert "Round 2" not in sentence
        assert (f"{steps} step{'s' * (steps > 1)} nearer to “After”" in sentence) == (now > first)
        assert (f"{steps} step{'s' * (steps > 1)} nearer to “Before”" in sentence) == (now < first)
        assert ("in between" in sentence) == (now == first != values[1])


def test_how_far_a_line_moved_is_not_said_where_it_was_chosen_from_other_positions():
    three = ((0, "Asleep"), (5, "Awake"), (9, "Walking"))
    sentence = since_the_first([*said(1), *[Said(2, "Round 2", 9, "Walking", three)]])
    assert sentence == "“Starting to move” in Round 1, “Walking” in Round 2, chosen from other positions."
    # Values need not follow each other: steps are counted, not values.
    assert "2 steps nearer to “Walking”" in since_the_first(said(0, 9, scale=three))


def another_version(borough: Borough, *, without: str, new: str) -> FrameworkVersion:
    version = FrameworkVersion.objects.create(code="other", title="Other", version="1999.1", checksum="x")
    for line in borough.round.framework.journey_lines.exclude(code=without):
        line.pk, line.framework = None, version
        line.save()
    JourneyLine.objects.create(
        framework=version, code=new, perspective="practitioner", title="Rest", before="None", after="Enough", order=99
    )
    JourneyPosition.objects.bulk_create(
        JourneyPosition(framework=version, value=value, title=title) for value, title in SCALE
    )
    return version


def test_a_line_that_is_gone_stays_in_sight_and_a_new_one_begins_empty(borough: Borough):
    place(borough, FIRST, 1)
    place(borough, SECOND, 2)
    next_round(borough, framework=another_version(borough, without=FIRST, new="rest"))
    place(borough, SECOND, 1)
    place(borough, "rest", 3)
    page = text_of(borough.client("leader").get(HERE))
    assert "These lines are in an earlier version of the framework only." in page
    assert "“Mostly there” in Autumn 2026, “Starting to move” in Spring 2027: 1 step nearer to “Before”." in page
    assert "“After” in Spring 2027, the first time." in page


def test_a_framework_without_a_journey_says_so_and_asks_nothing(borough: Borough):
    version = FrameworkVersion.objects.create(code="bare", title="Bare", version="1999.1", checksum="x")
    next_round(borough, framework=version)
    lead = borough.client("lead")
    page = text_of(lead.get(HERE))
    assert "There is no change journey here" in page
    assert lead.get(edit(borough)).status_code == 404
    assert "change journey" not in text_of(lead.get("/elmfield/services/ward/"))


def cost(borough: Borough, address: str) -> int:
    client = borough.client("lead")
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.slow
def test_pages_cost_the_same_with_two_places_and_with_twenty(borough: Borough):
    place(borough, FIRST, 1)
    next_round(borough)
    place(borough, FIRST, 1)
    before = [cost(borough, address) for address in (HERE, edit(borough), "/elmfield/services/ward/")]
    for line in borough.round.framework.journey_lines.exclude(code=FIRST):
        for round_ in borough.partnership.rounds.all():
            place(borough, line.code, 2, round_=round_)
    assert [cost(borough, address) for address in (HERE, edit(borough), "/elmfield/services/ward/")] == before


def test_saving_all_ten_costs_as_much_as_saving_one(borough: Borough):
    lead = borough.client("lead")
    codes = list(borough.round.framework.journey_lines.values_list("code", flat=True))
    counts = []
    for sent in ({f"{FIRST}-place": "1"}, {f"{code}-place": "2" for code in codes} | {f"{FIRST}-seen": "1"}):
        with CaptureQueriesContext(connection) as queries:
            assert lead.post(edit(borough), sent).status_code == 302
        counts.append(len(queries))
    assert len(stored(borough)) == 10
    assert counts[1] <= counts[0]

"""In which round what was done on a day counts."""

import datetime

import pytest
from django.urls import reverse

from activities.counting import where_it_counts
from activities.models import Briefing, Event, Meeting
from organisations.actions import close_round
from organisations.models import Round
from tests.builders import NOON, TODAY, Borough, days, figures_of, make_round, release_round, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def briefing(borough: Borough, day: datetime.date) -> Briefing:
    return Briefing.objects.create(
        service=borough.services["ward"], day=day, how="team_meeting", people_reached=4, team_size=10
    )


def test_each_day_counts_in_exactly_one_round(borough: Borough):
    earlier = make_round(borough, "Spring 2026", state="released", opens_on=TODAY - days(200))
    later = borough.round
    for day in (earlier.opens_on, earlier.closes_on, earlier.closes_on + days(1), later.opens_on, later.closes_on):
        made = briefing(borough, day)
        within = [one for one in (earlier, later) if Briefing.objects.in_round(one).filter(pk=made.pk).exists()]
        assert within == [Round.objects.counting(borough.partnership, day)], day
        assert len(within) == 1, day


def test_what_is_done_between_two_rounds_counts_in_the_later_one(borough: Borough):
    earlier = make_round(borough, "Spring 2026", state="released", opens_on=TODAY - days(200))
    assert Round.objects.counting(borough.partnership, earlier.closes_on + days(1)) == borough.round


def test_the_first_round_counts_a_year(borough: Borough):
    last = borough.round.closes_on
    assert Round.objects.counting(borough.partnership, last - days(365)) == borough.round
    assert Round.objects.counting(borough.partnership, last - days(366)) is None


def test_a_round_closed_early_ends_that_day_and_what_comes_later_counts_in_the_next(borough: Borough):
    next_round = make_round(borough, "Spring 2027", state="planned", opens_on=borough.round.closes_on + days(90))
    planned_for = borough.round.closes_on
    close_round(round_=borough.round, by=None, at=NOON)
    borough.round.refresh_from_db()
    assert borough.round.closes_on == TODAY < planned_for
    assert Round.objects.counting(borough.partnership, TODAY) == borough.round
    assert Round.objects.counting(borough.partnership, TODAY + days(1)) == next_round


def test_of_two_rounds_that_end_on_one_day_one_counts_its_records(borough: Borough):
    """The first was closed by mistake on its first day, and another one was opened and closed in its place."""
    first = borough.round
    close_round(round_=first, by=borough.people["admin"], at=NOON)
    second = make_round(borough, "Again", opens_on=TODAY)
    close_round(round_=second, by=borough.people["admin"], at=NOON)
    made = [briefing(borough, day) for day in (TODAY, TODAY - days(20))]
    first, second = Round.objects.get(pk=first.pk), Round.objects.get(pk=second.pk)
    assert set(Briefing.objects.in_round(first)) == set(made)
    assert not Briefing.objects.in_round(second).exists()
    assert Round.objects.counting(borough.partnership, TODAY) == first


def test_what_a_release_has_counted_stays_in_its_round_and_in_no_other_whatever_is_planned_later(borough: Borough):
    """Someone plans a round that ends before a released one did: the days up to its end would be its own now."""
    made = briefing(borough, TODAY - days(20))
    close_round(round_=borough.round, by=borough.people["admin"], at=NOON)
    release_round(borough.round)
    earlier = make_round(borough, "Summer 2026", opens_on=TODAY - days(40), closes_on=TODAY - days(10))
    close_round(round_=earlier, by=borough.people["admin"], at=NOON)
    late = briefing(borough, TODAY - days(20))
    assert Round.objects.counting(borough.partnership, made.day) == earlier
    assert list(Briefing.objects.in_round(borough.round)) == [made]
    assert list(Briefing.objects.in_round(earlier)) == [late]
    assert reached_in(earlier) == 4, "as many as the one that was written down late"
    release_round(earlier)
    assert {each.pk: each.counted_in for each in Briefing.objects.all()} == {made.pk: borough.round, late.pk: earlier}


def reached_in(round_: Round) -> int | None:
    """The people whom briefings reached, by the figures of a round as its release would have them."""
    found = [
        x
        for x in figures_of(round_)
        if (x.measure, x.place.level, x.statistic) == ("definitions_shared", "system", "people")
    ]
    return found[0].numerator if found else None


def test_a_round_counts_what_its_own_partnership_did(borough: Borough, other_borough: Borough):
    mine, theirs = briefing(borough, TODAY), briefing(other_borough, TODAY)
    assert list(Briefing.objects.in_round(borough.round)) == [mine]
    assert list(Briefing.objects.in_round(other_borough.round)) == [theirs]
    event = Event.objects.create(partnership=other_borough.partnership, title="Taster", day=TODAY, kind="other")
    meeting = Meeting.objects.create(sector=other_borough.sectors["health"], day=TODAY)
    for records, theirs in ((Event, event), (Meeting, meeting)):
        assert not records.objects.in_round(borough.round).exists()
        assert list(records.objects.in_round(other_borough.round)) == [theirs]


def test_a_round_closed_after_its_last_day_keeps_it(borough: Borough):
    planned_for = borough.round.closes_on
    close_round(round_=borough.round, by=None, at=NOON + days(60))
    borough.round.refresh_from_db()
    assert borough.round.closes_on == planned_for


def test_another_partnerships_round_counts_nothing_here(borough: Borough, other_borough: Borough):
    Round.objects.filter(partnership=borough.partnership).delete()
    assert Round.objects.counting(borough.partnership, TODAY) is None


def test_where_a_day_counts_is_said_in_words(borough: Borough):
    earlier = make_round(borough, "Spring 2026", state="released", opens_on=TODAY - days(200))
    said = {day: where_it_counts(borough.partnership, day) for day in (TODAY, earlier.opens_on, TODAY + days(900))}
    assert said[TODAY] == "It counts in Autumn 2026."
    assert "already been released" in said[earlier.opens_on]
    assert "next round that closes" in said[TODAY + days(900)]
    assert "before the first day of Autumn 2026" in where_it_counts(
        borough.partnership, borough.round.opens_on - days(1)
    )
    assert "before the first round" in where_it_counts(borough.partnership, earlier.closes_on - days(400))


@pytest.mark.parametrize(
    ("who", "name", "more"),
    [
        ("programme", "event-create", {"title": "A fair", "kind": "launch", "is_public": "on"}),
        ("sector", "meeting-create", {}),
        ("lead", "briefing-create", {"how": "team_meeting", "people_reached": "2", "team_size": "3"}),
    ],
)
@pytest.mark.parametrize("day", ["0206-11-23", "2226-11-23", "9999-12-31", "0001-01-01"])
def test_a_slip_in_the_year_is_noticed_and_nothing_is_lost(borough: Borough, who: str, name: str, more: dict, day: str):
    place = {"meeting-create": ["health"], "briefing-create": ["ward"]}.get(name, [])
    address = reverse(f"activities:{name}", args=[borough.slug, *place])
    page = borough.client(who).post(address, {"day": day, **more})
    too_late = name == "briefing-create" and day > "2100"
    said = "Date must be today or in the past" if too_late else "Enter a year between 2000 and 2100"
    assert said in text_of(page)
    assert f'value="{day}"' in page.content.decode()
    assert borough.client(who).post(address, {"day": "2026-11-23", **more}).status_code == 302


def test_the_first_and_the_last_day_of_a_round_count_in_it_and_the_days_beside_them_do_not(borough: Borough):
    """A round of 21 September to 21 October, after one that ended on 31 July; what comes between belongs to it."""
    make_round(
        borough, "Summer", state="released", opens_on=datetime.date(2026, 7, 1), closes_on=datetime.date(2026, 7, 31)
    )
    assert (borough.round.opens_on, borough.round.closes_on) == (
        datetime.date(2026, 9, 21),
        datetime.date(2026, 10, 21),
    )
    for day, counts in (
        (datetime.date(2026, 7, 31), False),
        (datetime.date(2026, 8, 1), True),
        (datetime.date(2026, 9, 20), True),
        (datetime.date(2026, 9, 21), True),
        (datetime.date(2026, 10, 21), True),
        (datetime.date(2026, 10, 22), False),
    ):
        made = briefing(borough, day)
        assert Briefing.objects.in_round(borough.round).filter(pk=made.pk).exists() is counts, day
        assert (Round.objects.counting(borough.partnership, day) == borough.round) is counts, day

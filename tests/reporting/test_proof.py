"""From pledge to proof: what is counted since a pledge, what is published, and who reads which part of it."""

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activities.models import (
    Briefing,
    Course,
    DeepListening,
    Event,
    EventOrganisation,
    Meeting,
    MeetingAttendance,
    TrainingAttendance,
    TrainingSession,
)
from organisations.models import Round
from pledges.models import Pledge, PledgeAim
from reporting.read.pledge_progress import proof_of
from tests.builders import days, release_round, text_of
from tests.scenes import scene

from .conftest import DAY, Borough

pytestmark = pytest.mark.thorough

RECORDS = ("training", "briefings", "listening", "events", "subgroups")
TODAY = DAY + days(20)


def pledged(borough: Borough, *aims: tuple[str, str], made_on: datetime.date = DAY) -> Pledge:
    pledge = borough.pledge(borough.services[0].organisation)
    Pledge.objects.filter(pk=pledge.pk).update(made_on=made_on)
    pledge.refresh_from_db()
    PledgeAim.objects.bulk_create(PledgeAim(pledge=pledge, kind=kind, feature=code) for kind, code in aims)
    return pledge


def all_records(pledge: Pledge) -> Pledge:
    PledgeAim.objects.bulk_create(PledgeAim(pledge=pledge, kind=kind) for kind in RECORDS)
    return pledge


def do(borough: Borough, day: datetime.date, *, people: int = 5, place: int = 0, **of_all) -> None:
    """One record of every kind for the organisation of one of the services."""
    service, of = borough.services[place], borough.partnership
    organisation = service.organisation
    course, _ = Course.objects.get_or_create(partnership=of, title="Awareness", level="awareness")
    session = TrainingSession.objects.create(course=course, day=day, **of_all)
    TrainingAttendance.objects.create(session=session, organisation=organisation, people=people)
    event = Event.objects.create(partnership=of, title="Open day", day=day, kind="taster", **of_all)
    EventOrganisation.objects.create(event=event, organisation=organisation, people=people)
    meeting = Meeting.objects.create(sector=service.sector, day=day, **of_all)
    MeetingAttendance.objects.create(meeting=meeting, organisation=organisation, people=people)
    if not of_all:
        Briefing.objects.create(service=service, day=day, how="other", people_reached=people, team_size=30)
        DeepListening.objects.create(service=service, day=day, people_heard=people, method="walk", with_staff=True)


def summaries(borough: Borough, pledge: Pledge, who: str = "admin") -> list[str]:
    return [step.summary for step in proof_of(pledge, borough.member(who), on=TODAY)]


def test_what_was_done_since_the_pledge_is_counted(borough: Borough):
    pledge = all_records(pledged(borough))
    for day, people in ((DAY, 3), (DAY + days(9), 4), (DAY - days(1), 50), (TODAY + days(1), 60)):
        do(borough, day, people=people)
    do(borough, DAY, people=70, place=3)
    do(borough, DAY, people=80, called_off_on=DAY)
    assert summaries(borough, pledge) == [
        "7 people trained, at 2 sessions.",
        "2 briefings, 7 people briefed.",
        "Listened to 7 people, in 2 conversations.",
        "Took part in 2 events.",
        "Took part in 2 sub-group meetings.",
    ]


def test_one_is_said_as_one(borough: Borough):
    pledge = all_records(pledged(borough))
    do(borough, DAY, people=1)
    assert summaries(borough, pledge) == [
        "1 person trained, at 1 session.",
        "1 briefing, 1 person briefed.",
        "Listened to 1 person, in 1 conversation.",
        "Took part in 1 event.",
        "Took part in 1 sub-group meeting.",
    ]


def test_where_nothing_is_recorded_yet_it_says_so(borough: Borough):
    assert summaries(borough, all_records(pledged(borough))) == ["Nothing has been recorded yet."] * 5


def test_outsiders_read_sums_and_the_organisation_s_people_each_record(borough: Borough):
    pledge, organisation = all_records(pledged(borough)), borough.services[0].organisation
    do(borough, DAY)
    leader = borough.member("organisation_lead", organisation=organisation)
    stranger = borough.member("organisation_lead", "other", organisation=borough.services[3].organisation)
    kept = {who: proof_of(pledge, who, on=TODAY) for who in (leader, stranger)}
    assert [len(step.records) for step in kept[leader]] == [1] * 5
    assert [len(step.records) for step in kept[stranger]] == [0] * 5
    links = {step.title: step.records[0].url for step in kept[leader]}
    assert links["Briefings of teams"].endswith("/edit/")
    assert links["Events"]
    assert links["Training"] == "", "they may not open that page"
    page = Client().get(f"/elmham/pledges/{pledge.pk}/")
    assert "5 people trained, at 1 session." in text_of(page)
    assert "one by one" not in text_of(page)
    assert "Health service 1" not in text_of(page)


def test_a_session_is_one_record_however_many_kinds_of_role_came(borough: Borough):
    pledge = all_records(pledged(borough))
    do(borough, DAY, people=3)
    first = TrainingAttendance.objects.get()
    TrainingAttendance.objects.create(
        session=first.session, organisation=first.organisation, people=4, kind_of_role="front_line"
    )
    training = proof_of(pledge, borough.member("admin"), on=TODAY)[0]
    assert training.summary == "7 people trained, at 1 session."
    assert [record.text for record in training.records] == ["Awareness: 7 people"]


# --- what is published ---------------------------------------------------------------------------

VOICES = [("workforce_results", "1"), ("families_results", "1"), ("self_assessment", "1")]


def said_by(borough: Borough, pledge: Pledge, user) -> dict[str, tuple]:
    """For every aim: its summary, and what is said of whom."""
    steps = proof_of(pledge, user, on=TODAY)
    return {step.title.split(":")[0]: (step.summary, [one.who for one in step.said]) for step in steps}


@scene
def elmham_in_autumn(elmham: Borough) -> Borough:
    for service in elmham.services:
        elmham.assess(service, 2)
    release_round(elmham.close().round, at=datetime.datetime(2026, 11, 9, tzinfo=datetime.UTC))
    return elmham


@pytest.fixture
def published(elmham_in_autumn: Borough) -> Borough:
    return elmham_in_autumn


def test_figures_of_one_service_are_for_those_who_see_results_and_the_whole_for_everyone(published: Borough):
    pledge = pledged(published, *VOICES)
    whole = "All services in Elmham"
    steps = said_by(published, pledge, published.member("board_member"))
    summary, who = steps["What staff say"]
    assert who[0] == "Health service 1"
    own = [name for name in who if name != whole]
    assert ("Not every service of this organisation" in summary) == (len(own) < 3) == (whole in who)
    summary, who = steps["How our services rate themselves"]
    assert "can see how it rated itself" in summary
    assert who == [whole]
    everybody = said_by(published, pledge, None)
    assert {key: names for key, (_, names) in everybody.items()} == {key: [whole] for key in steps}


def test_the_organisation_s_lead_sees_how_its_own_services_rate_themselves(published: Borough):
    pledge = pledged(published, *VOICES)
    leader = published.member("organisation_lead", organisation=pledge.organisation)
    _summary, who = said_by(published, pledge, leader)["How our services rate themselves"]
    assert who == ["Health service 1", "Health service 2", "Health service 3"]


def test_before_any_release_it_says_that_nothing_is_published(borough: Borough):
    pledge = pledged(borough, *VOICES)
    assert all("No results have been released yet." in summary for summary in summaries(borough, pledge))


def test_a_feature_that_families_are_not_asked_about_has_no_figure(published: Borough):
    pledge = pledged(published, ("families_results", "8"))
    assert summaries(published, pledge) == ["Not shown, to protect people."]


def test_figures_from_before_the_pledge_say_so(published: Borough):
    pledge = pledged(published, *VOICES, made_on=datetime.date(2026, 12, 1))
    for step in proof_of(pledge, published.member("board_member"), on=datetime.date(2026, 12, 9)):
        assert "released before the pledge" in step.summary
        assert {one.then for one in step.said} == {""}


@scene
def elmham_in_spring(elmham_in_autumn: Borough) -> Borough:
    """The same places half a year later, with staff who say much more of everything."""
    return released_again(elmham_in_autumn, at=datetime.datetime(2027, 5, 9, tzinfo=datetime.UTC))


def released_again(published: Borough, *, at: datetime.datetime) -> Borough:
    first = published.round
    published.round = Round.objects.create(
        partnership=published.partnership,
        framework=first.framework,
        name="Spring 2027",
        slug="spring-2027",
        opens_on=first.opens_on + days(182),
        closes_on=first.closes_on + days(182),
        state=Round.State.OPEN,
    )
    for service in published.services:
        published.answer(service, "workforce", 40, "completely")
        published.assess(service, 3)
    release_round(published.close().round, at=at)
    return published


@pytest.fixture
def twice(elmham_in_spring: Borough) -> Borough:
    return elmham_in_spring


def test_a_pledge_between_two_releases_shows_then_and_now_with_the_change_in_words(twice: Borough):
    pledge = pledged(twice, *VOICES, made_on=datetime.date(2026, 12, 1))
    steps = {step.title.split(":")[0]: step for step in proof_of(pledge, None, on=datetime.date(2027, 6, 1))}
    (staff,) = steps["What staff say"].said
    assert (staff.round_then, staff.round_now) == ("Autumn 2026", "Spring 2027")
    assert re.fullmatch(r"\d+ points higher \(between \d+ and \d+\)", staff.change)
    (own,) = steps["How our services rate themselves"].said
    assert (own.then, own.now) == ("2.0", "stage 3.0 of 4")
    page = text_of(Client().get(f"/elmham/pledges/{pledge.pk}/"))
    assert f"{staff.now} in Spring 2027, {staff.then} in Autumn 2026, before the pledge: {staff.change}" in page


def test_a_release_of_half_past_midnight_is_of_that_day_and_not_of_the_day_before(published: Borough):
    """In summer, half past midnight here is still the day before in Greenwich."""
    released_again(published, at=datetime.datetime(2027, 5, 8, 23, 30, tzinfo=datetime.UTC))
    on = datetime.date(2027, 6, 1)
    pledge = pledged(published, VOICES[0], made_on=datetime.date(2027, 5, 8))
    assert proof_of(pledge, None, on=on)[0].said[0].round_then == "Autumn 2026"
    pledge.made_on += days(1)
    assert proof_of(pledge, None, on=on)[0].said[0].round_then == ""


def test_a_pledge_from_before_the_first_release_has_nothing_to_compare_with(twice: Borough):
    pledge = pledged(twice, *VOICES)
    for step in proof_of(pledge, None, on=datetime.date(2027, 6, 1)):
        assert {(one.then, one.change) for one in step.said} <= {("", "")}


def test_the_page_costs_the_same_for_much_and_for_little(published: Borough, client: Client):
    pledge = all_records(pledged(published, *VOICES))
    client.force_login(published.member("admin"))
    costs = []
    for _ in range(2):
        do(published, min(DAY + days(3), timezone.localdate()))
        do(published, DAY, place=1)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/elmham/pledges/{pledge.pk}/").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] < 35

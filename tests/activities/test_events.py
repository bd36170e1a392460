"""TiP events inside: added, listed, called off; who came, and in which round that counts."""

import pytest
import vobject
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities.models import Event, EventOrganisation
from tests.builders import TODAY, Borough, days, make_round, make_service, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HERE = ["elmfield"]
LIST = "activities:event-list"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("activities.views.events.timezone.localdate", lambda: TODAY)


def event(borough: Borough, title: str = "Launch day", day=TODAY, *, people: int | None = None, **fields) -> Event:
    organisations = fields.pop("organisations", {})
    made = Event.objects.create(
        partnership=borough.partnership, title=title, day=day, people=people, **({"kind": "launch"} | fields)
    )
    for name, number in organisations.items():
        EventOrganisation.objects.create(event=made, organisation=borough.organisations[name], people=number)
    return made


def at(name: str, of: Event) -> str:
    return reverse(f"activities:{name}", args=[*HERE, of.pk])


def test_the_programme_lead_adds_an_event_and_everyone_inside_reads_it(borough: Borough):
    form = {"title": "Learning hour", "kind": "taster", "day": TODAY.isoformat(), "starts_at": "10:00"}
    answer = borough.client("programme").post(reverse("activities:event-create", args=HERE), form, follow=True)
    assert "“Learning hour” has been saved. It counts in Autumn 2026." in text_of(answer)
    for who in ("lead", "board"):
        read = borough.client(who).get(at("event", Event.objects.get()))
        assert "Thursday 1 October 2026, 10am" in text_of(read)
        assert "Change event" not in text_of(read)


def test_one_event_after_the_other_is_typed_without_going_back(borough: Borough):
    form = {"title": "One", "kind": "network", "day": TODAY.isoformat(), "is_public": "on", "another": "yes"}
    answer = borough.client("programme").post(reverse("activities:event-create", args=HERE), form, follow=True)
    assert "“One” has been saved." in text_of(answer)
    asked = answer.context["form"]
    assert (asked["kind"].value(), asked["is_public"].value(), asked["title"].value()) == ("network", True, None)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"starts_at": "12:00", "ends_at": "09:00"}, "End time must be after start time"),
        ({"ends_at": "09:00"}, "Enter a start time"),
        ({"title": ""}, "Enter what the event is called"),
        ({"kind": ""}, "Select what kind of event it is"),
        ({"day": "soon"}, "Enter a date with a day, month and year"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(borough: Borough, typed: dict, said: str):
    form = {"title": "A", "kind": "taster", "day": TODAY.isoformat(), "where": "Old Library"} | typed
    answer = borough.client("programme").post(reverse("activities:event-create", args=HERE), form)
    assert said in text_of(answer)
    assert "Old Library" in answer.content.decode()
    assert not Event.objects.exists()


def test_a_day_outside_every_round_is_kept_and_said_where_it_counts(borough: Borough):
    form = {"title": "Far off", "kind": "taster", "day": (TODAY + days(900)).isoformat()}
    answer = borough.client("programme").post(reverse("activities:event-create", args=HERE), form, follow=True)
    assert "It will count in the next round that closes" in text_of(answer)
    assert Event.objects.count() == 1


def test_who_came_is_one_page_with_a_total_and_organisations_with_or_without_a_number(borough: Borough):
    held = event(borough)
    hospital, charity = borough.organisations["hospital"], borough.organisations["charity"]
    typed = {"total": "60", f"o{hospital.pk}": "12", "present": [charity.pk]}
    programme = borough.client("programme")
    saved = programme.post(at("event-attendance", held), typed, follow=True)
    assert "Attendance saved: 60 people. It counts in Autumn 2026." in text_of(saved)
    assert "60 people came in total." in text_of(saved)
    assert set(held.organisations.values_list("organisation", "people")) == {(hospital.pk, 12), (charity.pk, None)}
    again = programme.get(at("event-attendance", held)).context["form"]
    assert again["total"].value() == 60
    assert again["present"].value() == [str(charity.pk)]
    programme.post(at("event-attendance", held), {"total": "5", f"o{hospital.pk}": "5"})
    assert list(held.organisations.values_list("organisation", "people")) == [(hospital.pk, 5)]


def test_unlikely_numbers_are_asked_about_and_then_saved(borough: Borough):
    held = event(borough, places=20)
    hospital, charity = borough.organisations["hospital"], borough.organisations["charity"]
    programme, url = borough.client("programme"), at("event-attendance", held)
    typed = {"total": "12", f"o{hospital.pk}": "12", "present": [charity.pk]}
    asked = programme.post(url, typed)
    assert "You entered 12 people in total, but the numbers for organisations add up to at least 13." in text_of(asked)
    held.refresh_from_db()
    assert held.people is None
    key = asked.context["form"].fields["confirmed"].choices[0][0]
    other = programme.post(url, typed | {"total": "30", "confirmed": key})
    assert "You entered 30 people, but the number of places is 20." in text_of(other)
    key = other.context["form"].fields["confirmed"].choices[0][0]
    programme.post(url, typed | {"total": "30", "confirmed": key})
    held.refresh_from_db()
    assert held.people == 30


def test_the_total_is_asked_for_once_the_day_has_come(borough: Borough):
    programme = borough.client("programme")
    said = "Enter how many people came in total."
    assert said in text_of(programme.post(at("event-attendance", event(borough)), {"total": ""}))
    to_come = programme.post(at("event-attendance", event(borough, day=TODAY + days(5))), {"total": ""})
    assert said not in text_of(to_come)
    assert "which is in the future" in text_of(to_come)


def test_reading_a_pasted_list_keeps_the_total_and_the_ticks(borough: Borough):
    held, charity = event(borough), borough.organisations["charity"]
    typed = {"read": "yes", "total": "44", "present": [charity.pk], "pasted": "Hospital, 7"}
    page = borough.client("programme").post(at("event-attendance", held), typed)
    form = page.context["form"]
    assert form["total"].value() == "44"
    assert form["present"].value() == [str(charity.pk)]
    assert form[f"o{borough.organisations['hospital'].pk}"].value() == 7


def test_an_organisation_that_left_stays_where_it_came_and_is_offered_nowhere_else(borough: Borough):
    before, after = event(borough, organisations={"hospital": 4}, people=9), event(borough, "Next")
    borough.organisations["hospital"].archived_on = TODAY
    borough.organisations["hospital"].save()
    programme = borough.client("programme")
    assert "Hospital (archived)" in text_of(programme.get(at("event", before)))
    assert "Hospital" in text_of(programme.get(at("event-attendance", before)))
    assert "Hospital" not in text_of(programme.get(at("event-attendance", after)))


def test_an_event_that_is_called_off_is_kept_and_not_counted(borough: Borough):
    held = event(borough, people=30, organisations={"hospital": None})
    programme = borough.client("programme")
    off = programme.post(at("event-call-off", held), {"called_off": "yes"}, follow=True)
    assert "It was cancelled, so it does not count in any round." in text_of(off)
    assert "Events held 0" in text_of(programme.get(reverse(LIST, args=HERE)))
    programme.post(at("event-call-off", held), {"called_off": "no"})
    assert "Events held 1 People who came 30 Organisations that came 1" in text_of(
        programme.get(reverse(LIST, args=HERE))
    )


def test_events_are_found_by_kind_round_day_and_whether_they_are_public_held_or_called_off(borough: Borough):
    make_round(borough, "Spring 2026", state="released", opens_on=TODAY - days(200))
    event(borough, "Old", TODAY - days(190), kind="taster", is_public=True)
    event(borough, "Now", TODAY)
    event(borough, "Off", TODAY - days(1), called_off_on=TODAY)
    event(borough, "Soon", TODAY + days(8))
    lead, url = borough.client("lead"), reverse(LIST, args=HERE)
    for asked, found in (
        ({}, ["Soon", "Now", "Off", "Old"]),
        ({"kind": "taster"}, ["Old"]),
        ({"shown": "public"}, ["Old"]),
        ({"shown": "inside"}, ["Soon", "Now", "Off"]),
        ({"round": "spring-2026"}, ["Old"]),
        ({"when": "held"}, ["Now", "Old"]),
        ({"when": "to_come"}, ["Soon"]),
        ({"when": "called_off"}, ["Off"]),
        ({"first": TODAY.isoformat(), "last": TODAY.isoformat()}, ["Now"]),
        ({"kind": "nonsense", "round": "x", "first": "x"}, ["Soon", "Now", "Off", "Old"]),
    ):
        page = lead.get(url, asked)
        assert [row[0]["text"] for row in page.context["rows"]] == found, asked
        table = lead.get(reverse("activities:events-csv", args=HERE), asked).content.decode()
        assert len(table.strip().splitlines()) == 1 + len(found), asked


def test_a_csv_of_events_names_the_organisations_and_runs_no_formula(borough: Borough):
    event(borough, "=1+1", people=30, organisations={"hospital": 4, "charity": None})
    table = borough.client("board").get(reverse("activities:events-csv", args=HERE)).content.decode()
    assert "'=1+1" in table
    assert "Charity; Hospital" in table


def test_an_event_s_calendar_file_follows_its_changes(borough: Borough):
    held = event(borough, "Tea, talk; more")
    lead, programme = borough.client("lead"), borough.client("programme")
    before = vobject.readOne(lead.get(at("event-calendar", held)).content.decode()).vevent
    form = {"title": "Tea and talk", "kind": "taster", "day": TODAY.isoformat()}
    programme.post(at("event-edit", held), form)
    changed = vobject.readOne(lead.get(at("event-calendar", held)).content.decode()).vevent
    programme.post(at("event-call-off", held), {"called_off": "yes"})
    after = vobject.readOne(lead.get(at("event-calendar", held)).content.decode()).vevent
    assert before.summary.value == "Tea, talk; more"
    assert before.uid.value == after.uid.value == f"event-{held.pk}@testserver"
    assert int(before.sequence.value) < int(changed.sequence.value) < int(after.sequence.value)
    assert after.status.value == "CANCELLED"
    programme.post(at("event-call-off", held), {"called_off": "no"})
    again = vobject.readOne(lead.get(at("event-calendar", held)).content.decode()).vevent
    assert int(again.sequence.value) > int(after.sequence.value)


def test_two_events_or_twenty_cost_the_list_the_same(borough: Borough):
    lead, counts = borough.client("lead"), []
    for number in (2, 18):
        for count in range(number):
            make_service(borough, f"s{number}-{count}", sector="health", organisation=f"org{number}-{count}")
            event(borough, f"E{number}-{count}", organisations={f"org{number}-{count}": 3}, people=3)
        for url in (reverse(LIST, args=HERE), reverse("activities:events-csv", args=HERE)):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                lead.get(url)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]

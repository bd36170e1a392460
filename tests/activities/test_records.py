"""Writing down briefings and deep listening: what is asked about, what is kept, who reads it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities.known import what_is_known
from activities.models import Briefing, DeepListening
from organisations.models import AuditEntry
from tests.builders import TODAY, Borough, days, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAST = TODAY - days(2)  # a day that has been, whatever today is
BRIEFING = {"day": PAST, "how": "team_meeting", "people_reached": 8, "team_size": 12, "note": ""}
LISTENED = {
    "day": PAST,
    "with_whom": ["with_parents_carers"],
    "people_heard": 2,
    "method": "group",
    "heard-4": "they wait in a corridor and hear other people’s stories",
    "will_change": "a room with a door",
    "told_them": "",
    "told_on": "",
}


def to(name: str, borough: Borough, *more) -> str:
    return reverse(f"activities:{name}", args=[borough.slug, *more])


def key_of(page) -> str:
    return re.search(r'name="confirmed"[^>]*value="(\w+)"', page.content.decode()).group(1)


def mark_of(page, box: str = "heard-2") -> str:
    return re.search(rf'name="{box}-keep" value="(\w+)"', page.content.decode()).group(1)


def test_a_briefing_is_kept_and_said_where_it_counts(borough: Borough):
    page = borough.client("lead").post(to("briefing-create", borough, "ward"), BRIEFING, follow=True)
    assert "Briefing saved." in text_of(page)
    assert "It counts in Autumn 2026." in text_of(page)
    made = Briefing.objects.get()
    assert (made.service.slug, made.people_reached, made.recorded_by) == ("ward", 8, borough.people["lead"])
    assert AuditEntry.objects.filter(what="recorded a briefing").exists()


def test_more_people_than_the_team_has_is_asked_about_and_nothing_typed_is_lost(borough: Borough):
    client, address = borough.client("lead"), to("briefing-create", borough, "ward")
    sent = BRIEFING | {"people_reached": 30, "note": "They asked about supervision."}
    asked = client.post(address, sent)
    assert "You entered 30 people reached, but the number of people in the team is 12." in text_of(asked)
    assert "They asked about supervision." in asked.content.decode()
    assert not Briefing.objects.exists()
    client.post(address, sent | {"confirmed": key_of(asked)})
    assert Briefing.objects.get().people_reached == 30


def test_someone_who_heard_it_twice_counts_once_on_every_page(borough: Borough):
    for people in (8, 9):
        Briefing.objects.create(
            service=borough.services["ward"], day=PAST, how="other", people_reached=people, team_size=12
        )
    listed = borough.client("leader").get(to("briefing-list", borough))
    assert listed.context["people"] == 12
    known = what_is_known(borough.organisations["hospital"], borough.round, on=PAST)
    assert "reached 12 people" in str(known["o-told-all"].text)


def test_a_day_that_is_still_to_come_is_sent_back(borough: Borough):
    page = borough.client("lead").post(to("briefing-create", borough, "ward"), BRIEFING | {"day": "2999-01-01"})
    assert "Date must be today or in the past" in text_of(page)


def test_a_mistake_is_taken_back_unless_it_was_counted(borough: Borough):
    client = borough.client("lead")
    client.post(to("briefing-create", borough, "ward"), BRIEFING)
    made = Briefing.objects.get()
    Briefing.objects.update(counted_in=borough.round)
    page = client.post(to("briefing-delete", borough, made.pk), follow=True)
    assert "counted in the" in text_of(page)
    Briefing.objects.update(counted_in=None)
    client.post(to("briefing-delete", borough, made.pk))
    assert not Briefing.objects.exists()


def test_the_list_is_chosen_by_its_address_and_taken_away_as_csv(borough: Borough):
    for service in ("ward", "clinic"):
        borough.client("admin").post(to("briefing-create", borough, service), BRIEFING | {"note": "=1+1"})
    page = borough.client("admin").get(to("briefing-list", borough), {"service": "clinic"})
    assert "1 briefing ·" in text_of(page)
    table = borough.client("admin").get(to("briefings-csv", borough), {"sector": "health", "service": "clinic"})
    lines = table.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "Clinic" in lines[1]
    assert "'=1+1" in lines[1]
    assert "No briefings match your filters" in text_of(
        borough.client("admin").get(to("briefing-list", borough), {"sector": "families"})
    )


def test_a_service_lead_sees_no_other_service_s_briefings(borough: Borough):
    borough.client("admin").post(to("briefing-create", borough, "clinic"), BRIEFING)
    assert "Clinic" not in text_of(borough.client("lead").get(to("briefing-list", borough)))


def test_a_conversation_is_kept_by_feature(borough: Borough):
    page = borough.client("lead").post(to("listening-create", borough, "ward"), LISTENED, follow=True)
    assert "Thank you for listening" in text_of(page)
    assert "they wait in a corridor" in text_of(page)
    made = DeepListening.objects.get()
    assert made.with_whom == ["parents and carers"]
    assert [(heard.feature.code, heard.text) for heard in made.heard.all()] == [("4", LISTENED["heard-4"])]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("it was hard for Aisha Begum to come", "“Aisha Begum” may be a name."),
        ("then Mrs Khan rang", "“Mrs Khan” may be a name."),
        ("call her on 07700 900123", "“07700 900123” may be a number, such as a phone or NHS number."),
        ("the boy born 3/4/2014 said so", "“3/4/2014” may be a date."),
        ("they live at OL16 1LA", "“OL16 1LA” may be a postcode."),
    ],
)
def test_what_looks_like_a_person_is_asked_about_before_it_is_saved(borough: Borough, written: str, said: str):
    client, address = borough.client("lead"), to("listening-create", borough, "ward")
    asked = client.post(address, LISTENED | {"heard-2": written})
    assert asked.context["form"].errors.keys() == {"heard-2"}, "it is that box's own error"
    assert asked.context["form"].errors["heard-2"][0].startswith(said)
    assert '<a href="#id_heard-2">' in asked.content.decode()
    assert written in asked.content.decode()
    assert not DeepListening.objects.exists()
    another = LISTENED | {"heard-2": written, "will_change": "ask Peter Jones", "heard-2-keep": mark_of(asked)}
    assert client.post(address, another).status_code == 200, "a yes to one name is no yes to another"
    client.post(address, LISTENED | {"heard-2": written, "heard-2-keep": mark_of(asked)})
    assert DeepListening.objects.count() == 1


def test_what_was_heard_can_be_changed_and_what_is_emptied_goes(borough: Borough):
    client = borough.client("lead")
    client.post(to("listening-create", borough, "ward"), LISTENED)
    made = DeepListening.objects.get()
    form = client.get(to("listening-edit", borough, made.pk)).content.decode()
    assert "they wait in a corridor" in form
    told = {"told_them": "there is a room now", "told_on": PAST}
    client.post(to("listening-edit", borough, made.pk), LISTENED | {"heard-4": "", "heard-3": "they choose"} | told)
    made.refresh_from_db()
    assert [heard.feature.code for heard in made.heard.all()] == ["3"]
    assert made.told_on == PAST


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"with_whom": []}, "Select who you talked to"),
        ({"people_heard": 0}, "Enter 1 or more"),
        ({"told_on": PAST, "told_them": ""}, "Enter what you told them"),
        ({"told_on": PAST - days(3), "told_them": "yes"}, "the same as or after the conversation"),
        (
            {"with_whom": ["with_children", "with_staff"], "people_heard": 1},
            "at least the number of groups you selected",
        ),
    ],
)
def test_what_does_not_fit_together_is_said(borough: Borough, change: dict, message: str):
    page = borough.client("lead").post(to("listening-create", borough, "ward"), LISTENED | change)
    assert message in text_of(page)
    assert not DeepListening.objects.exists()


def test_what_was_said_is_read_by_those_who_record_and_by_no_one_else(borough: Borough):
    borough.client("lead").post(to("listening-create", borough, "ward"), LISTENED)
    made = DeepListening.objects.get()
    assert borough.client("sector").get(to("listening", borough, made.pk)).status_code == 403
    for who in ("sector", "leader", "lead"):
        assert "corridor" not in text_of(borough.client(who).get(to("listening-list", borough)))
        assert "corridor" not in borough.client(who).get(to("listening-csv", borough)).content.decode()


def test_the_guide_comes_first_and_has_the_support_lines(borough: Borough):
    said = text_of(borough.client("lead").get(to("listening-guide", borough)))
    for part in ("Prepare", "Ask for consent", "Ask and listen", "Finish", "Look after yourself"):
        assert part in said
    assert "Samaritans" in said


def test_lists_cost_the_same_for_two_records_and_twenty(borough: Borough):
    client = borough.client("admin")

    def queries(name: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            client.get(to(name, borough))
        return len(counted)

    for number in (2, 18):
        for _ in range(number):
            Briefing.objects.create(
                service=borough.services["ward"], day=PAST, how="other", people_reached=1, team_size=2
            )
            DeepListening.objects.create(
                service=borough.services["clinic"], day=PAST, with_staff=True, people_heard=1, method="other"
            )
        counts = {name: queries(name) for name in ("briefing-list", "listening-list", "briefings-csv", "listening-csv")}
        if number == 2:
            few = counts
    assert counts == few

"""Running a sector's sub-group."""

import csv
import datetime
import io

import pytest
import vobject
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from activities.models import Meeting, MeetingAttendance, SubGroupMember
from activities.subgroups import subgroups_of
from organisations.actions import close_round
from organisations.leaving import leave_partnership
from organisations.models import Organisation, Service
from tests.builders import TODAY, Borough, days, figures_of, make_round, make_service, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def to(name: str, borough: Borough, *more) -> str:
    return reverse(f"activities:{name}", args=[borough.slug, *more])


@pytest.fixture
def meeting(borough: Borough) -> Meeting:
    ten, noon = datetime.time(10), datetime.time(12)
    return Meeting.objects.create(
        sector=borough.sectors["health"], day=TODAY, starts_at=ten, ends_at=noon, where="Room 4; first floor"
    )


def box(borough: Borough, organisation: str) -> str:
    return f"o{borough.organisations[organisation].pk}"


def test_a_sector_lead_runs_their_own_sub_group(borough: Borough):
    client = borough.client("sector")
    client.post(to("subgroup-member-create", borough, "health"), {"name": "Sky Osei", "is_chair": "on"})
    page = client.post(to("meeting-create", borough, "health"), {"day": TODAY, "where": "Room 4"}, follow=True)
    assert "It counts in Autumn 2026." in text_of(page)
    said = text_of(client.get(to("subgroup", borough, "health")))
    assert "Sky Osei Chair" in said
    assert "0 of 2 organisations have been to a meeting" in said
    assert client.post(to("meeting-create", borough, "families"), {"day": TODAY}).status_code == 403


def test_who_came_is_typed_in_one_page(borough: Borough, meeting: Meeting):
    client = borough.client("sector")
    sent = {box(borough, "hospital"): "3", box(borough, "council"): "", box(borough, "charity"): "1"}
    page = client.post(to("meeting-attendance", borough, meeting.pk), sent, follow=True)
    assert "Attendance saved: 2 organisations came." in text_of(page)
    assert {(each.organisation.slug, each.people) for each in meeting.attendance.all()} == {
        ("hospital", 3),
        ("charity", 1),
    }
    client.post(to("meeting-attendance", borough, meeting.pk), sent | {box(borough, "hospital"): "0"})
    assert [each.organisation.slug for each in meeting.attendance.all()] == ["charity"]
    page = client.post(to("meeting-attendance", borough, meeting.pk), {box(borough, "council"): "2"}, follow=True)
    assert "Attendance saved: 1 organisation came." in text_of(page)


def test_a_spreadsheet_fills_the_boxes_and_nothing_is_saved_before_a_look(borough: Borough, meeting: Meeting):
    file = SimpleUploadedFile("list.csv", b"organisation;people\nHospital;4\nHospitel;2\n")
    typed = {box(borough, "charity"): "7", "file": file, "pasted": "", "read": "yes"}
    page = borough.client("sector").post(to("meeting-attendance", borough, meeting.pk), typed)
    html = page.content.decode()
    assert "Which organisation is “Hospitel”? 2 people in your list" in text_of(page)
    for organisation, people in (("hospital", 4), ("charity", 7)):
        assert f'name="{box(borough, organisation)}" type="text" inputmode="numeric" value="{people}"' in html
    assert not MeetingAttendance.objects.exists()


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (b"\x89PNG\r\n", "This is a picture"),
        (b"PK\x03\x04broken", "We could not open this spreadsheet"),
        (b"a,b\n" + b"x" * 2_100_000, "must be 2 MB or smaller"),
    ],
)
def test_a_file_that_is_no_list_is_refused_and_what_was_typed_stays(borough, meeting, file: bytes, message: str):
    typed = {box(borough, "charity"): "7", "file": SimpleUploadedFile("x.csv", file), "read": "yes"}
    page = borough.client("sector").post(to("meeting-attendance", borough, meeting.pk), typed)
    assert message in text_of(page)
    assert 'value="7"' in page.content.decode()


def test_who_has_not_been_yet_is_seen(borough: Borough, meeting: Meeting):
    MeetingAttendance.objects.create(meeting=meeting, organisation=borough.organisations["hospital"], people=2)
    said = text_of(borough.client("board").get(to("subgroup", borough, "health")))
    assert "1 of 2 organisations has been to a meeting" in said
    assert "A friendly call may help. Council" in said


def test_an_earlier_round_can_be_looked_at(borough: Borough, meeting: Meeting):
    MeetingAttendance.objects.create(meeting=meeting, organisation=borough.organisations["hospital"], people=2)
    close_round(round_=borough.round, by=borough.people["admin"])
    later = make_round(borough, "Spring 2027", opens_on=TODAY + days(200))
    board = borough.client("board")
    assert "0 of 2 organisations have been to a meeting" in text_of(board.get(to("subgroup", borough, "health")))
    page = board.get(to("subgroup", borough, "health"), {"round": borough.round.slug})
    assert "1 of 2 organisations has been to a meeting" in text_of(page)
    nowhere = board.get(to("subgroup", borough, "health"), {"round": "nowhere"})
    assert f"meetings that count in {later.name}" in text_of(nowhere)


def test_a_closed_round_s_page_says_what_the_matrix_says_also_after_an_organisation_left(
    borough: Borough, meeting: Meeting
):
    for name in ("hospital", "council"):
        MeetingAttendance.objects.create(meeting=meeting, organisation=borough.organisations[name], people=2)
    close_round(round_=borough.round, by=borough.people["admin"])
    borough.round.refresh_from_db()
    leave_partnership(organisation=borough.organisations["hospital"], by=borough.people["admin"], on=TODAY + days(20))
    make_round(borough, "Spring 2027", opens_on=TODAY + days(200))
    figures = {f.place.name: f for f in figures_of(borough.round) if f.measure == "subgroup_engagement"}
    matrix = f"{figures['Health'].numerator} of {figures['Health'].denominator}"
    board, chosen = borough.client("board"), {"round": borough.round.slug}
    assert matrix == "2 of 2"
    assert f"sub-group – – 1 {matrix}" in text_of(board.get(to("subgroup-list", borough), chosen))
    assert f"{matrix} organisations have been" in text_of(board.get(to("subgroup", borough, "health"), chosen))
    now = text_of(board.get(to("subgroup", borough, "health")))
    assert "0 of 1 organisation" in now
    assert "Hospital" not in now, "it is not asked to come to a meeting of the next round"


def test_a_meeting_called_off_stays_on_record_and_counts_no_one(borough: Borough, meeting: Meeting):
    MeetingAttendance.objects.create(meeting=meeting, organisation=borough.organisations["hospital"], people=2)
    client = borough.client("sector")
    client.post(to("meeting-call-off", borough, meeting.pk), {"off": "yes"})
    assert "cancelled" in text_of(client.get(to("meeting", borough, meeting.pk)))
    health = next(g for g in subgroups_of(borough.partnership, borough.round, on=TODAY) if g.sector.slug == "health")
    assert (health.meetings, len(health.came), health.next) == (0, 0, None)
    client.post(to("meeting-call-off", borough, meeting.pk), {"off": "no"})
    assert "It counts in Autumn 2026." in text_of(client.get(to("meeting", borough, meeting.pk)))


def test_times_that_do_not_fit_are_sent_back_with_everything_typed(borough: Borough):
    sent = {"day": TODAY, "starts_at": "12:00", "ends_at": "10:00", "agenda": "Supervision for all"}
    page = borough.client("sector").post(to("meeting-create", borough, "health"), sent)
    assert "End time must be after start time" in text_of(page)
    assert "Supervision for all" in page.content.decode()
    only_end = borough.client("sector").post(to("meeting-create", borough, "health"), sent | {"starts_at": ""})
    assert "Enter a start time" in text_of(only_end)


def test_a_meeting_goes_into_any_calendar(borough: Borough, meeting: Meeting):
    answer = borough.client("board").get(to("meeting-ics", borough, meeting.pk))
    assert answer["Content-Type"].startswith("text/calendar")
    event = vobject.readOne(answer.content.decode()).vevent
    assert event.summary.value == "Sub-group meeting: Health"
    assert event.location.value == "Room 4; first floor"
    assert event.dtstart.value == datetime.datetime(2026, 10, 1, 9, tzinfo=datetime.UTC), "ten o'clock in summer time"
    whole = vobject.readOne(borough.client("board").get(to("subgroup-ics", borough, "health")).content.decode())
    assert [each.uid.value for each in whole.vevent_list] == [event.uid.value]


def test_a_calendar_takes_every_change_of_a_meeting_for_the_latest(borough: Borough, meeting: Meeting):
    sector, board = borough.client("sector"), borough.client("board")
    versions = []

    def look() -> None:
        versions.append(vobject.readOne(board.get(to("meeting-ics", borough, meeting.pk)).content.decode()).vevent)

    look()
    sector.post(to("meeting-edit", borough, meeting.pk), {"day": TODAY + days(7), "where": "Room 5"})
    look()
    for off in ("yes", "no"):
        sector.post(to("meeting-call-off", borough, meeting.pk), {"off": off})
        look()
    assert [int(each.sequence.value) for each in versions] == [0, 1, 2, 3]
    assert [each.status.value for each in versions] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"]
    changed = [each.last_modified.value for each in versions]
    assert changed == sorted(changed)


def test_a_meeting_called_off_says_so_to_calendars_that_get_its_file_again(borough: Borough, meeting: Meeting):
    Meeting.objects.filter(pk=meeting.pk).update(day=timezone.localdate() + days(3))
    address = to("meeting-call-off", borough, meeting.pk)
    page = borough.client("sector").post(address, {"off": "yes"}, follow=True)
    assert "Send them the calendar file again" in text_of(page)
    assert f'href="{to("meeting-ics", borough, meeting.pk)}"' in page.content.decode()
    answer = borough.client("board").get(to("meeting-ics", borough, meeting.pk))
    assert vobject.readOne(answer.content.decode()).vevent.status.value == "CANCELLED"


def table_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_the_meetings_are_a_row_each_with_what_was_decided(borough: Borough, meeting: Meeting):
    for name, people in (("hospital", 2), ("council", 3)):
        MeetingAttendance.objects.create(meeting=meeting, organisation=borough.organisations[name], people=people)
    Meeting.objects.filter(pk=meeting.pk).update(decided="=Tea first")
    Meeting.objects.create(sector=borough.sectors["families"], day=TODAY, called_off_on=TODAY)
    families, health = table_of(borough.client("board").get(to("meetings-csv", borough)))
    assert (families["sector"], families["cancelled on"]) == ("Families", "2026-10-01")
    assert families["organisations that came"] == ""
    assert health["organisations that came"] == "Council; Hospital"
    assert (health["organisations"], health["people"], health["what was decided"]) == ("2", "5", "'=Tea first")
    assert [row["organisation"] for row in table_of(borough.client("board").get(to("who-came-csv", borough)))] == [
        "Council",
        "Hospital",
    ]


def test_the_meetings_of_a_round_are_listed_and_taken_away(borough: Borough, meeting: Meeting):
    make_round(borough, "Spring 2026", state="released", opens_on=TODAY - days(200))
    before = Meeting.objects.create(sector=meeting.sector, day=TODAY - days(190), where="Old school")
    MeetingAttendance.objects.create(meeting=before, organisation=borough.organisations["council"], people=1)
    Meeting.objects.create(sector=borough.sectors["families"], day=TODAY - days(190))
    board, chosen = borough.client("board"), {"round": "spring-2026"}
    assert "Old school" in text_of(board.get(to("subgroup", borough, "health")))
    page = board.get(to("subgroup", borough, "health"), chosen)
    assert "Old school" in text_of(page)
    assert "Room 4" not in text_of(page)
    address = f"{to('meetings-csv', borough)}?sector=health&amp;round=spring-2026"
    assert f'href="{address}"' in page.content.decode()
    assert [row["where"] for row in table_of(board.get(address.replace("&amp;", "&")))] == ["Old school"]
    assert len(table_of(board.get(to("meetings-csv", borough), chosen))) == 2
    assert len(table_of(board.get(to("meetings-csv", borough)))) == 3
    assert len(table_of(board.get(to("who-came-csv", borough), chosen))) == 1
    listed = board.get(to("subgroup-list", borough), chosen).content.decode()
    for name in ("meetings-csv", "who-came-csv"):
        assert f'href="{to(name, borough)}?round=spring-2026"' in listed


def test_members_are_taken_away_and_their_addresses_by_those_who_run_the_sub_group(borough: Borough):
    sector = borough.sectors["health"]
    SubGroupMember.objects.create(sector=sector, name="Sky", email="sky@example.org", is_chair=True)
    SubGroupMember.objects.create(sector=sector, name="Gone", left_on=TODAY)
    (mine,) = table_of(borough.client("sector").get(to("subgroup-members-csv", borough, "health")))
    assert (mine["name"], mine["chairs"], mine["email"]) == ("Sky", "yes", "sky@example.org")
    (theirs,) = table_of(borough.client("board").get(to("subgroup-members-csv", borough, "health")))
    assert "email" not in theirs


def test_an_organisation_that_left_keeps_its_history(borough: Borough, meeting: Meeting):
    hospital = borough.organisations["hospital"]
    MeetingAttendance.objects.create(meeting=meeting, organisation=hospital, people=2)
    Organisation.objects.filter(pk=hospital.pk).update(archived_on=TODAY)
    Service.objects.filter(organisation=hospital).update(archived_on=TODAY)
    client = borough.client("sector")
    assert "Hospital, 2 people" in text_of(client.get(to("meeting", borough, meeting.pk)))
    assert "Hospital" in text_of(client.get(to("meeting-attendance", borough, meeting.pk)))
    assert "Hospital" not in text_of(client.get(to("subgroup", borough, "health")))
    assert "Hospital" in client.get(to("meetings-csv", borough)).content.decode()


def test_an_address_is_for_those_who_run_the_sub_group(borough: Borough):
    sector = borough.sectors["health"]
    SubGroupMember.objects.create(sector=sector, name="Sky", email="sky@example.org")
    assert "sky@example.org" in text_of(borough.client("sector").get(to("subgroup", borough, "health")))
    assert "sky@example.org" not in text_of(borough.client("board").get(to("subgroup", borough, "health")))


def test_someone_who_left_is_not_listed(borough: Borough):
    member = SubGroupMember.objects.create(sector=borough.sectors["health"], name="Sky")
    borough.client("sector").post(to("subgroup-member-end", borough, member.pk))
    assert "Sky" not in text_of(borough.client("sector").get(to("subgroup", borough, "health")))


def test_the_pages_cost_the_same_however_many_there_are(borough: Borough, meeting: Meeting):
    client = borough.client("admin")

    def queries() -> list[int]:
        counts = []
        for address in (
            *(to(name, borough, "health") for name in ("subgroup", "subgroup-members-csv")),
            *(to(name, borough) for name in ("subgroup-list", "meetings-csv", "who-came-csv")),
        ):
            with CaptureQueriesContext(connection) as counted:
                client.get(address)
            counts.append(len(counted))
        return counts

    MeetingAttendance.objects.create(meeting=meeting, organisation=borough.organisations["council"], people=2)
    SubGroupMember.objects.create(sector=borough.sectors["health"], name="Sky", is_chair=True)
    few = queries()
    for number in range(12):
        new = make_service(borough, f"place-{number}", sector=f"sector-{number % 3}", organisation=f"org-{number}")
        another = Meeting.objects.create(sector=new.sector, day=TODAY - days(number))
        for organisation in borough.organisations.values():
            MeetingAttendance.objects.create(meeting=another, organisation=organisation, people=1)
        SubGroupMember.objects.create(sector=new.sector, name=f"Person {number}", is_chair=True)
    assert queries() == few


def test_more_people_at_a_meeting_than_work_there_are_asked_about_and_then_saved(borough: Borough, meeting: Meeting):
    client, url = borough.client("sector"), to("meeting-attendance", borough, meeting.pk)
    asked = client.post(url, {box(borough, "hospital"): "45"})
    assert "Hospital: you entered 45 people, but the headcount there is 40." in text_of(asked)
    assert not meeting.attendance.exists()
    key = asked.context["form"].fields["confirmed"].choices[0][0]
    client.post(url, {box(borough, "hospital"): "45", "confirmed": key})
    assert meeting.attendance.get().people == 45


def test_who_came_to_a_meeting_that_is_still_to_come_is_asked_about(borough: Borough, meeting: Meeting):
    client, url = borough.client("sector"), to("meeting-attendance", borough, meeting.pk)
    meeting.day = timezone.localdate() + days(1)
    meeting.save()
    asked = client.post(url, {box(borough, "hospital"): "2"})
    assert "which is in the future." in text_of(asked)
    assert not meeting.attendance.exists()
    key = asked.context["form"].fields["confirmed"].choices[0][0]
    client.post(url, {box(borough, "hospital"): "2", "confirmed": key})
    assert meeting.attendance.get().people == 2

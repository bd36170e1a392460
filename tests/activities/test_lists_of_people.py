"""Lists of people as meetings, ticket offices and training systems export them: counted, and nobody's name kept."""

import logging
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from activities.models import Course, Event, TrainingSession
from activities.who_came.reading import read_file, read_pasted
from activities.who_came.tally import Choices, Tally
from organisations.models import Membership, Organisation
from organisations.roles import Role
from tables.reading import read_book
from tests.builders import TODAY, Borough, make_user, text_of
from tests.organisations.importing import file_of, xlsx

NAMES = ("Millbrook Council", "Northside Hospital Trust", "Millbrook Academy", "Millbrook Police")
COUNCIL, HOSPITAL, ACADEMY, POLICE = 1, 2, 3, 4
PLACES = [Organisation(pk=key, name=name) for key, name in enumerate(NAMES, start=1)]
ROLES = {"front_line": "Front line", "senior": "Senior leader", "not_known": "Not known"}


def read(content: str | bytes, name: str = "list.csv", roles: dict | None = None, **domains: int) -> Tally:
    content = content.encode() if isinstance(content, str) else content
    known = {domain.replace("_", "."): place for domain, place in domains.items()}
    return read_file(read_book(content, name), PLACES, roles, known)


def counted(tally: Tally, title: str = "", day: str = "") -> dict[int, int]:
    return {place: people for (place, _role), people in tally.counted(tally.first_choices(title, day)).items()}


def left_out(tally: Tally) -> dict[str, int]:
    return dict(tally.left_out(tally.first_choices()))


def test_the_report_of_a_video_meeting_counts_its_participants():
    came = read(file_of("att_meeting_report_utf8.csv"))
    assert counted(came) == {COUNCIL: 1, HOSPITAL: 1}
    assert not came.problems


def test_a_ticket_list_leaves_out_who_does_not_come():
    came = read(file_of("att_ticket_list_with_status.csv"))
    assert counted(came) == {HOSPITAL: 1, ACADEMY: 1}
    assert left_out(came) == {"not attending": 1}


def test_pasted_counts_in_all_their_forms():
    came = read_pasted(file_of("att_pasted_counts.txt").decode(), PLACES)
    assert counted(came) == {COUNCIL: 2, HOSPITAL: 7, ACADEMY: 2, POLICE: 5}
    assert not came.problems
    more = read_pasted("3 x Millbrook Police\n2 people from Millbrook Academy\nMillbrook Council = 4", PLACES)
    assert counted(more) == {POLICE: 3, ACADEMY: 2, COUNCIL: 4}


def test_a_report_in_utf_16_counts_someone_who_joined_twice_once():
    lines = [
        "1. Summary",
        "Meeting title\tTiP event",
        "",
        "2. Participants",
        "Name\tFirst Join\tLast Leave\tEmail\tRole",
        "Ada Test (Northside Hospital Trust)\t10:00\t10:10\ta@x.example\tPresenter",
        "Ada Test (Northside Hospital Trust)\t10:12\t11:00\ta@x.example\tPresenter",
        "Bo Test (Guest)\t10:00\t11:00\t\tAttendee",
        "",
        "3. In-Meeting Activities",
        "Name\tJoin Time\tLeave Time\tEmail\tRole",
        "Ada Test (Northside Hospital Trust)\t10:00\t10:10\ta@x.example\tPresenter",
    ]
    came = read("\r\n".join(lines).encode("utf-16"))
    assert counted(came) == {HOSPITAL: 1}
    assert came.again == 1
    assert came.problems == ["Line 8: enter the name of an organisation in the partnership"]


def test_forms_are_counted_by_who_said_yes():
    rows = [
        [
            "ID",
            "Start time",
            "Completion time",
            "Email",
            "Name",
            "Which organisation do you work for?",
            "Will you come?",
        ],
        [1, "2026-10-01 10:00", "2026-10-01 10:01", "a@x.example", "Ada Test", "millbrook  police", "Yes"],
        [2, "2026-10-01 10:00", "2026-10-01 10:01", "b@x.example", "Bo Test", "Millbrook Police", "No"],
        [3, "2026-10-01 10:00", "2026-10-01 10:01", "c@x.example", "Cy Test", "Millbrook Police", "Maybe"],
        [4, "2026-10-01 10:00", "2026-10-01 10:01", "d@x.example", "Di Test", "Nowhere Much", "No"],
    ]
    came = read(xlsx(rows), "forms.xlsx")
    assert counted(came) == {POLICE: 1}
    assert left_out(came) == {"no": 1, "maybe": 1}
    assert not came.problems  # where who does not come is from is no matter


def test_an_address_tells_the_organisation_whose_people_write_from_there():
    came = read(
        "Display name;Email address;Attended\nA;a@trust.example;TRUE\nB;b@northside.example;TRUE\nC;c@gmail.com;TRUE\n"
        "D;d@trust.example;FALSE\n",
        trust_example=ACADEMY,
    )
    assert counted(came) == {ACADEMY: 1}
    assert [(one.text, one.organisation) for one in came.asked] == [("northside.example", HOSPITAL)]
    assert came.problems == ["Line 4: enter the name of an organisation in the partnership"]


def test_ticks_in_a_register_count_and_blanks_beside_them_do_not():
    came = read("Surname,First name,Organisation,Present\nTest,A,Millbrook Council,✓\nTest,B,Millbrook Council,\n")
    assert counted(came) == {COUNCIL: 1}
    assert left_out(came) == {"blank": 1}


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-10-01 09:30", "2026-10-01"),
        ("01/10/2026", "2026-10-01"),
        ("1.10.26", "2026-10-01"),
        ("Thu, 1 October 2026 at 9am", "2026-10-01"),
        ("Oct 1, 2026", "2026-10-01"),
        ("31/31/2026", ""),
        ("soon", ""),
    ],
)
def test_a_day_is_read_as_training_systems_write_it(written: str, day: str):
    came = read(f'Name,Organisation,Course date\nA,Millbrook Police,"{written}"\n')
    assert came.days() == [day]


@pytest.mark.parametrize(
    "status", ["No show", "Cancelled", "Declined", "Deleted", "Refunded", "FALSE", "Waitlisted", "Did not attend"]
)
def test_no_one_is_counted_who_did_not_come(status: str):
    came = read(f"Name,Company,Status\nA Test,Millbrook Police,{status}\nB Test,Millbrook Police,Checked In\n")
    assert counted(came) == {POLICE: 1}


def test_a_column_of_other_words_is_no_status():
    came = read("Name,Company,Response\nA,Millbrook Police,vegetarian\nB,Millbrook Police,no nuts\n")
    assert counted(came) == {POLICE: 2}
    assert not came.has_statuses


def test_a_status_that_is_no_known_word_is_never_repeated():
    rows = "".join(f"{who},Millbrook Police,{said}\n" for who, said in (("A", "Yes"), ("B", "No"), ("C", "Ada is ill")))
    came = read("Name,Company,Attended\n" + rows)
    assert counted(came) == {POLICE: 1}
    assert left_out(came) == {"no": 1, "other": 1}
    assert "Ada" not in str(came.as_plain())


TRAINING = (
    "Learner,Email,Organisation,Course title,Date completed,Status,Role\n"
    "Ada Test,a@x.example,Millbrook Council,Trauma basics,01/10/2026,Completed,Senior leader\n"
    "Bo Test,b@x.example,Millbrook Council,Trauma basics,01/10/2026,Enrolled,Nurse\n"
    "Cy Test,c@x.example,Millbrook Police,Trauma basics,02/10/2026,Completed,Nurse\n"
    "Di Test,d@x.example,Millbrook Police,Fire safety,01/10/2026,Completed,Nurse\n"
)


def test_of_a_training_list_the_course_and_day_of_the_page_count():
    came = read(TRAINING, roles=ROLES)
    chosen = came.first_choices("Trauma basics", "2026-10-01")
    assert came.counted(chosen) == {(COUNCIL, "senior"): 1}
    assert dict(came.left_out(chosen)) == {"enrolled": 1}
    assert came.counted(came.first_choices("Another course", "2026-10-01")) == {}
    both = Choices(statuses={"completed", "enrolled"}, course="Trauma basics", day="*")
    assert came.counted(both) == {(COUNCIL, "senior"): 1, (COUNCIL, "not_known"): 1, (POLICE, "not_known"): 1}


def test_the_domains_of_an_organisation_are_those_of_its_people_alone(borough: Borough):
    from activities.who_came.places import domains_of

    hospital, charity = (borough.organisations[name] for name in ("hospital", "charity"))
    for email, place in (("x@ward.example", hospital), ("x@both.example", hospital), ("y@both.example", charity)):
        user = make_user(email.replace("@", "-at-"), name="Somebody")
        type(user).objects.filter(pk=user.pk).update(email=email)
        Membership.objects.create(
            user=user, role=Role.ORGANISATION_LEAD, partnership=borough.partnership, organisation=place
        )
    found = domains_of(borough.organisations.values())
    assert found["ward.example"] == hospital.pk
    assert "both.example" not in found


def hidden(page, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found
    return found[1]


def test_on_the_page_people_choose_who_counts_and_nothing_typed_is_lost(borough: Borough):
    held = Event.objects.create(partnership=borough.partnership, title="Launch", day=TODAY, kind="launch")
    url, programme = reverse("activities:event-attendance", args=["elmfield", held.pk]), borough.client("programme")
    hospital, charity = (borough.organisations[name].pk for name in ("hospital", "charity"))
    lines = (
        "Name,Organisation,Attendee Status\nAda Osei,Hospital,Checked In\nBo Osei,Hospital,Attending\n"
        "Cy Osei,Hospital,Cancelled\nDi Osei,Hospitol,Checked In\nEd Osei,Charity,Attending\n"
    )
    file = SimpleUploadedFile("tickets.csv", lines.encode())
    page = programme.post(url, {"read": "yes", "total": "44", f"o{charity}": "", "file": file})
    said = text_of(page)
    assert "Counted: Checked in 1, Attending 2." in said
    assert "Left out: Cancelled 1." in said
    assert "Which organisation is “Hospitol”?" in said
    assert "Osei" not in page.content.decode()
    assert page.context["form"][f"o{hospital}"].value() == 2
    answers = {"read": "answers", "tally_kept": hidden(page, "tally_kept"), "place-0": hospital}
    typed = {"total": "44", f"o{hospital}": "2", f"o{charity}": "1", "counted": ["checked in"]}
    page = programme.post(url, typed | answers)
    form = page.context["form"]
    assert [form[name].value() for name in ("total", f"o{hospital}", f"o{charity}")] == ["44", 2, None]
    page = programme.post(url, typed | answers | {f"o{charity}": "9"})
    assert page.context["form"][f"o{charity}"].value() == "9"  # typed by hand since


def test_what_rides_in_the_page_and_in_the_log_names_nobody(borough: Borough, caplog):
    held = TrainingSession.objects.create(
        course=Course.objects.create(partnership=borough.partnership, title="Trauma basics", level="awareness"),
        day=TODAY,
    )
    url = reverse("activities:training-attendance", args=["elmfield", held.pk])
    rows = [
        line.split(",")
        for line in TRAINING.replace("Millbrook Council", "Hospital")
        .replace("Millbrook Police", "Charity")
        .splitlines()
    ]
    with caplog.at_level(logging.DEBUG):
        file = SimpleUploadedFile("list.xlsx", xlsx(rows))
        page = borough.client("trainer").post(url, {"read": "yes", "file": file})
    kept = page.context["asking"].tally.as_plain()
    for who in ("Ada", "Bo ", "Test", "x.example", "Nurse"):
        assert who not in page.content.decode()
        assert who not in caplog.text
        assert who not in str(kept)
    assert page.context["form"][f"o{borough.organisations['hospital'].pk}-senior"].value() == 1
    assert "Which course or event is this?" in text_of(page)


def test_a_page_whose_list_was_tampered_with_says_so_and_keeps_what_was_typed(borough: Borough):
    held = Event.objects.create(partnership=borough.partnership, title="Launch", day=TODAY, kind="launch")
    url = reverse("activities:event-attendance", args=["elmfield", held.pk])
    hospital = borough.organisations["hospital"].pk
    answer = {"read": "answers", "tally_kept": "nonsense", f"o{hospital}": "3"}
    page = borough.client("programme").post(url, answer)
    assert "Select it again" in text_of(page)
    assert page.context["form"][f"o{hospital}"].value() == "3"

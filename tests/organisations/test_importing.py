"""Setting up services from a file: what is read, what is asked, set aside and undone; nothing goes in before a yes."""

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organisations.actions import ActionRefused, close_round
from organisations.importing import drafts
from organisations.importing.undoing import undo
from organisations.models import (
    AuditEntry,
    ImportDraft,
    ImportRun,
    Organisation,
    OutsideCode,
    RememberedColumn,
    Sector,
    Service,
)
from organisations.roles import Role
from tests.builders import Borough, make_member, text_of
from tests.organisations.importing import Sent, xlsx

pytestmark = pytest.mark.slow

HEADER = "sector,organisation,service,headcount\n"
GOOD = HEADER + "Health,Northside Trust,Children’s ward,62\nSchools,Hillside Primary,Hillside Primary,48\n"


def names(borough: Borough) -> set[str]:
    return set(Service.objects.in_partnership(borough.partnership).values_list("name", flat=True))


def counted(borough: Borough) -> tuple:
    return names(borough), Sector.objects.count(), Organisation.objects.count()


@pytest.fixture
def empty(borough) -> Borough:
    """A partnership before its first import."""
    Service.objects.all().delete()
    Organisation.objects.all().delete()
    Sector.objects.all().delete()
    return borough


READABLE = {
    "UTF-8 with a byte-order mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "Windows-1252, as Excel saves it": GOOD.encode("cp1252"),
    "capitals in the header": GOOD.replace(HEADER, "Sector,ORGANISATION,Service ,Headcount\n").encode(),
    "columns in another order": (
        b"headcount,service,sector,organisation\n62,Children\xe2\x80\x99s ward,Health,Northside Trust\n"
        b"48,Hillside Primary,Schools,Hillside Primary\n"
    ),
    "XLSX": xlsx(
        [
            ["sector", "organisation", "service", "headcount"],
            ["Health", "Northside Trust", "Children’s ward", 62],
            ["Schools", "Hillside Primary", "Hillside Primary", 48.0],
        ]
    ),
}


@pytest.mark.parametrize("content", READABLE.values(), ids=READABLE)
def test_files_as_people_save_them_are_read(content: bytes, empty: Borough):
    sent = Sent(empty, content)
    assert "This would add 2 sectors, 2 organisations and 2 services, and change 0 services." in text_of(sent.page)
    assert names(empty) == set()
    sent.agree()
    assert names(empty) == {"Children’s ward", "Hillside Primary"}
    assert Service.objects.get(name="Children’s ward").headcount == 62


UNREADABLE = {
    "empty": b"",
    "a PDF named .csv": b"%PDF-1.7 \n...",
    "a picture named .csv": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "a zip named .xlsx": b"PK\x03\x04 nothing inside",
    "fifty thousand rows": (HEADER + "A,B,C,5\n" * 50_000).encode(),
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_table_is_refused_with_a_reason(content: bytes, borough: Borough):
    page = Sent(borough, content).page
    assert page.status_code == 200
    assert "There is a problem" in text_of(page)
    assert not ImportDraft.objects.exists()


def test_choosing_no_file_is_told(borough: Borough):
    page = borough.client("admin").post(f"/{borough.slug}/services/import/", {"go": "Show me"})
    assert "Select a file" in text_of(page)


ASIDE = {
    "a service twice": ("A,B,C,5\nA,B,c,5\n", 3, "This service is already in line 2"),
    "no name": ("A,B,,5\n", 2, "The service is missing"),
    "no sector": (",B,C,5\n", 2, "The sector is missing"),
    "too long a name": (f"A,B,{'C' * 161},5\n", 2, "The service is longer than 160 characters"),
}


@pytest.mark.parametrize(("rows", "line", "reason"), ASIDE.values(), ids=ASIDE)
def test_a_bad_row_is_set_aside_and_the_others_go_in(rows: str, line: int, reason: str, borough: Borough):
    sent = Sent(borough, HEADER + rows + "Health,Northside Trust,Good team,5\n")
    assert sent.lines("aside") == [line]
    assert reason in text_of(sent.page)
    sent.agree()
    assert "Good team" in names(borough)
    assert reason in ImportRun.objects.get().aside_text


@pytest.mark.parametrize(
    ("text", "choice", "headcount"),
    [
        ("about ten", "blank", None),
        ("-4", "blank", None),
        ("0", "blank", None),
        ("4.5", "use", 5),
        ("c. 30", "use", 30),
    ],
)
def test_an_odd_headcount_is_asked_about_before_anything_is_written(text, choice, headcount, borough: Borough):
    sent = Sent(borough, HEADER + f"Health,Hospital,Odd team,{text}\n")
    assert "You can import when all questions have an answer" in text_of(sent.page)
    with pytest.raises(ActionRefused, match="Answer all questions first"):
        drafts.carry_out(draft=sent.draft, kind=drafts.kinds()["services"], mark=sent.plan.mark, by=sent.draft.by)
    sent.answer(headcounts=choice).agree()
    assert Service.objects.get(name="Odd team").headcount == headcount


def test_near_names_are_asked_about_and_both_answers_do_what_they_say(borough: Borough):
    text = HEADER + "Helth,Hospital,One team,5\n"
    Sent(borough, text).answer(the_sector="same").agree()
    assert Service.objects.get(name="One team").sector.name == "Health"
    ImportRun.objects.all().delete()
    Sent(borough, text.replace("One", "Another")).answer(the_sector="new").agree()
    assert Service.objects.get(name="Another team").sector.name == "Helth"


def test_rows_without_an_answer_can_all_be_set_aside_at_once(borough: Borough):
    sent = Sent(borough, HEADER + "Helth,Hospital,One,bad\nHealth,Hospital,Two,5\n")
    assert len(sent.plan.asking.open) == 2
    sent.leave_out()
    assert sent.lines("aside") == [2]
    sent.agree()
    assert "Two" in names(borough)
    assert "One" not in names(borough)


def test_what_is_set_aside_can_be_mended_and_brought_in_again(borough: Borough):
    sent = Sent(borough, HEADER + "Health,Hospital,=Sum,5\nHealth,Hospital,,7\n")
    file = borough.client("admin").get(f"{sent.address}set-aside.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(file)))
    assert [row["Line in your file"] for row in rows] == ["3"]
    assert rows[0]["What to fix"] == "The service is missing"
    sent.agree()
    ImportRun.objects.all().delete()
    again = Sent(borough, file.replace("Hospital,,", "Hospital,Mended team,"))
    assert again.plan.added == 1
    again.agree()
    assert {"=Sum", "Mended team"} <= names(borough)


def test_a_line_is_named_as_it_stands_in_the_file(borough: Borough):
    rows = [["sector", "organisation", "service"], [], ["Health", "Trust", "Good team"], [], [], ["Health", "Trust"]]
    assert Sent(borough, xlsx(rows)).lines("aside") == [6]


def test_agreeing_twice_changes_nothing_more(borough: Borough):
    sent = Sent(borough, GOOD)
    address, mark = sent.address, sent.plan.mark
    sent.agree()
    before = counted(borough), AuditEntry.objects.count()
    second = sent.admin.post(address, {"go": "go", "mark": mark}, follow=True)
    assert "already been imported" in text_of(second)
    assert (counted(borough), AuditEntry.objects.count()) == before


def test_the_same_file_again_finds_nothing_to_do(borough: Borough):
    Sent(borough, GOOD).agree()
    assert "Everything in this file is already set up" in text_of(Sent(borough, GOOD).page)


def test_changes_to_what_is_there_are_named_before_they_happen(borough: Borough):
    sent = Sent(borough, HEADER + "Families,Hospital,Ward,41\n")
    assert "Will be changed: moves from Health; headcount changes from 40 to 41" in text_of(sent.page)
    sent.agree()
    ward = borough.services["ward"]
    ward.refresh_from_db()
    assert (ward.sector.name, ward.headcount) == ("Families", 41)


def test_a_file_without_headcounts_leaves_them_alone(borough: Borough):
    Sent(borough, "sector,organisation,service\nFamilies,Hospital,Ward\n").agree()
    assert Service.objects.get(slug="ward").headcount == 40


def test_what_changed_between_preview_and_yes_has_to_be_looked_at_again(borough: Borough):
    sent = Sent(borough, HEADER + "Health,Hospital,New team,9\n")
    mark = sent.plan.mark
    Service.objects.create(
        organisation=borough.organisations["hospital"], sector=borough.sectors["families"], slug="n", name="New team"
    )
    page = sent.admin.post(sent.address, {"go": "go", "mark": mark}, follow=True)
    assert "Something has changed since you opened this page" in text_of(page)
    assert Service.objects.get(slug="n").headcount is None


def test_a_closed_service_in_the_file_opens_again(borough: Borough):
    close_round(round_=borough.round, by=borough.people["admin"])
    borough.client("admin").post(f"/{borough.slug}/services/ward/close/")
    sent = Sent(borough, HEADER + "Health,Hospital,Ward,40\n")
    assert "Will be changed: is no longer archived" in text_of(sent.page)
    sent.agree()
    assert Service.objects.active().filter(slug="ward").exists()


def test_a_service_of_the_same_name_elsewhere_is_asked_about(borough: Borough):
    sent = Sent(borough, HEADER + "Health,Another Trust,Ward,40\n")
    assert "Hospital has a service called “Ward” already" in text_of(sent.page)
    sent.answer(the_same="new").agree()
    assert Service.objects.filter(name="Ward").count() == 2


def test_a_file_waits_for_the_one_who_sent_it_only(borough: Borough, other_borough: Borough):
    sent = Sent(borough, GOOD)
    assert other_borough.client("admin").get(sent.address).status_code == 404


def test_an_export_can_be_imported_again_and_changes_nothing(borough: Borough):
    Sent(borough, HEADER + "Health,=Trust,'@Home,5\nHealth,+Plus,- none -,5\nHealth,''=Quoted,'=both,6\n").agree()
    ImportRun.objects.all().delete()
    export = borough.client("admin").get(f"/{borough.slug}/exports/services.csv").content
    plan = Sent(borough, export).plan
    assert (plan.added, plan.changed, plan.aside, plan.waiting) == (0, 0, 0, 0)


def test_columns_are_proposed_chosen_and_remembered_for_the_next_file_of_the_same_shape(empty: Borough):
    rows = [
        ["Area", "Boss", "Firm", "Crew"],
        ["Health", "Sam", "Trust", "Team 1"],
        ["Health", "Kim", "Trust", "Team 2"],
    ]
    first = Sent(empty, xlsx(rows))
    assert "Choose your columns" in text_of(first.page)
    first.choose(sector="Area", organisation="Firm", service="Crew", headcount="")
    first.agree()
    assert names(empty) == {"Team 1", "Team 2"}
    ImportRun.objects.all().delete()
    rows.append(["Health", "Ash", "Trust", "Team 3"])
    second = Sent(empty, xlsx(rows))
    assert "Check your import" in text_of(second.page)
    assert second.plan.added == 1
    assert RememberedColumn.objects.filter(what="services").count() == 3


def test_one_column_cannot_be_two_things_and_none_that_is_needed_can_be_left_out(empty: Borough):
    rows = [
        ["Area", "Boss", "Firm", "Crew"],
        ["Health", "Sam", "Trust", "Team 1"],
        ["Health", "Kim", "Trust", "Team 2"],
    ]
    sent = Sent(empty, xlsx(rows))
    sent.choose(sector="Area", organisation="Area", service="Crew")
    assert "Select different columns for" in text_of(sent.page)
    sent.choose(sector="", service="Crew")
    assert "Select the column for" in text_of(sent.page)


def test_another_line_can_be_chosen_as_the_one_that_names_the_columns(empty: Borough):
    sent = Sent(empty, "not,a,header\nsector,organisation,service\nHealth,Trust,Team\n")
    sent.admin.post(f"{sent.address}columns/", {"form": "list", "sheet": "0", "header": "no header"})
    assert len(sent.plan.rows) == 3
    sent.admin.post(f"{sent.address}columns/", {"form": "list", "sheet": "0", "header": "2"})
    assert [row.line for row in sent.plan.rows if row.outcome != "aside"] == [3]


def test_an_import_is_taken_back_whole(borough: Borough):
    before = counted(borough), list(Service.objects.order_by("pk").values())
    sent = Sent(borough, GOOD + "Families,Hospital,Ward,41\nNew,New,New,5\n")
    run = sent.agree()
    assert counted(borough) != before[0]
    page = sent.admin.post(f"/{borough.slug}/imports/done/{run.pk}/undo/", follow=True)
    assert "Import undone: 8 removed, 1 changed back." in text_of(page)
    assert (counted(borough), list(Service.objects.order_by("pk").values())) == before
    again = sent.admin.post(f"/{borough.slug}/imports/done/{run.pk}/undo/", follow=True)
    assert "already been undone" in text_of(again)


def test_what_was_used_or_changed_since_an_import_stays_and_is_named(borough: Borough):
    sent = Sent(borough, HEADER + "Health,New Trust,Used,5\nHealth,New Trust,Renamed,5\nHealth,New Trust,Gone,5\n")
    run = sent.agree()
    make_member(borough, "somebody", Role.SERVICE_LEAD, service=Service.objects.get(name="Used"))
    Service.objects.filter(name="Renamed").update(name="Renamed since")
    page = text_of(sent.admin.get(f"/{borough.slug}/imports/done/{run.pk}/"))
    assert "These have been used since and will stay: Used New Trust" in page
    assert "These have been changed since and will stay as they are: Renamed" in page
    undo(run=run, by=borough.people["admin"])
    assert {"Used", "Renamed since"} <= names(borough)
    assert "Gone" not in names(borough)
    assert Organisation.objects.filter(name="New Trust").exists()


def test_an_import_can_be_taken_back_for_a_day(borough: Borough):
    run = Sent(borough, GOOD).agree()
    with pytest.raises(ActionRefused, match="That day is over"):
        undo(run=run, by=borough.people["admin"], at=run.at + datetime.timedelta(hours=24, seconds=1))
    undo(run=run, by=borough.people["admin"], at=run.at + datetime.timedelta(hours=24))


def test_a_file_that_nobody_agrees_to_goes_after_a_week(borough: Borough):
    sent = Sent(borough, GOOD).draft
    assert drafts.forget_what_waits(at=sent.sent_at + datetime.timedelta(days=7)) == 0
    assert drafts.forget_what_waits(at=timezone.now() + datetime.timedelta(days=7, seconds=1)) == 1


def test_a_service_is_known_again_by_its_code_after_a_rename(borough: Borough):
    head = "sector,organisation,service,URN,charity number\n"
    Sent(borough, head + "Health,Hospital,Ward,100001,1234567\n").choose().agree()
    assert {str(code) for code in OutsideCode.objects.all()} == {"URN 100001", "Charity 1234567"}
    ImportRun.objects.all().delete()
    sent = Sent(borough, head + "Health,Hospital NHS Trust,Rainbow ward,100001,1234567\n").choose()
    sent.answer(by_its_code="same")
    assert "name changes from Ward" in text_of(sent.page)
    assert sent.plan.changed == 1
    run = sent.agree()
    ward = Service.objects.get(slug="ward")
    assert (ward.name, ward.name_key, ward.organisation.name) == ("Rainbow ward", "rainbow ward", "Hospital")
    undo(run=run, by=borough.people["admin"])
    ward.refresh_from_db()
    assert (ward.name, ward.name_key) == ("Ward", "ward")


def test_one_code_is_of_one_service(borough: Borough):
    head = "sector,organisation,service,URN\n"
    sent = Sent(borough, head + "Health,Hospital,Ward,100001\nHealth,Hospital,Ward 2,100001\n").choose()
    assert sent.lines("aside") == [3]
    assert "URN 100001 is already in line 2" in text_of(sent.page)
    sent.agree()
    ImportRun.objects.all().delete()
    other = Sent(borough, head + "Health,Another,Ward,100001\nHealth,Hospital,Odd,no code\n").choose()
    assert "By its code, “Ward” is at Hospital. Your file says Another. What is right?" in text_of(other.page)
    assert "“no code” is not a URN code and is left out" in text_of(other.page)


def test_a_service_that_moved_is_moved_with_its_history_and_taken_back(borough: Borough):
    close_round(round_=borough.round, by=borough.people["admin"])
    before = list(Service.objects.order_by("pk").values())
    sent = Sent(borough, HEADER + "Families,Charity,Ward,40\n")
    sent.answer(the_same="moved")
    assert "moves from Hospital to Charity today" in text_of(sent.page)
    run = sent.agree()
    ward = Service.objects.get(slug="ward")
    assert (ward.organisation.name, ward.sector.name, ward.moves.count()) == ("Charity", "Families", 1)
    undo(run=run, by=borough.people["admin"])
    assert list(Service.objects.order_by("pk").values()) == before
    assert not ward.moves.exists()


def test_a_service_known_by_its_code_at_another_organisation_is_asked_about(borough: Borough):
    close_round(round_=borough.round, by=borough.people["admin"])
    head = "sector,organisation,service,URN\n"
    Sent(borough, head + "Health,Hospital,Ward,100001\n").agree()
    ImportRun.objects.all().delete()
    row = head + "Health,Pine Academies Trust,Ward,100001\n"
    Sent(borough, row).answer(by_its_code="moved").agree()
    ward = Service.objects.get(name="Ward")
    assert (ward.slug, ward.organisation.name) == ("ward", "Pine Academies Trust")


def test_a_long_file_is_read_and_written_by_the_worker(borough: Borough, django_capture_on_commit_callbacks):
    notes = "x" * 500
    rows = "".join(f"Health,Trust {each % 40},Team {each},{each % 90 + 1},{notes}\n" for each in range(2100))
    with django_capture_on_commit_callbacks(execute=True):
        sent = Sent(borough, f"sector,organisation,service,headcount,notes\n{rows}")
    assert sent.plan.added == 2100
    before = names(borough)
    with django_capture_on_commit_callbacks(execute=True):
        page = sent.admin.post(sent.address, {"go": "go", "mark": sent.plan.mark}, follow=True)
    assert page.status_code == 200
    assert len(names(borough) - before) == 2100
    run = ImportRun.objects.get()
    assert (run.added, run.things.count()) == (2100, 2140)
    undo(run=run, by=borough.people["admin"])
    assert names(borough) == before


def test_a_large_file_that_cannot_be_read_says_so_where_its_sender_waits(borough: Borough):
    draft = Sent(borough, GOOD).draft
    ImportDraft.objects.filter(pk=draft.pk).update(book_text="", problem="This is a PDF.")
    page = borough.client("admin").get(f"/{borough.slug}/imports/{draft.pk}/")
    assert "This is a PDF." in text_of(page)


def test_the_pages_of_an_import_ask_as_much_for_many_rows_as_for_few(borough: Borough):
    short = Sent(borough, GOOD)
    with CaptureQueriesContext(connection) as few:
        short.admin.get(short.address)
    rows = "".join(f"Health,Trust {number % 40},Team {number},5\n" for number in range(300))
    long = Sent(borough, HEADER + rows)
    with CaptureQueriesContext(connection) as many:
        long.admin.get(long.address)
    assert len(many) <= len(few)

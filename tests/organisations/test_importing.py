"""Setting up services from a file: what is read, what is refused, and that nothing is written before a yes."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from organisations.actions import close_round
from organisations.importing import plan_import, table_of
from organisations.models import AuditEntry, ImportDraft, Organisation, Sector, Service
from organisations.spreadsheets import MOST_BYTES
from tests.builders import Borough, text_of

pytestmark = pytest.mark.slow

HEADER = "sector,organisation,service,headcount\n"
GOOD = HEADER + "Health,Northside Trust,Children’s ward,62\nSchools,Hillside Primary,Hillside Primary,48\n"


def xlsx(rows: list[list]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def send(borough: Borough, content: bytes | str, name: str = "services.csv"):
    """Send a file in as the admin, and look at where that leads."""
    content = content.encode() if isinstance(content, str) else content
    upload = {"file": SimpleUploadedFile(name, content)}
    return borough.client("admin").post(f"/{borough.slug}/services/import/", upload, follow=True)


def preview_of(response) -> str:
    return response.redirect_chain[-1][0]


def names(borough: Borough) -> set[str]:
    return set(Service.objects.in_partnership(borough.partnership).values_list("name", flat=True))


@pytest.fixture
def empty(borough) -> Borough:
    """A partnership before its first import."""
    Service.objects.all().delete()
    Organisation.objects.all().delete()
    Sector.objects.all().delete()
    return borough


READABLE = {
    "UTF-8": GOOD.encode(),
    "UTF-8 with a byte-order mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "Windows-1252, as Excel saves it": GOOD.encode("cp1252"),
    "semicolons": GOOD.replace(",", ";").encode(),
    "tabs": GOOD.replace(",", "\t").encode(),
    "line ends of Windows": GOOD.replace("\n", "\r\n").encode(),
    "capitals in the header": GOOD.replace(HEADER, "Sector,ORGANISATION,Service ,Headcount\n").encode(),
    "empty columns at the end": "".join(f"{line},,\n" for line in GOOD.splitlines()).encode(),
    "empty lines between": GOOD.replace("\n", "\n\n").encode(),
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
    page = send(empty, content)
    assert "2 to add, 0 to change" in text_of(page)
    assert "Children’s ward" in text_of(page)
    empty.client("admin").post(preview_of(page))
    assert names(empty) == {"Children’s ward", "Hillside Primary"}
    assert Service.objects.get(name="Children’s ward").headcount == 62


def test_an_accent_from_windows_is_read(empty: Borough):
    page = send(empty, (HEADER + "Voluntary,Café Society,Kitchen café,7\n").encode("cp1252"))
    assert "Kitchen café" in text_of(page)


UNREADABLE = {
    "empty": (b"", "Select a file that is not empty"),
    "only a header": (HEADER.encode(), "Select a file that has rows below its first line"),
    "a PDF named .csv": (b"%PDF-1.7 \n...", "The file must be a CSV or XLSX"),
    "a picture named .csv": (b"\x89PNG\r\n\x1a\n....", "The file must be a CSV or XLSX"),
    "an old Excel file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "The file must be a CSV or XLSX"),
    "a zip named .xlsx": (b"PK\x03\x04 nothing inside", "We could not open this spreadsheet"),
    "null bytes": ((HEADER + "A,B,C\0,5\n").encode(), "The file must be a CSV or XLSX"),
    "letters of no kind": (b"sector,organisation,service\n\x81\x8d,B,C\n", "We could not read this file"),
    "an open quote": ((HEADER + 'A,B,"C,5\n').encode(), "We could not read this file as CSV"),
    "too large": (b"x" * (MOST_BYTES + 1), "smaller than 2 MB"),
    "fifty thousand rows": ((HEADER + "A,B,C,5\n" * 50_000).encode(), "rows"),
    "a cell too many": ((HEADER + "Health,Trust, North,Ward,62\n").encode(), "Line 2 has more cells than the first"),
}


@pytest.mark.parametrize(("content", "reason"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_table_is_refused_with_a_reason(content: bytes, reason: str, borough: Borough):
    page = send(borough, content)
    assert page.status_code == 200
    assert reason in text_of(page)
    assert not ImportDraft.objects.exists()


def test_choosing_no_file_is_told(borough: Borough):
    page = borough.client("admin").post(f"/{borough.slug}/services/import/", {"go": "Show me"})
    assert "Select a file" in text_of(page)


WRONG = {
    "columns missing": ("sector,service\nA,B\n", "Columns missing: organisation."),
    "a column that is not known": ("sector,organisation,service,boss\nA,B,C,D\n", "we do not use: boss"),
    "a column twice": ("sector,organisation,service,service\nA,B,C,D\n", "more than once: service"),
    "a service twice": (HEADER + "A,B,C,5\nA,B,c,5\n", "This service is already in line 2"),
    "no name": (HEADER + "A,B,,5\n", "The service is missing"),
    "too long a name": (HEADER + f"A,B,{'C' * 161},5\n", "The service is longer than 160 characters"),
    "signs that cannot be shown": (HEADER + "A,B,C\u200b,5\n", "The service contains characters we cannot use"),
    "headcount in words": (HEADER + "A,B,C,about ten\n", "The headcount “about ten” is not a whole number"),
    "headcount below zero": (HEADER + "A,B,C,-4\n", "The headcount “-4” is not a whole number"),
    "headcount zero": (HEADER + "A,B,C,0\n", "The headcount “0” is not a whole number from 1"),
    "headcount with a point": (HEADER + "A,B,C,4.5\n", "The headcount “4.5” is not a whole number"),
    "headcount of a country": (HEADER + "A,B,C,67000000\n", "The headcount “67000000” is not a whole number"),
    "headcount of five thousand digits": (HEADER + f"A,B,C,{'9' * 5000}\n", "is not a whole number from 1 to 100,000"),
}


@pytest.mark.parametrize(("content", "reason"), WRONG.values(), ids=WRONG)
def test_a_wrong_table_is_shown_with_its_mistake_and_cannot_be_agreed_to(content: str, reason: str, borough: Borough):
    before = names(borough)
    page = send(borough, content)
    assert reason in text_of(page)
    assert "Import all rows" not in text_of(page)
    again = borough.client("admin").post(preview_of(page))
    assert "This file cannot be imported" in text_of(again)
    assert names(borough) == before


NAMES = ["sector", "organisation", "service", "headcount"]
BAD = ["Health", "Trust", "Bad team", "none"]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (HEADER + "\n\nHealth,Trust,Bad team,none\n", 4),
        ("\n\n" + HEADER + "Health,Trust,Good team,5\n\nHealth,Trust,Bad team,none\n", 6),
        (HEADER + ",,,\nHealth,Trust,Bad team,none\n", 3),
        (xlsx([NAMES, [], ["Health", "Trust", "Good team", 5], [], [], BAD]), 6),
        (xlsx([[], NAMES, BAD]), 3),
    ],
    ids=["blank lines", "also above the header", "only commas", "a workbook", "a workbook with a first empty line"],
)
def test_a_mistake_is_named_by_the_line_at_which_it_stands_in_the_file(content, line: int, borough: Borough):
    page = send(borough, content, "list.xlsx" if isinstance(content, bytes) else "list.csv")
    (draft,) = ImportDraft.objects.all()
    plan = plan_import(partnership=borough.partnership, table=table_of(draft))
    assert [row.line for row in plan.rows if row.outcome == "refused"] == [line]
    assert f"from 1 to 100,000 Trust, Health – {line}" in text_of(page)


def test_a_line_with_too_many_cells_is_named_by_its_own_number(borough: Borough):
    page = send(borough, HEADER + "\n\nHealth,Trust,A team,of ours,5\n")
    assert "Line 4 has more cells than the first line" in text_of(page)


def test_one_bad_row_keeps_all_others_out(borough: Borough):
    before = names(borough)
    rows = "".join(f"Health,Trust,Team {number},5\n" for number in range(50))
    page = send(borough, HEADER + rows + "Health,Trust,Bad team,none\n")
    assert "1 to fix" in text_of(page)
    borough.client("admin").post(preview_of(page))
    assert names(borough) == before
    assert not Organisation.objects.filter(name="Trust").exists()


def test_the_preview_writes_nothing(borough: Borough):
    before = names(borough), Sector.objects.count(), Organisation.objects.count()
    page = send(borough, GOOD)
    borough.client("admin").get(preview_of(page))
    assert (names(borough), Sector.objects.count(), Organisation.objects.count()) == before


def test_agreeing_twice_changes_nothing_more(borough: Borough):
    page = send(borough, GOOD)
    admin = borough.client("admin")
    first = admin.post(preview_of(page), follow=True)
    assert "2 added, 0 changed" in text_of(first)
    before = names(borough), Sector.objects.count(), Organisation.objects.count(), AuditEntry.objects.count()
    second = admin.post(preview_of(page), follow=True)
    assert "already been imported or deleted" in text_of(second)
    after = names(borough), Sector.objects.count(), Organisation.objects.count(), AuditEntry.objects.count()
    assert after == before


def test_the_same_file_again_finds_nothing_to_do(borough: Borough):
    borough.client("admin").post(preview_of(send(borough, GOOD)))
    page = send(borough, GOOD)
    assert "0 to add, 0 to change, 2 that will not change" in text_of(page)
    assert "Everything in this file is already set up" in text_of(page)


def test_changes_to_what_is_there_are_named_before_they_happen(borough: Borough):
    page = send(borough, HEADER + "Families,Hospital,Ward,41\n")
    assert "changed: moves from Health; headcount changes from 40 to 41" in text_of(page)
    borough.client("admin").post(preview_of(page))
    ward = borough.services["ward"]
    ward.refresh_from_db()
    assert (ward.sector.name, ward.headcount) == ("Families", 41)


def test_a_file_without_headcounts_leaves_them_alone(borough: Borough):
    page = send(borough, "sector,organisation,service\nFamilies,Hospital,Ward\n")
    borough.client("admin").post(preview_of(page))
    assert Service.objects.get(slug="ward").headcount == 40


def test_what_changed_between_preview_and_yes_is_looked_at_again(borough: Borough):
    page = send(borough, HEADER + "Health,Hospital,New team,9\n")
    made = Service.objects.create(
        organisation=borough.organisations["hospital"],
        sector=borough.sectors["health"],
        slug="new-team",
        name="New team",
        headcount=9,
    )
    borough.client("admin").post(preview_of(page))
    assert Service.objects.get(name="New team") == made


def test_a_closed_service_in_the_file_opens_again(borough: Borough):
    close_round(round_=borough.round, by=borough.people["admin"])
    borough.client("admin").post(f"/{borough.slug}/services/ward/close/")
    page = send(borough, HEADER + "Health,Hospital,Ward,40\n")
    assert "changed: is no longer archived" in text_of(page)
    borough.client("admin").post(preview_of(page))
    assert Service.objects.active().filter(slug="ward").exists()


def test_a_file_waits_for_the_one_who_sent_it_only(borough: Borough, other_borough: Borough):
    page = send(borough, GOOD)
    stranger = other_borough.client("admin").get(preview_of(page))
    assert stranger.status_code == 404


def test_an_export_can_be_imported_again_and_changes_nothing(borough: Borough):
    export = borough.client("admin").get(f"/{borough.slug}/exports/services.csv").content
    assert "0 to add, 0 to change, 4 that will not change" in text_of(send(borough, export))

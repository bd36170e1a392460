"""Files as public bodies lay them out, made here by code: every name in them is invented."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from openpyxl import Workbook

CRLF = "\r\n"


@dataclass(frozen=True)
class Layout:
    """A file, and what is right for it."""

    name: str
    content: bytes
    rows: int
    header_line: int | None
    columns: dict[str, str]  # by key: the head of the column that is proposed for it
    aside: int = 0
    sheet: int = 0
    kind: str = "services"
    not_proposed: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    texts: dict[tuple[int, int], str] = field(default_factory=dict)  # by row and column of what was found


def written(rows: Sequence[Sequence[object]], *, separator: str = ",", encoding: str = "utf-8", **how) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, **how).writerows(rows)
    return out.getvalue().encode(encoding)


def workbook(*sheets: tuple[str, Sequence[Sequence[object]]], then: Callable[[Workbook], None] | None = None) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    if then is not None:
        then(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def moment(day: int, hour: int, minute: int) -> datetime:
    """A time in March 2026 as spreadsheets have it, which know no zones."""
    return datetime(2026, 3, day, hour, minute)  # noqa: DTZ001


def zipped(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return out.getvalue()


def school_register() -> Layout:
    heads = [
        "URN", "LA (name)", "EstablishmentName", "TypeOfEstablishment (name)", "EstablishmentStatus (name)", "OpenDate",
        "PhaseOfEducation (name)", "SchoolCapacity", "NumberOfPupils", "Trusts (code)", "Trusts (name)", "Postcode",
        "HeadFirstName", "HeadLastName", "UKPRN",
    ]  # fmt: skip
    rows = [
        [100100 + at, "Elmham", f"St Hilda’s Primary {at}", "Academy converter", "Open", "01-09-2012", "Primary", 420,
         398 + at, 2044, "Oak Academies Trust", "EL1 2AB", "Kim", "Example", 10030000 + at]
        for at in range(12)
    ]  # fmt: skip
    return Layout(
        "edubase.csv",
        written([heads, *rows], encoding="cp1252", quoting=csv.QUOTE_ALL),
        12,
        1,
        {"service": "EstablishmentName", "organisation": "Trusts (name)", "urn": "URN"},
        not_proposed=("headcount", "ods", "charity"),
        texts={(0, 2): "St Hilda’s Primary 0"},
    )


def practice_extract() -> Layout:
    rows = [
        [f"P8{at:04}", f"THE OLD SURGERY {at}", "Y62", "QOP", "1 HIGH ST", "", "ELMHAM", "", "EL1 2AB", "19740401", "",
         "B", f"0{at % 3}T", "", "", "", "", f"0161 496 0{at:03}", "", "", "", "0", "", "00T", "", "4", ""]
        for at in range(25)
    ]  # fmt: skip
    return Layout(
        "epraccur.csv", written(rows), 25, None, {"ods": "Column A"}, not_proposed=("headcount", "urn", "gss")
    )


def care_homes() -> Layout:
    rows = [
        ["CARE DIRECTORY: active locations", "", "", "", "", "", ""],
        ["Extracted on 1 November 2026", "", "", "", "", "", ""],
        ["The list is updated every week and is not a rating of any place.", "", "", "", "", "", ""],
        [],
        ["Name", "Also known as", "Address", "Postcode", "Phone number", "Service types", "Provider name"],
        *[[f"The Larches {at}", "", f"{at} Mill Lane", "EL2 3CD", "0161 496 0100", "Residential homes",
           "Larch Care Ltd"]
          for at in range(1, 9)],
        [],
        ["© Elmham Care Register 2026", "", "", "", "", "", ""],
    ]  # fmt: skip
    return Layout(
        "care-directory.csv",
        written(rows),
        8,
        5,
        {"service": "Name", "organisation": "Provider name", "sector": "Service types"},
        aside=4,
        not_proposed=("headcount",),
    )


def open_referral() -> Layout:
    heads = ["id", "organization_id", "program_id", "name", "alternate_name", "description", "url", "email", "status"]
    rows = [
        [f"ac148810-{at:04}", "d9d5e0f5", "", f"Community supper {at}", "", "A warm meal", "https://a.example", "",
         "active"]
        for at in range(6)
    ]  # fmt: skip
    return Layout(
        "services.csv", written([heads, *rows]), 6, 1, {"service": "name"}, not_proposed=("organisation", "headcount")
    )


def childrens_centres() -> Layout:
    heads = ["name", "address", "postcode", "telephone", "website", "opening hours", "lon", "lat"]
    rows = [
        [f"{name} Children’s Centre", "Mill Lane", "EL1 3AA", "0161 496 0000", "", "9-5", -2.3, 53.4]
        for name in ("Lostock", "Old Town")
    ]
    return Layout("centres.csv", written([heads, *rows], encoding="utf-8-sig"), 2, 1, {"service": "name"})


def tickets() -> Layout:
    heads = ["Order ID", "Order date", "Attendee first name", "Attendee Surname", "Attendee email", "Quantity",
             "Ticket type", "Attendee Status", "Job title", "Company/Organization"]  # fmt: skip
    rows = [
        [
            at,
            "2026-11-01 10:00:00",
            "Ada",
            "Test",
            f"a{at}@x.example",
            1,
            "Free",
            "Attending",
            "Nurse",
            "Northside Trust",
        ]
        for at in range(3)
    ]
    return Layout(
        "report.csv",
        written([heads, *rows]),
        3,
        1,
        {"email": "Attendee email", "organisation": "Company/Organization", "status": "Attendee Status"},
        kind="people",
    )


def meeting_report() -> Layout:
    lines = [
        "1. Summary", "Meeting title\tBriefing", "Attended participants\t2", "Start time\t3/11/26, 10:00:00 AM", "",
        "2. Participants",
        "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole",
        "O'Brien, Siobhan (Millbrook Council)\t10:00\t11:00\t1h\ts@millbrook.example\ts@millbrook.example\tOrganizer",
        "Ada Test (Northside Trust)\t10:00\t11:00\t1h\ta@northside.example\t\tAttendee", "",
        "3. In-Meeting Activities", "Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole",
        "Ada Test (Northside Trust)\t10:00\t11:00\t1h\ta@northside.example\tAttendee",
    ]  # fmt: skip
    return Layout(
        "meetingAttendanceReport.csv",
        b"\xff\xfe" + CRLF.join(lines).encode("utf-16-le"),
        2,
        7,
        {"name": "Name", "email": "Email"},
        aside=8,
        kind="people",
        texts={(0, 0): "O'Brien, Siobhan (Millbrook Council)"},
    )


def form_responses() -> Layout:
    heads = ["ID", "Start time", "Completion time", "Email", "Name", "Which organisation do you work for?",
             "Which team or service are you in?", "How many people work in your team?"]  # fmt: skip
    rows = [
        [at, moment(1, 9, at), moment(1, 9, at + 3), "anonymous", "", "Elmham Council",
         f"Team {at}", 12 + at]
        for at in range(5)
    ]  # fmt: skip
    return Layout(
        "Your team(1-5).xlsx",
        workbook(("Form1", [heads, *rows])),
        5,
        1,
        {"organisation": heads[5], "service": heads[6], "headcount": heads[7]},
        texts={(0, 1): "2026-03-01 09:00"},
    )


def training_export() -> Layout:
    heads = [
        "Person Number",
        "Full Name",
        "Email Address",
        "Organisation",
        "Course",
        "Completed On",
        "Completion Status",
    ]
    rows = [
        [f"00{at}", "Bo Test", "b@x.example", "Elmham Council", "TI 1", "14/10/2026", "Completed"] for at in range(4)
    ]
    return Layout(
        "completions.txt",
        written([heads, *rows], separator="|", encoding="utf-16"),
        4,
        1,
        {"name": "Full Name", "email": "Email Address", "organisation": "Organisation", "status": "Completion Status"},
        kind="people",
        texts={(1, 0): "001"},
    )


def public_health_indicators() -> Layout:
    heads = ["Indicator ID", "Indicator Name", "Parent Code", "Area Code", "Area Name", "Sex", "Age", "Time period",
             "Value", "Lower CI 95.0 limit", "Count", "Value note", "Compared to England value", "Unit"]  # fmt: skip
    rows = [
        [90100, "Diabetes prevalence", "E12000002", "E08000999", "Elmham", "Persons", "17+ yrs", f"20{at}/{at + 1}",
         6.93158962798202, 6.5, 12000, "", "Similar", "%"]
        for at in range(18, 25)
    ]  # fmt: skip
    return Layout(
        "indicators.data.csv",
        written([heads, *rows]),
        7,
        1,
        {"name": "Indicator Name", "year": "Time period", "value": "Value", "unit": "Unit"},
        kind="indicators",
    )


def labour_market_table() -> Layout:
    rows = [
        ["annual population survey", "", ""],
        [],
        ["area type:", "local authorities: district / unitary (as of April 2023)", ""],
        ["area name:", "Elmham", ""],
        [],
        ["Date", "Value", "Conf"],
        *[[f"Jan {year}-Dec {year}", 4.5, 1.2] for year in range(2018, 2025)],
        [],
        ["* Estimate is based on a small sample size. This may result in less precise estimates, which should be used "
         "with caution.", "", ""],
    ]  # fmt: skip
    return Layout("nomis.csv", written(rows), 7, 6, {"year": "Date", "value": "Value"}, aside=4, kind="indicators")


def statistics_with_cover() -> Layout:
    cover = [["Births in Elmham, 2024"], ["This workbook has 3 worksheets"], ["Published 1 November 2026"]]
    notes = [["Notes"], ["Note number", "Note text"], ["note 1", "Value is rounded to the nearest 10."]]
    table = [
        ["Table 1: births by area [note 1]"],
        ["This worksheet contains one table. Some cells refer to notes, which are on the notes worksheet."],
        ["Indicator name", "Area", "Year", "Value", "Unit"],
        *[["Births", f"Ward {at}", 2024, 100 + at, "births"] for at in range(9)],
    ]
    return Layout(
        "births.xlsx",
        workbook(("Cover_sheet", cover), ("Notes", notes), ("Table_1", table)),
        9,
        3,
        {"name": "Indicator name", "year": "Year", "value": "Value", "unit": "Unit"},
        aside=2,
        sheet=2,
        kind="indicators",
    )


def deprivation_districts() -> Layout:
    heads = ["Local Authority District code (2024)", "Local Authority District name (2024)", "IMD - Average rank",
             "IMD - Rank of average rank"]  # fmt: skip
    rows = [[f"E0800{at:04}", f"Elmham {at}", 20000.5 + at, at] for at in range(1, 11)]
    return Layout(
        "districts.xlsx",
        workbook(("Notes", [["The Indices are relative."]]), ("IMD", [heads, *rows])),
        10,
        1,
        {"gss": heads[0]},
        sheet=1,
        not_proposed=("headcount",),
    )


def nhs_workforce() -> Layout:
    rows = [
        ["NHS Workforce: headcount and FTE by organisation, July 2026", "", "", "", ""],
        [],
        ["", "", "Staff", "", ""],
        ["Organisation code", "Organisation name", "Headcount", "FTE", "Vacancies"],
        *[[f"RX{at}", f"Elmham Hospitals {at}", 4000 + at, 3500.25 + at, 100] for at in range(6)],
        ["", "Total", 24015, 21016.5, 600],
        ["Source: electronic staff records", "", "", "", ""],
    ]

    def merge(book: Workbook) -> None:
        book.active.merge_cells("A1:E1")
        book.active.merge_cells("C3:D3")

    return Layout(
        "workforce.xlsx",
        workbook(("1. Staff", rows), then=merge),
        6,
        4,
        {"ods": "Organisation code", "organisation": "Organisation name", "headcount": "Staff Headcount"},
        aside=3,
    )


def charity_register() -> Layout:
    heads = ["date_of_extract", "organisation_number", "registered_charity_number", "charity_name", "charity_type",
             "charity_registration_status", "latest_income", "charity_contact_email"]  # fmt: skip
    rows = [
        ["2026-11-01", 200000 + at, 1000000 + at, f"Elmham Food Bank {at}", "Trust", "Registered", 90000, "a@b.example"]
        for at in range(7)
    ]
    return Layout(
        "publicextract.charity.txt",
        written([heads, *rows], separator="\t"),
        7,
        1,
        {"charity": "registered_charity_number", "organisation": "charity_name"},
        not_proposed=("headcount",),
    )


def council_directory() -> Layout:
    rows = [
        ["Elmham Council: who does what", None, None, None],
        ["Directorate", "Division", "Team", "Head count"],
        ["Children", "Early help", "Family hub north", 12],
        [None, None, "Family hub south", 14],
        [None, "Safeguarding", "First contact", 46],
        ["Total", None, None, 72],
        ["Adults", "Reablement", "Home first", 30],
        [None, None, "Total Care", 8],
        ["Directorate", "Division", "Team", "Head count"],
        ["Places", "Housing", "Options", 20],
        ["Grand total:", None, None, 130],
        ["Note: figures are of October and are updated every year by the workforce team.", None, None, None],
    ]

    def merge(book: Workbook) -> None:
        for area in ("A1:D1", "A3:A5", "B3:B4", "A7:A8", "B7:B8"):
            book.active.merge_cells(area)

    return Layout(
        "who does what.xlsx",
        workbook(("Structure", rows), then=merge),
        6,
        2,
        {"sector": "Directorate", "service": "Team", "headcount": "Head count"},
        aside=5,
        texts={(1, 0): "Children", (1, 1): "Early help", (4, 2): "Total Care"},
    )


def police_teams() -> Layout:
    rows = [
        ["Force;Neighbourhood team;Ward;Officers;PCSOs;Team email"],
        *[[f"Elmshire Police;Team {at};Ward {at};3;2;team{at}@elmshire.example"] for at in range(6)],
    ]
    content = "\r".join(row[0] for row in rows).encode("mac-roman")
    return Layout(
        "teams.csv",
        content,
        6,
        1,
        {"organisation": "Force", "service": "Neighbourhood team"},
        not_proposed=("headcount",),
    )


def housing_in_two_header_rows() -> Layout:
    rows = [
        ["Provider", "Scheme", "Staff", None, "Contact", None],
        [None, None, "Head count", "WTE", "Name", "Email"],
        *[["Elm Homes", f"Court {at}", 5, 4.5, "Kim Example", "k@elm.example"] for at in range(4)],
    ]

    def merge(book: Workbook) -> None:
        for area in ("A1:A2", "B1:B2", "C1:D1", "E1:F1"):
            book.active.merge_cells(area)

    return Layout(
        "schemes.xlsx",
        workbook(("Schemes", rows), then=merge),
        4,
        2,
        {"organisation": "Provider", "headcount": "Staff Head count"},
        heads=("Provider", "Scheme", "Staff Head count", "Staff WTE", "Contact Name", "Contact Email"),
    )


def right_to_left() -> Layout:
    rows = [["قطاع", "Organisation", "Service"], ["صحة", "مستشفى الشمال", "جناح الأطفال"], ["صحة", "مستشفى", "طوارئ"]]
    return Layout(
        "خدمات.csv",
        written(rows, encoding="utf-8-sig"),
        2,
        1,
        {"organisation": "Organisation", "service": "Service"},
        texts={(0, 2): "جناح الأطفال"},
    )


def training_days() -> Layout:
    """A day in a cell is a day, and a time of day is one."""
    rows = [["Service", "Last trained"], ["Team A", date(2026, 3, 1)], ["Team B", moment(2, 13, 30)]]
    return Layout(
        "days.xlsx",
        workbook(("Days", rows)),
        2,
        1,
        {"service": "Service"},
        texts={(0, 1): "2026-03-01", (1, 1): "2026-03-02 13:30"},
    )


LAYOUTS = [
    make()
    for make in (
        school_register, practice_extract, care_homes, open_referral, childrens_centres, tickets, meeting_report,
        form_responses, training_export, public_health_indicators, labour_market_table, statistics_with_cover,
        deprivation_districts, nhs_workforce, charity_register, council_directory, police_teams,
        housing_in_two_header_rows, right_to_left, training_days,
    )
]  # fmt: skip

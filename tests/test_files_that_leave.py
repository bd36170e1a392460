"""Every file of data that can be taken away, byte for byte; tests/files_that_leave/ holds what each is to be."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse
from openpyxl.cell import Cell

from organisations.models import AuditEntry
from tests.builders import Borough
from tests.files_that_leave import make_all
from tests.scenes import scene
from tests.taking import file_from
from tests.test_exports import exports

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EXPECTED = Path(__file__).parent / "files_that_leave"
RELEASED = ["elmfield", "spring-2026"]
ROUND = {"round": "autumn-2026"}
# The address of each file: its name, what it takes, what is asked for, and who takes it away.
FILES = {
    "services": ("organisations:services-csv", ["elmfield"], {}, "admin"),
    "people": ("organisations:people-csv", ["elmfield"], {}, "admin"),
    "self-assessments": ("assessments:assessments-csv", ["elmfield"], {}, "admin"),
    "actions": ("assessments:actions-csv", ["elmfield"], {}, "admin"),
    "barriers": ("learning:barriers-csv", ["elmfield"], {}, "admin"),
    "barriers-of-a-leader": ("learning:barriers-csv", ["elmfield"], {}, "leader"),
    "pledges": ("pledges:pledges-csv", ["elmfield"], {}, "admin"),
    "pledges-of-a-leader": ("pledges:pledges-csv", ["elmfield"], {}, "leader"),
    "briefings": ("activities:briefings-csv", ["elmfield"], {}, "admin"),
    "briefings-of-a-service": ("activities:briefings-csv", ["elmfield"], {}, "lead"),
    "listening": ("activities:listening-csv", ["elmfield"], {}, "admin"),
    "champions": ("activities:champions-csv", ["elmfield"], {}, "programme"),
    "communications": ("activities:communications-csv", ["elmfield"], {}, "programme"),
    "events": ("activities:events-csv", ["elmfield"], {}, "board"),
    "meetings": ("activities:meetings-csv", ["elmfield"], {}, "board"),
    "meetings-of-a-round": ("activities:meetings-csv", ["elmfield"], ROUND, "board"),
    "who-came": ("activities:who-came-csv", ["elmfield"], {}, "board"),
    "members": ("activities:subgroup-members-csv", ["elmfield", "health"], {}, "sector"),
    "members-without-addresses": ("activities:subgroup-members-csv", ["elmfield", "health"], {}, "board"),
    "courses": ("activities:courses-csv", ["elmfield"], {}, "trainer"),
    "training-sessions": ("activities:training-sessions-csv", ["elmfield"], {}, "trainer"),
    "training-attendance": ("activities:training-attendance-csv", ["elmfield"], {}, "trainer"),
    "organisational-list": ("activities:organisational-list-csv", ["elmfield"], ROUND, "admin"),
    "organisational-list-sent": (
        "activities:organisational-list-csv",
        ["elmfield"],
        ROUND | {"state": "sent"},
        "admin",
    ),
    "organisational": ("activities:organisational-csv", ["elmfield"], ROUND, "admin"),
    "not-submitted-begun": ("organisations:round-unfinished-csv", ["elmfield", "autumn-2026", "drafts"], {}, "admin"),
    "not-submitted": ("organisations:round-unfinished-csv", ["elmfield", "autumn-2026", "not-begun"], {}, "admin"),
    "not-submitted-organisational": (
        "organisations:round-unfinished-csv",
        ["elmfield", "autumn-2026", "organisational"],
        {},
        "admin",
    ),
    "indicators": ("reporting:indicators-csv", ["elmfield"], {}, "admin"),
    "decisions": ("reporting:decisions-csv", ["elmfield"], {}, "admin"),
    "audit-log": ("organisations:audit-csv", ["elmfield"], {"kind": "signing-in"}, "admin"),  # of which there is none
    "matrix": ("reporting:matrix-csv", RELEASED, {}, "admin"),
    "figures": ("reporting:figures-csv", RELEASED, {}, "admin"),
}
# Of all figures, those of which every line is compared here: counts, bands, stages and parts.
MEASURES = ("self_assessment", "workforce_take_up", "subgroup_engagement")


@scene
def all_that_leaves() -> Borough:
    """A row of every kind that can be taken away."""
    return make_all()


def taken_away(borough: Borough, name: str, args: list[str], asked: dict[str, str], who: str) -> bytes:
    """The bytes that someone gets, of whatever size."""
    answer = borough.client(who).get(reverse(name, args=args), asked)
    assert answer.status_code == 200
    return answer.getvalue()


def some_figures(file: bytes, borough: Borough) -> bytes:
    """The lines of a few measures, without the numbers of places, which the database gives out: names stand beside."""
    places = [*borough.services.values(), *borough.sectors.values()]
    lines = file.decode().splitlines(keepends=True)
    kept = "".join(line for line in lines if line == lines[0] or line.split(",")[2] in MEASURES)
    for each in places:
        kept = kept.replace(f",{each.pk},{each.name},", f",#,{each.name},")
    return kept.encode()


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_what_it_always_was(file: str, all_that_leaves: Borough):
    found = taken_away(all_that_leaves, *FILES[file])
    if file == "figures":
        found = some_figures(found, all_that_leaves)
    assert found == (EXPECTED / f"{file}.csv").read_bytes()


def test_the_workbook_holds_the_same_figures_as_the_csv_with_numbers_as_numbers(all_that_leaves: Borough):
    made = file_from(all_that_leaves.client("admin"), reverse("reporting:figures-xlsx", args=RELEASED))
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    text = taken_away(all_that_leaves, *FILES["figures"]).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    first, *lines = book["Figures"].iter_rows()
    assert [cell.value for cell in first] == head
    assert len(lines) == len(rows) > 1000
    for line, row in zip(lines, rows, strict=True):
        assert [_as_text(cell) for cell in line] == row
    column = {name: [line[at].value for line in lines] for at, name in enumerate(head)}
    assert {type(cell) for cell in column["value"]} == {type(None), int, float}
    assert {type(cell) for cell in column["base_low"]} == {type(None), int}


def _as_text(cell: Cell) -> str:
    """What a reader of the workbook sees in a cell."""
    if cell.value is None:
        return ""
    return f"{cell.value:.1f}" if cell.number_format == "0.0" else str(cell.value)


def test_no_file_of_data_is_missing_here():
    """Calendars aside, which are no tables. The workbook is made in the background, and has a test of its own.

    So have the rows that an import leaves out: they are the sender's own, in tests/organisations/test_importing.py.
    """
    here = {name for name, *_rest in FILES.values()}
    # It holds no rows of anyone, and tests/data_protection/test_data_map.py compares it with the schema.
    here |= {"data_protection:data-map-csv"}
    tables = {name for name in exports() if not name.endswith(("-ics", "-calendar", "-aside"))}
    assert tables == here


@pytest.mark.parametrize("file", FILES)
def test_taking_a_file_away_is_written_down_with_what_it_was(file: str, all_that_leaves: Borough):
    before = list(AuditEntry.objects.values_list("pk", flat=True))
    taken_away(all_that_leaves, *FILES[file])
    entry = AuditEntry.objects.exclude(pk__in=before).get()
    assert entry.what == "exported"
    assert entry.about

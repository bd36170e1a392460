"""Outcome indicators: typed in one by one or imported from a file, and shown year by year."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from organisations.models import AuditEntry, ImportDraft
from organisations.spreadsheets import read_table
from reporting.measures.indicators import plan_indicators
from reporting.models import OutcomeIndicator
from reporting.read.indicators import series_of
from tests.scenes import scene

from .conftest import Borough

HEADER = "name,year,value,unit,source,good_is\n"
GOOD = HEADER + 'Exclusions,2024,0.14,%,Statistics,lower\nExclusions,2025,"1,240.5",%,Statistics,Lower\n'


@scene
def elmham_of_nobody() -> Borough:
    return Borough("elmham", {"Health": [0]})


@pytest.fixture
def borough(elmham_of_nobody: Borough) -> Borough:
    return elmham_of_nobody


@pytest.fixture
def admin(borough, client):
    client.force_login(borough.member("admin"))
    return client


def plan(borough, text):
    return plan_indicators(partnership=borough.partnership, table=read_table(text.encode(), "a.csv"))


def keep(borough, **changes) -> OutcomeIndicator:
    fields = {"name": "Exclusions", "year": 2024, "value": "0.1", "unit": "%", "source": "A", "good_is": "lower"}
    return OutcomeIndicator.objects.create(partnership=borough.partnership, **(fields | changes))


def send(client, text):
    file = SimpleUploadedFile("a.csv", text.encode())
    return client.post(reverse("reporting:indicators-import", args=["elmham"]), {"file": file}, follow=True)


def test_a_file_is_shown_first_and_written_when_agreed(borough, admin):
    answer = send(admin, GOOD)
    assert "2 to add" in answer.content.decode()
    assert not OutcomeIndicator.objects.exists()
    answer = admin.post(answer.request["PATH_INFO"], follow=True)
    assert "2 added, 0 changed" in answer.content.decode()
    assert [each.text for each in OutcomeIndicator.objects.order_by("year")] == ["0.14", "1,240.5"]
    assert AuditEntry.objects.filter(what="imported indicators").count() == 1
    assert not ImportDraft.objects.exists()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",2024,1,%,A,lower", "The name is missing"),
        ("B,2024/25,1,%,A,lower", "For 2024/25, enter 2025"),
        ("B,1066,1,%,A,lower", "Enter a year from 1990 to 2100"),
        ("B,2024,4%,%,A,lower", "Put a % sign in the unit"),
        ('B,2024,"1,2",%,A,lower', "Enter a number"),
        ("B,2024,1e9,%,A,lower", "Enter a number"),
        ("B,2024,1,,A,lower", "The unit is missing"),
        ("B,2024,1,%,,lower", "The source is missing"),
        ("B,2024,1,%,A,down", "Enter higher or lower"),
        (f"{'B' * 121},2024,1,%,A,lower", "The name is longer than 120 characters"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_with_its_reason(borough, line, reason):
    planned = plan(borough, HEADER + "Fine,2024,1,%,A,lower\n" + line + "\n")
    assert [row.outcome for row in planned.rows] == ["added", "refused"]
    assert reason in "; ".join(planned.rows[1].notes)
    assert not planned.can_be_carried_out


def test_one_wrong_line_writes_nothing_and_loses_nothing(borough, admin):
    keep(borough)
    answer = send(admin, GOOD + "C,2024,x,%,A,lower\n")
    page = answer.content.decode()
    assert "1 to fix" in page
    assert "Import all rows" not in page
    admin.post(answer.request["PATH_INFO"])
    assert [each.text for each in OutcomeIndicator.objects.all()] == ["0.1"]
    assert ImportDraft.objects.exists()


def test_the_same_year_twice_is_refused(borough):
    planned = plan(borough, HEADER + "A,2024,1,%,S,lower\na,2024,2,%,S,lower\n")
    assert "already has a value for 2024 on line 2" in planned.rows[1].notes[0]


def test_years_of_one_indicator_share_unit_and_direction(borough):
    keep(borough)
    planned = plan(borough, HEADER + "exclusions,2025,1,per 1000,S,lower\nB,2024,1,%,S,lower\nB,2025,1,%,S,higher\n")
    assert [row.outcome for row in planned.rows] == ["refused", "added", "refused"]


def test_what_is_there_is_changed_and_what_is_not_in_the_file_stays(borough, admin):
    keep(borough)
    keep(borough, name="Placements")
    answer = send(admin, HEADER + "Exclusions,2024,0.2,%,A,lower\n")
    assert "value changes from 0.1" in answer.content.decode()
    admin.post(answer.request["PATH_INFO"])
    found = {each.name: each.text for each in OutcomeIndicator.objects.all()}
    assert found == {"Exclusions": "0.2", "Placements": "0.1"}


def test_a_draft_of_indicators_is_none_of_services(borough, admin):
    answer = send(admin, GOOD)
    pk = ImportDraft.objects.get().pk
    assert "indicators" in answer.request["PATH_INFO"]
    services = admin.get(reverse("organisations:import-preview", args=["elmham", pk]), follow=True)
    assert "already been imported or deleted" in services.content.decode()


def test_what_is_taken_away_can_be_imported_again(borough, admin):
    keep(borough, value="-1240.5", source="=1+1")
    answer = admin.get(reverse("reporting:indicators-csv", args=["elmham"]))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0]["value"] == "-1240.5"
    assert rows[0]["source"] == "'=1+1"
    OutcomeIndicator.objects.all().delete()
    assert plan(borough, answer.content.decode("utf-8-sig")).can_be_carried_out


FORM = {"name": "Exclusions", "year": "2025", "value": "0.2", "unit": "%", "good_is": "lower", "source": "A"}


def test_one_is_typed_in_changed_and_deleted(borough, admin):
    new = reverse("reporting:indicator-create", args=["elmham"])
    page = admin.post(new, FORM, follow=True).content.decode()
    assert "2025: 0.2%" in page
    found = OutcomeIndicator.objects.get()
    admin.post(reverse("reporting:indicator-edit", args=["elmham", found.pk]), FORM | {"value": "0.3"})
    assert OutcomeIndicator.objects.get().text == "0.3"
    admin.post(reverse("reporting:indicator-delete", args=["elmham", found.pk]))
    assert not OutcomeIndicator.objects.exists()
    whats = list(AuditEntry.objects.order_by("pk").values_list("what", flat=True))[-3:]
    assert whats == ["added an indicator", "changed an indicator", "deleted an indicator"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"year": "2024"}, "already has a value for this year"),
        ({"unit": "per 1,000"}, "Enter “%”, the unit"),
        ({"good_is": "higher"}, "Select the same as for other years"),
        ({"year": "20"}, "1990"),
        ({"value": "many"}, "Enter a number"),
    ],
)
def test_the_form_says_what_to_mend(borough, admin, change, said):
    keep(borough, name="exclusions")
    page = admin.post(reverse("reporting:indicator-create", args=["elmham"]), FORM | change).content.decode()
    assert said in page
    assert OutcomeIndicator.objects.count() == 1


def test_a_table_has_a_row_an_indicator_and_a_column_a_year(borough):
    keep(borough, year=2023, value="12.500", source="Old")
    keep(borough, year=2025)
    keep(borough, name="Placements", good_is="higher", value="0")
    table = series_of(OutcomeIndicator.objects.year_by_year())
    assert table["years"] == [2023, 2024, 2025]
    assert [list(map(str, row)) for row in table["rows"]] == [
        ["Exclusions (%)", "12.5", "–", "0.1", "Lower", "Old; A"],
        ["Placements (%)", "–", "0", "–", "Higher", "A"],
    ]


def test_the_board_reads_indicators_and_takes_them_away_and_only_an_admin_keeps_them(borough, client):
    found = keep(borough)
    client.force_login(borough.member("board_member"))
    page = client.get(reverse("reporting:indicators", args=["elmham"])).content.decode()
    assert "2024: 0.1%" in page
    edit = reverse("reporting:indicator-edit", args=["elmham", found.pk])
    create = reverse("reporting:indicator-create", args=["elmham"])
    assert edit not in page
    assert create not in page
    assert b"Exclusions" in client.get(reverse("reporting:indicators-csv", args=["elmham"])).content
    for address in (edit, create, reverse("reporting:indicators-import", args=["elmham"])):
        assert client.get(address).status_code == 403
    assert client.post(reverse("reporting:indicator-delete", args=["elmham", found.pk])).status_code == 403

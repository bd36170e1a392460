"""Figures to take away: tidy CSV with its description, and a workbook. All say what the pages say."""

import csv
import io
import json
import re

import openpyxl
import pytest
from django.urls import reverse

from organisations.models import AuditEntry, Service
from reporting.export.tidy import COLUMNS, KEY
from reporting.models import ReleasedFigure
from reporting.read.visibility import may_be_taken
from tests.builders import release_round
from tests.taking import file_from

from .conftest import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
HERE = ["elmham", "autumn-2026"]


def rows_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def one(rows, **wanted):
    found = [row for row in rows if all(str(row[name]) == value for name, value in wanted.items())]
    assert len(found) == 1, found
    return found[0]


@pytest.fixture
def admin(released, client):
    client.force_login(released.member("admin"))
    return client


@pytest.fixture
def figures(admin) -> list[dict[str, str]]:
    return rows_of(admin.get(reverse("reporting:figures-csv", args=HERE)))


def test_every_figure_is_one_row_of_the_csv(figures):
    assert len(figures) == ReleasedFigure.objects.count()
    assert list(figures[0]) == [column.name for column in COLUMNS]
    assert len({tuple(row[name] for name in KEY) for row in figures}) == len(figures)


def test_a_value_is_a_number_or_empty_and_the_status_says_why(figures):
    for row in figures:
        assert re.fullmatch(r"([0-9]+(\.[0-9])?)?", row["value"]), row
        assert row["text"]
        if row["status"] != "shown":
            assert row["value"] == row["base_low"] == row["base_high"] == row["numerator"] == row["edge"] == ""
            assert row["text"] == {"withheld": "[c]", "none": "–"}[row["status"]]
    assert {row["status"] for row in figures} == {"shown", "withheld", "none"}


def test_figures_are_said_in_words_as_the_pages_say_them(figures):
    about = {"measure": "self_assessment", "level": "system"}
    assert one(figures, **about, subject_kind="overall", statistic="count")["text"] == "5 of 7"
    assert one(figures, **about, subject_kind="stage", subject="1a:1")["text"] == "2"
    assert one(figures, **about, subject_kind="statement", subject="1a")["value"] == "2.2"
    own = {"measure": "self_assessment", "level": "service", "place": "Health service 1", "subject": "1a"}
    assert one(figures, **own)["text"] == "Realise"
    answers = one(figures, measure="workforce_take_up", level="sector", place="Health", statistic="responses")
    assert (answers["value"], answers["text"], answers["base_low"]) == ("", "about 95", "95")


def test_figures_name_what_they_are_about(figures):
    question = one(figures, measure="workforce_results", level="system", subject="w3a", statistic="share_positive")
    assert question["subject_title"] == "I plan support around people's strengths"
    assert question["measure_title"] == "Workforce survey results"
    option = next(row for row in figures if row["subject_kind"] == "option")
    assert ": " in option["subject_title"]
    assert {row["sector"] for row in figures if row["level"] == "system"} == {""}
    assert {row["sector"] for row in figures if row["level"] == "rest"} <= {"Health", "Schools"}


def test_the_description_beside_the_csv_fits_it(admin, figures):
    answer = admin.get(reverse("reporting:figures-metadata", args=HERE))
    assert answer["Content-Type"] == "application/csvm+json"
    described = json.loads(answer.content)
    assert described["@context"][0] == "http://www.w3.org/ns/csvw"
    assert described["url"] == "figures.csv"
    assert "Autumn 2026" in described["dc:title"]
    assert described["dc:provenance"].startswith("Method ")
    assert described["dc:rights"]
    columns = described["tableSchema"]["columns"]
    assert [column["titles"][0] for column in columns] == list(figures[0])
    assert all(column["dc:description"] for column in columns)
    fits = {"string": ".*", "decimal": r"[0-9]+(\.[0-9]+)?", "nonNegativeInteger": "[0-9]+", "date": r"\d{4}-\d\d-\d\d"}
    for column in columns:
        datatype = column["datatype"]
        pattern = re.compile(fits[datatype] if isinstance(datatype, str) else datatype["format"])
        for row in figures:
            cell = row[column["name"]]
            assert pattern.fullmatch(cell) if cell else not column["required"], (column["name"], row)
    assert set(described["tableSchema"]["primaryKey"]) <= set(figures[0])


def test_the_csv_says_where_its_description_is(admin):
    answer = admin.get(reverse("reporting:figures-csv", args=HERE))
    assert reverse("reporting:figures-metadata", args=HERE) in answer["Link"]
    assert answer.content.startswith(b"\xef\xbb\xbf")


def workbook(client, here=HERE):
    answer = file_from(client, reverse("reporting:figures-xlsx", args=here))
    assert "spreadsheetml" in answer["Content-Type"]
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def test_the_workbook_has_a_sheet_a_table_and_the_same_figures(admin, figures):
    book = workbook(admin)
    assert book.sheetnames == ["Read me", "Impact matrix", "Figures", "Columns"]
    lines = list(book["Figures"].iter_rows(values_only=True))
    assert list(lines[0]) == list(figures[0])
    assert len(lines) == len(figures) + 1
    for line, row in zip(lines[1:], figures, strict=True):
        for name, cell in zip(lines[0], line, strict=True):
            if name == "value" and cell is not None:
                assert float(cell) == float(row["value"])
            else:
                assert ("" if cell is None else str(cell)) == row[name]
    cells = {(row[1], row[2]) for row in book["Impact matrix"].iter_rows(min_row=2, values_only=True)}
    assert len(cells) == 12
    assert {cell.value for cell in book["Columns"]["B"]} >= {column.name for column in COLUMNS}
    assert any("[c]" in str(cell.value) for cell in book["Read me"]["B"])


def test_numbers_of_the_workbook_are_numbers(admin):
    sheet = workbook(admin)["Figures"]
    column = [cell.value for cell in next(sheet.iter_rows())].index("value")
    assert {line[column].data_type for line in sheet.iter_rows(min_row=2)} == {"n"}


def test_r6_a_name_that_looks_like_a_formula_is_harmless_everywhere(db, client):
    names = ["=1+1", "+44 20", "-x", "@here", "＝2"]
    borough, here = Borough("formulas", {"Health": [12] * len(names)}), ["formulas", "autumn-2026"]
    for service, name in zip(borough.services, names, strict=True):
        Service.objects.filter(pk=service.pk).update(name=name)
    release_round(borough.close().round)
    client.force_login(borough.member("admin"))
    cells = [cell for sheet in workbook(client, here) for line in sheet.iter_rows() for cell in line if cell.value]
    assert "f" not in {cell.data_type for cell in cells}
    assert {f"'{name}" for name in names} <= {cell.value for cell in cells}
    assert not [cell for cell in cells if str(cell.value)[0] in "=+-@\t"]
    text = client.get(reverse("reporting:figures-csv", args=here)).content.decode("utf-8-sig")
    for name in names:
        assert f"'{name}" in text
        assert f",{name}" not in text


@pytest.mark.parametrize("role", ["programme_lead", "training_lead", "reviewer", "paper_keyer"])
def test_only_the_board_and_an_admin_take_all_figures_away(released, client, role):
    client.force_login(released.member(role))
    for name in ("figures-csv", "figures-metadata", "matrix-csv"):
        assert client.get(reverse(f"reporting:{name}", args=HERE)).status_code == 403
    assert client.post(reverse("reporting:figures-xlsx", args=HERE)).status_code == 403


def test_each_download_of_figures_is_noted(admin):
    admin.get(reverse("reporting:figures-csv", args=HERE))
    admin.post(reverse("reporting:figures-xlsx", args=HERE))
    admin.get(reverse("reporting:matrix-csv", args=HERE))
    noted = AuditEntry.objects.filter(what="exported").order_by("pk")
    assert [entry.about.split(" of ")[0] for entry in noted] == ["all figures", "a workbook", "the matrix"]


def test_someone_who_may_not_read_a_service_s_own_word_does_not_take_it_away(admin):
    own = ReleasedFigure.objects.filter(measure="self_assessment", level="service", status="shown")
    taken = [figure for figure in own if may_be_taken(figure, lambda measure, place: measure != "self_assessment")]
    assert taken
    assert {(figure.subject_kind, figure.statistic) for figure in taken} == {("overall", "count")}
    surveys = ReleasedFigure.objects.exclude(measure="self_assessment")
    assert all(may_be_taken(figure, lambda measure, place: measure != "self_assessment") for figure in surveys)

"""S12: page, chart, CSV, workbook, PDF and feed say the same figure."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reporting.export import feed_keys
from tests.builders import text_of
from tests.taking import file_from

from .reading_back import csv_of, pdf_text, sheet_of, tables_of

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
HERE = ["elmham", "autumn-2026"]
VOICES = {
    "Services": ("self_assessment", "mean", 0, 4),
    "Staff": ("workforce_results", "mean", 1, 5),
    "Families": ("families_results", "mean", 1, 5),
}


@pytest.fixture
def admin(released, client):
    client.force_login(released.member("admin"))
    return client


@pytest.fixture
def figures(admin) -> list[dict[str, str]]:
    return csv_of(admin.get(reverse("reporting:figures-csv", args=HERE)))


def find(figures, measure, statistic, kind="overall", subject="", level="system", place=None):
    found = [
        row
        for row in figures
        if (row["measure"], row["statistic"], row["subject_kind"], row["subject"], row["level"])
        == (measure, statistic, kind, subject, level)
        and place in (None, row["place"])
    ]
    assert len(found) == 1
    return found[0]


def test_the_workbook_says_what_the_csv_says(admin, figures):
    sheet = sheet_of(file_from(admin, reverse("reporting:figures-xlsx", args=HERE)), "Figures")
    assert len(sheet) == len(figures)
    for cells, row in zip(sheet, figures, strict=True):
        number = cells.pop("value"), row["value"]
        assert number == ("", "") or float(number[0]) == float(number[1])
        assert cells == {name: text for name, text in row.items() if name != "value"}


def test_the_feed_says_what_the_csv_says(admin, figures, released):
    person = released.partnership.audit_entries.filter(what="exported").first().by
    _, key = feed_keys.make_key(person=person, partnership=released.partnership, name="A", at=timezone.now())
    answer = Client().get("/feed/elmham/latest/figures.csv", headers={"Authorization": f"Bearer {key}"})
    assert csv_of(answer) == figures


@pytest.mark.parametrize("measure", ["workforce_results", "families_results"])
def test_a_page_of_results_says_what_the_csv_says(admin, figures, measure):
    tables = tables_of(admin.get(reverse("reporting:measure-results", args=[*HERE, measure])))
    asked = [
        row for row in figures if (row["measure"], row["level"], row["subject_kind"]) == (measure, "system", "question")
    ]
    shares = [row for row in asked if row["statistic"] == "share_positive"]
    on_page = {line[0]: line[1] for name, lines in tables.items() if name[:1].isdigit() for line in lines[1:]}
    assert len(shares) > 5
    for row in shares:
        assert on_page[row["subject_title"]] == row["text"]
    by_sector = next(lines for name, lines in tables.items() if "by sector" in name)
    sectors = {line[0]: line[1:3] for line in by_sector[1:]}
    for name, (share, mean) in sectors.items():
        at = {"level": "sector", "place": name.partition(" (")[0]}
        assert share == find(figures, measure, "share_positive", **at)["text"]
        assert mean == find(figures, measure, "mean", **at)["text"]


def test_withheld_is_withheld_everywhere(admin, figures, released):
    small = released.services[-1]
    table = tables_of(admin.get(reverse("reporting:measure-services", args=[*HERE, "workforce_results"])))["Schools"]
    line = next(line for line in table if line[0] == small.name)
    row = find(figures, "workforce_results", "share_positive", level="service", place=small.name)
    assert line[1] == row["text"] == "[c]"
    assert (row["value"], row["status"]) == ("", "withheld")


def test_the_table_of_the_chart_and_the_chart_say_what_the_csv_says(admin, figures):
    answer = admin.get(reverse("reporting:voices", args=HERE))
    tables = tables_of(answer)
    drawn = re.search(r"<desc[^>]*>(.*?)</desc>", answer.content.decode(), re.DOTALL)[1]
    numbers, behind = (
        tables["The same figures as a table, from 0 (not yet) to 100 (fully)"],
        tables["Averages on each scale"],
    )
    compared = 0
    for along, means in zip(numbers[1:], behind[1:], strict=True):
        feature = along[0].split()[0]
        for column, (measure, statistic, lowest, highest) in enumerate(VOICES.values(), start=1):
            if along[column] in ("not asked", "–", "[c]"):
                assert along[column] == means[column]
                continue
            row = find(figures, measure, statistic, "feature", feature)
            assert means[column].startswith(f"{row['text']} from ")
            share = 100 * (float(row["value"]) - lowest) / (highest - lowest)
            number, *partly = along[column].split(" ", 1)
            assert (partly or [""])[0].strip("()") == row["note"]
            assert row["edge"] or abs(float(number) - share) <= 0.5
            assert along[column] in drawn
            compared += 1
    assert compared > 10


def test_the_matrix_says_the_same_on_the_page_in_csv_workbook_and_pdf(admin, figures):
    matrix = csv_of(admin.get(reverse("reporting:matrix-csv", args=HERE)))
    assert sheet_of(file_from(admin, reverse("reporting:figures-xlsx", args=HERE)), "Impact matrix") == matrix
    page = text_of(admin.get(reverse("reporting:dashboard", args=["elmham"])))
    pdf = pdf_text(file_from(admin, reverse("reporting:board-pack-pdf", args=HERE)).content)
    led = [row for row in matrix if row["figure"]]
    assert len(led) >= 8
    for row in led:
        said = f"{row['figure']} {row['of']}".strip()
        assert said in page, said
        assert said in pdf, said
    system = next(row for row in led if (row["measure"], row["level"]) == ("workforce_results", "system"))
    assert system["figure"] == find(figures, "workforce_results", "share_positive")["text"]


def test_the_board_pack_says_what_the_csv_says_on_the_page_and_as_a_pdf(admin, figures):
    tables = tables_of(admin.get(reverse("reporting:board-pack", args=HERE)))
    pdf = pdf_text(file_from(admin, reverse("reporting:board-pack-pdf", args=HERE)).content)
    compared = 0
    for name, lines in tables.items():
        if not name[:1].isdigit():
            continue
        feature = name.split()[0]
        for line in lines[1:]:
            assert " ".join(line) in pdf
            measure = {"Services:": "self_assessment", "Staff:": "workforce_results", "Families:": "families_results"}
            key = measure[line[0].split()[0]]
            statistics = ["mean"] if key == "self_assessment" else ["share_positive", "mean"]
            texts = [find(figures, key, statistic, "feature", feature)["text"] for statistic in statistics]
            assert line[1] == ("[c]" if "[c]" in texts else " · ".join(texts))
            compared += 1
    assert compared > 10
    answers = find(figures, "workforce_take_up", "responses")
    assert tables["Responses in the whole partnership"][1][1] == answers["text"]
    for line in (*tables["Responses in the whole partnership"][1:], *tables["Responses by sector"][1:]):
        assert " ".join(line) in pdf


def test_the_theory_of_change_says_what_the_csv_says(admin, figures):
    page = text_of(admin.get(reverse("reporting:theory", args=["elmham"])))
    row = find(figures, "families_results", "share_positive", "statement", "3b")
    assert f"{row['text']} Positive answers, families’ survey results · 3b" in page

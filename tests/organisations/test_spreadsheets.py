"""CSV that leaves: RFC 4180, readable by Excel, and never run as a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organisations.spreadsheets import csv_response, defused

DANGEROUS = tuple("=+-@\t\r\0")
cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://example.org","click")',
        "+44 20 7946 0000",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1+1)",
        "\t=1+1",
        "\r=1+1",
        "\0=1+1",
        "=",
        "-",
        "--1",
        "+1 ",
        "-inf",
        "+nan",
        "\ufeff=1+1",
        " =1+1",
        "＝1+1",
    ],
)
def test_what_a_spreadsheet_would_run_gets_a_quote_before_it(text: str):
    assert defused(text).startswith("'")


@pytest.mark.parametrize("text", ["-3", "+4", "-2.5", "12", "Ward", "a=b", "1-2", "'quoted'", "", "Children’s ward"])
def test_numbers_and_plain_words_stay_as_they_are(text: str):
    assert defused(text) == text


def test_nothing_is_an_empty_cell():
    assert defused(None) == ""
    assert defused(0) == "0"


@given(cells)
def test_no_cell_ever_begins_like_a_formula(text: str):
    safe = defused(text)
    assert "\0" not in safe
    assert not safe.startswith(DANGEROUS) or float(safe) is not None
    assert safe in (text.replace("\0", ""), f"'{text}".replace("\0", ""))


@given(st.lists(st.lists(cells, min_size=2, max_size=2), max_size=5))
def test_every_cell_comes_back_as_it_left(rows: list[list[str]]):
    content = csv_response(["one", "two"], rows, "a.csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    assert text.endswith("\r\n")
    back = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert back == [["one", "two"], *([defused(cell) for cell in row] for row in rows)]


def test_a_download_says_what_it_is():
    response = csv_response(["a"], [["b"]], "services.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="services.csv"'
    assert response.content == b"\xef\xbb\xbfa\r\nb\r\n"


def test_the_list_of_services_is_defused(borough):
    borough.services["ward"].name = "=1+1"
    borough.services["ward"].save()
    export = borough.client("admin").get(f"/{borough.slug}/exports/services.csv").content.decode("utf-8-sig")
    assert "Health,Hospital,'=1+1,40\r\n" in export

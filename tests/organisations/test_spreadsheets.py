"""Files that leave: RFC 4180, readable by Excel, and never run as a formula."""

import csv
import io
from types import SimpleNamespace as Row

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organisations import resources
from organisations.models import AuditEntry, Service
from organisations.resources import Column, Export, ServicesExport, YesNo
from tables.guards import defused

DANGEROUS = tuple("=+-@\t\r\0")


class TwoColumns(Export):
    """A table of two columns, as short as they come."""

    about, called = "two columns", "two"
    one = Column("one", "one")
    two = Column("two", "two__name")


def row(one: object, two: object) -> Row:
    return Row(one=one, two=Row(name=two))


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
    content = TwoColumns().csv([row(*each) for each in rows], "a.csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    assert text.endswith("\r\n")
    back = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert back == [["one", "two"], *([defused(cell) for cell in each] for each in rows)]


def test_a_download_says_what_it_is():
    response = TwoColumns().csv([row("b", 3)], "services.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="services.csv"'
    assert response.content == b"\xef\xbb\xbfone,two\r\nb,3\r\n"


def test_a_value_that_is_not_there_is_an_empty_cell_and_one_that_is_misspelt_is_an_error():
    assert list(TwoColumns().lines([Row(one=None, two=None)])) == [[None, None]]
    with pytest.raises(AttributeError, match="name"):
        list(TwoColumns().lines([Row(one=1, two=Row(nam="misspelt"))]))


def test_yes_and_no_are_words():
    assert [YesNo().render(value) for value in (True, False, None, "2026-10-01")] == ["yes", "no", "no", "yes"]


@pytest.mark.django_db
def test_a_long_file_is_sent_from_the_disk_and_is_whole():
    rows = [row(f"=line {number}", "x" * 200) for number in range(12_000)]
    response = TwoColumns().csv(rows, "long.csv")
    assert response.streaming
    content = response.getvalue()
    assert int(response["Content-Length"]) == len(content) > 2_000_000
    assert (
        content
        == TwoColumns().csv(rows[:1], "a.csv").content[:10]
        + "".join(f"\r\n'=line {number},{'x' * 200}" for number in range(12_000)).encode()
        + b"\r\n"
    )
    response.close()


@pytest.mark.django_db
def test_a_file_that_fails_on_the_way_is_no_file_and_no_entry(borough):
    def rows():
        yield row("a", "b")
        raise ValueError("the database is gone")

    with pytest.raises(ValueError, match="gone"):
        TwoColumns().take_away(rows(), partnership=borough.partnership, by=borough.people["admin"])
    assert not AuditEntry.objects.filter(what="exported").exists()


def test_a_row_that_is_added_while_a_file_is_written_repeats_no_other(borough, monkeypatch):
    monkeypatch.setattr(resources, "ROWS_AT_ONCE", 2)
    ward = borough.services["ward"]
    places = {"sector": ward.sector, "organisation": ward.organisation}
    for number in range(6):
        Service.objects.create(**places, name=f"Team {number}", slug=f"team-{number}")
    found = Service.objects.filter(name__startswith="Team").prefetch_related("survey_links").order_by("name")
    lines = ServicesExport().lines(found)
    names = [next(lines)[2], next(lines)[2]]
    Service.objects.create(**places, name="Team", slug="team")  # it comes before all others
    names += [line[2] for line in lines]
    assert names == [f"Team {number}" for number in range(6)]


def test_the_list_of_services_is_defused(borough):
    borough.services["ward"].name = "=1+1"
    borough.services["ward"].save()
    export = borough.client("admin").get(f"/{borough.slug}/exports/services.csv").content.decode("utf-8-sig")
    assert "Health,Hospital,'=1+1,40,\r\n" in export

"""Outcome indicators: typed in one by one or imported from a file, and shown year by year."""

import csv
import io

import pytest
from django.urls import reverse

from organisations.models import AuditEntry, ImportDraft
from reporting.models import OutcomeIndicator
from reporting.read.indicators import series_of
from tests.builders import Borough
from tests.organisations.importing import Sent

HEADER = "name,year,value,unit,source,good_is\n"
GOOD = HEADER + 'Exclusions,2024,0.14,%,Statistics,lower\nExclusions,2025,"1,240.5",%,Statistics,Lower\n'


@pytest.fixture
def borough(elmfield: Borough) -> Borough:
    return elmfield


@pytest.fixture
def admin(borough):
    return borough.client("admin")


def keep(borough, **changes) -> OutcomeIndicator:
    fields = {"name": "Exclusions", "year": 2024, "value": "0.1", "unit": "%", "source": "A", "good_is": "lower"}
    return OutcomeIndicator.objects.create(partnership=borough.partnership, **(fields | changes))


def send(borough, text: str) -> Sent:
    return Sent(borough, text, "a.csv", what="indicators")


def outcomes(sent: Sent) -> list[str]:
    return [row.outcome for row in sent.plan.rows]


def test_a_file_is_shown_first_and_written_when_agreed(borough):
    sent = send(borough, GOOD)
    assert "would add 2 figures of 1 indicator" in sent.page.content.decode()
    assert not OutcomeIndicator.objects.exists()
    sent.agree()
    assert "2 added, 0 changed" in sent.page.content.decode()
    assert [each.text for each in OutcomeIndicator.objects.order_by("year")] == ["0.14", "1,240.5"]
    assert AuditEntry.objects.filter(what="imported indicators").count() == 1
    assert not ImportDraft.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",2024,1,%,A,lower", "The indicator is missing"),
        ("B,1066,1,%,A,lower", "not a year that we understand"),
        ("B,1901,1,%,A,lower", "Enter a year from 1990 to 2100"),
        ("B,,1,%,A,lower", "The year is missing"),
        ('B,2024,"1,2",%,A,lower', "not a figure that we understand"),
        ("B,2024,1,,A,lower", "What is the unit of “B”?"),
        ("B,2024,1,%,,lower", "The source is missing"),
        ("B,2024,1,%,A,sideways", "does not say which is better"),
        ("B,2024,12%,per 1000,A,lower", "have a % sign, but the unit says “per 1000”"),
        ("B,2024,200000000000000,%,A,lower", "very large figure"),
        (f"{'B' * 201},2024,1,%,A,lower", "The indicator is longer than 200 characters"),
    ],
)
def test_a_line_that_cannot_be_read_waits_or_is_set_aside_and_the_others_go_in(borough, line, reason):
    sent = send(borough, HEADER + "Fine,2024,1,%,A,lower\n" + line + "\n")
    assert reason in sent.page.content.decode()
    assert [row.outcome in ("aside", "waiting") for row in sent.plan.rows] == [False, True]
    sent.leave_out().agree()
    assert [each.name for each in OutcomeIndicator.objects.all()] == ["Fine"]


def test_the_same_year_twice_is_set_aside_unless_it_says_the_same(borough):
    sent = send(borough, HEADER + "A,2024,1,%,S,lower\na,2024,2,%,S,lower\nA ,2024,1,%,S,lower\n")
    assert outcomes(sent) == ["added", "aside", "unchanged"]
    assert "already has a figure for 2024 in line 2" in sent.plan.rows[1].notes[0]


def test_years_of_one_indicator_share_unit_and_direction(borough):
    keep(borough)
    lines = ["exclusions,2025,1,per 1000,S,lower", "B,2024,1,%,S,lower", "B,2025,1,%,S,higher", "B,2026,1,per cent,S,"]
    sent = send(borough, HEADER + "\n".join(lines))
    assert outcomes(sent) == ["waiting", "added", "waiting", "waiting"]
    sent.answer(per_cent="same", Better_is="same").leave_out().agree()
    found = OutcomeIndicator.objects.filter(name="B")
    assert set(found.values_list("unit", "good_is")) == {("%", "lower")}
    assert found.count() == 3
    assert OutcomeIndicator.objects.get(name="Exclusions").unit == "%"


def test_a_file_with_all_years_can_change_their_unit_and_a_part_of_it_cannot(borough):
    keep(borough)
    keep(borough, year=2025)
    lines = ["Exclusions,2024,1,per 1000,S,", "Exclusions,2025,1,per 1000,S,"]
    sent = send(borough, HEADER + "\n".join([lines[0], f"{lines[1]}higher"]))
    sent.leave_out()
    assert outcomes(sent) == ["aside", "aside"]  # the other year would keep its unit
    send(borough, HEADER + "\n".join(lines)).agree()
    assert set(OutcomeIndicator.objects.values_list("unit", "good_is")) == {("per 1000", "")}


def test_what_is_there_is_changed_and_what_is_not_in_the_file_stays(borough):
    keep(borough)
    keep(borough, name="Placements")
    sent = send(borough, HEADER + "Exclusions,2024,0.2,%,A,lower\n")
    assert "value changes from 0.1 to 0.2" in sent.page.content.decode()
    sent.agree()
    found = {each.name: each.text for each in OutcomeIndicator.objects.all()}
    assert found == {"Exclusions": "0.2", "Placements": "0.1"}


def test_a_plain_year_takes_nothing_from_how_the_source_writes_it(borough):
    keep(borough, period="2023/24")
    assert outcomes(send(borough, HEADER + "Exclusions,2024,0.1,%,A,lower\n")) == ["unchanged"]


def test_an_import_is_undone_to_what_stood_before(borough):
    keep(borough, value=None)
    sent = send(borough, HEADER + "Exclusions,2024,0.2,%,A,lower\nB,2024/25,0,%,S,\n")
    run = sent.agree()
    sent.admin.post(reverse("organisations:import-undo", args=["elmfield", run.pk]))
    assert [(each.name, each.text) for each in OutcomeIndicator.objects.all()] == [("Exclusions", "not published")]


def test_what_is_taken_away_can_be_imported_again(borough, admin):
    keep(borough, value="-1240.5", source="=1+1")
    keep(borough, name="B", year=2025, period="2024/25", value=None, good_is="")
    keep(borough, name="B", year=2024, first_year=2022, good_is="")
    answer = admin.get(reverse("reporting:indicators-csv", args=["elmfield"]))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    told = [(row["period_as_written"], row["value"], row["published"]) for row in rows]
    assert told == [("2022 to 2024", "0.1", "yes"), ("2024/25", "", "no"), ("2024", "-1240.5", "yes")]
    assert rows[2]["source"] == "'=1+1"
    assert outcomes(send(borough, answer.content.decode("utf-8-sig"))) == ["unchanged"] * 3
    before = list(OutcomeIndicator.objects.order_by("pk").values_list("name", "year", "first_year", "period", "value"))
    OutcomeIndicator.objects.all().delete()
    send(borough, answer.content.decode("utf-8-sig")).agree()
    after = OutcomeIndicator.objects.values_list("name", "year", "first_year", "period", "value")
    assert sorted(after, key=str) == sorted(before, key=str)


FORM = {"name": "Exclusions", "year": "2025", "value": "0.2", "unit": "%", "good_is": "lower", "source": "A"}


def test_one_is_typed_in_changed_and_deleted(borough, admin):
    new = reverse("reporting:indicator-create", args=["elmfield"])
    page = admin.post(new, FORM, follow=True).content.decode()
    assert "2025: 0.2%" in page
    found = OutcomeIndicator.objects.get()
    admin.post(reverse("reporting:indicator-edit", args=["elmfield", found.pk]), FORM | {"value": "0.3"})
    assert OutcomeIndicator.objects.get().text == "0.3"
    admin.post(reverse("reporting:indicator-delete", args=["elmfield", found.pk]))
    assert not OutcomeIndicator.objects.exists()
    whats = list(AuditEntry.objects.order_by("pk").values_list("what", flat=True))[-3:]
    assert whats == ["added an indicator", "changed an indicator", "deleted an indicator"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"year": "2024"}, "already has a value for this year"),
        ({"unit": "per 1,000"}, "Enter “%”, the unit"),
        ({"good_is": "higher"}, "Select the same as for other years"),
        ({"good_is": "nobody"}, "Select the same as for other years"),
        ({"good_is": ""}, "Select higher, lower or no one judges"),
        ({"year": "20"}, "1990"),
        ({"year": "2023/24"}, "already has a value for this year"),
        ({"value": "many"}, "Enter a number"),
        ({"value": ""}, "or select that it was not published"),
        ({"not_published": "on"}, "Clear the value"),
    ],
)
def test_the_form_says_what_to_mend(borough, admin, change, said):
    keep(borough, name="exclusions")
    page = admin.post(reverse("reporting:indicator-create", args=["elmfield"]), FORM | change).content.decode()
    assert said in page
    assert OutcomeIndicator.objects.count() == 1


def test_a_year_is_typed_as_its_source_writes_it_and_a_figure_may_be_unpublished_and_unjudged(borough, admin):
    new = reverse("reporting:indicator-create", args=["elmfield"])
    said = FORM | {"value": "", "not_published": "on", "good_is": "nobody"}
    admin.post(new, said | {"year": "2024/25"})
    page = admin.post(new, said | {"year": "2022-24"}, follow=True).content.decode()
    assert "2024/25: not published<" in page
    assert "2022 to 2024: not published<" in page
    assert "is better" not in page
    found = OutcomeIndicator.objects.get(year=2025)
    edit = reverse("reporting:indicator-edit", args=["elmfield", found.pk])
    form = admin.get(edit).context["form"]
    assert [form[name].value() for name in ("year", "not_published", "good_is")] == ["2024/25", True, "nobody"]
    admin.post(edit, FORM | {"year": "2024/25", "value": "0.3", "good_is": "nobody"})
    assert (fresh := OutcomeIndicator.objects.get(pk=found.pk)).text == "0.3"
    assert fresh.period == "2024/25"


def test_a_table_has_a_row_an_indicator_and_a_column_a_year(borough):
    keep(borough, year=2023, value="12.500", source="Old")
    keep(borough, year=2025)
    keep(borough, name="Placements", good_is="higher", value="0")
    keep(borough, name="Waiting", good_is="", value=None, year=2025, first_year=2023)
    table = series_of(OutcomeIndicator.objects.year_by_year())
    assert table["years"] == [2023, 2024, 2025]
    assert [list(map(str, row)) for row in table["rows"]] == [
        ["Exclusions (%)", "12.5", "–", "0.1", "Lower", "Old; A"],
        ["Placements (%)", "–", "0", "–", "Higher", "A"],
        ["Waiting (%)", "–", "–", "not published (2023 to 2025)", "Not judged", "A"],
    ]


def test_the_board_reads_indicators_and_takes_them_away_and_only_an_admin_keeps_them(borough):
    found = keep(borough)
    client = borough.client("board")
    page = client.get(reverse("reporting:indicators", args=["elmfield"])).content.decode()
    assert "2024: 0.1%" in page
    edit = reverse("reporting:indicator-edit", args=["elmfield", found.pk])
    create = reverse("reporting:indicator-create", args=["elmfield"])
    assert edit not in page
    assert create not in page
    assert b"Exclusions" in client.get(reverse("reporting:indicators-csv", args=["elmfield"])).content
    for address in (edit, create, reverse("reporting:indicators-import", args=["elmfield"])):
        assert client.get(address).status_code == 403
    assert client.post(reverse("reporting:indicator-delete", args=["elmfield", found.pk])).status_code == 403

"""Files of outcome indicators, as public statistics are published: they go in as they are."""

import pytest
from django.urls import reverse

from reporting.models import OutcomeIndicator
from tests.builders import Borough
from tests.organisations.importing import Sent, file_of, xlsx

HEADER = "name,year,value,unit,source,good_is\n"


@pytest.fixture
def borough(elmfield: Borough) -> Borough:
    return elmfield


def send(borough: Borough, content: str | bytes, name: str = "figures.csv") -> Sent:
    return Sent(borough, content, name, what="indicators")


def case(borough: Borough, name: str) -> Sent:
    return send(borough, file_of(name), name)


def figures() -> list[tuple[str, str, str]]:
    found = OutcomeIndicator.objects.year_by_year()
    return [(each.name, each.when, each.text + each.unit_after) for each in found]


def test_a_cell_that_shows_14_5_per_cent_is_14_5(borough):
    case(borough, "ind_xlsx_percent_cell.xlsx").agree()
    assert figures() == [("Pupils suspended", "2024", "14.5%")]


def test_many_decimals_are_rounded_and_that_is_said(borough):
    sent = case(borough, "ind_many_decimals.csv")
    assert "rounded to 6.93159" in sent.page.content.decode()
    sent.agree()
    assert figures() == [("Diabetes prevalence", "2018", "6.93159%")]


def test_values_in_all_their_forms(borough):
    sent = case(borough, "ind_value_formats.csv")
    assert [question.lines for question in sent.plan.asking.open] == [[11], [21]]
    sent.answer(have_no_figure="yes", very_large="=99999999999").agree()
    found = {each.name: each.text for each in OutcomeIndicator.objects.all()}
    hidden = dict.fromkeys(("P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9"), "not published")
    assert found == hidden | {
        "P0": "1,240",
        "P1": "12",
        "P10": "3.141593",
        "P11": "1,000",
        "P12": "12",
        "P13": "4",
        "P14": "-4",
        "P15": "1,200",
        "P16": "1,240",
        "P17": "0.5",
        "P18": "4",
        "P19": "99,999,999,999",
        "P20": "0",
    }


def test_years_in_all_their_forms(borough):
    sent = case(borough, "ind_year_formats.csv")
    assert [(question.lines, question.choices[0][0]) for question in sent.plan.asking.open] == [([11], "=2024")]
    sent.leave_out().agree()
    assert figures() == [("P", "2020 to 2022", "1%"), ("P", "2023/24", "1%"), ("P", "2024/25", "1%")]
    assert list(OutcomeIndicator.objects.order_by("year").values_list("year", "first_year")) == [
        (2022, 2020),
        (2024, None),
        (2025, None),
    ]


def test_words_for_what_is_good_are_understood_and_none_means_that_nobody_judges(borough):
    case(borough, "ind_good_words.csv").agree()
    found = [each.good_is for each in OutcomeIndicator.objects.order_by("name")]
    assert found == ["lower", "higher", "lower", "lower", "higher", "lower", ""]


def test_a_column_a_year_is_read(borough):
    case(borough, "ind_wide.csv").agree()
    assert figures() == [("P", "2021", "1%"), ("P", "2022", "2%"), ("P", "2023", "3%")]


def test_a_long_official_name_is_taken(borough):
    case(borough, "ind_long_name.csv").agree()
    assert len(OutcomeIndicator.objects.get().name) == 139


def test_a_unit_is_the_same_in_capitals(borough):
    case(borough, "ind_unit_differs_by_capital.csv").agree()
    assert set(OutcomeIndicator.objects.values_list("unit", flat=True)) == {"per cent"}


FINGERTIPS = (
    "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,"
    "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Count,Denominator,Value note,Recent Trend,"
    "Compared to England value or percentiles,Time period Sortable,New data,Compared to goal\n"
)


def published(area: str, *, name="Hospital admissions", sex="Persons", period="2023/24", value="61.25", note="") -> str:
    return (
        f"90832,{name},E92000001,England,E0{len(area)},{area},Districts,{sex},<18 yrs,,,{period},{value},1,2,3,4,"
        f"{note},Increasing,Similar,20230000,,\n"
    )


@pytest.mark.slow
def test_of_a_national_file_one_area_is_asked_for_and_one_sex_and_the_rest_is_left_out(borough):
    rows = [
        published("England"),
        published("Millbrook", value="70.5"),
        published("Millbrook", value="90", sex="Female"),
        published("Millbrook", value="", period="2022/23", note="Value suppressed for disclosure control"),
        published("Millbrook", value="4", name="School readiness", period="2021 - 23"),
    ]
    sent = send(borough, FINGERTIPS + "".join(rows))
    assert "Choose your columns" in sent.page.content.decode()
    sent.choose(unit="=per 100,000", source="=OHID Fingertips")
    assert [(len(one.choices), one.lines) for one in sent.plan.asking.open] == [(3, [2, 3, 4, 5, 6]), (3, [2, 3, 4, 5])]
    sent.answer(several_areas="=millbrook").answer(by_sex="=persons")
    assert "2 rows are about other areas or groups and are left out" in sent.page.content.decode()
    sent.agree()
    assert figures() == [
        ("Hospital admissions", "2022/23", "not published"),
        ("Hospital admissions", "2023/24", "70.5 per 100,000"),
        ("School readiness", "2021 to 2023", "4 per 100,000"),
    ]


def test_a_unit_that_no_column_says_is_asked_for_each_indicator(borough):
    sent = send(borough, "measure,period,rate,source\nA,2024,5,S\nA,2025,6,S\nB,2024,7%,S\n").choose()
    assert [question.lines for question in sent.plan.asking.open] == [[2, 3]]
    sent.answer(unit="=per 1,000").agree()
    assert figures() == [("A", "2024", "5 per 1,000"), ("A", "2025", "6 per 1,000"), ("B", "2024", "7%")]


def test_a_wide_workbook_gives_only_the_bad_year_back_to_mend(borough):
    content = xlsx([["Our figures"], [], ["Indicator", "2021/22", "2022/23", "2020-22"], ["P", 1.5, "about", None]])
    sent = send(borough, content, "wide.xlsx").choose(unit="=%", source="=Ours")
    run = sent.leave_out().agree()
    assert figures() == [("P", "2021/22", "1.5%")]
    mend = [line.split(",") for line in run.aside_text.splitlines()]
    assert ["P", "", "about"] in [line[:3] for line in mend]


def test_a_name_that_is_nearly_a_known_one_is_asked_about(borough):
    said = {"name": "Children’s exclusions", "year": 2024, "value": 1, "unit": "%", "source": "S", "good_is": "lower"}
    OutcomeIndicator.objects.create(partnership=borough.partnership, **said)
    sent = send(borough, HEADER + "Children's  exclusions,2025,2,%,S,\nChildrens exclusion,2026,3,%,S,\n")
    sent.answer(Better_is="same").answer(the_same_as="same").answer(Better_is="same").agree()
    assert {each.name for each in OutcomeIndicator.objects.all()} == {"Children’s exclusions"}
    assert OutcomeIndicator.objects.count() == 3


def test_a_figure_that_is_not_published_says_so_wherever_it_is_shown(borough):
    send(borough, HEADER + "Exclusions,2022-24,[c],% of pupils,S,\n").agree()
    OutcomeIndicator.objects.update(box="outcomes:system-trauma")
    admin = borough.client("admin")
    for address in ("indicators", "theory"):
        page = admin.get(reverse(f"reporting:{address}", args=[borough.slug])).content.decode()
        assert "not published" in page
        assert "2022 to 2024" in page
        assert "None" not in page
        assert "not published%" not in page
    assert "Not judged" in page

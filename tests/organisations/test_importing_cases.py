"""Files as councils and national bodies have them go in as they are: each with what it would do, and what it asks."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from organisations.importing.services import totals
from organisations.models import Organisation, Sector, Service
from tests.builders import Borough
from tests.organisations.importing import Sent, file_of

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Case:
    """What a file brings into a partnership that has Health, Schools and early years, and Children's social care."""

    added: int
    sectors: int = 0
    organisations: int = 1
    aside: dict[int, str] = field(default_factory=dict)  # line to words of the reason
    asks: tuple[str, ...] = ()  # words of each question, in their order
    answers: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] | None = None  # chosen by hand, where the page of columns comes first


HEADER_LINE = "It stands above the names of the columns"
CASES = {
    "svc_utf16_unicode_text.csv": Case(1, sectors=1),
    "svc_utf16_unicode_text_10_rows.txt": Case(10, sectors=5, organisations=6),
    "svc_macroman.csv": Case(1, sectors=1),
    "svc_sep_line.csv": Case(1, sectors=1),
    "svc_old_excel.xls": Case(24, sectors=3, organisations=8),
    "svc_opendocument.ods": Case(24, sectors=3, organisations=8),
    "svc_html_called_xls.xls": Case(1),
    "svc_title_row_above.csv": Case(1, sectors=1, aside={1: HEADER_LINE}),
    "svc_directory_title_other_names.xlsx": Case(
        40,
        sectors=5,
        organisations=16,
        aside={1: HEADER_LINE},
        asks=("count posts",),
        answers={"count posts": "blank"},
        columns={},
    ),
    "svc_school_register_69_columns.csv": Case(60, organisations=60, columns={"sector": "=Health", "headcount": ""}),
    "svc_organisation_extract_no_header.csv": Case(
        30,
        organisations=30,
        columns={"sector": "=Health"},
        asks=("name no organisation",),
        answers={"name no organisation": "yes"},
    ),
    "svc_xlsx_second_sheet.xlsx": Case(1, sectors=1),
    "svc_xlsx_merged_cells.xlsx": Case(3, sectors=1),
    "svc_xlsx_hidden_and_total_row.xlsx": Case(
        2, sectors=1, organisations=2, aside={4: "It is a total"}, asks=("rows are hidden",), answers={"hidden": "yes"}
    ),
    "svc_extra_columns.csv": Case(1, sectors=1),
    "svc_us_spelling.csv": Case(1, sectors=1),
    "svc_header_case_and_spaces.csv": Case(1, sectors=1),
    "svc_headcounts_and_sectors_messy.csv": Case(
        20,
        sectors=2,
        aside={22: "already in line 2", 23: "line 3", 24: "line 4", 25: "line 5", 27: "It is a total"},
        asks=("count posts", "are rough", "“Educaton”", "are 0", "“Edu cation”"),
        answers={"count posts": "use", "are rough": "use", "Educaton": "same", "are 0": "blank", "Edu cation": "same"},
    ),
    "svc_sector_spellings.csv": Case(
        15,
        aside={16: "already in line 15", 17: "already in line 15"},
        sectors=4,
        organisations=2,
        asks=("“Educaton”", "“Edu cation”", "“Heath”", "“St. Mary's School”"),
        answers={"Educaton": "same", "Edu cation": "same", "Heath": "same", "St. Mary": "same"},
    ),
    "svc_curly_apostrophe.csv": Case(1),
    "svc_nfd_accents.csv": Case(1, sectors=1, aside={3: "already in line 2"}),
    "svc_nbsp_and_double_spaces.csv": Case(1, aside={3: "already in line 2", 4: "already in line 2"}),
    "svc_xlsx_types.xlsx": Case(
        4,
        sectors=1,
        organisations=4,
        asks=("“2026-03-01” is a date", "are no number", "“TRUE” is true or false", "count posts"),
        answers={"is a date": "yes", "are no number": "blank", "true or false": "yes", "count posts": "use"},
    ),
    "svc_linebreak_in_cell.csv": Case(1, sectors=1),
    "svc_line_break_then_mistake.csv": Case(
        3,
        sectors=1,
        organisations=3,
        asks=("“Sch ools”", "are no number"),
        answers={"Sch ools": "same", "are no number": "blank"},
    ),
    "svc_blank_lines_line_numbers.csv": Case(
        2, sectors=1, organisations=2, asks=("are no number",), answers={"are no number": "blank"}
    ),
    "svc_names_that_start_like_formulas.csv": Case(2, organisations=2),
    "svc_quote_broken.csv": Case(0, organisations=0, aside={2: "quotation mark"}),
}


@pytest.fixture
def millbrook(borough: Borough) -> Borough:
    """A partnership with the sectors that these files know, and nothing in it."""
    Service.objects.all().delete()
    Organisation.objects.all().delete()
    Sector.objects.all().delete()
    for name in ("Health", "Schools and early years", "Children's social care"):
        Sector.objects.create(partnership=borough.partnership, name=name, slug=name[:6].lower())
    return borough


def brought(millbrook: Borough, name: str, case: Case) -> Sent:
    """The file sent in, with its columns chosen and its questions answered, as the case says."""
    sent = Sent(millbrook, file_of(name), name)
    if case.columns is not None:
        sent.choose(**case.columns)
    assert [
        question.text for question in sent.plan.asking.open if not any(words in question.text for words in case.asks)
    ] == []
    assert len(sent.plan.asking.open) == len(case.asks)
    for words, value in case.answers.items():
        sent.answer(**{words.replace(" ", "_"): value})
    return sent


@pytest.mark.parametrize("name", CASES)
def test_a_file_goes_in_as_it_is(name: str, millbrook: Borough):
    case = CASES[name]
    sent = brought(millbrook, name, case)
    plan = sent.plan
    assert not plan.asking.open
    reasons = {row.line: "; ".join(row.notes) for row in plan.set_aside()}
    assert reasons.keys() == case.aside.keys()
    assert all(words in reasons[line] for line, words in case.aside.items())
    assert (plan.added, plan.new_places["sectors"], plan.new_places["organisations"]) == (
        case.added,
        case.sectors,
        case.organisations,
    ), totals(plan)
    if not case.added:
        return
    run = sent.agree()
    assert (run.added, run.aside) == (case.added, len(case.aside))
    assert Service.objects.in_partnership(millbrook.partnership).count() == case.added
    assert Organisation.objects.count() == case.organisations
    # The very same file brings nothing more.
    again = (
        brought(millbrook, name, Case(0, asks=(), columns=None))
        if not case.asks
        else Sent(millbrook, file_of(name), name)
    )
    assert not again.plan.added

"""The board pack: a page, and the same as a tagged PDF."""

import re
from decimal import Decimal
from types import SimpleNamespace

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from django.urls import reverse

from organisations.actions import close_round
from organisations.models import AuditEntry, Round
from reporting.models import Decision, OutcomeIndicator, ReleasedFigure
from reporting.read import by_sector
from tests.builders import days, release_round, text_of
from tests.organisations.test_known_faults import kinds, said
from tests.taking import file_from

from .reading_back import pdf_bones, pdf_text, tables_of

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
HERE = ["elmham", "autumn-2026"]


@pytest.fixture
def board(released, client):
    client.force_login(released.member("board_member"))
    return client


def test_the_pack_holds_everything_of_one_release_in_the_order_of_a_meeting(board, released):
    OutcomeIndicator.objects.create(
        partnership=released.partnership,
        name="Exclusions",
        year=2025,
        value="0.1",
        unit="%",
        source="S",
        good_is="lower",
    )
    page = text_of(board.get(reverse("reporting:board-pack", args=HERE)))
    parts = (
        "Board pack: Autumn 2026",
        "Released on",
        "The impact measurement matrix",
        "How to read these results",
        "Who took part",
        "Three voices",
        "Results by feature",
        "Theory of change",
        "Exclusions (%)",
        "How people are protected",
        "never ranked",
    )
    rest = page
    for part in parts:
        _before, found, rest = rest.partition(part)
        assert found, part
    assert "means not shown, to protect people" in page
    assert "by method" in page


def test_the_tables_of_the_pack_say_what_was_released(board):
    tables = tables_of(board.get(reverse("reporting:board-pack", args=HERE)))
    overall = ReleasedFigure.objects.get(measure="workforce_take_up", level="system", statistic="responses")
    assert tables["Responses in the whole partnership"][1][1] == overall.text
    feature = tables["1 Screening for and recording trauma / ACEs"]
    found = ReleasedFigure.objects.filter(level="system", subject_kind="feature", subject="1")
    share, mean = (found.get(measure="workforce_results", statistic=s) for s in ("share_positive", "mean"))
    assert feature[2][1:3] == [f"{share.text} · {mean.text}", share.base_text]
    sectors = tables["Responses by sector"]
    assert [row[0] for row in sectors[1:]] == ["Health", "Schools"]
    results = tables["Each sector, all questions or statements together"]
    assert results[0] == ["Sector and voice", "Autumn 2026"]
    assert [row[0] for row in results[1:]] == [
        f"{name}: {one}"
        for name in ("Health", "Schools")
        for one in ("services, average stage", "staff, positive answers", "families, positive answers")
    ]
    whole = ReleasedFigure.objects.filter(level="sector", subject_kind="overall", statistic="share_positive")
    assert results[2][1].startswith(whole.get(measure="workforce_results", place_name="Health").text)


def test_who_took_part_is_said_by_the_title_of_each_survey(board):
    page = board.get(reverse("reporting:board-pack", args=HERE))
    surveys = tables_of(page)["Responses in the whole partnership"]
    assert [row[0] for row in surveys][:3] == ["Survey", "Workforce survey", "Families’ survey"]
    _before, _heading, after = text_of(page).partition("Who took part")
    part, _next, _rest = after.partition("Responses by sector")
    assert "Workforce survey: open link" in part
    assert "Take-up of" not in part


def test_what_changed_is_said_beside_the_round_before(released, client):
    first = released.round
    later = Round.objects.get(pk=first.pk)
    later.pk, later.slug, later.name, later.state = None, "spring-2027", "Spring 2027", Round.State.OPEN
    later.is_sealed = False
    later.opens_on, later.closes_on = first.opens_on + days(180), first.closes_on + days(180)
    later.save()
    released.round = later
    for service in released.services:
        released.answer(service, "workforce", 30, point="completely")
    close_round(round_=later, by=None)
    later.refresh_from_db()
    release_round(later)
    client.force_login(released.member("board_member"))
    table = tables_of(client.get(reverse("reporting:board-pack", args=["elmham", "spring-2027"])))
    changes = table["Each feature, compared with the round before"]
    assert changes[0] == ["Feature and voice", "Autumn 2026", "Spring 2027", "Change"]
    said = [line[3] for line in changes if "Staff" in line[0]]
    assert any(re.fullmatch(r"\d+ points higher \(between \d+ and \d+\)", words) for words in said)
    sectors = table["Each sector, all questions or statements together"]
    assert sectors[0] == ["Sector and voice", "Autumn 2026", "Spring 2027", "Change"]
    # Fewer than half of its questions were answered.
    assert ["Health: staff, positive answers", "–", "[c]", "not compared"] in sectors
    # the same stands on every page of results, for the whole and for each place that was compared
    here = ["elmham", "spring-2027", "workforce_results"]
    sector = released.services[0].sector_id
    for page in (
        reverse("reporting:measure-results", args=here),
        reverse("reporting:place-results", args=[*here, "sector", sector]),
    ):
        found = text_of(client.get(page))
        assert re.search(r"Since Autumn 2026: \d+ points higher \(between \d+ and \d+\)", found), page


def said_of_sector(then: dict, now: dict, change: dict | None, monkeypatch) -> list[str | None]:
    """The row of one sector and voice beside the round before, of figures that were released so."""
    at = ("Health", 7, "workforce_results")

    def row(statistic: str, **fields) -> ReleasedFigure:
        return ReleasedFigure(measure=at[2], statistic=statistic, **({"status": "shown"} | fields))

    figures = {
        "then": {(*at, "share_positive"): row("share_positive", **then)},
        "now": {(*at, "share_positive"): row("share_positive", **now)},
    }
    if change:
        figures["now"][(*at, "change")] = row("change", **change)
    monkeypatch.setattr(by_sector, "_figures", lambda release, voices: figures[release.key])
    releases = [SimpleNamespace(key=key, round=SimpleNamespace(name=key)) for key in ("now", "then")]
    voices = SimpleNamespace(all=[SimpleNamespace(key="staff", measure=at[2], name="Staff")], by_key={})
    monkeypatch.setattr(by_sector, "_services_are_alike", lambda voices, earlier: False)
    monkeypatch.setattr(by_sector, "_why_not", lambda again, release, voice: "not compared")
    table = by_sector.sectors_table(*releases, voices)
    assert len(table["columns"]) == len(table["rows"][0]) == 4
    return table["rows"][0]


def test_a_sector_stands_beside_itself_in_the_round_before_where_the_change_is_of_both_figures(monkeypatch):
    then, now = {"value": Decimal(45)}, {"value": Decimal(51)}
    rose = {"value": Decimal(6), "edge": "higher", "low": Decimal(1), "high": Decimal(11)}
    assert said_of_sector(then, now, rose, monkeypatch) == [
        "Health: staff, positive answers",
        "45%",
        "51%",
        "6 points higher (between 1 and 11)",
    ]
    partly = rose | {"note": "from 2 of 3 questions"}
    assert said_of_sector(then, now, partly, monkeypatch)[1:] == [
        "–",
        "51%",
        "6 points higher (between 1 and 11), from 2 of 3 questions",
    ]
    assert said_of_sector(then, now, None, monkeypatch)[1:] == ["–", "51%", "not compared"]
    assert said_of_sector(then, {"status": "withheld"}, None, monkeypatch)[2] is None
    some = {"value": Decimal(50), "note": "from 2 of 3 questions"}
    assert said_of_sector(then, some, None, monkeypatch)[2] == "50% (from 2 of 3 questions)"


def test_single_services_are_not_in_the_pack(board):
    page = text_of(board.get(reverse("reporting:board-pack", args=HERE)))
    assert "Health service 1" not in page


def test_the_page_costs_the_same_for_any_size(board, django_assert_max_num_queries):
    with django_assert_max_num_queries(42):
        board.get(reverse("reporting:board-pack", args=HERE))


@pytest.mark.thorough
def test_the_pdf_is_tagged_titled_and_about_ten_pages_long(board, released):
    decided = {"what": "Reflective supervision", "who": "Heads", "recorded_at": "2026-11-20T12:00Z"}
    Decision.objects.create(round=released.round, **decided, figure="x" * 300, outcome="y" * 300)
    answer = file_from(board, reverse("reporting:board-pack-pdf", args=HERE))
    assert answer["Content-Type"] == "application/pdf"
    assert AuditEntry.objects.filter(what="exported", about__startswith="the board pack").count() == 1
    document = pypdfium2.PdfDocument(answer.content)
    try:
        assert 8 <= len(document) <= 15
        pages = [page.get_textpage().get_text_range() for page in document]
        assert "Decided on these results" in pages[1], "it begins with decisions, after the cover"
        assert "Reflective supervision" in pages[1]
        matrix = [page.splitlines() for page in pages if "In the system" in page]
        assert len(matrix) <= 2, "its heads stand above each part of it"
        matrix = [line for page in matrix for line in page]
        assert "Workforce survey results" in matrix, "what is counted stands on a line of its own above its figure"
        assert pages[1].count("x") >= 300
        assert max(_right_of(document[1], letter) for letter in "xy") < document[1].get_width() - 40, (
            "inside its margin"
        )
        assert all(len(page.splitlines()) > 8 for page in pages[1:]), "no page of two short paragraphs"
        assert document.get_metadata_value("Title") == "Board pack: Elmham, Autumn 2026"
        assert pdfium.FPDFCatalog_IsTagged(document.raw)
        figures, heads = kinds(document, "Figure"), kinds(document, "TH")
        assert figures
        assert all(said(pdfium.FPDF_StructElement_GetAltText, figure) for figure in figures)
        scopes = {said(pdfium.FPDF_StructElement_GetStringAttribute, head, b"Scope") for head in heads}
        assert scopes == {"Column", "Row"}
    finally:
        document.close()
    bones = pdf_bones(answer.content)
    for mark in (b"/MarkInfo", b"/Marked true", b"/Lang", b"/StructTreeRoot", b"pdfuaid"):
        assert mark in bones, mark
    text = pdf_text(answer.content)
    assert "How to read these results" in text
    assert "1 / " not in text.split("How to read these results")[0]  # no number on the cover


@pytest.mark.thorough
def test_in_large_print_all_is_as_much_larger_as_a3_is(board):
    answer = file_from(board, reverse("reporting:board-pack-pdf", args=HERE), {"large": "yes"})
    document = pypdfium2.PdfDocument(answer.content)
    try:
        assert [round(side / 72 * 25.4) for side in document[0].get_size()] == [297, 420]
        assert "-large-print.pdf" in answer["Content-Disposition"]
    finally:
        document.close()


def _right_of(page, letter: str) -> float:
    """How far to the right, in points, a letter stands that is furthest there."""
    text = page.get_textpage()
    places = [n for n, each in enumerate(text.get_text_range()) if each == letter]
    return max(text.get_charbox(n)[2] for n in places)


@pytest.mark.thorough
def test_the_pdf_fetches_nothing(board, released, monkeypatch):
    def nothing(*args, **kwargs):
        raise AssertionError("asked the network")

    monkeypatch.setattr("urllib.request.urlopen", nothing)
    monkeypatch.setattr("socket.create_connection", nothing)
    answer = file_from(board, reverse("reporting:board-pack-pdf", args=HERE))
    assert answer.content.startswith(b"%PDF")


def test_where_no_pdf_can_be_made_the_page_is_there_to_print(board, monkeypatch):
    monkeypatch.setattr("reporting.views.board_pack.can_make_pdf", lambda: False)
    answer = board.post(reverse("reporting:board-pack-pdf", args=HERE), follow=True)
    assert "Print the page from your browser instead." in text_of(answer)

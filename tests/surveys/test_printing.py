"""What a service prints: posters that lead where they say, paper that can be keyed, codes that are shown once."""

import io
import re

import pypdfium2
import pytest
import zxingcpp
from django.http import HttpResponse
from django.urls import reverse

from background.models import Job, JobFile
from home.checks import what_is_printed_can_be_a_pdf
from organisations import printing
from organisations.actions import close_round
from organisations.codes import tidy
from organisations.models import AuditEntry
from organisations.printing import HOME, NoPdf, pdf_of, qr_code
from surveys import printed
from surveys.actions import codes
from surveys.actions.codes import in_two_lines
from surveys.actions.paper import questions_on_paper
from surveys.models import Instrument, Question, SingleUseCode, SurveyLink
from tests.builders import Borough, text_of
from tests.taking import file_from, page_of_file

pytestmark = pytest.mark.thorough

# Every language, and a word of the families' survey in it as the paper shows it.
LANGUAGES = ("en-gb", "ur", "pa-arab", "bn", "pl", "ar")


def address_of(borough: Borough, what: str, survey: str = "families", **query: str) -> str:
    at = reverse(f"surveys:{what}", args=[borough.slug, borough.services["ward"].slug, survey])
    return f"{at}?{'&'.join(f'{key}={value}' for key, value in query.items())}"


def pdf_from(response: HttpResponse) -> pypdfium2.PdfDocument:
    assert response["Content-Type"] == "application/pdf"
    return pypdfium2.PdfDocument(io.BytesIO(response.content))


def codes_in(pdf: pypdfium2.PdfDocument) -> list[str]:
    """What a camera reads off the printed pages."""
    return [code.text for page in pdf for code in zxingcpp.read_barcodes(page.render(scale=2.5).to_pil())]


def words_in(pdf: pypdfium2.PdfDocument) -> str:
    """What the pages say; a hyphen at the end of a line is one of ours, though PDFium thinks that it broke a word."""
    text = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pdf)
    return text.replace("\ufffe", "-")


# --- posters and cards ---------------------------------------------------------------------------


def test_i9_the_printed_code_is_the_posters_own_address_and_nothing_else(borough: Borough):
    pdf = pdf_from(borough.client("lead").get(address_of(borough, "poster", **{"as": "pdf"})))
    poster = SurveyLink.objects.get(kind=SurveyLink.Mode.POSTER)
    assert poster.service == borough.services["ward"]
    address = f"http://testserver{poster.get_absolute_url()}"
    assert codes_in(pdf) == [address]
    assert address in words_in(pdf), "the plain address stands beside it"
    assert "Elmfield Partnership" in words_in(pdf)
    assert "?" not in address
    assert len(pdf) == 1


def test_i9_the_poster_has_another_address_than_the_link(borough: Borough):
    client = borough.client("lead")
    client.get(reverse("surveys:survey-links", args=[borough.slug, borough.services["ward"].slug]))
    client.get(address_of(borough, "poster"))
    tokens = SurveyLink.objects.filter(instrument__key="families").values_list("token", flat=True)
    assert len(set(tokens)) == 2


def test_i9_a_closed_poster_leads_to_a_kind_page_and_a_new_one_has_a_new_address(borough: Borough, client):
    lead = borough.client("lead")
    lead.get(address_of(borough, "poster"))
    old = SurveyLink.objects.get(kind=SurveyLink.Mode.POSTER)
    assert client.get(old.get_absolute_url()).status_code == 200
    close = reverse("surveys:link-revoke", args=[borough.slug, borough.services["ward"].slug, old.pk])
    lead.post(close, {"revoke": "yes"})
    page = client.get(old.get_absolute_url())
    assert page.status_code == 404
    assert "You have done nothing wrong" in text_of(page)
    lead.get(address_of(borough, "poster"))
    new = SurveyLink.objects.get(kind=SurveyLink.Mode.POSTER, is_revoked=False)
    assert new.token != old.token
    again = lead.post(close, {"revoke": "no"}, follow=True)
    assert "Turn that one off first" in text_of(again)
    old.refresh_from_db()
    assert old.is_revoked


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_i9_a_poster_in_a_language_leads_to_the_survey_in_it(borough: Borough, language: str, client):
    page = address_of(borough, "poster", language=language, **{"as": "pdf"})
    poster = pdf_from(borough.client("lead").get(page))
    assert len(poster) == 1
    (code,) = codes_in(poster)
    assert code.endswith(f"/?language={language}")
    opened = client.get(code.removeprefix("http://testserver"))
    assert f'lang="{"pa-Arab" if language == "pa-arab" else language}"' in opened.content.decode()


def test_a_sheet_holds_eight_cards(borough: Borough):
    pdf = pdf_from(borough.client("lead").get(address_of(borough, "cards", **{"as": "pdf"})))
    assert len(pdf) == 1
    assert len(codes_in(pdf)) == 8


# --- the survey on paper -------------------------------------------------------------------------


@pytest.mark.parametrize("survey", ["workforce", "families", "children"])
def test_paper_asks_every_question_with_the_numbers_that_are_keyed(borough: Borough, survey: str):
    client = borough.client("lead")
    Question.objects.create(
        instrument=Instrument.objects.get(framework=borough.round.framework, key=survey),
        section=Question.objects.filter(instrument__key=survey).last().section,
        partnership=borough.partnership,
        code="local-1",
        kind="open",
        text="What about our garden?",
        order=1,
    )
    page = client.get(address_of(borough, "paper-survey", survey))
    shown = text_of(page)
    survey_link = SurveyLink.objects.get(kind=SurveyLink.Mode.PAPER)
    questions = questions_on_paper(survey_link.instrument, borough.services["ward"])
    for number, question in enumerate(questions, start=1):
        assert f"{number}. {question.text}" in shown
        for place, point in enumerate(question.choices(), start=1):
            assert re.search(rf"{place}\s+{re.escape(point.label)}", shown)
    assert "We cannot reply or help from here." in shown
    assert "999" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_t14_paper_is_in_one_language_throughout_with_our_own_fonts(borough: Borough, language: str):
    page = borough.client("lead").get(address_of(borough, "paper-survey", language=language))
    body = page.content.decode()
    tag = {"en-gb": "en-GB", "pa-arab": "pa-Arab"}.get(language, language)
    assert f'<html lang="{tag}" dir="{"rtl" if language in ("ur", "pa-arab", "ar") else "ltr"}">' in body
    if language != "en-gb":
        assert "I feel safe here" not in body
        assert "Tick one box" not in body
    made = file_from(borough.client("lead"), address_of(borough, "paper-survey", language=language))
    pdf = pdf_from(made)
    fonts = set(re.findall(rb"[A-Z]{6}\+([\w-]+)", bytes(made.content)))
    assert all(font.startswith(b"Noto") for font in fonts), fonts
    assert pypdfium2.raw.FPDFCatalog_IsTagged(pdf.raw)
    assert "999" in words_in(pdf)


def test_a_paper_form_in_large_print_is_on_a3(borough: Borough):
    lead, address = borough.client("lead"), address_of(borough, "paper-survey")
    sizes = [pdf_from(file_from(lead, address, data))[0].get_size() for data in ({}, {"large": "yes"})]
    assert [[round(side / 72 * 25.4) for side in size] for size in sizes] == [[210, 297], [297, 420]]


def test_a_number_to_call_stays_as_it_is_in_a_language_from_right_to_left(borough: Borough):
    page = borough.client("lead").get(address_of(borough, "poster", language="ur")).content.decode()
    assert "\N{LEFT-TO-RIGHT ISOLATE}116 123\N{POP DIRECTIONAL ISOLATE}" in page


# --- single-use codes ----------------------------------------------------------------------------


def test_i2_codes_are_printed_once_and_no_one_can_find_them_afterwards(borough: Borough):
    client = borough.client("lead")
    page = page_of_file(client, address_of(borough, "codes"), {"number": "10", "language": "en-gb"})
    assert "You can download it once, in this browser," in text_of(page)
    take = f"{page.request['PATH_INFO']}take/"
    kept = repr(list(JobFile.objects.values())) + repr(list(Job.objects.values()))
    assert "You can only open this file in the browser" in text_of(borough.client("lead").post(take, follow=True))
    made = client.post(take)
    assert "no-store" in made["Cache-Control"]
    assert "We no longer keep this file" in text_of(client.post(take, follow=True))
    pdf = pdf_from(made)
    assert len(pdf) == 2, "eight on the first sheet, two on the second"
    scanned = codes_in(pdf)
    assert len(scanned) == len(set(scanned)) == SingleUseCode.objects.count() == 10
    assert all(re.fullmatch(r"http://testserver/s/code/#([a-z2-9]{4}-){5}[a-z2-9]{3}", code) for code in scanned)
    words = words_in(pdf)
    assert all(" ".join(in_two_lines(code.partition("#")[2])) in words for code in scanned), "each can be typed too"
    assert all(tidy(" ".join(in_two_lines(code))) == tidy(code) for code in scanned)
    stored = repr(list(SingleUseCode.objects.values()))
    assert all(code.partition("#")[2].replace("-", "") not in stored for code in scanned)
    assert "%PDF" not in kept, "sealed while it lay here"
    assert client.cookies[next(iter(name for name in client.cookies if "key" in name))].value not in kept


def test_codes_can_be_printed_from_a_page_too(borough: Borough):
    page = borough.client("lead").post(
        address_of(borough, "codes"), {"number": "3", "language": "pl", "as_page": "yes"}
    )
    assert text_of(page).count("Twój kod:") == 3


@pytest.mark.parametrize("as_page", [{}, {"as_page": "yes"}], ids=["a PDF", "a page"])
def test_i3_no_code_is_kept_of_a_round_that_closes_while_codes_are_made(borough: Borough, as_page: dict, monkeypatch):
    """Closing takes all codes away, and those that are still being made come after it."""
    make = codes.new_codes

    def make_slowly(number: int) -> list[str]:
        close_round(round_=borough.round, by=borough.people["admin"])
        return make(number)

    for module in (codes, printed):
        monkeypatch.setattr(module, "new_codes", make_slowly)
    sent = {"number": "3", "language": "en-gb", **as_page}
    page = text_of(borough.client("lead").post(address_of(borough, "codes"), sent, follow=True))
    assert "The round has closed" in page
    assert not SingleUseCode.objects.exists()
    assert not JobFile.objects.exists()
    assert not AuditEntry.objects.filter(what="made 3 single-use codes").exists()


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("", "Enter a number from 1 to 300"),
        ("0", "Enter a number from 1 to 300"),
        ("301", "Enter a number from 1 to 300"),
        ("many", "Enter a number from 1 to 300"),
    ],
)
def test_a_number_of_codes_that_cannot_be_is_refused_kindly(borough: Borough, number: str, said: str):
    page = borough.client("lead").post(address_of(borough, "codes"), {"number": number, "language": "en-gb"})
    assert said in text_of(page)
    assert not SingleUseCode.objects.exists()


# --- the machine that prints ---------------------------------------------------------------------


def test_nothing_is_fetched_from_anywhere_for_a_pdf():
    assert printing._our_file(f"{HOME}paper.css").name == "paper.css"
    for address in ("http://example.org/x.png", "file:///etc/passwd", f"{HOME}../settings.py", f"{HOME}nothing.css"):
        with pytest.raises(ValueError, match="our own files only"):
            printing._our_file(address)


def test_a_server_that_cannot_make_pdfs_shows_the_page_and_says_so(borough: Borough, monkeypatch):
    monkeypatch.setattr("surveys.printed.can_make_pdf", lambda: False)
    page = borough.client("lead").get(address_of(borough, "poster", **{"as": "pdf"}))
    assert page["Content-Type"].startswith("text/html")
    assert "This server cannot make PDFs" in page.content.decode()
    monkeypatch.setattr(printing, "can_make_pdf", lambda: False)
    with pytest.raises(NoPdf):
        pdf_of("surveys/public/print/poster.html", {})


def test_someone_who_looks_after_a_server_without_pango_is_told(monkeypatch):
    assert what_is_printed_can_be_a_pdf(None) == []
    monkeypatch.setattr("home.checks.can_make_pdf", lambda: False)
    (problem,) = what_is_printed_can_be_a_pdf(None)
    assert "Pango" in problem.msg
    assert "apt-get install libpango-1.0-0" in problem.hint


def test_a_qr_code_is_a_drawing_without_style_or_script():
    drawing = qr_code("http://testserver/s/abc/")
    assert drawing.startswith("<svg")
    assert "style" not in drawing
    assert "abc" not in drawing


def test_while_no_round_is_open_there_is_nothing_to_print(borough: Borough):
    borough.round.state = "closed"
    borough.round.save()
    for what in ("poster", "cards", "paper-survey", "codes"):
        assert borough.client("lead").get(address_of(borough, what)).status_code == 404

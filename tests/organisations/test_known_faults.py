"""Known faults that the accessibility statement lists, each as what would be right: they turn red once it is mended."""

import io
import re
from collections.abc import Callable, Iterator
from ctypes import create_string_buffer

import pypdfium2
import pytest
from django.urls import reverse
from django.utils.translation import gettext, override
from pypdfium2 import raw

from organisations.printing import pdf_of
from tests.builders import Borough
from tests.known_faults import shows_known_fault

pytestmark = [pytest.mark.slow, pytest.mark.anywhere]

RIGHT_TO_LEFT = ("ur", "pa-arab", "ar")


def poster(borough: Borough, language: str = "en-gb") -> pypdfium2.PdfDocument:
    """The poster of the families' survey, as a service prints it."""
    at = reverse("surveys:poster", args=[borough.slug, borough.services["ward"].slug, "families"])
    answer = borough.client("lead").get(at, {"as": "pdf", "language": language})
    assert answer["Content-Type"] == "application/pdf"
    return pypdfium2.PdfDocument(io.BytesIO(answer.content))


def parts_of(pdf: pypdfium2.PdfDocument) -> Iterator:
    """Every element of the pages' structure, which is what a screen reader goes by."""
    for page in pdf:
        tree = raw.FPDF_StructTree_GetForPage(page.raw)
        waiting = [raw.FPDF_StructTree_GetChildAtIndex(tree, n) for n in range(raw.FPDF_StructTree_CountChildren(tree))]
        while waiting:
            part = waiting.pop()
            if part:
                yield part
                children = range(raw.FPDF_StructElement_CountChildren(part))
                waiting += [raw.FPDF_StructElement_GetChildAtIndex(part, n) for n in children]


def said(ask: Callable, *about) -> str:
    """A text that PDFium writes into a place of ours: how long it is, then the text itself."""
    place = create_string_buffer(ask(*about, None, 0))
    ask(*about, place, len(place))
    return place.raw.decode("utf-16-le").rstrip("\0")


def kinds(pdf: pypdfium2.PdfDocument, kind: str) -> list:
    return [part for part in parts_of(pdf) if said(raw.FPDF_StructElement_GetType, part) == kind]


def test_every_picture_in_a_pdf_has_a_description(borough: Borough):
    pictures = kinds(poster(borough), "Figure")
    silent = [picture for picture in pictures if not said(raw.FPDF_StructElement_GetAltText, picture)]
    assert silent == []


def test_tables_in_a_pdf_say_which_cells_are_headings():
    table = {"heads": [{"text": "Stage"}, {"text": "Services"}], "rows": [], "caption": "Stages", "caption_size": "m"}
    heads = kinds(pypdfium2.PdfDocument(pdf_of("components/data_table.html", table)), "TH")
    scopes = [said(raw.FPDF_StructElement_GetStringAttribute, head, b"Scope") for head in heads]
    assert scopes == ["Column", "Column"]


@shows_known_fault("words-in-pdf")
@pytest.mark.parametrize("language", RIGHT_TO_LEFT)
def test_words_in_a_pdf_can_be_copied_in_the_right_order(borough: Borough, language: str):
    with override(language):
        promised = gettext("We do not ask for your name, and we do not know who you are.")
    read = " ".join(page.get_textpage().get_text_range() for page in poster(borough, language))
    lost = [word for word in re.findall(r"\w+", promised) if word not in read]
    assert lost == []


def test_words_and_structure_of_a_pdf_are_found_where_they_are_right(borough: Borough):
    pdf = poster(borough)
    assert "We do not ask for your name" in " ".join(page.get_textpage().get_text_range() for page in pdf)
    assert len(kinds(pdf, "H1")) == 1

"""What is printed: the same page on the screen and as a PDF, with our own fonts, fetching nothing from anywhere."""

import io
import mimetypes
import threading
from functools import cache
from pathlib import Path

import segno
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from PIL import ImageFile

# Where our own style sheet and fonts are, as far as the PDF's maker knows. No such host exists.
HOME = "http://static.invalid/"
_of_this_thread = threading.local()


class NoPdf(Exception):
    """This machine cannot make PDFs: the library Pango is not installed. The page prints as well."""


def qr_code(address: str) -> str:
    """A QR code as an SVG drawing; it holds the address and nothing else. One of four parts of it may be spoilt."""
    # Posters hang in the rain: level Q stands a quarter of spoilt signs, at the price of smaller squares.
    title = gettext("QR code")
    drawing = segno.make(address, error="q", micro=False).svg_inline(omitsize=True, border=2, title=title)
    return mark_safe(drawing)  # noqa: S308  drawn by segno from numbers; the address is not in the markup


@cache
def can_make_pdf() -> bool:
    """Whether WeasyPrint finds the libraries that it draws with."""
    try:
        import weasyprint  # noqa: F401  it loads Pango, which not every machine has
    except OSError:
        return False
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for all; half a picture is refused here
    return True


def _our_file(address: str) -> Path:
    """The file of ours that an address names. Raises ValueError for any other address, so nothing is ever fetched."""
    name = address.removeprefix(HOME)
    # The address may come out of what somebody typed. Nothing is looked up but names below our own static files.
    found = finders.find(name) if address.startswith(HOME) and ".." not in name else None
    if not found:
        raise ValueError(f"What is printed uses our own files only, and {address} is none of them.")
    return Path(found)


# On A3 what is laid out for A4 is as much larger as the paper is: 11 points become 16.
LARGE_PRINT = 2**0.5


def pdf_of(template: str, context: dict, *, is_large: bool = False) -> bytes:
    """A template as a tagged PDF, in large print on A3 if that is wanted. Raises NoPdf where none can be made."""
    if not can_make_pdf():
        raise NoPdf
    return drawn(render_to_string(template, {**context, "pdf_home": HOME}), LARGE_PRINT if is_large else 1)


def drawn(page: str, zoom: float) -> bytes:
    """A page of HTML as a tagged PDF."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OurFilesOnly(URLFetcher):
        def fetch(self, url, headers=None):
            file = _our_file(url)
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            content = _unpacked(file, file.stat().st_mtime_ns) if file.suffix == ".woff2" else file.read_bytes()
            return URLFetcherResponse(url, body=content, headers={"Content-Type": kind})

    made = io.BytesIO()
    html = HTML(string=page, base_url=HOME, url_fetcher=OurFilesOnly())
    html.write_pdf(made, pdf_variant="pdf/ua-1", font_config=_fonts(), finisher=_say_what_is_what, zoom=zoom)
    return made.getvalue()


def _say_what_is_what(document, pdf) -> None:
    """Finish the tags of a PDF: heads of tables say of what they are heads, and drawings without words are no figures.

    WeasyPrint links each cell to its heads and does not say which way a head points; ISO 14289-1, 7.5, asks for it. A
    drawing without a description only decorates: read out, it would be "figure" and nothing more.
    """
    by_number = {item.number: item for item in pdf.objects if getattr(item, "number", None) is not None}

    def above(item):
        return by_number.get(int(item["P"].split()[0])) if "P" in item else None

    for item in pdf.objects:
        kind = item.get("S") if isinstance(item, dict) else None
        if kind == "/TH":
            row = above(item)
            part = above(row) if row is not None else None
            scope = "/Column" if part is not None and part.get("S") == "/THead" else "/Row"
            # Some readers look for a list of attributes only.
            attributes, many = type(item), type(item["K"])
            item["A"] = many([attributes({**item.get("A", {"O": "/Table"}), "Scope": scope})])
        elif kind == "/Figure" and "Alt" not in item:
            item["S"] = "/NonStruct"
            item.pop("A", None)


@cache
def _unpacked(font: Path, changed: int) -> bytes:
    """A font as it is drawn with, unpacked once in a process: that takes longer than drawing, in each thread anew."""
    from fontTools.ttLib import woff2  # WeasyPrint brings it, and does the same where it is given a packed font

    made = io.BytesIO()
    woff2.decompress(io.BytesIO(font.read_bytes()), made)
    return made.getvalue()


def _fonts():
    """Where this thread keeps our fonts: to lay them out again for every PDF takes a while."""
    from weasyprint.text.fonts import FontConfiguration

    if not hasattr(_of_this_thread, "fonts"):
        _of_this_thread.fonts = FontConfiguration()
    return _of_this_thread.fonts


POINTS_A_PIXEL = 0.75  # what CSS and PDF agree on


def png_of(template: str, context: dict, *, scale: float = 1, cut_below: float = 0) -> bytes:
    """The first page of a template as a picture, a pixel for each CSS pixel at a scale of 1. Raises NoPdf.

    `cut_below` CSS pixels at the foot of the page are left out.
    """
    return picture_of(pdf_of(template, context), scale=scale, cut_below=cut_below)


def picture_of(pdf: bytes, *, scale: float = 1, cut_below: float = 0) -> bytes:
    """The first page of a PDF as a PNG, measured like `png_of`."""
    import pypdfium2  # only this needs it, and it is large

    document = pypdfium2.PdfDocument(pdf)
    try:
        # pdfium cuts left, bottom, right and top, in points.
        crop = (0, cut_below * POINTS_A_PIXEL, 0, 0)
        image = document[0].render(scale=scale / POINTS_A_PIXEL, crop=crop).to_pil()
        made = io.BytesIO()
        image.save(made, "PNG", optimize=True)
    finally:
        document.close()
    return made.getvalue()


def pdf_response(template: str, context: dict, *, name: str) -> HttpResponse:
    """The PDF to keep or print, under a name. Raises NoPdf."""
    answer = HttpResponse(pdf_of(template, context), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer

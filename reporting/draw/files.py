"""Charts as files for a slide: a drawing that stands alone (SVG), and a picture (PNG)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import slugify

from organisations.printing import NoPdf
from organisations.printing import png_of as picture_of
from reporting.draw.charts import Charts

WIDTH = 2000  # pixels: sharp on a slide, twice the drawing's own width
LONGEST = 4000  # the height in pixels of the page that a drawing is put on, as in paper.scss


class PictureConverter:
    """The two kinds of file that a chart can be downloaded as, at the end of an address."""

    regex = "svg|png"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def svg_of(charts: Charts) -> str:
    """The wide drawing with its size, ground and colours inside."""
    return render_to_string(charts.template, {"chart": charts.wide, "stand_alone": True})


def png_of(charts: Charts) -> bytes:
    """The drawing as a picture. Raises NoPdf where this machine cannot draw one."""
    *_, width, height = charts.wide.frame
    context = {"svg": svg_of(charts), "chart": charts.wide}
    return picture_of("reporting/charts/page.html", context, scale=WIDTH / width, cut_below=LONGEST - height)


def picture_response(request, charts: Charts, kind: str) -> HttpResponse:
    """The file to keep, named after what it shows; a page that says so where this machine cannot draw a picture."""
    if kind == "svg":
        answer = HttpResponse(svg_of(charts), content_type="image/svg+xml; charset=utf-8")
    else:
        try:
            answer = HttpResponse(png_of(charts), content_type="image/png")
        except NoPdf:
            return _no_picture(request, charts)
    answer["Content-Disposition"] = f'attachment; filename="{slugify(charts.wide.title)}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _no_picture(request, charts: Charts) -> HttpResponse:
    """A way to the drawing, which every machine can make."""
    at = request.resolver_match
    drawing = reverse(at.view_name, kwargs=at.kwargs | {"kind": "svg"})
    return render(request, "reporting/no_picture.html", {"drawing": drawing, "chart": charts.wide})

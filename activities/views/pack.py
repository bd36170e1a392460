"""The communication pack: posters, slides, texts and QR codes, with the partnership's name, colour and round."""

import io
import zipfile

import segno
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.pack import Pack, as_text, points, posts, slides, slides_as_text, texts
from organisations import printing
from organisations.access import newest_framework_of, open_round_of, partnership_for
from organisations.permissions import has_permission_somewhere
from organisations.printing import can_make_pdf, pdf_response, png_of, qr_code
from organisations.roles import Permission

TEMPLATES = "activities/pack/"
POSTER, SLIDES = f"{TEMPLATES}poster.html", f"{TEMPLATES}slides.html"
POSTER_SCALE = 1.5  # pixels of a poster's picture for each CSS pixel: 1190 by 1684
POSTERS = {
    "we-are": _("We are becoming trauma-informed"),
    "features": _("What you can expect from us"),
    "round": _("How is it for you? The poster of the round"),
}
# What a QR code can lead to: its name, and the page.
CODES = {
    "home": (_("Our public page"), "organisations:partnership-home"),
    "pledges": (_("Our leaders’ pledges"), "pledges:pledge-wall"),
    "events": (_("Our events"), "activities:public-events"),
}
KINDS_OF_CODE = ("svg", "png")
TEXTS = {"texts": as_text, "slides": slides_as_text}


def _pack(request, partnership: str) -> Pack:
    """The pack of the partnership, for somebody who works with its results."""
    place = partnership_for(request, partnership, Permission.VIEW_RESULTS)
    framework = newest_framework_of(place)
    features = framework.features.select_related("framework") if framework else []
    home, wall, events = (_address(request, place.slug, key) for key in ("home", "pledges", "events"))
    return Pack(place, open_round_of(place), list(features), home=home, events=events, wall=wall)


def _address(request, slug: str, key: str) -> str:
    return request.build_absolute_uri(reverse(CODES[key][1], args=[slug]))


def pack(request, partnership):
    """Everything to download and to copy."""
    made = _pack(request, partnership)
    codes = [
        {
            "key": key,
            "title": title,
            "address": _address(request, partnership, key),
            "qr": qr_code(_address(request, partnership, key)),
        }
        for key, (title, _view) in CODES.items()
    ]
    return render(
        request,
        f"{TEMPLATES}pack.html",
        {
            "round": made.round,
            "posters": _posters_of(made),
            "slides": slides(made),
            "texts": texts(made),
            "posts": posts(made),
            "codes": codes,
            "has_pdf": can_make_pdf(),
            "may_share": has_permission_somewhere(request.user, Permission.SHARE_SURVEYS, made.place),
        },
    )


def _posters_of(made: Pack) -> list[tuple[str, str]]:
    """The posters that there are now: that of the round only while one is open."""
    return [
        (key, title)
        for key, title in POSTERS.items()
        if (key != "round" or made.round) and (key != "features" or made.features)
    ]


def _poster(made: Pack, which: str) -> dict:
    return {
        "which": which,
        "title": POSTERS[which],
        "partnership": made.place,
        "round": made.round,
        "points": points(made.features),
        "address": made.home,
        "qr": qr_code(made.home),
        "has_pdf": can_make_pdf(),
        "back": reverse("activities:pack", args=[made.place.slug]),
    }


def _slides(made: Pack) -> dict:
    return {
        "slides": slides(made),
        "partnership": made.place,
        "qr": qr_code(made.home),
        "has_pdf": can_make_pdf(),
        "back": reverse("activities:pack", args=[made.place.slug]),
    }


def pack_poster(request, partnership, which):
    """An A4 poster: a page that prints, the same as a PDF, or as a picture."""
    made = _pack(request, partnership)
    if which not in dict(_posters_of(made)):
        raise Http404
    context = _poster(made, which)
    template, name = POSTER, f"{made.place.slug}-{which}"
    if request.GET.get("as") == "png" and context["has_pdf"]:
        return _attachment(png_of(template, context, scale=POSTER_SCALE), "image/png", f"{name}.png")
    if request.GET.get("as") == "pdf" and context["has_pdf"]:
        return pdf_response(template, context, name=name)
    return render(request, template, context)


def pack_slides(request, partnership):
    """The slides: a page that prints one a sheet, or the same as a PDF."""
    made = _pack(request, partnership)
    context = _slides(made)
    if request.GET.get("as") == "pdf" and context["has_pdf"]:
        return pdf_response(SLIDES, context, name=f"{made.place.slug}-slides")
    return render(request, SLIDES, context)


def pack_text(request, partnership, what):
    """All texts, or those of the slides, as a plain file."""
    made = _pack(request, partnership)
    if what not in TEXTS:
        raise Http404
    return _attachment(TEXTS[what](made), "text/plain; charset=utf-8", f"{made.place.slug}-{what}.txt")


def pack_code(request, partnership, which, kind):
    """A QR code as a drawing or a picture, large enough for a banner."""
    made = _pack(request, partnership)
    if which not in CODES or kind not in KINDS_OF_CODE:
        raise Http404
    content_type = "image/png" if kind == "png" else "image/svg+xml"
    return _attachment(_drawn(request, made, which, kind), content_type, f"{made.place.slug}-qr-{which}.{kind}")


def _drawn(request, made: Pack, which: str, kind: str) -> bytes:
    drawn = io.BytesIO()
    title = render_to_string(f"{TEMPLATES}code_title.txt", {"title": CODES[which][0], "name": made.place.name}).strip()
    more = {"title": title} if kind == "svg" else {}
    code = segno.make(_address(request, made.place.slug, which), error="q", micro=False)
    code.save(drawn, kind=kind, scale=24 if kind == "png" else 10, border=4, **more)
    return drawn.getvalue()


def pack_file(request, partnership):
    """The whole pack in one file: each poster as a PDF and as a picture, the slides, every text and every QR code."""
    made = _pack(request, partnership)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        if can_make_pdf():
            for which, _title in _posters_of(made):
                poster = printing.pdf_of(POSTER, _poster(made, which))
                parts.writestr(f"posters/{which}.pdf", poster)
                parts.writestr(f"posters/{which}.png", printing.picture_of(poster, scale=POSTER_SCALE))
            parts.writestr("slides/slides.pdf", printing.pdf_of(SLIDES, _slides(made)))
        parts.writestr("slides/slides.txt", slides_as_text(made))
        parts.writestr("texts.txt", as_text(made))
        for which in CODES:
            for kind in KINDS_OF_CODE:
                parts.writestr(f"qr-codes/{which}.{kind}", _drawn(request, made, which, kind))
    return _attachment(packed.getvalue(), "application/zip", f"{made.place.slug}-communication-pack.zip")


def _attachment(content: bytes | str, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

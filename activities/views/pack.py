"""The communication pack: posters, slides, texts and QR codes, with the partnership's name, colour and round."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from activities.pack import Pack, as_text, posts, slides, slides_as_text, texts
from activities.pack_files import (
    CODES,
    KINDS_OF_CODE,
    POSTER,
    POSTER_SCALE,
    SLIDES,
    TEMPLATES,
    address_of,
    drawn_code,
    pack_of,
    poster_context,
    posters_of,
    slides_context,
)
from background.models import Job
from organisations.access import partnership_for
from organisations.making import make_file
from organisations.models import Partnership
from organisations.permissions import has_permission_somewhere
from organisations.printing import can_make_pdf, pdf_response, png_of, qr_code
from organisations.roles import Permission

TEXTS = {"texts": as_text, "slides": slides_as_text}


def _site(request) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _pack(request, partnership: str) -> Pack:
    """The pack of the partnership, for someone who works with its results."""
    return pack_of(partnership_for(request, partnership, Permission.VIEW_RESULTS), _site(request))


def pack(request, partnership):
    """Everything to download and to copy."""
    made = _pack(request, partnership)
    codes = [
        {
            "key": key,
            "title": title,
            "address": address_of(_site(request), partnership, key),
            "qr": qr_code(address_of(_site(request), partnership, key)),
        }
        for key, (title, _view) in CODES.items()
    ]
    return render(
        request,
        f"{TEMPLATES}pack.html",
        {
            "round": made.round,
            "posters": posters_of(made),
            "slides": slides(made),
            "texts": texts(made),
            "posts": posts(made),
            "codes": codes,
            "has_pdf": can_make_pdf(),
            "may_share": has_permission_somewhere(request.user, Permission.SHARE_SURVEYS, made.place),
        },
    )


def pack_poster(request, partnership, which):
    """An A4 poster: a page that prints, the same as a PDF, or as a picture."""
    made = _pack(request, partnership)
    if which not in dict(posters_of(made)):
        raise Http404
    context = poster_context(made, which)
    template, name = POSTER, f"{made.place.slug}-{which}"
    if request.GET.get("as") == "png" and context["has_pdf"]:
        return _attachment(png_of(template, context, scale=POSTER_SCALE), "image/png", f"{name}.png")
    if request.GET.get("as") == "pdf" and context["has_pdf"]:
        return pdf_response(template, context, name=name)
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
def pack_slides(request, partnership):
    """The slides: a page that prints one a sheet; the button has the same made as a PDF."""
    if request.method == "POST" and can_make_pdf():
        return _make(request, partnership_for(request, partnership, Permission.VIEW_RESULTS), Job.Task.SLIDES)
    return render(request, SLIDES, slides_context(_pack(request, partnership)))


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
    return _attachment(
        drawn_code(_site(request), made, which, kind), content_type, f"{made.place.slug}-qr-{which}.{kind}"
    )


@require_POST
def pack_file(request, partnership):
    """The whole pack in one file, made in the background."""
    return _make(request, partnership_for(request, partnership, Permission.VIEW_RESULTS), Job.Task.PACK)


def _make(request, place: Partnership, kind: Job.Task):
    return make_file(
        request,
        kind=kind,
        about=place.name,
        partnership=place,
        back=reverse("activities:pack", args=[place.slug]),
        arguments={"site": _site(request)},
    )


def _attachment(content: bytes | str, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

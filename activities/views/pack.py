"""The communication pack: posters, slides, texts and QR codes, with the partnership's name, colour and round."""

import io

import segno
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.pack import Pack, as_text, points, posts, slides, slides_as_text, texts
from organisations.access import newest_framework_of, open_round_of, partnership_for
from organisations.permissions import Permission, has_permission_somewhere
from organisations.printing import can_make_pdf, pdf_response, png_of, qr_code

TEMPLATES = "activities/pack/"
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


def pack_poster(request, partnership, which):
    """An A4 poster: a page that prints, the same as a PDF, or as a picture."""
    made = _pack(request, partnership)
    if which not in dict(_posters_of(made)):
        raise Http404
    context = {
        "which": which,
        "title": POSTERS[which],
        "partnership": made.place,
        "round": made.round,
        "points": points(made.features),
        "address": made.home,
        "qr": qr_code(made.home),
        "has_pdf": can_make_pdf(),
        "back": reverse("activities:pack", args=[partnership]),
    }
    template, name = f"{TEMPLATES}poster.html", f"{made.place.slug}-{which}"
    if request.GET.get("as") == "png" and context["has_pdf"]:
        picture = HttpResponse(png_of(template, context, scale=1.5), content_type="image/png")
        picture["Content-Disposition"] = f'attachment; filename="{name}.png"'
        return picture
    if request.GET.get("as") == "pdf" and context["has_pdf"]:
        return pdf_response(template, context, name=name)
    return render(request, template, context)


def pack_slides(request, partnership):
    """The slides: a page that prints one a sheet, or the same as a PDF."""
    made = _pack(request, partnership)
    context = {
        "slides": slides(made),
        "partnership": made.place,
        "qr": qr_code(made.home),
        "has_pdf": can_make_pdf(),
        "back": reverse("activities:pack", args=[partnership]),
    }
    if request.GET.get("as") == "pdf" and context["has_pdf"]:
        return pdf_response(f"{TEMPLATES}slides.html", context, name=f"{made.place.slug}-slides")
    return render(request, f"{TEMPLATES}slides.html", context)


def pack_text(request, partnership, what):
    """All texts, or those of the slides, as a plain file."""
    made = _pack(request, partnership)
    text = {"texts": as_text, "slides": slides_as_text}.get(what)
    if text is None:
        raise Http404
    response = HttpResponse(text(made), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{made.place.slug}-{what}.txt"'
    return response


def pack_code(request, partnership, which, kind):
    """A QR code as a drawing or a picture, large enough for a banner."""
    made = _pack(request, partnership)
    if which not in CODES or kind not in ("svg", "png"):
        raise Http404
    drawn = io.BytesIO()
    title = render_to_string(f"{TEMPLATES}code_title.txt", {"title": CODES[which][0], "name": made.place.name}).strip()
    more = {"title": title} if kind == "svg" else {}
    code = segno.make(_address(request, partnership, which), error="q", micro=False)
    code.save(drawn, kind=kind, scale=24 if kind == "png" else 10, border=4, **more)
    response = HttpResponse(drawn.getvalue(), content_type="image/png" if kind == "png" else "image/svg+xml")
    response["Content-Disposition"] = f'attachment; filename="{made.place.slug}-qr-{which}.{kind}"'
    return response

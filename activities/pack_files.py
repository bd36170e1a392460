"""The files of the communication pack: what posters, slides and codes are made from, and all of it in one file."""

from __future__ import annotations

import io
import zipfile

import segno
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.pack import Pack, as_text, points, slides, slides_as_text
from background.actions.jobs import Run
from background.models import Job
from organisations import printing
from organisations.access import newest_framework_of, open_round_of
from organisations.models import Partnership
from organisations.permissions import has_permission
from organisations.printing import can_make_pdf, qr_code
from organisations.roles import Permission

TEMPLATES = "activities/pack/"
POSTER, SLIDES = f"{TEMPLATES}poster.html", f"{TEMPLATES}slides.html"
POSTER_SCALE = 1.5  # pixels of a poster's picture for each CSS pixel: 1190 by 1684
POSTERS = {
    "we-are": _("We are becoming trauma-informed"),
    "features": _("What you can expect from us"),
    "round": _("What is it like for you? Poster for this round"),
}
# What a QR code can lead to: its name, and the page.
CODES = {
    "home": (_("Our public page"), "organisations:partnership-home"),
    "pledges": (_("Our leaders’ pledges"), "pledges:pledge-wall"),
    "events": (_("Our events"), "activities:public-events"),
}
KINDS_OF_CODE = ("svg", "png")


def pack_of(place: Partnership, site: str) -> Pack:
    """A partnership's pack as it is now. `site` is where this site is, without a slash at the end."""
    framework = newest_framework_of(place)
    features = framework.features.select_related("framework") if framework else []
    home, wall, events = (address_of(site, place.slug, key) for key in ("home", "pledges", "events"))
    return Pack(place, open_round_of(place), list(features), home=home, events=events, wall=wall)


def address_of(site: str, slug: str, key: str) -> str:
    return site + reverse(CODES[key][1], args=[slug])


def posters_of(made: Pack) -> list[tuple[str, str]]:
    """The posters that there are now: that of the round only while one is open."""
    return [
        (key, title)
        for key, title in POSTERS.items()
        if (key != "round" or made.round) and (key != "features" or made.features)
    ]


def poster_context(made: Pack, which: str) -> dict:
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


def slides_context(made: Pack) -> dict:
    return {
        "slides": slides(made),
        "partnership": made.place,
        "qr": qr_code(made.home),
        "has_pdf": can_make_pdf(),
        "back": reverse("activities:pack", args=[made.place.slug]),
    }


def drawn_code(site: str, made: Pack, which: str, kind: str) -> bytes:
    drawn = io.BytesIO()
    title = render_to_string(f"{TEMPLATES}code_title.txt", {"title": CODES[which][0], "name": made.place.name}).strip()
    more = {"title": title} if kind == "svg" else {}
    code = segno.make(address_of(site, made.place.slug, which), error="q", micro=False)
    code.save(drawn, kind=kind, scale=24 if kind == "png" else 10, border=4, **more)
    return drawn.getvalue()


def packed(made: Pack, site: str) -> bytes:
    """The whole pack: each poster as a PDF and as a picture, the slides, every text and every QR code."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as parts:
        if can_make_pdf():
            for which, _title in posters_of(made):
                poster = printing.pdf_of(POSTER, poster_context(made, which))
                parts.writestr(f"posters/{which}.pdf", poster)
                parts.writestr(f"posters/{which}.png", printing.picture_of(poster, scale=POSTER_SCALE))
            parts.writestr("slides/slides.pdf", printing.pdf_of(SLIDES, slides_context(made)))
        parts.writestr("slides/slides.txt", slides_as_text(made))
        parts.writestr("texts.txt", as_text(made))
        for which in CODES:
            for kind in KINDS_OF_CODE:
                parts.writestr(f"qr-codes/{which}.{kind}", drawn_code(site, made, which, kind))
    return content.getvalue()


def make_pack(run: Run) -> None:
    """The whole pack, for the person who asked."""
    site = run.job.arguments["site"]
    content = packed(pack_of(run.job.partnership, site), site)
    name = f"{run.job.partnership.slug}-communication-pack.zip"
    run.keep_file(name=name, content_type="application/zip", content=content)


def make_slides(run: Run) -> None:
    """The slides as a PDF, one a page."""
    content = printing.pdf_of(SLIDES, slides_context(pack_of(run.job.partnership, run.job.arguments["site"])))
    name = f"{run.job.partnership.slug}-slides.pdf"
    run.keep_file(name=name, content_type="application/pdf", content=content)


def may_take_pack(job: Job) -> bool:
    return has_permission(job.asked_by, Permission.VIEW_RESULTS, job.partnership)

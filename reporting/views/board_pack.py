"""The board pack: a page to read and print, and the same as a tagged PDF to take along."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from organisations.audit import record
from organisations.printing import can_make_pdf, pdf_response
from reporting.export.board_pack import BoardPack
from reporting.views.released import chosen_release, pills


def _context(request, partnership, round_slug) -> dict:
    releases, chosen = chosen_release(request, partnership, round_slug)
    return {
        "release": chosen,
        "pack": BoardPack(chosen, releases),
        "partnership": request.partnership,
        "pills": pills(releases, chosen, "reporting:board-pack"),
        "has_pdf": can_make_pdf(),
    }


def board_pack(request, partnership, round_slug):
    """Everything of one release on one page, in the order of a meeting."""
    return render(request, "reporting/board_pack.html", _context(request, partnership, round_slug))


def board_pack_pdf(request, partnership, round_slug):
    """The same as a PDF."""
    context = _context(request, partnership, round_slug)
    if not context["has_pdf"]:
        messages.info(request, _("This server cannot make PDFs. Print this page from your browser instead."))
        return redirect("reporting:board-pack", partnership, round_slug)
    round_ = context["release"].round
    record(partnership=round_.partnership, by=request.user, what="exported", about=f"the board pack of {round_}")
    return pdf_response("reporting/board_pack_pdf.html", context, name=f"{partnership}-{round_slug}-board-pack")

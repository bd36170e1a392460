"""The board pack: a page to read and print, and the same as a tagged PDF to download."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from background.models import Job
from organisations.audit import record
from organisations.making import make_file
from organisations.printing import can_make_pdf
from reporting.export.board_pack import context_of
from reporting.views.released import chosen_release, pills


def board_pack(request, partnership, round_slug):
    """Everything of one release on one page, in the order of a meeting."""
    releases, chosen = chosen_release(request, partnership, round_slug)
    more = {"pills": pills(releases, chosen, "reporting:board-pack"), "has_pdf": can_make_pdf()}
    return render(request, "reporting/board_pack.html", context_of(chosen, releases, on=timezone.localdate()) | more)


@require_POST
def board_pack_pdf(request, partnership, round_slug):
    """The same as a PDF, made in the background; with `large` on A3, in large print."""
    release = chosen_release(request, partnership, round_slug)[1]
    if not can_make_pdf():
        messages.info(request, _("This server cannot make PDFs. Print the page from your browser instead."))
        return redirect("reporting:board-pack", partnership, round_slug)
    round_, is_large = release.round, request.POST.get("large") == "yes"
    record(partnership=round_.partnership, by=request.user, what="exported", about=f"the board pack of {round_}")
    return make_file(
        request,
        kind=Job.Task.BOARD_PACK,
        about=_("%(round)s, large print") % {"round": round_.name} if is_large else round_.name,
        partnership=round_.partnership,
        back=reverse("reporting:board-pack", args=[partnership, round_slug]),
        arguments={"release": release.pk} | ({"large": True} if is_large else {}),
    )

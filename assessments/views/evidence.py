"""Files beside a statement: adding one, taking it, and taking it away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.actions import evidence as actions
from assessments.forms.evidence import EvidenceFileForm
from assessments.models import EvidenceFile, Rating
from assessments.views.assessing import assessment_for, files_page, read_by_a_peer, readable
from background.actions.stored_files import content_of
from organisations.actions import ActionRefused
from organisations.roles import Permission
from stored_files.checking import CONTENT_TYPES
from stored_files.keeping import CannotKeep

# Whatever a browser makes of it, it runs nothing and asks no one for anything.
NOTHING_RUNS = "default-src 'none'; sandbox"


@require_http_methods(["GET", "POST"])
def evidence_files(request, partnership, service, round_slug, code):
    """The files of one statement, and the form to add one."""
    found = assessment_for(request, partnership, service, round_slug, Permission.EDIT_ASSESSMENT)
    ratings = Rating.objects.select_related("statement__feature", "stage").prefetch_related("files__stored")
    rating = get_object_or_404(ratings, assessment=found, statement__code=code)
    rating.assessment = found
    if not found.is_editable and request.method == "GET":
        messages.info(request, _("This self-assessment is submitted or its round is closed, so it can only be read."))
        return redirect("assessments:assessment-check", partnership, service, round_slug)
    form = EvidenceFileForm(request.POST or None, request.FILES or None, place=found.service.partnership)
    if request.method == "POST" and form.is_valid():
        kept = " ".join(form.kept_as_it_is.values())
        said = {"file": form.cleaned_data["file"], "words": form.cleaned_data["words"], "kept_as_it_is": kept}
        try:
            row = actions.add_file(rating=rating, by=request.user, **said)
        except ActionRefused as reason:
            form.add_error("file", str(reason))
        else:
            messages.success(request, _waits(row) or _("The file has been added: %(name)s") % {"name": row.name})
            return redirect(files_page(rating))
    is_full = len(rating.files.all()) >= actions.MOST_OF_A_STATEMENT
    context = {
        "assessment": found,
        "rating": rating,
        "form": form,
        "is_full": is_full,
        "most": actions.MOST_OF_A_STATEMENT,
    }
    return render(request, "assessments/evidence/files.html", context)


def _waits(row: EvidenceFile) -> str:
    if row.stored.may_be_taken:
        return ""
    said = _("The file has been added: %(name)s. Others can open it once our virus check has looked at it.")
    return said % {"name": row.name}


@require_GET
def evidence_file(request, partnership, service, round_slug, pk):
    """A file, for those who may read the self-assessment at this moment, and for no one else. Never shown in a page."""
    peer = read_by_a_peer(request, partnership, service, round_slug)
    found = peer.assessment if peer else readable(request, partnership, service, round_slug)
    row = get_object_or_404(EvidenceFile.objects.of_assessment(found), pk=pk)
    if not row.stored.may_be_taken:
        messages.info(
            request, _("Our virus check has not looked at this file, or has found something. So no one can open it.")
        )
        return redirect("assessments:assessment-check", partnership, service, round_slug)
    try:
        content = content_of(row.stored)
    except CannotKeep:
        messages.error(request, _("We cannot get this file at the moment. Try again later, or tell your admin."))
        return redirect("assessments:assessment-check", partnership, service, round_slug)
    answer = HttpResponse(content, content_type=CONTENT_TYPES[row.stored.kind])
    answer["Content-Disposition"] = content_disposition_header(True, row.name)
    answer["Content-Security-Policy"] = NOTHING_RUNS
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "POST"])
def evidence_remove(request, partnership, service, round_slug, pk):
    """Take a file away, after a question."""
    found = assessment_for(request, partnership, service, round_slug, Permission.EDIT_ASSESSMENT)
    row = get_object_or_404(EvidenceFile.objects.of_assessment(found), pk=pk)
    row.rating.assessment = found
    back = files_page(row.rating)
    if request.method == "POST":
        try:
            actions.remove_file(file=row, by=request.user)
        except ActionRefused as reason:
            messages.error(request, str(reason))
            return redirect("assessments:assessment-check", partnership, service, round_slug)
        messages.success(request, _("The file has been removed: %(name)s") % {"name": row.name})
        return redirect(back)
    return render(request, "assessments/evidence/remove.html", {"assessment": found, "file": row, "back": back})

"""What we know, how we know it, what next: of a service, an organisation or the partnership, for an inspector."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from background.models import Job
from organisations.access import organisation_for, partnership_for, service_for
from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.making import make_file
from organisations.models import Organisation, Partnership, Service
from organisations.printing import can_make_pdf
from organisations.roles import Permission
from reporting.export.self_evaluation import MIME, basis_of, parts_of, word_of
from reporting.forms.self_evaluation import LineForm, OwnLineForm
from reporting.models import EvaluationLine, SelfEvaluation
from reporting.read.selectors import ReleasedRound, released_rounds
from reporting.read.self_evaluation import evaluation_of
from reporting.release.evaluating import add_line, change_line, keep_evaluation


def _place(request, partnership: str, kind: str, slug: str) -> Service | Organisation | Partnership:
    """The place, for someone who may read all that stands in it: also how its services see themselves."""
    if kind == "service":
        return service_for(request, partnership, slug, Permission.VIEW_ASSESSMENT)
    if kind == "organisation":
        return organisation_for(request, partnership, slug, Permission.VIEW_ASSESSMENT)
    if slug:
        raise Http404
    return partnership_for(request, partnership, Permission.RECORD_DECISIONS)


def _address(place: Service | Organisation | Partnership, name: str = "self-evaluation", **more) -> str:
    kind = place._meta.model_name
    if isinstance(place, Partnership):
        return reverse(f"reporting:{name}", kwargs={"partnership": place.slug, **more})
    words = {"partnership": place.partnership.slug, "slug": place.slug, **more}
    return reverse(f"reporting:{kind}-{name}", kwargs=words)


def _newest(place) -> ReleasedRound | None:
    partnership = place if isinstance(place, Partnership) else place.partnership
    releases = released_rounds(partnership)
    return ReleasedRound(releases[0]) if releases else None


def self_evaluation(request, partnership, kind="partnership", slug=""):
    """What was kept last, or what the rules make of today's figures and records where nothing was."""
    place = _place(request, partnership, kind, slug)
    kept = list(SelfEvaluation.objects.of(place))
    context = {
        "place": place,
        "kept": kept,
        "newest": kept[0] if kept else None,
        "make": _address(place, "self-evaluation-make"),
    }
    if kept:
        newest, released = kept[0], _newest(place)
        context |= {
            "parts": parts_of(newest),
            "basis": basis_of(newest),
            "edit": _address(place, "self-evaluation-edit", pk=newest.pk),
            "word": _address(place, "self-evaluation-word", pk=newest.pk),
            "pdf": _address(place, "self-evaluation-pdf", pk=newest.pk) if can_make_pdf() else "",
            "is_older": bool(released and released.release.pk != newest.release_id),
        }
    return render(request, "reporting/self_evaluation.html", context)


@require_POST
def make(request, partnership, kind="partnership", slug=""):
    """Keep what the rules make of today's figures and records, to be gone through by a person."""
    place, today = _place(request, partnership, kind, slug), timezone.localdate()
    released = _newest(place)
    keep_evaluation(
        place=place,
        release=released.release if released else None,
        sentences=evaluation_of(place, released, on=today),
        by=request.user,
        on=today,
    )
    messages.success(request, _("Made from today’s figures and records. Go through it, then print it."))
    return redirect(_address(place))


def _kept(place, pk: int) -> SelfEvaluation:
    return get_object_or_404(SelfEvaluation.objects.of(place), pk=pk)


@require_http_methods(["GET", "POST"])
def edit(request, partnership, pk, kind="partnership", slug=""):
    """Each sentence in a box beside its source; in other words, left out, or joined by one's own."""
    place = _place(request, partnership, kind, slug)
    kept, data = _kept(place, pk), request.POST or None
    lines = kept.lines.select_related("evaluation__partnership", "evaluation__service", "evaluation__organisation")
    forms = [LineForm(data, instance=line) for line in lines]
    own = OwnLineForm(data, instance=EvaluationLine(evaluation=kept))
    valid = [form.is_valid() for form in (*forms, own)]
    if request.method == "POST" and all(valid):
        try:
            for form in forms:
                if form.changed_data:
                    fields = form.changed_data
                    change_line(line=form.instance, by=request.user, on=timezone.localdate(), fields=fields)
            if own.cleaned_data["said"]:
                add_line(line=own.instance, by=request.user, on=timezone.localdate())
        except ActionRefused as reason:
            own.add_error(None, str(reason))
        else:
            messages.success(request, _("Saved."))
            return redirect(_address(place))
    context = {
        "place": place,
        "kept": kept,
        "forms": forms,
        "own": own,
        "all_forms": [*forms, own],
        "back": _address(place),
    }
    return render(request, "reporting/self_evaluation_edit.html", context)


def word(request, partnership, pk, kind="partnership", slug=""):
    """The same as a document for Word."""
    place = _place(request, partnership, kind, slug)
    kept = _kept(place, pk)
    record(partnership=kept.partnership, by=request.user, what="exported", about=f"a self-evaluation of {place}")
    answer = HttpResponse(word_of(kept), content_type=MIME)
    name = f"{kept.partnership.slug}-{slug}-self-evaluation" if slug else f"{kept.partnership.slug}-self-evaluation"
    answer["Content-Disposition"] = f'attachment; filename="{name}-{kept.made_on}.docx"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
def pdf(request, partnership, pk, kind="partnership", slug=""):
    """The same as a PDF, made in the background."""
    place = _place(request, partnership, kind, slug)
    kept = _kept(place, pk)
    if not can_make_pdf():
        messages.info(request, _("This server cannot make PDFs. Print the page from your browser instead."))
        return redirect(_address(place))
    record(partnership=kept.partnership, by=request.user, what="exported", about=f"a self-evaluation of {place}")
    return make_file(
        request,
        kind=Job.Task.EVALUATION,
        about=str(place),
        partnership=kept.partnership,
        back=_address(place),
        arguments={"evaluation": kept.pk},
    )

"""Correcting a release: prepared by one person, published by another; and the first, as it was."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations.access import partnership_for, round_for
from organisations.actions import ActionRefused
from organisations.permissions import has_permission
from organisations.roles import Permission
from reporting import figures as f
from reporting.forms.corrections import CorrectionForm
from reporting.measures.of_framework import measures_of
from reporting.models import Correction, FigureRow, Release, ReleasedFigure
from reporting.release import correcting

MOST_LISTED = 200


def _release(request, partnership: str, round_slug: str, permission: Permission) -> Release:
    """The standing release of a round. 404 where it is not released."""
    found = correcting.standing_release(round_for(request, partnership, round_slug, permission))
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
def correction(request, partnership, round_slug):
    """What can be corrected and how; what one person has prepared, for another to check and publish."""
    wanted = Permission.MAKE_RELEASE if request.method == "POST" else Permission.APPROVE_RELEASE
    release = _release(request, partnership, round_slug, wanted)
    begun = Correction.objects.filter(corrects=release).select_related("started_by", "moved", "moved_to").first()
    may_prepare = has_permission(request.user, Permission.MAKE_RELEASE, release.round.partnership)
    form = CorrectionForm(request.POST or None, release=release) if may_prepare and begun is None else None
    if form and form.is_valid():
        try:
            correcting.begin_correction(release=release, wanted=form.wanted, by=request.user)
        except ActionRefused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Correction prepared. Someone else needs to check and publish it."))
            return redirect("reporting:correction", partnership, round_slug)
    context = {"release": release, "round": release.round, "begun": begun, "form": form}
    return render(request, "reporting/correction.html", context | _what_it_does(request, begun))


def _what_it_does(request, begun: Correction | None) -> dict:
    if begun is None:
        return {}
    made = correcting.Corrected(begun.corrects, correcting.Wanted.of(begun))
    titles = {key: measure.title for key, measure in measures_of(begun.corrects.round.framework).items()}
    words = made.in_words
    rows = [
        [titles.get(one["measure"], one["measure"]), one["place_name"], one["subject"], _text(old), _text(new)]
        for old, new in made.changed[:MOST_LISTED]
        if (one := new or old)
    ]
    return {
        "in_words": words,
        "columns": [_("Measure"), _("Place"), _("About"), _("Released"), _("Corrected")],
        "rows": rows,
        "more": max(0, len(made.changed) - MOST_LISTED),
        "is_mine": begun.started_by_id == request.user.pk,
        "taken_down": begun.comments.count(),
    }


def _text(row: dict | None) -> str:
    if not row:
        return "–"
    said = (row[name] for name in ("statistic", "status", "value", "edge", "base_low", "base_high"))
    return f.in_words(*said)


@require_POST
def correction_publish(request, partnership, round_slug):
    return _end(
        request,
        partnership,
        round_slug,
        correcting.publish_correction,
        _("The corrected results are published."),
        then="round-dashboard",
    )


@require_POST
def correction_discard(request, partnership, round_slug):
    return _end(request, partnership, round_slug, correcting.discard_correction, _("Correction discarded."))


def _end(request, partnership, round_slug, action, done, then="correction"):
    release = _release(request, partnership, round_slug, Permission.APPROVE_RELEASE)
    begun = Correction.objects.filter(corrects=release, pk=request.POST.get("correction") or 0).first()
    try:
        if begun is None:
            raise ActionRefused(_("There is no such correction any more. Reload the page."))
        action(correction=begun, by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, done)
        return redirect(f"reporting:{then}", partnership, round_slug)
    return redirect("reporting:correction", partnership, round_slug)


def release_as_it_was(request, partnership, round_slug, pk):
    """A release at its own address: of one that was corrected, what it said and where the right one is."""
    place = partnership_for(request, partnership, Permission.VIEW_RESULTS)
    releases = Release.objects.filter(round__partnership=place, round__slug=round_slug, round__state="released")
    release = releases.select_related("round__partnership", "corrects", "corrected_by").filter(pk=pk).first()
    if release is None:
        raise Http404
    titles = {key: measure.title for key, measure in measures_of(release.round.framework).items()}
    found = ReleasedFigure.objects.of(release).filter(
        level__in=(f.SYSTEM, f.SECTOR), subject_kind__in=(f.OVERALL, f.FEATURE)
    )
    rows = [_figure_row(row, titles) for row in found.exclude(statistic=f.MEAN)]
    context = {"release": release, "round": release.round, "rows": rows}
    context["columns"] = [_("Measure"), _("Place"), _("About"), _("Figure")]
    return render(request, "reporting/release_as_it_was.html", context)


def _figure_row(row: FigureRow, titles: dict[str, str]) -> list:
    return [titles.get(row.measure, row.measure), row.place_name, f"{row.statistic} {row.subject}".strip(), row.text]

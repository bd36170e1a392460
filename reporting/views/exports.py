"""What can be taken away of a release: tidy CSV with its description, the matrix, a workbook."""

from collections.abc import Iterable

from django.http import Http404, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from background.models import Job
from organisations.access import partnership_for
from organisations.audit import record
from organisations.making import make_file
from organisations.resources import Export
from organisations.roles import Permission
from reporting.export.csvw import metadata_of
from reporting.export.matrix_table import MATRIX_COLUMNS, MatrixExport
from reporting.export.tidy import COLUMNS, TidyTable
from reporting.models import Release
from reporting.read.selectors import ReleasedRound, released_rounds
from reporting.read.visibility import may_open_of


def exports(request, partnership):
    """What can be taken away, and what the columns mean."""
    place = partnership_for(request, partnership, Permission.EXPORT)
    return render(
        request,
        "reporting/exports.html",
        {
            "releases": released_rounds(place),
            "matrix_columns": list(MATRIX_COLUMNS.items()),
            "figure_columns": [(column.name, column.meaning) for column in COLUMNS],
        },
    )


def _released(request, partnership, round_slug) -> Release:
    """The release of a round, for someone who may take its figures away; 404 where there is none."""
    place = partnership_for(request, partnership, Permission.EXPORT)
    found = next((release for release in released_rounds(place) if release.round.slug == round_slug), None)
    if found is None:
        raise Http404
    return found


def matrix_csv(request, partnership, round_slug):
    """The matrix, a row a cell."""
    release = _released(request, partnership, round_slug)
    matrix = MatrixExport(ReleasedRound(release))
    return _take_away(request, release, matrix, matrix.cells(), about="the matrix")


def figures_csv(request, partnership, round_slug):
    """Every figure of a release, one row each."""
    release = _released(request, partnership, round_slug)
    table = TidyTable(release, may_open_of(request.user, release.round.partnership))
    answer = _take_away(request, release, table, table.figures(), about="all figures")
    described_at = reverse("reporting:figures-metadata", args=[partnership, round_slug])
    answer["Link"] = f'<{described_at}>; rel="describedby"; type="application/csvm+json"'
    return answer


def figures_of(release: Release, user) -> HttpResponseBase:
    """The tidy CSV of what this person may take away, for the feed: the same as the download, byte for byte."""
    table = TidyTable(release, may_open_of(user, release.round.partnership))
    return table.csv(table.figures(), f"{_named(release)}-{table.called}.csv")


def figures_metadata(request, partnership, round_slug):
    """What the columns of the CSV hold, for machines. It says nothing that the figures do, so it is not noted."""
    release = _released(request, partnership, round_slug)
    answer = JsonResponse(metadata_of(release, url="figures.csv"), json_dumps_params={"indent": 2})
    answer["Content-Type"] = "application/csvm+json"
    answer["Content-Disposition"] = 'attachment; filename="figures.csv-metadata.json"'
    return answer


@require_POST
def figures_xlsx(request, partnership, round_slug):
    """The matrix and every figure in one workbook, made in the background."""
    release = _released(request, partnership, round_slug)
    record(
        partnership=release.round.partnership, by=request.user, what="exported", about=f"a workbook of {release.round}"
    )
    return make_file(
        request,
        kind=Job.Task.WORKBOOK,
        about=release.round.name,
        partnership=release.round.partnership,
        back=reverse("reporting:exports", args=[partnership]),
        arguments={"release": release.pk},
    )


def _named(release: Release) -> str:
    """How the files of a release begin: elmfield-autumn-2026."""
    return f"{release.round.partnership.slug}-{release.round.slug}"


def _take_away(request, release: Release, file: Export, rows: Iterable, *, about: str) -> HttpResponseBase:
    """A file of a release, and the entry in the audit log."""
    place, about = release.round.partnership, f"{about} of {release.round}"
    return file.take_away(rows, partnership=place, by=request.user, about=about, of=_named(release))

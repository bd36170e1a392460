"""What can be taken away of a release: tidy CSV with its description, the matrix, a workbook."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from background.models import Job
from organisations.access import partnership_for
from organisations.audit import record
from organisations.making import make_file
from organisations.permissions import Permission
from organisations.spreadsheets import csv_response
from reporting.export.csvw import metadata_of
from reporting.export.matrix_table import MATRIX_COLUMNS, matrix_rows
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
    """The release of a round, for somebody who may take its figures away; 404 where there is none."""
    place = partnership_for(request, partnership, Permission.EXPORT)
    found = next((release for release in released_rounds(place) if release.round.slug == round_slug), None)
    if found is None:
        raise Http404
    return found


def matrix_csv(request, partnership, round_slug):
    release = _released(request, partnership, round_slug)
    _note(request, release, "the matrix")
    rows = matrix_rows(ReleasedRound(release))
    return csv_response(list(MATRIX_COLUMNS), rows, f"{partnership}-{round_slug}-matrix.csv")


def figures_csv(request, partnership, round_slug):
    """Every figure of a release, one row each."""
    release = _released(request, partnership, round_slug)
    _note(request, release, "all figures")
    answer = figures_of(release, request.user)
    described_at = reverse("reporting:figures-metadata", args=[partnership, round_slug])
    answer["Link"] = f'<{described_at}>; rel="describedby"; type="application/csvm+json"'
    return answer


def figures_of(release: Release, user) -> HttpResponse:
    """The tidy CSV of what this person may take away. The feed answers with the same, byte for byte."""
    round_ = release.round
    table = TidyTable(release, may_open_of(user, round_.partnership))
    file_name = f"{round_.partnership.slug}-{round_.slug}-figures.csv"
    return csv_response([column.name for column in COLUMNS], table.rows(), file_name)


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
    _note(request, release, "a workbook")
    return make_file(
        request,
        kind=Job.Kind.WORKBOOK,
        about=release.round.name,
        partnership=release.round.partnership,
        back=reverse("reporting:exports", args=[partnership]),
        arguments={"release": release.pk},
    )


def _note(request, release: Release, what: str) -> None:
    partnership = release.round.partnership
    record(partnership=partnership, by=request.user, what="exported", about=f"{what} of {release.round}")

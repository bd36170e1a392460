"""What can be taken away of a release: tidy CSV with its description, the matrix, a workbook."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from background.models import Job
from organisations.access import partnership_for
from organisations.audit import record
from organisations.making import make_file
from organisations.models import Partnership
from organisations.permissions import has_permission
from organisations.resources import Export
from organisations.roles import Permission
from reporting.export.csvw import metadata_of
from reporting.export.in_background import name_of
from reporting.export.matrix_table import MATRIX_COLUMNS, MatrixExport
from reporting.export.tidy import COLUMNS, TidyTable
from reporting.models import Release
from reporting.read.selectors import ReleasedRound, released_rounds
from reporting.read.visibility import EVERYWHERE, Reach, reach_of


def exports(request, partnership):
    """What can be taken away, and what the columns mean."""
    place, reach = _taking_away(request, partnership)
    may = {
        name.lower(): has_permission(request.user, Permission[name], place)
        for name in ("EXPORT", "EXPORT_RECORDS", "TAKE_EVERYTHING_OUT", "CONNECT_FEED", "MANAGE_ROUNDS", "VIEW_RESULTS")
    }
    return render(
        request,
        "reporting/exports.html",
        {
            "releases": released_rounds(place),
            "sectors": [sector.name for sector in reach.named()],
            "may": may,
            "matrix_columns": list(MATRIX_COLUMNS.items()),
            "figure_columns": [(column.name, column.meaning) for column in COLUMNS],
        },
    )


def _taking_away(request, partnership) -> tuple[Partnership, Reach]:
    """The partnership, and whose figures of it this person may take away; 403 for someone who may take none."""
    place = partnership_for(request, partnership)
    reach = reach_of(request.user, place)
    if reach is None:
        raise PermissionDenied
    return place, reach


def _released(request, partnership, round_slug) -> tuple[Release, Reach]:
    """The release of a round, and whose figures this person may take away; 404 where there is no such release."""
    place, reach = _taking_away(request, partnership)
    found = next((release for release in released_rounds(place) if release.round.slug == round_slug), None)
    if found is None:
        raise Http404
    return found, reach


def matrix_csv(request, partnership, round_slug):
    """The matrix, a row a cell. Its cells count the services of all sectors, so it is for those who may take all."""
    release, reach = _released(request, partnership, round_slug)
    if not reach.is_whole:
        raise PermissionDenied
    matrix = MatrixExport(ReleasedRound(release))
    return _take_away(request, release, matrix, matrix.cells(), about="the matrix")


def figures_csv(request, partnership, round_slug):
    """Every figure of a release that this person may take away, one row each."""
    release, reach = _released(request, partnership, round_slug)
    table = TidyTable(release, reach)
    answer = _take_away(request, release, table, table.figures(), about=_figures_of(reach), reach=reach)
    described_at = reverse("reporting:figures-metadata", args=[partnership, round_slug])
    answer["Link"] = f'<{described_at}>; rel="describedby"; type="application/csvm+json"'
    return answer


def figures_of(release: Release, user) -> HttpResponseBase:
    """The tidy CSV of what this person may take away, for the feed: the same as the download, byte for byte."""
    reach = reach_of(user, release.round.partnership)
    if reach is None:
        raise PermissionDenied
    table = TidyTable(release, reach)
    return table.csv(table.figures(), f"{name_of(release, reach)}-{table.called}.csv")


def figures_metadata(request, partnership, round_slug):
    """What the columns of the CSV hold, for machines. It says nothing that the figures do, so it is not noted."""
    release, reach = _released(request, partnership, round_slug)
    described = metadata_of(release, url="figures.csv", sectors=[sector.name for sector in reach.named()])
    answer = JsonResponse(described, json_dumps_params={"indent": 2})
    answer["Content-Type"] = "application/csvm+json"
    answer["Content-Disposition"] = 'attachment; filename="figures.csv-metadata.json"'
    return answer


@require_POST
def figures_xlsx(request, partnership, round_slug):
    """The matrix and every figure in one workbook, made in the background."""
    release, reach = _released(request, partnership, round_slug)
    of = "a workbook" if reach.is_whole else f"a workbook of {_figures_of(reach)}"
    about = f"{of} of {release.round}"
    record(partnership=release.round.partnership, by=request.user, what="exported", about=about)
    return make_file(
        request,
        kind=Job.Task.WORKBOOK,
        about=release.round.name,
        partnership=release.round.partnership,
        back=reverse("reporting:exports", args=[partnership]),
        arguments={"release": release.pk, **reach.as_arguments()},
    )


def _figures_of(reach: Reach) -> str:
    """What the audit log calls the figures within reach: "all figures", "the figures of Health"."""
    named = [sector.name for sector in reach.named()]
    return f"the figures of {' and '.join(named)}" if named else "all figures"


def _take_away(
    request, release: Release, file: Export, rows: Iterable, *, about: str, reach: Reach = EVERYWHERE
) -> HttpResponseBase:
    """A file of a release, and the entry in the audit log."""
    place, about = release.round.partnership, f"{about} of {release.round}"
    return file.take_away(rows, partnership=place, by=request.user, about=about, of=name_of(release, reach))

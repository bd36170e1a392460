"""CSV files to take away: the matrix, and every figure behind it."""

from django.http import Http404
from django.shortcuts import render

from organisations.access import partnership_for
from organisations.audit import record
from organisations.permissions import Permission
from organisations.spreadsheets import csv_response
from reporting import figures as f
from reporting.models import ReleasedFigure
from reporting.selectors import ReleasedRound, released_rounds

MATRIX_COLUMNS = {
    "round": "the round's name",
    "objective": "a row of the matrix",
    "level": "service, sector or system",
    "cell": "what the cell looks at",
    "measure": "the measure that leads the cell; empty where there is no figure yet",
    "label": "the measure's title",
    "figure": "the leading figure; [c] where it is not shown, to protect people",
    "of": "what the figure is out of",
    "more": "the cell's other lines: bases, take-up, other measures",
    "reason": "why there is no figure, where there is none",
}
FIGURE_COLUMNS = {
    "round": "the round's name",
    "measure": "the measure's key",
    "level": "service, sector, system, or rest (a sector's smaller services together)",
    "place": "the place's name when the round closed",
    "subject_kind": "overall, feature, statement, question, option or stage",
    "subject": "its code; an option's is question:option, a stage's is statement:stage",
    "statistic": "share_positive and rate in per cent, mean, count, or responses (a band)",
    "value": "the number; [c] where it is not shown, to protect people; [x] where nothing was recorded",
    "edge": "“or more”, “or less” or “or fewer” where the value is an end",
    "base_low": "the least number of people that it rests on",
    "base_high": "the most",
    "numerator": "for counts and rates of services or organisations",
    "denominator": "what it is out of",
    "note": "what else there is to know",
}


def exports(request, partnership):
    """What can be taken away, and what the columns mean."""
    place = partnership_for(request, partnership, Permission.EXPORT)
    return render(
        request,
        "reporting/exports.html",
        {
            "releases": released_rounds(place),
            "matrix_columns": list(MATRIX_COLUMNS.items()),
            "figure_columns": list(FIGURE_COLUMNS.items()),
        },
    )


def _released(request, partnership, round_slug) -> ReleasedRound:
    place = partnership_for(request, partnership, Permission.EXPORT)
    found = next((release for release in released_rounds(place) if release.round.slug == round_slug), None)
    if found is None:
        raise Http404
    return ReleasedRound(found)


def matrix_csv(request, partnership, round_slug):
    released = _released(request, partnership, round_slug)
    rows = [
        [
            released.round.name,
            row["objective"].title,
            cell.level,
            cell.title,
            cell.leading,
            cell.label if cell.leading else "",
            "[c]" if cell.withheld else cell.figure,
            cell.of,
            "; ".join(cell.lines),
            cell.reason,
        ]
        for row in released.matrix()
        for cell in row["cells"]
    ]
    _note(request, released, "the matrix")
    return csv_response(list(MATRIX_COLUMNS), rows, f"{partnership}-{round_slug}-matrix.csv")


def figures_csv(request, partnership, round_slug):
    """Every figure of a release, one row each."""
    released = _released(request, partnership, round_slug)
    rows = (
        [
            released.round.name,
            figure.measure,
            figure.level,
            figure.place_name,
            figure.subject_kind,
            figure.subject,
            figure.statistic,
            _value(figure),
            figure.edge,
            figure.base_low,
            figure.base_high,
            figure.numerator,
            figure.denominator,
            figure.note,
        ]
        for figure in ReleasedFigure.objects.of(released.release).iterator(chunk_size=2000)
    )
    _note(request, released, "all figures")
    return csv_response(list(FIGURE_COLUMNS), rows, f"{partnership}-{round_slug}-figures.csv")


def _value(figure: ReleasedFigure) -> str:
    if figure.status == f.WITHHELD:
        return "[c]"
    if figure.status == f.NONE:
        return "[x]"
    if figure.value is None:
        return ""
    return str(int(figure.value)) if figure.value == figure.value.to_integral_value() else str(figure.value)


def _note(request, released: ReleasedRound, what: str) -> None:
    partnership = released.round.partnership
    record(partnership=partnership, by=request.user, what="exported", about=f"{what} of {released.round}")

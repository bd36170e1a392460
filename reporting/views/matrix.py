"""The page of one cell of the matrix, and the chart of what people say of each feature."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from reporting import figures as f
from reporting.draw.files import picture_response
from reporting.draw.moves import findings_charts
from reporting.measures.training import FEEDBACK_MEASURE
from reporting.models import Release
from reporting.read.beside import days_of, matrix_since
from reporting.read.decided import about_cell
from reporting.read.findings import Findings, release_before
from reporting.read.matrix_blocks import items_table
from reporting.read.narratives import of_cell
from reporting.read.selectors import ReleasedRound
from reporting.views.released import chosen_release, decided_context, to_results


def matrix_cell(request, partnership, round_slug, objective, level):
    """One cell of the matrix: each of its measures with all that it says, and the ways down and to how it was made."""
    releases, chosen = chosen_release(request, partnership, round_slug)
    released = ReleasedRound(chosen)
    row = next((row for row in matrix_since(released) if row.objective.key == objective), None)
    found = next((pair for pair in row.cells if pair[0].level == level), None) if row else None
    if row is None or found is None or not found[0].measures:
        raise Http404
    cell, beside = found
    name = of_cell(objective, level)
    here = [request.partnership.slug, chosen.round.slug]
    by_level = {f.SERVICE: _("In services"), f.SECTOR: _("In sectors"), f.SYSTEM: _("In the system")}
    return render(
        request,
        "reporting/cell.html",
        {
            "release": chosen,
            "objective": row.objective,
            "level": by_level[level],
            "cell": cell,
            "measures": [
                {
                    "measure": one,
                    "since": beside[one.key],
                    "items": items_table(released.overview, one.key) if level == f.SYSTEM else [],
                    "items_title": _items_title(one.key),
                    "item_columns": [_("Item"), {"text": _said_by(one.key), "numeric": True}],
                    "by_days": released.measures[one.key].by_days,
                    "down": _way_down(level, here, one.key),
                    "how": reverse("reporting:how-made", args=[*here, one.key]),
                }
                for one in cell.measures
            ],
            "days": days_of(released),
            "words": released.narratives.at(name),
            "up": [to_results(chosen.round)],
            "about": name,
            **decided_context(request, releases, chosen, about_cell(name)),
        },
    )


def _items_title(measure: str) -> str:
    """What the items are; of feedback on training they are no part of the figure above them."""
    return _("How confident people felt (not in the figure above)") if measure == FEEDBACK_MEASURE else _("Each item")


def _said_by(measure: str) -> str:
    """What is counted item by item: organisations that say yes, or positive answers of people."""
    return _("Positive answers") if measure == FEEDBACK_MEASURE else _("Said yes")


def _way_down(level: str, here: list[str], measure: str) -> tuple[str, str]:
    """The page that has more of a measure, and its words."""
    if level == f.SERVICE:
        return _("See results by service"), reverse("reporting:measure-services", args=[*here, measure])
    words = _("See results by sector") if level == f.SECTOR else _("See results for the whole partnership")
    return words, reverse("reporting:measure-results", args=[*here, measure])


def findings_picture(request, partnership, round_slug, kind):
    """The chart of what people say of each feature, as a file."""
    releases, chosen = chosen_release(request, partnership, round_slug)
    released = ReleasedRound(chosen)
    charts = findings_charts(Findings(released, released.earlier if release_before(releases, chosen) else None))
    if charts is None:
        raise Http404
    return picture_response(request, charts, kind)


def picture_files(name: str, release: Release, *more: str) -> dict[str, str]:
    """The addresses of a chart as files, by their kind."""
    here = [release.round.partnership.slug, release.round.slug, *more]
    return {kind: reverse(name, args=[*here, kind]) for kind in ("svg", "png")}

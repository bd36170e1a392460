"""What people wrote, once it has been read by a reviewer: how much of it is about which feature."""

from __future__ import annotations

from decimal import Decimal

from reporting import disclosure
from reporting.comments import themes_of
from reporting.figures import COUNT, FEATURE, NONE, OVERALL, WITHHELD, Figure
from reporting.measures.ground import Ground
from reporting.measures.surveys import NOT_SHOWN
from reporting.rollup import THE_SYSTEM


def workforce_feedback(ground: Ground) -> list[Figure]:
    """Reviewed comments of staff by feature, for the whole system, to the nearest five."""
    place, themes = ground.place(THE_SYSTEM), themes_of(ground.round, "workforce")
    if not themes[""]:
        return [Figure("workforce_feedback", place, COUNT, status=NONE, note="no comments to show")]
    base = ground.people_who_answered("workforce")
    if THE_SYSTEM not in disclosure.publishable(base, ground.tree, ground.limits):
        return [Figure("workforce_feedback", place, COUNT, status=WITHHELD, note=NOT_SHOWN)]
    figures = []
    for code, count in sorted(themes.items()):
        coarse = disclosure.coarse_count(count)
        kind = FEATURE if code else OVERALL
        figures.append(
            Figure("workforce_feedback", place, COUNT, kind, code, value=Decimal(str(coarse.value)), edge=coarse.edge)
        )
    return figures

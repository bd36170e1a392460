"""What people wrote, once it has been read by a reviewer: how much of it is about which feature."""

from __future__ import annotations

from decimal import Decimal

from organisations.models import Round
from reporting.figures import COUNT, FEATURE, NONE, OVERALL, WITHHELD, Figure
from reporting.measures.round_context import RoundContext
from reporting.measures.surveys import NOT_SHOWN
from reporting.protect import disclosure
from reporting.protect.rollup import THE_SYSTEM
from surveys.models import Comment


def workforce_feedback(context: RoundContext) -> list[Figure]:
    """Reviewed comments of staff by feature, for the whole system, to the nearest five."""
    place, themes = context.place(THE_SYSTEM), themes_of(context.round, "workforce")
    if not themes[""]:
        return [Figure("workforce_feedback", place, COUNT, status=NONE, note="no comments to show")]
    # A comment shares no key with answers, so it has no base of its own: comments are counted where the whole of the
    # survey that they came with may be shown.
    base = context.people_who_answered("workforce")
    if THE_SYSTEM not in disclosure.publishable(base, context.tree, context.limits, wishes=context.wishes):
        return [Figure("workforce_feedback", place, COUNT, status=WITHHELD, note=NOT_SHOWN)]
    figures = []
    for code, count in sorted(themes.items()):
        coarse = disclosure.coarse_count(count)
        kind = FEATURE if code else OVERALL
        figures.append(
            Figure("workforce_feedback", place, COUNT, kind, code, value=Decimal(str(coarse.value)), edge=coarse.edge)
        )
    return figures


def themes_of(round_: Round, instrument: str) -> dict[str, int]:
    """How many of a survey's comments may be shown, by the code of the feature they are about, and "" for all."""
    found = Comment.objects.filter(round=round_, state=Comment.State.RELEASED, question__instrument__key=instrument)
    counts = {"": 0}
    for comment in found.prefetch_related("features"):
        counts[""] += 1
        # One comment may be about two features, so the features add up to more than the whole.
        for feature in comment.features.all():
            counts[feature.code] = counts.get(feature.code, 0) + 1
    return counts

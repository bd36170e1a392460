"""What people wrote, once it has been read by a reviewer: how much of it is about which feature."""

from __future__ import annotations

from decimal import Decimal

from organisations.models import Round
from reporting.figures import COUNT, FEATURE, NONE, OVERALL, WITHHELD, Figure
from reporting.measures.names import comments_of
from reporting.measures.round_context import RoundContext
from reporting.measures.surveys import NOT_SHOWN
from reporting.protect import disclosure
from reporting.protect.rollup import THE_SYSTEM
from surveys.models import Comment


def feedback(context: RoundContext, *, survey: str) -> list[Figure]:
    """Reviewed comments of one survey by feature, for the whole system, to the nearest five."""
    measure, place = comments_of(survey), context.place(THE_SYSTEM)
    themes = themes_of(context.round, survey)
    if not themes[""]:
        return [Figure(measure, place, COUNT, status=NONE, note="no comments to show")]
    # A comment shares no key with answers, so it has no base of its own: comments are counted where the whole of the
    # survey that they came with may be shown.
    base = context.people_who_answered(survey)
    if THE_SYSTEM not in disclosure.publishable(base, context.tree, context.limits, wishes=context.wishes):
        return [Figure(measure, place, COUNT, status=WITHHELD, note=NOT_SHOWN)]
    figures = []
    for code, count in sorted(themes.items()):
        coarse = disclosure.coarse_count(count)
        kind = FEATURE if code else OVERALL
        figures.append(Figure(measure, place, COUNT, kind, code, value=Decimal(str(coarse.value)), edge=coarse.edge))
    return figures


def themes_of(round_: Round, instrument: str) -> dict[str, int]:
    """How many of a survey's comments may be shown, by the code of the feature they are about, and "" for all."""
    found = Comment.objects.not_set_aside().filter(round=round_, state=Comment.State.RELEASED)
    found = found.filter(question__instrument__key=instrument)
    counts = {"": 0}
    for comment in found.prefetch_related("features"):
        counts[""] += 1
        # One comment may be about two features, so the features add up to more than the whole.
        for feature in comment.features.all():
            counts[feature.code] = counts.get(feature.code, 0) + 1
    return counts

"""Sentences about a released round, each out of published figures only. No ranking of places, no blame."""

from __future__ import annotations

from dataclasses import dataclass

from framework.models import Feature
from reporting import figures as f
from reporting.change import change
from reporting.models import Release, ReleasedFigure
from reporting.read.comparing import in_words
from reporting.read.selectors import ReleasedRound

STRONG_FROM = 50  # per cent: what fewer than half say is no strength


# How far apart two voices must be, as a share of their scales, before we call it worth talking about.
LEAST_GAP = 0.1


@dataclass(frozen=True)
class Reading:
    """A heading and a sentence for the top of the dashboard."""

    title: str
    text: str


def readings(released: ReleasedRound, earlier: ReleasedRound | None) -> list[Reading]:
    """Where we are strong, what is worth talking about, and how it was before; only those that can be said."""
    by_feature = {
        (x.measure, x.subject, x.statistic): x
        for x in ReleasedFigure.objects.of(released.release).at(f.SYSTEM).filter(subject_kind=f.FEATURE, status=f.SHOWN)
    }
    found = [
        _strong(released.features, by_feature),
        _worth_talking_about(released.features, by_feature),
        _before(released, earlier),
    ]
    return [one for one in found if one]


def _strong(features: list[Feature], by_feature: dict) -> Reading | None:
    """The feature that most families say they meet; where none is met by half or more, the staff's; else none."""
    for measure, who, words in (
        ("families_results", "families", "mostly or always"),
        ("workforce_results", "staff", "mostly or completely true"),
    ):
        shares = [
            (by_feature[measure, feature.code, f.SHARE_POSITIVE].value, feature)
            for feature in features
            if (measure, feature.code, f.SHARE_POSITIVE) in by_feature
            and by_feature[measure, feature.code, f.SHARE_POSITIVE].value >= STRONG_FROM
        ]
        if shares:
            share, feature = max(shares, key=lambda pair: pair[0])
            text = f"{feature.title}: {f.plain(share)}% of what {who} answered is “{words}”."
            return Reading("Where we are strong", text)
    return None


def _worth_talking_about(features: list[Feature], by_feature: dict) -> Reading | None:
    """The feature on which services and families, or services and staff, see things most differently."""
    gaps = []
    for feature in features:
        own = by_feature.get(("self_assessment", feature.code, f.MEAN))
        for measure, who in (("families_results", "families"), ("workforce_results", "staff")):
            theirs = by_feature.get((measure, feature.code, f.MEAN))
            if own and theirs:
                difference = float(own.value) / 4 - (float(theirs.value) - 1) / 4
                gaps.append((abs(difference), difference, feature, who))
    if not gaps or max(gaps, key=lambda gap: gap[0])[0] < LEAST_GAP:
        return None
    _, difference, feature, who = max(gaps, key=lambda gap: gap[0])
    more = "more" if difference > 0 else "less"
    text = f"{feature.title}: services see {more} of it in their work than {who} do. What do {who} know that helps?"
    return Reading("Worth talking about", text)


def _before(released: ReleasedRound, earlier: ReleasedRound | None) -> Reading | None:
    """What staff and families say as a whole, beside the round before, and whether it is more than chance."""
    if earlier is None:
        return None
    parts = []
    for measure, who in (("workforce_results", "Staff"), ("families_results", "Families")):
        now = released.overview.system(measure, f.SHARE_POSITIVE)
        then = earlier.overview.system(measure, f.SHARE_POSITIVE)
        found = change(now.measured, then.measured) if now and then and now.measured and then.measured else None
        if now and then and found:
            parts.append(f"{who}: {now.text} now, {then.text} then: {in_words(found)}.")
    return Reading(f"Beside {earlier.round.name}", " ".join(parts)) if parts else None


def release_before(releases: list[Release], release: Release) -> Release | None:
    """The release of the round before this one."""
    older = [one for one in releases if one.round.opens_on < release.round.opens_on]
    return older[0] if older else None

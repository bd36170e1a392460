"""Sentences about a released round, each out of published figures only. No ranking of places, no blame."""

from __future__ import annotations

from dataclasses import dataclass

from framework.models import Feature
from reporting import figures as f
from reporting.change import change
from reporting.models import Release, ReleasedFigure
from reporting.read.comparing import WHO, in_a_sentence, what_is_said
from reporting.read.selectors import ReleasedRound
from reporting.read.voices import FAMILIES, STAFF, VoiceResult, Voices, positive_answers, strongest, voices_of, widest


@dataclass(frozen=True)
class Reading:
    """A heading and a sentence for the top of the results."""

    title: str
    text: str


def readings(released: ReleasedRound, earlier: ReleasedRound | None) -> list[Reading]:
    """What is going well, what is worth talking about, and how it was before; only those that can be said."""
    by_feature = {
        (x.measure, x.subject, x.statistic): x
        for x in ReleasedFigure.objects.of(released.release).at(f.SYSTEM).filter(subject_kind=f.FEATURE, status=f.SHOWN)
    }
    voices = voices_of(released.round.framework)
    found = [
        _strong(voices, released.features, by_feature),
        _worth_talking_about(voices, released.features, by_feature),
        _before(voices, released, earlier),
    ]
    return [one for one in found if one]


def _strong(voices: Voices, features: list[Feature], by_feature: dict) -> Reading | None:
    """The feature that most families say they meet; where none is met by half or more, the staff's; else none."""
    for voice in voices.of(FAMILIES, STAFF):
        found = strongest(
            (feature, by_feature.get((voice.measure, feature.code, f.SHARE_POSITIVE))) for feature in features
        )
        if found:
            feature, share = found
            return Reading("What is going well", positive_answers(voice, feature.title, share.text))
    return None


def _worth_talking_about(voices: Voices, features: list[Feature], by_feature: dict) -> Reading | None:
    """The feature on which services, staff and families see things most differently."""
    found = widest(
        (
            feature,
            [
                VoiceResult(voice, f.SHOWN, voice.along(float(mean.value), mean.edge))
                for voice in voices.compared
                if (mean := by_feature.get((voice.measure, feature.code, f.MEAN)))
            ],
        )
        for feature in features
    )
    if found is None:
        return None
    feature, gap = found
    return Reading("Worth talking about", f"{feature.title}: {gap.within} {gap.question}")


def _before(voices: Voices, released: ReleasedRound, earlier: ReleasedRound | None) -> Reading | None:
    """What staff and families say as a whole, beside the round before, and whether it is more than chance."""
    if earlier is None:
        return None
    parts = []
    before = voices_of(earlier.round.framework)
    for voice in voices.of(STAFF, FAMILIES):
        if not voice.is_like(before.by_key.get(voice.key)):  # another scale, or another survey
            continue
        now = released.overview.system(voice.measure, f.SHARE_POSITIVE)
        then = earlier.overview.system(voice.measure, f.SHARE_POSITIVE)
        found = change(now.measured, then.measured) if now and then and now.measured and then.measured else None
        if now and then and found:
            parts.append(in_a_sentence(WHO[voice.key], what_is_said(voice, now.text), then.text, found))
    return Reading(f"Compared with {earlier.round.name}", " ".join(parts)) if parts else None


def release_before(releases: list[Release], release: Release) -> Release | None:
    """The release of the round before this one."""
    older = [one for one in releases if one.round.opens_on < release.round.opens_on]
    return older[0] if older else None

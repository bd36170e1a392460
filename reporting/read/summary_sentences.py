"""Sentences about a released round, each out of published figures only. No ranking of places, no blame."""

from __future__ import annotations

from dataclasses import dataclass

from framework.models import Feature
from reporting import figures as f
from reporting.models import Release, ReleasedFigure
from reporting.read.comparing import WHO, what_is_said
from reporting.read.selectors import ReleasedRound
from reporting.read.sentences import then_and_now
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
    for voice in voices.of(STAFF, FAMILIES):
        now = released.overview.system(voice.measure, f.SHARE_POSITIVE)
        then = earlier.overview.system(voice.measure, f.SHARE_POSITIVE)
        found = released.overview.system(voice.measure, f.CHANGE)
        if now and then and found:
            said = what_is_said(voice, now.text)
            parts.append(then_and_now(WHO[voice.key], said, then.text, earlier.round.name, found.change))
    return Reading(f"Compared with {earlier.round.name}", " ".join(parts)) if parts else None


def release_before(releases: list[Release], release: Release) -> Release | None:
    """The release that this one's changes are since, where it is among those that may be read."""
    return next((one for one in releases if one.pk == release.since_id), None)

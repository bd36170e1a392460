"""What a released round says in thirty seconds: what moved, what is highest and lowest, where voices differ.

Facts alone, out of published figures of the whole partnership; `sentences.py` puts them into words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from framework.models import Feature
from reporting import figures as f
from reporting.change import HIGHER, LOWER, SAME
from reporting.models import Release, ReleasedFigure
from reporting.protect.disclosure import Coarse
from reporting.read import sentences
from reporting.read.comparing import Moved, SystemFigures, moved, with_note
from reporting.read.selectors import ReleasedRound
from reporting.read.voices import CHILDREN, FAMILIES, SERVICES, STAFF, Gap, Voice, VoiceResult, ends_of_share, widest

MOST = 3  # features that are named as among the highest, and among the lowest
MOST_SURE = 2  # of more that only together stand above the others none is called highest


@dataclass(frozen=True)
class Said:
    """What one voice says of a feature, beside the round before where it was compared."""

    voice: Voice
    figure: ReleasedFigure
    moved: Moved | None = None

    @property
    def share(self) -> float:
        """Per cent; an end stands for its middle. Never used of services, who have stages."""
        return Coarse(float(self.figure.value or 0), self.figure.edge).middle(0, 100)

    @property
    def ends(self) -> f.Ends:
        """The shares that it may stand for."""
        return ends_of_share(self.figure)

    @property
    def text(self) -> str:
        """The figure, and of what part of its questions it is where these are not all."""
        return with_note(self.figure)

    @property
    def then(self) -> float | None:
        """The share in the round before as it was printed, where it may be compared."""
        return self.moved.share_then if self.moved else None

    @property
    def points(self) -> int:
        """How far it rose or fell in whole points: 0 where nothing is clear, and where it is less than half a point."""
        change = self.moved.change if self.moved else None
        return 0 if change is None or change.edge == SAME else int(change.value or 0)

    @property
    def way(self) -> str:
        """HIGHER or LOWER where it clearly rose or fell, by however little; else ""."""
        change = self.moved.change if self.moved else None
        return change.edge if change is not None and change.edge in (HIGHER, LOWER) else ""


@dataclass(frozen=True)
class FeatureFindings:
    """One feature: what each voice says of it."""

    feature: Feature
    said: tuple[Said, ...]
    services: Moved | None = None

    def by(self, key: str) -> Said | None:
        return next((one for one in self.said if one.voice.key == key), None)


@dataclass(frozen=True)
class Counts:
    """How many comparisons of features came out how."""

    up: int = 0
    down: int = 0
    same: int = 0

    @property
    def all(self) -> int:
        return self.up + self.down + self.same


@dataclass
class Findings:
    """A released round beside the one before, for the first screen and the board pack. A few queries at any size."""

    released: ReleasedRound
    earlier: ReleasedRound | None

    @property
    def features(self) -> list[Feature]:
        return self.released.features

    @cached_property
    def now(self) -> SystemFigures:
        return SystemFigures(self.released.release)

    @cached_property
    def then(self) -> SystemFigures | None:
        return SystemFigures(self.earlier.release) if self.earlier else None

    def asked_differently(self, voice: Voice, feature: Feature) -> str:
        """ "asked differently since", where so many of a feature's questions are others now; else ""."""
        survey = self.released.measures[voice.measure].asks
        return self.released.asked_again.why(survey, f.FEATURE, feature.code) if self.earlier else ""

    @cached_property
    def people(self) -> list[Voice]:
        """Whose answers are shown of any feature: staff, families, children."""
        voices = self.now.voices.of(STAFF, FAMILIES, CHILDREN)
        return [voice for voice in voices if any(self._share(voice, one) for one in self.features)]

    def _share(self, voice: Voice, feature: Feature) -> ReleasedFigure | None:
        found = self.now.figure(voice, f.FEATURE, feature.code, f.SHARE_POSITIVE)
        return found if found and found.is_shown else None

    @cached_property
    def rows(self) -> list[FeatureFindings]:
        """Every feature in the framework's order."""
        rows = []
        for feature in self.features:
            moves = {one.voice.key: one for one in moved(self.now, self.then, f.FEATURE, feature)}
            said = [
                Said(voice, share, moves.get(voice.key))
                for voice in self.people
                if (share := self._share(voice, feature))
            ]
            rows.append(FeatureFindings(feature, tuple(said), moves.get(SERVICES)))
        return rows

    @cached_property
    def counts(self) -> Counts:
        """Of all features that were compared, of every voice of people."""
        verdicts = [one.moved.change.edge for row in self.rows for one in row.said if one.moved and one.moved.change]
        return Counts(verdicts.count(HIGHER), verdicts.count(LOWER), verdicts.count(SAME))

    @cached_property
    def compared_voices(self) -> list[Voice]:
        return [v for v in self.people if any((said := row.by(v.key)) and said.moved for row in self.rows)]

    @cached_property
    def ordered(self) -> list[FeatureFindings]:
        """The features that someone's share is shown of, from the highest to the lowest.

        By staff, who are asked about most; where they cannot be heard, by whoever says something of most features.
        Features of which this voice says nothing are left out. Of equals the framework's order.
        """
        if self.leading is None:
            return []
        there = [(said.share, row) for row in self.rows if (said := row.by(self.leading.key))]
        return [row for _share, row in sorted(there, key=lambda pair: -pair[0])]

    @cached_property
    def leading(self) -> Voice | None:
        """By whom features are put in order."""
        return max(self.people, key=lambda voice: sum(bool(row.by(voice.key)) for row in self.rows), default=None)

    @property
    def leading_name(self) -> str:
        return str(self.leading.name) if self.leading else ""

    @cached_property
    def _ends(self) -> list[tuple[f.Ends, FeatureFindings]]:
        """What the figures of the leading voice may stand for, of every feature in order."""
        key = self.leading.key if self.leading else ""
        return [(said.ends, row) for row in self.ordered if (said := row.by(key))]

    @property
    def highest(self) -> list[FeatureFindings]:
        """At most three of those that are among the highest: surely above more than half of the others."""
        ends = self._ends
        sure = [row for mine, row in ends if 2 * sum(mine.low > one.high for one, _row in ends) > len(ends) - 1]
        return sure[:MOST]

    @property
    def lowest(self) -> list[FeatureFindings]:
        """At most three that are surely below more than half of the others, from the lowest on. Never a highest one.

        Where none is, the one with the lowest figure: it has room to grow, whatever the others are.
        """
        ends = self._ends[::-1]
        sure = [row for mine, row in ends if 2 * sum(mine.high < one.low for one, _row in ends) > len(ends) - 1]
        is_one = len(ends) > 1 and ends[0][0].middle < ends[1][0].middle
        return sure[:MOST] or ([ends[0][1]] if is_one else [])

    @property
    def lowest_of_others(self) -> list[tuple[FeatureFindings, list[Said]]]:
        """The feature with the lowest figure of each other voice, where one is lower than all others it has.

        Features that are in `lowest` are left out: what every voice says of them stands there.
        """
        found: dict[str, list[Said]] = {}
        for voice in self.people:
            heard = [(said.share, row.feature.code, said) for row in self.rows if (said := row.by(voice.key))]
            heard.sort(key=lambda one: one[0])
            if voice != self.leading and len(heard) > 1 and heard[0][0] < heard[1][0]:
                found.setdefault(heard[0][1], []).append(heard[0][2])
        named = [row.feature.code for row in self.lowest]
        return [(row, found[row.feature.code]) for row in self.rows if row.feature.code in found.keys() - set(named)]

    @property
    def surely_highest(self) -> list[FeatureFindings]:
        """One or two features, each of them above every other whatever the rounding hides; none where more might be."""
        return self._sure(self._ends, lambda mine, other: mine.low > other.high)

    @property
    def surely_lowest(self) -> list[FeatureFindings]:
        """The same of the lowest. No feature is in both: the fewest are taken that stand apart from all others."""
        return self._sure(self._ends[::-1], lambda mine, other: mine.high < other.low)

    @staticmethod
    def _sure(
        ends: list[tuple[f.Ends, FeatureFindings]], is_beyond: Callable[[f.Ends, f.Ends], bool]
    ) -> list[FeatureFindings]:
        """The fewest features that are each surely beyond all that are not among them; none where they are many."""
        for many in range(1, min(MOST_SURE, len(ends) - 1) + 1):
            # One that is beyond all others but its like is beyond as many as there are besides.
            found = [
                (mine, row) for mine, row in ends if sum(is_beyond(mine, one) for one, _row in ends) >= len(ends) - many
            ]
            if len(found) == many:
                return [row for _mine, row in found]
        return []

    @cached_property
    def moves(self) -> list[tuple[Feature, Said]]:
        """What moved by more than chance: falls first, then rises, each from the largest on."""
        found = [(row.feature, one) for row in self.rows for one in row.said if one.way]
        return sorted(found, key=lambda pair: (pair[1].way == HIGHER, -abs(pair[1].points)))

    @cached_property
    def apart(self) -> tuple[Feature, Gap, list[VoiceResult]] | None:
        """The feature on which two of services, staff and families are furthest apart; None where they are close."""
        said = {row.feature: self._along(row.feature) for row in self.rows}
        found = widest(said.items())
        if found is None:
            return None
        feature, gap = found
        return feature, gap, [one for one in said[feature] if one.voice in gap.between]

    def _along(self, feature: Feature) -> list[VoiceResult]:
        found = [self.now.said(voice, f.FEATURE, feature.code) for voice in self.now.voices.compared]
        return [one for one in found if one.share is not None]

    @cached_property
    def headline(self) -> str:
        """The finding that stands as the title: one or two sentences, true for whatever figures there are."""
        return sentences.headline(
            up=self.counts.up,
            down=self.counts.down,
            same=self.counts.same,
            whose=[str(voice.name) for voice in self.compared_voices],
            since=self.earlier.round.name if self.earlier else "",
            by=self.leading_name,
            highest=[row.feature.title for row in self.surely_highest],
            lowest=[row.feature.title for row in self.surely_lowest],
            answered=self.now.has_answers,
        )


@dataclass(frozen=True)
class Reading:
    """A heading and what stands below it, on the first screen and in the board pack."""

    title: str
    lines: list[str]


def readings(findings: Findings) -> list[Reading]:
    """What moved, what is among the highest, what has room to grow, and what is worth asking; only what can be said."""
    found = [_moved(findings), _lowest(findings), _worth_asking(findings), _highest(findings)]
    return [one for one in found if one.lines]


def _moved(findings: Findings) -> Reading:
    if findings.earlier is None or not findings.counts.all:
        return Reading(_("What moved"), [])
    lines = [
        sentences.moved_most(str(said.voice.name), feature.title, said.text, said.moved.then, said.moved.words)
        for feature, said in findings.moves[:MOST]
        if said.moved
    ]
    more = [said.way == HIGHER for _feature, said in findings.moves[MOST:]]
    if more:
        lines.append(sentences.more_moved(sum(more), len(more) - sum(more)))
    since = findings.earlier.round.name
    return Reading(_("What moved since %(round)s") % {"round": since}, lines or [sentences.nothing_moved()])


def _highest(findings: Findings) -> Reading:
    return Reading(
        sentences.by_whom(_("Among the highest"), findings.leading_name), [_said(row) for row in findings.highest]
    )


def _lowest(findings: Findings) -> Reading:
    lines = [_said(row) for row in findings.lowest]
    lines += [_said(row, said) for row, said in findings.lowest_of_others]
    lowest = findings.lowest[0].services if findings.lowest else None
    if lowest and lowest.paired:
        lines.append(sentences.services_on(findings.lowest[0].feature.title, lowest.words))
    return Reading(_("Room to grow"), lines)


def _said(row: FeatureFindings, said: Sequence[Said] | None = None) -> str:
    heard = row.said if said is None else said
    return sentences.feature_said(row.feature.title, [(str(one.voice.name), one.text) for one in heard])


def _worth_asking(findings: Findings) -> Reading:
    if findings.apart is None:
        return Reading(_("Worth talking about"), [])
    feature, gap, said = findings.apart
    figures = [(str(one.voice.name), one.number) for one in said if one.voice in gap.between and one.number is not None]
    return Reading(
        _("Worth talking about"), [sentences.apart(feature.title, figures, str(gap.words)), str(gap.question)]
    )


def release_before(releases: list[Release], release: Release) -> Release | None:
    """The release that this one's changes are since, where it is among those that may be read."""
    return next((one for one in releases if one.pk == release.since_id), None)

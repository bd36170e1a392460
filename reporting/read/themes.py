"""A theme on one screen: where we are strong, where voices are furthest apart, what changed and whether by chance.

Everything at the level of the whole system, beside a map of the sectors in alphabetical order. Published
figures only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from framework.models import Feature
from reporting import figures as f
from reporting.models import ReleasedFigure
from reporting.protect.disclosure import Coarse
from reporting.read.comparing import Moved, SystemFigures, moved, with_note
from reporting.read.findings import Findings
from reporting.read.selectors import ReleasedRound
from reporting.read.voices import (
    CHILDREN,
    FAMILIES,
    SERVICES,
    STAFF,
    Gap,
    Voice,
    VoiceResult,
    positive_answers,
    strongest,
    voices_of,
    widest,
)

STEPS = 5


@dataclass(frozen=True)
class ThemeSubject:
    """What a sentence or a row is about: a feature or one of its statements."""

    kind: str
    code: str
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


@dataclass(frozen=True)
class Apart:
    """The subject on which two voices are furthest apart, and what these two say."""

    subject: ThemeSubject
    gap: Gap
    said: tuple[VoiceResult, ...]


def features_of(released: ReleasedRound) -> list[ThemeSubject]:
    return [ThemeSubject(f.FEATURE, feature.code, feature.title) for feature in released.features]


def statements_of(feature: Feature) -> list[ThemeSubject]:
    return [ThemeSubject(f.STATEMENT, statement.code, statement.text) for statement in feature.statements.all()]


@dataclass
class Theme:
    """What can be said about some subjects at the system: all features, or the statements of one."""

    released: ReleasedRound
    earlier: ReleasedRound | None
    features: Sequence[Feature]
    subjects: Sequence[ThemeSubject]

    @cached_property
    def now(self) -> SystemFigures:
        return SystemFigures(self.released.release)

    @cached_property
    def then(self) -> SystemFigures | None:
        return SystemFigures(self.earlier.release) if self.earlier else None

    @cached_property
    def strong(self) -> str:
        """What goes well: the subject of most of families' positive answers; where none is sure of half, staff's.

        What is worth talking about, or has room to grow on the first screen, stands there and not here. "" where
        nothing is left.
        """
        elsewhere = self._stands_elsewhere
        found = self._strongest([one for one in self.subjects if one not in elsewhere])
        if found is None:
            return ""
        voice, subject, share = found
        return positive_answers(voice, subject.text.rstrip("."), share.text)

    @property
    def strong_elsewhere(self) -> bool:
        """Whether what goes well is said elsewhere alone: where voices are apart, or where there is room to grow."""
        return not self.strong and self._strongest(self.subjects) is not None

    def _strongest(self, subjects: Sequence[ThemeSubject]) -> tuple[Voice, ThemeSubject, ReleasedFigure] | None:
        for voice in self.now.voices.of(FAMILIES, STAFF):
            found = strongest((one, self.now.share(voice, one.kind, one.code)) for one in subjects)
            if found:
                return voice, *found
        return None

    @cached_property
    def _stands_elsewhere(self) -> list[ThemeSubject]:
        """What is worth talking about here, and the features that the first screen says have room to grow."""
        findings = Findings(self.released, None)
        findings.now = self.now
        lowest = {(f.FEATURE, row.feature.code) for row in findings.lowest}
        apart = [self.apart.subject] if self.apart else []
        return apart + [one for one in self.subjects if (one.kind, one.code) in lowest]

    @cached_property
    def apart(self) -> Apart | None:
        """Where two of services, staff and families are furthest apart; None where all are close together."""
        said = {one: [self._said(voice, one) for voice in self.now.voices.compared] for one in self.subjects}
        found = widest(said.items())
        if found is None:
            return None
        subject, gap = found
        return Apart(subject, gap, tuple(one for one in said[subject] if one.voice in gap.between))

    def _said(self, voice: Voice, subject: ThemeSubject) -> VoiceResult:
        return self.now.said(voice, subject.kind, subject.code)

    @cached_property
    def moved(self) -> list[tuple[Feature, list[Moved]]]:
        """For each feature what every voice says beside the round before."""
        return [(feature, moved(self.now, self.then, f.FEATURE, feature)) for feature in self.features]

    @property
    def changed(self) -> list[tuple[Feature, list[Moved]]]:
        """Only what moved by more than chance would explain, and how services moved."""
        only = [(feature, [one for one in some if one.has_moved]) for feature, some in self.moved]
        return [(feature, some) for feature, some in only if some]

    @property
    def compares(self) -> bool:
        """Whether anything can be compared with a round before."""
        return any(some for _feature, some in self.moved)


def measures_with_a_map(released: ReleasedRound) -> list[Voice]:
    """The voices that sectors can be seen by; children where they were asked."""
    voices = voices_of(released.round.framework)
    rows = ReleasedFigure.objects.of(released.release).at(f.SECTOR).filter(subject_kind=f.FEATURE, status=f.SHOWN)
    heard = set(rows.filter(measure__in=voices.by_measure).order_by().values_list("measure", flat=True).distinct())
    return [voice for voice in voices.all if voice.key != CHILDREN or voice.measure in heard]


def step_of(share: float) -> int:
    """The shade of a share of 0 to 100: 1 for the lowest fifth, 5 for the highest."""
    # 100 belongs to the highest fifth and does not begin a sixth.
    return min(STEPS, int(share // (100 / STEPS)) + 1)


def heat_map(released: ReleasedRound, subjects: Sequence[ThemeSubject], voice: Voice) -> dict:
    """Subjects by sectors, the system at the end: one voice's figures, each cell with its number and its shade.

    Surveys by share positive, services by their mean stage. Sectors stand in alphabetical order.
    """
    statistic = f.MEAN if voice.key == SERVICES else f.SHARE_POSITIVE
    kinds = {subject.kind for subject in subjects} | {f.OVERALL}
    rows = ReleasedFigure.objects.of(released.release, voice.measure).filter(
        level__in=(f.SECTOR, f.SYSTEM), subject_kind__in=kinds, statistic__in=(statistic, f.COUNT)
    )
    by = {(x.level, x.place, x.subject_kind, x.subject): x for x in rows if x.statistic == statistic}
    sectors = sorted({(x.place_name, x.place) for x in rows if x.level == f.SECTOR})
    places = [*((f.SECTOR, key) for _name, key in sectors), (f.SYSTEM, 0)]
    asked = {key[2:] for key in by}
    columns = [
        _("Feature or statement"),
        *({"text": name, "numeric": True} for name, _key in sectors),
        {"text": _("Whole partnership"), "numeric": True},
    ]
    return {
        "columns": columns,
        "rows": [
            [str(subject), *(_cell(by, place, subject, voice) for place in places)]
            for subject in subjects
            if (subject.kind, subject.code) in asked
        ],
    }


def _cell(by: dict, place: tuple[str, int], subject: ThemeSubject, voice: Voice) -> dict | str | None:
    # Where a sector shows nothing of a feature, its whole says why: withheld, or no one answered.
    figure = by.get((*place, subject.kind, subject.code)) or by.get((*place, f.OVERALL, ""))
    if figure is None or figure.status == f.NONE:
        return "–"
    if figure.status == f.WITHHELD:
        return None
    if figure.subject_kind != subject.kind:
        return "–"
    # An end is shaded by the middle of what it stands for: "under 40%" is no 40%.
    value = float(figure.value)
    ends = Coarse(value, figure.edge)
    share = voice.along(value, figure.edge) if voice.key == SERVICES else ends.middle(0, 100)
    return {"text": with_note(figure), "class": f"tip-heat-{step_of(share)}"}

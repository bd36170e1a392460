"""From released rows to what can be compared, and the comparison in words. Published figures only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framework.models import Feature
from reporting import figures as f
from reporting.change import HIGHER, LOWER, Change, Counted, Mean, Measured, Share, change
from reporting.models import Release, ReleasedFigure
from reporting.read.voices import SERVICES, Voice, voices_of

Options = Mapping[float, float]
# Who says it and by what, at the head of a sentence.
WHO: dict[str, str | Promise] = {
    "services": gettext_lazy("Services, average stage"),
    "staff": gettext_lazy("Staff"),
    "families": gettext_lazy("Families"),
    "children": gettext_lazy("Children"),
}


def measured_of(figure: ReleasedFigure, voice: Voice | None, options: Iterable[Options] = ()) -> Measured | None:
    """What a released figure measures; None where it is not shown or is no share, mean or count of so many.

    `voice` is whose figure it is: the ends of a mean's scale are its own. `options` are published counts by option of
    the questions or statements that a mean is made of.
    """
    if not figure.is_shown or figure.value is None:
        return None
    # Everything above a question is made of figures that were rounded before, and was rounded again.
    derived = figure.subject_kind != f.QUESTION
    value = float(figure.value)
    if figure.statistic == f.MEAN and voice:
        people = _people(figure)
        return people and Mean(value, people, voice.lowest, voice.highest, figure.edge, derived, tuple(options))
    if figure.statistic == f.SHARE_POSITIVE:
        people = _people(figure)
        return people and Share(value, people, figure.edge, derived)
    if figure.statistic == f.COUNT and figure.numerator is not None and figure.denominator:
        return Counted(figure.numerator, figure.denominator)
    return None


def _people(figure: ReleasedFigure) -> tuple[int, int] | None:
    if figure.base_low is not None and figure.base_high is not None:
        return figure.base_low, figure.base_high
    # Services are counted exactly, so their band is a single number.
    return (figure.denominator, figure.denominator) if figure.denominator else None


def in_words(found: Change) -> str:
    """A change in words: never good or bad, and whether it is more than chance."""
    if found.verdict == HIGHER:
        return _("higher (unlikely to be chance)")
    if found.verdict == LOWER:
        return _("lower (unlikely to be chance)")
    return _("no clear change (any difference is too small to be sure of)")


def in_a_sentence(who: str | Promise, now: str, then: str, found: Change) -> str:
    """A figure beside the one before: "Staff: 51% positive answers, no clear change from 45% (…)." """
    said = {
        HIGHER: _("%(who)s: %(now)s, higher than %(then)s (unlikely to be chance)."),
        LOWER: _("%(who)s: %(now)s, lower than %(then)s (unlikely to be chance)."),
    }.get(
        found.verdict,
        _("%(who)s: %(now)s, no clear change from %(then)s (any difference is too small to be sure of)."),
    )
    return said % {"who": who, "now": now, "then": then}


def what_is_said(voice: Voice, figure: str) -> str:
    """A voice's figure with what it is a figure of: "51% positive answers"; a mean stage says so before it."""
    return figure if voice.key == SERVICES else _("%(share)s positive answers") % {"share": figure}


@dataclass(frozen=True)
class Moved:
    """What one voice said now and in the round before, and what may be said of the difference."""

    voice: Voice
    now: str
    then: str
    round: str
    change: Change

    @property
    def sentence(self) -> str:
        """ "Staff: 62% positive answers, higher than 55% in Autumn 2025 (unlikely to be chance)." """
        then = _("%(then)s in %(round)s") % {"then": self.then, "round": self.round}
        return in_a_sentence(WHO[self.voice.key], what_is_said(self.voice, self.now), then, self.change)


class SystemFigures:
    """What a release says of the whole system: features, statements and stages, found by measure and subject."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.voices = voices_of(release.round.framework)
        kinds = (f.OVERALL, f.FEATURE, f.STATEMENT, f.STAGE)
        rows = (
            ReleasedFigure.objects.of(release)
            .at(f.SYSTEM)
            .filter(subject_kind__in=kinds, measure__in=self.voices.by_measure)
        )
        self._by = {(x.measure, x.subject_kind, x.subject, x.statistic): x for x in rows}

    def figure(self, voice: Voice, kind: str, code: str, statistic: str) -> ReleasedFigure | None:
        return self._by.get((voice.measure, kind, code, statistic))

    def share(self, voice: Voice, kind: str, code: str) -> ReleasedFigure | None:
        """What a voice's change is told by: the share of its ratings that are positive; the services' mean stage."""
        return self.figure(voice, kind, code, f.MEAN if voice.key == SERVICES else f.SHARE_POSITIVE)

    def along(self, voice: Voice, kind: str, code: str) -> float | None:
        """How far along its own scale a voice is, 0 to 100; None where it is not shown."""
        found = self.figure(voice, kind, code, f.MEAN)
        return voice.along(float(found.value), found.edge) if found and found.value is not None else None

    def stages(self, statement: str) -> dict[int, int]:
        """How many services are at each stage of a statement."""
        services = {voice.measure for voice in self.voices.of(SERVICES)}
        return {
            int(subject.rpartition(":")[2]): row.numerator or 0
            for (measure, kind, subject, _statistic), row in self._by.items()
            if measure in services and kind == f.STAGE and subject.rpartition(":")[0] == statement
        }

    def measured(self, figure: ReleasedFigure | None, statements: Iterable[str]) -> Measured | None:
        """What a figure measures, with the published stages of its statements where it is the services' own."""
        if figure is None:
            return None
        # Only services publish how many are at each point for every statement; for people's means the widest variance
        # stands in.
        voice = self.voices.by_measure.get(figure.measure)
        own = voice is not None and voice.key == SERVICES
        counts = [self.stages(code) for code in statements] if own else []
        return measured_of(figure, voice, [{float(k): float(v) for k, v in one.items()} for one in counts if one])


def moved(now: SystemFigures, then: SystemFigures | None, kind: str, feature: Feature) -> list[Moved]:
    """What every voice says of a feature, beside the round before; only those that are shown in both."""
    if then is None:
        return []
    found = []
    codes = [statement.code for statement in feature.statements.all()]
    for voice in now.voices.all:
        # What was answered on another scale, or by another survey, is no more or less of the same.
        if not voice.is_like(then.voices.by_key.get(voice.key)):
            continue
        a, b = (each.share(voice, kind, feature.code) for each in (now, then))
        one, other = now.measured(a, codes), then.measured(b, codes)
        compared = change(one, other) if one and other else None
        if a and b and compared:
            found.append(Moved(voice, a.text, b.text, then.release.round.name, compared))
    return found

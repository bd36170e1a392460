"""What a release says beside the round before: changes that were worked out when it was made, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framework.models import Feature
from reporting import figures as f
from reporting.change import SAME, Mean, Paired
from reporting.measures.self_assessment import MEASURE as SELF_ASSESSMENT
from reporting.models import Release, ReleasedFigure
from reporting.protect.disclosure import Coarse
from reporting.read.sentences import change_in_words, services_moved, then_and_now
from reporting.read.services_moved import ServicesMoved
from reporting.read.voices import SERVICES, Voice, VoiceResult, voices_of

Options = Mapping[float, float]
# Who says it and by what, at the head of a sentence.
WHO: dict[str, str | Promise] = {
    "services": gettext_lazy("Services, average stage"),
    "staff": gettext_lazy("Staff"),
    "families": gettext_lazy("Families"),
    "children": gettext_lazy("Children"),
}


def mean_of(figure: ReleasedFigure, voice: Voice | None, options: Iterable[Options] = ()) -> Mean | None:
    """A released mean with all that it may stand for; None where it is not shown.

    `voice` is whose mean it is: the ends of its scale are its own. `options` are published counts by
    option of the statements that it is made of.
    """
    people = _people(figure)
    if not figure.is_shown or figure.value is None or voice is None or people is None:
        return None
    # Everything above a question is made of figures that were rounded before, and was rounded again.
    derived = figure.subject_kind != f.QUESTION
    return Mean(float(figure.value), people, voice.lowest, voice.highest, figure.edge, derived, tuple(options))


def _people(figure: ReleasedFigure) -> tuple[int, int] | None:
    if figure.base_low is not None and figure.base_high is not None:
        return figure.base_low, figure.base_high
    # Services are counted exactly, so their band is a single number.
    return (figure.denominator, figure.denominator) if figure.denominator else None


def in_words(change: ReleasedFigure) -> str:
    """A released change in words, never good or bad, and how many questions it is of where these are not all."""
    said = change_in_words(change.edge, *(int(number or 0) for number in (change.value, change.low, change.high)))
    return f"{said}, {change.note}" if change.note else said


def with_note(figure: ReleasedFigure) -> str:
    """ "62%", "62% (from 2 of 3 questions)"."""
    return f"{figure.text} ({figure.note})" if figure.note else figure.text


def what_is_said(voice: Voice, figure: str, note: str = "") -> str:
    """A voice's figure with what it is a figure of: "51% positive answers"; a mean stage says so before it."""
    said = figure if voice.key == SERVICES else _("%(share)s positive answers") % {"share": figure}
    return f"{said} ({note})" if note else said


@dataclass(frozen=True)
class Moved:
    """What one voice said now and in the round before, and what may be said of the difference.

    People's answers have a `change` that was released; services that rated themselves are `paired`. `then` and
    `before` are empty where the change is of some questions only, and not that of both figures. `note` says of what
    part of its questions the figure now is.
    """

    voice: Voice
    now: str
    then: str
    round: str
    change: ReleasedFigure | None = None
    paired: Paired | None = None
    before: ReleasedFigure | None = None
    note: str = ""

    @property
    def now_in_full(self) -> str:
        """The figure now, and of what part of its questions it is: "62% (from 2 of 3 questions)"."""
        return f"{self.now} ({self.note})" if self.note else self.now

    @property
    def words(self) -> str:
        """The difference alone: "5 points higher (between 2 and 8)", "16 services went up, …"."""
        if self.paired is not None:
            return services_moved(self.paired)
        return in_words(self.change) if self.change else ""

    @property
    def sentence(self) -> str:
        """ "Staff: 62% positive answers, in Autumn 2025 55%: 6 points higher (between 3 and 10)."

        "Staff: 62% positive answers. Since Autumn 2025: no clear change (between …), from 2 of 3 questions."
        """
        now = what_is_said(self.voice, self.now, self.note)
        return then_and_now(WHO[self.voice.key], now, self.then, self.round, self.words)

    @property
    def share_then(self) -> float | None:
        """People's share in the round before, in per cent; an end stands for its middle. None of services.

        None too where the change is not that of both figures.
        """
        if self.change is None or self.before is None:
            return None
        return Coarse(float(self.before.value or 0), self.before.edge).middle(0, 100)

    @property
    def has_moved(self) -> bool:
        """Whether there is more to say than that nothing is clear; of services, whether any moved."""
        if self.paired is not None:
            return bool(self.paired.up or self.paired.down)
        return bool(self.change and self.change.edge != SAME)


class SystemFigures:
    """What a release says of the whole system: features, statements and stages, found by measure and subject."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.voices = voices_of(release.round.framework)
        self._moved: dict[SystemFigures, ServicesMoved] = {}
        kinds = (f.OVERALL, f.FEATURE, f.STATEMENT, f.STAGE)
        rows = (
            ReleasedFigure.objects.of(release)
            .at(f.SYSTEM)
            .filter(subject_kind__in=kinds, measure__in=self.voices.by_measure)
        )
        self._by = {(x.measure, x.subject_kind, x.subject, x.statistic): x for x in rows}

    @property
    def has_answers(self) -> bool:
        """Whether anyone answered a survey, whether or not it is shown."""
        return any(key[0] != self._services and row.status != f.NONE for key, row in self._by.items())

    @property
    def _services(self) -> str:
        return next((voice.measure for voice in self.voices.of(SERVICES)), "")

    def figure(self, voice: Voice, kind: str, code: str, statistic: str) -> ReleasedFigure | None:
        return self._by.get((voice.measure, kind, code, statistic))

    def share(self, voice: Voice, kind: str, code: str) -> ReleasedFigure | None:
        """What a voice's change is told by: the share of its ratings that are positive; the services' mean stage."""
        return self.figure(voice, kind, code, f.MEAN if voice.key == SERVICES else f.SHARE_POSITIVE)

    def said(self, voice: Voice, kind: str, code: str) -> VoiceResult:
        """How far along its own scale a voice is, 0 to 100, and how exactly; nothing where it is not shown."""
        found = self.figure(voice, kind, code, f.MEAN)
        if found is None or found.value is None:
            return VoiceResult(voice, f.NONE)
        along = voice.along(float(found.value), found.edge)
        return VoiceResult(voice, f.SHOWN, along, note=found.partly, off=voice.off(found))

    def stages(self, statement: str) -> dict[int, int]:
        """How many services are at each stage of a statement."""
        return {
            int(subject.rpartition(":")[2]): row.numerator or 0
            for (measure, kind, subject, _statistic), row in self._by.items()
            if measure == SELF_ASSESSMENT and kind == f.STAGE and subject.rpartition(":")[0] == statement
        }

    def paired(self, then: SystemFigures, feature: str) -> Paired | None:
        """How the services that rated themselves in both rounds moved; None where that would say it of one of them."""
        if then not in self._moved:
            self._moved[then] = ServicesMoved(self.release, then.release)
        return self._moved[then].whole(feature)

    def mean(self, figure: ReleasedFigure | None, statements: Iterable[str]) -> Mean | None:
        """A mean with the published stages of its statements where it is the services' own."""
        if figure is None:
            return None
        # Only services publish how many are at each point for every statement; for people's means the widest variance
        # stands in.
        counts = [self.stages(code) for code in statements] if figure.measure == SELF_ASSESSMENT else []
        return mean_of(
            figure,
            self.voices.by_measure.get(figure.measure),
            [{float(k): float(v) for k, v in one.items()} for one in counts if one],
        )


def moved(now: SystemFigures, then: SystemFigures | None, kind: str, feature: Feature) -> list[Moved]:
    """What every voice says of a feature, beside the round before; only what was compared when it was released."""
    if then is None:
        return []
    found = []
    for voice in now.voices.all:
        # What was answered on another scale, or by another survey, is no more or less of the same.
        if not voice.is_like(then.voices.by_key.get(voice.key)):
            continue
        a, b = (each.share(voice, kind, feature.code) for each in (now, then))
        if not (a and b and a.is_shown and b.is_shown):
            continue
        change = now.figure(voice, kind, feature.code, f.CHANGE)
        pair = now.paired(then, feature.code) if voice.key == SERVICES and kind == f.FEATURE else None
        if change or pair:
            before = None if change and change.note else b
            was = with_note(before) if before else ""
            found.append(Moved(voice, a.text, was, then.release.round.name, change, pair, before, a.note))
    return found

"""What stands beside a question to leaders: published figures on what it is about, and what was said last time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from framework.models import Feature
from organisations.models import Organisation, Partnership, Service
from reporting import figures as f
from reporting.models import Reflection, ReflectionAnswer, ReflectionPart, ReflectionQuestion, ReleasedFigure
from reporting.read.selectors import ReleasedRound
from reporting.read.tables import cell_of, said_cell
from reporting.read.visibility import OWN_WORD, MayOpen
from reporting.read.voices import SERVICES, THREE, ThreeVoices, VoiceResult, voices_of


@dataclass(frozen=True)
class PartLine:
    """A part as the list of them has it: the one that is begun, and those that are finished, the newest first."""

    part: ReflectionPart
    begun: Reflection | None
    finished: list[Reflection]


def parts_of(place: Organisation | Partnership, asked: Iterable[ReflectionPart]) -> list[PartLine]:
    """The parts that a place is asked now, each with what it has answered, and those that are no longer asked. One
    query."""
    by_code: dict[str, list[Reflection]] = {}
    for one in Reflection.objects.of(place):
        by_code.setdefault(one.part.code, []).append(one)
    parts = {part.code: part for part in asked}
    for code, found in by_code.items():
        parts.setdefault(code, found[0].part)
    return [
        PartLine(
            part,
            next((one for one in by_code.get(code, ()) if not one.is_finished), None),
            [one for one in by_code.get(code, ()) if one.is_finished],
        )
        for code, part in parts.items()
    ]


def said_before(reflection: Reflection) -> dict[str, ReflectionAnswer]:
    """The answers of the last time, by the question's code, over the framework's versions. Two queries."""
    earlier = Reflection.objects.of(reflection.place).finished().filter(part__code=reflection.part.code)
    last = earlier.exclude(pk=reflection.pk).filter(begun_on__lte=reflection.begun_on, pk__lt=reflection.pk).first()
    if last is None:
        return {}
    answers = last.answers.select_related("question", "reflection")
    return {each.question.code: each for each in answers if each.how_far is not None or each.words}


@dataclass(frozen=True)
class FiguresBesideQuestion:
    """Published figures on what a question is about: a table by feature, and measures of the whole partnership."""

    columns: list[Any] = field(default_factory=list)
    rows: list[list[Any]] = field(default_factory=list)
    measures: list[tuple[str, str | None, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.rows or self.measures)


class _OneOfMany(ThreeVoices):
    """The voices at one of many places whose figures were read together."""

    def __init__(self, *args: Any, figures: dict, asked: set, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._read, self._asked_about = figures, asked

    @cached_property
    def _figures(self) -> dict[tuple[str, str], ReleasedFigure]:
        return self._read

    @cached_property
    def _asked(self) -> set[tuple[str, str]]:
        return self._asked_about


class FiguresBeside:
    """Figures of the newest release for the questions of one part: the whole system's, or those of some services.

    The same few queries whatever the number of questions and services.
    """

    def __init__(
        self, released: ReleasedRound, services: Iterable[Service] | None, may_open: MayOpen | None = None
    ) -> None:
        self.released, self.may_open = released, may_open
        self.services = None if services is None else list(services)

    @property
    def _here(self) -> list[str]:
        return [self.released.round.partnership.slug, self.released.round.slug]

    @cached_property
    def _features(self) -> dict[str, Feature]:
        return {feature.code: feature for feature in self.released.features}

    @cached_property
    def _whole(self) -> dict[str, dict[str, VoiceResult]]:
        return self._by_feature(ThreeVoices(self.released, f.SYSTEM, 0))

    @cached_property
    def _of_services(self) -> list[tuple[Service, bool, dict[str, dict[str, VoiceResult]]]]:
        """Each service, whether it has anything in the release, and what is said of it by feature and voice."""
        services = {service.pk: service for service in self.services or ()}
        system = ThreeVoices(self.released, f.SYSTEM, 0)
        rows = ReleasedFigure.objects.of(self.released.release).at(f.SERVICE).filter(place__in=services)
        rows = rows.filter(
            statistic=f.MEAN, subject_kind__in=(f.FEATURE, f.OVERALL), measure__in=system.of_framework.by_measure
        )
        figures: dict[int, dict[tuple[str, str], ReleasedFigure]] = {key: {} for key in services}
        for row in rows:
            figures[row.place][row.measure, row.subject] = row
        asked = system._asked
        found = []
        for key, service in services.items():
            may_read = self.may_open is not None and self.may_open(OWN_WORD, key)
            voices = _OneOfMany(
                self.released, f.SERVICE, key, may_read_own_word=may_read, figures=figures[key], asked=asked
            )
            found.append((service, bool(figures[key]), self._by_feature(voices)))
        return found

    @staticmethod
    def _by_feature(voices: ThreeVoices) -> dict[str, dict[str, VoiceResult]]:
        return {row.feature.code: {said.voice.key: said for said in row.said} for row in voices.rows}

    @cached_property
    def _measures(self) -> dict[str, dict[str, ReleasedFigure]]:
        """The whole partnership's figures about whole measures, by measure and statistic."""
        rows = ReleasedFigure.objects.of(self.released.release).at(f.SYSTEM, 0).overall()
        found: dict[str, dict[str, ReleasedFigure]] = {}
        for row in rows:
            found.setdefault(row.measure, {})[row.statistic] = row
        return found

    def of(self, question: ReflectionQuestion) -> FiguresBesideQuestion:
        """The figures beside one question, in the order in which it names what it is about."""
        features = [self._features[code] for code in question.feature_codes if code in self._features]
        voices = voices_of(self.released.round.framework).of(*THREE)
        named = [
            _("The service itself") if voice.key == SERVICES and self.services is not None else str(voice.name)
            for voice in voices
        ]
        numbers = [{"text": name, "numeric": True} for name in named]
        keys = [voice.key for voice in voices]
        if self.services is None:
            rows = [self._row_of_whole(feature, keys) for feature in features]
            columns: list[Any] = [_("Feature"), *numbers]
        else:
            rows = [row for feature in features for row in self._rows_of_services(feature, keys)]
            columns = [_("Service"), _("Feature"), *numbers]
        return FiguresBesideQuestion(columns, rows, self._measures_of(question))

    def _row_of_whole(self, feature: Feature, keys: list[str]) -> list[Any]:
        url = reverse("reporting:theme", args=[*self._here, feature.code])
        return [{"text": str(feature), "url": url}, *self._cells(self._whole.get(feature.code, {}), keys)]

    def _rows_of_services(self, feature: Feature, keys: list[str]) -> Iterable[list[Any]]:
        for service, is_there, said in self._of_services:
            head: Any = service.name
            if is_there:
                url = reverse("reporting:place-voices", args=[*self._here, f.SERVICE, service.pk])
                head = {"text": service.name, "url": url}
            yield [head, str(feature), *self._cells(said.get(feature.code, {}), keys)]

    @staticmethod
    def _cells(said: dict[str, VoiceResult], keys: list[str]) -> list[Any]:
        return [said_cell(said[key]) if key in said else "–" for key in keys]

    def _measures_of(self, question: ReflectionQuestion) -> list[tuple[str, str | None, str]]:
        """Each measure by its title, its leading figure (None where it is withheld) and the address of its results."""
        found = []
        for key in question.measure_keys:
            measure = self.released.measures.get(key)
            if measure is None:
                continue
            there = self._measures.get(key, {})
            figure = next((there[each] for each in measure.columns if each in there), None)
            if figure is not None and figure.status != f.NONE:
                found.append(
                    (
                        _("%(measure)s, whole partnership") % {"measure": measure.title},
                        cell_of(figure),
                        reverse("reporting:measure-results", args=[*self._here, key]),
                    )
                )
        return found

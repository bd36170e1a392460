"""The figure that moved a board, as it was published: which ones a page has, and their words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from framework.models import Feature, MatrixCell, Statement
from reporting import figures as f
from reporting.figures import within
from reporting.measures.of_framework import measures_of
from reporting.measures.registry import Measure
from reporting.models import Decision, Release, ReleasedFigure
from reporting.read.narratives import of_cell, of_theme
from reporting.read.sentences import figure_in_words
from reporting.read.tables import cell_of
from reporting.read.visibility import OWN_WORD, OWN_WORDS
from reporting.read.voices import voices_of
from surveys.models import Question

# Of a subject's statistics the first that is shown is the one that is read.
FIRST = (f.SHARE_POSITIVE, f.MEAN, f.RATE, f.COUNT, f.PEOPLE, f.ORGANISATIONS, f.RESPONSES)
SUBJECTS = (f.OVERALL, f.FEATURE, f.STATEMENT, f.QUESTION, f.PART)
LONGEST_NUMBER = 9  # digits that every database takes for a number
AVERAGE = gettext_lazy("average %(figure)s")
AVERAGE_STAGE = gettext_lazy("average stage %(figure)s")


@dataclass(frozen=True)
class DecisionAbout:
    """Something that a decision can be about: its key in an address, its words, and the columns that keep it."""

    key: str
    words: str
    columns: dict[str, Any] = field(default_factory=dict)


def key_of(measure: str, level: str, place: int, kind: str = "", subject: str = "") -> str:
    """How an address names the figures of a measure at a place, or one of them."""
    return ".".join(str(part) for part in (measure, level, place, kind, subject) if part != "")


def take_over_figure(decision: Decision, about: DecisionAbout) -> None:
    """Let a decision be about this: its words as they were published, and the columns that name it. Writes nothing."""
    decision.figure = about.words
    for name, value in about.columns.items():
        setattr(decision, name, value)


class DecisionFigures:
    """What a decision on one release can be about. The same few queries whatever the size.

    Everyone who sees the results reads a decision with its figure. So how one service rates itself, which is for its
    own people, is never among them, even where the person who records the decision may read it.
    """

    def __init__(self, release: Release) -> None:
        self.release = release
        self.measures: dict[str, Measure] = measures_of(release.round.framework)

    @cached_property
    def _whose(self) -> dict[str, str | Promise]:
        """Who says it, by the measure that holds their answers."""
        return {voice.measure: voice.name for voice in voices_of(self.release.round.framework).all}

    def on(self, asked: str) -> list[DecisionAbout]:
        """What the page with this key has to choose from, in the page's order; nothing for a key that names nothing.

        A key is the name of a cell or a feature (reporting.read.narratives), or measure.level.place, with .kind.subject
        behind it where one figure is meant.
        """
        if asked.startswith("cell-"):
            return self._of_cell(asked)
        if asked.startswith("theme-"):
            return self._of_feature(asked)
        measure, level, place = [*asked.split(".", 3), "", ""][:3]
        is_own_word = measure in OWN_WORDS and level == f.SERVICE
        if measure not in self.measures or is_own_word or not place.isdecimal() or len(place) > LONGEST_NUMBER:
            return []
        return self._of_place(measure, level, int(place))

    def _of_cell(self, asked: str) -> list[DecisionAbout]:
        cells = MatrixCell.objects.filter(objective__framework=self.release.round.framework_id)
        for cell in cells.select_related("objective"):
            if of_cell(cell.objective.key, cell.level) == asked:
                about = f"{cell.objective.title}, {within(cell.get_level_display())}: {cell.title}"
                found = self._figures(f.SYSTEM, 0).overall().filter(measure__in=cell.all_measure_keys)
                return [*self._said(found, {"cell": asked}), DecisionAbout(asked, about, {"cell": asked})]
        return []

    def _of_feature(self, asked: str) -> list[DecisionAbout]:
        feature = next((one for one in self._features.values() if of_theme(one.code) == asked), None)
        if feature is None:
            return []
        found = self._figures(f.SYSTEM, 0).filter(subject_kind=f.FEATURE, subject=feature.code, measure__in=self._whose)
        columns = {"subject_kind": f.FEATURE, "subject": feature.code}
        return [*self._said(found), DecisionAbout(asked, feature.title, columns)]

    def _of_place(self, measure: str, level: str, place: int) -> list[DecisionAbout]:
        found = self._figures(level, place).filter(measure=measure, subject_kind__in=SUBJECTS)
        if measure != OWN_WORD:
            found = found.exclude(subject_kind=f.STATEMENT)  # no page has them: people answer questions
        return self._said(found)

    def _figures(self, level: str, place: int):
        found = ReleasedFigure.objects.of(self.release).at(level, place)
        return found.filter(status=f.SHOWN, statistic__in=FIRST, measure__in=list(self.measures))

    def _said(self, found: Iterable[ReleasedFigure], more: dict[str, Any] | None = None) -> list[DecisionAbout]:
        """One choice a subject and measure, in the order of the page: overall, by feature, question by question."""
        first: dict[tuple[str, str, str], ReleasedFigure] = {}
        for figure in sorted(found, key=self._statistic_first):
            first.setdefault((figure.measure, figure.subject_kind, figure.subject), figure)
        ordered = sorted(first.values(), key=self._place_on_the_page)
        return [self._about(figure, more or {}) for figure in ordered if self._titled(figure)]

    def _statistic_first(self, figure: ReleasedFigure) -> tuple[int, int]:
        """About a whole place the statistic that leads on its page; about a part of it the share, or else the mean."""
        leading = list(self.measures[figure.measure].columns)
        at = leading.index(figure.statistic) if figure.statistic in leading else len(leading)
        return (at if figure.subject_kind == f.OVERALL else 0), FIRST.index(figure.statistic)

    def _place_on_the_page(self, figure: ReleasedFigure) -> tuple[int, int, int]:
        order: dict[str, Iterable[str]] = {f.FEATURE: self._features, f.STATEMENT: self._statements}
        order[f.QUESTION] = self._questions.get(self.measures[figure.measure].asks, {})
        subjects = list(order.get(figure.subject_kind, ()))
        nth = subjects.index(figure.subject) if figure.subject in subjects else len(subjects)
        return list(self.measures).index(figure.measure), SUBJECTS.index(figure.subject_kind), nth

    def _about(self, figure: ReleasedFigure, more: dict[str, Any]) -> DecisionAbout:
        names = ("measure", "level", "place", "subject_kind", "subject")
        columns = {name: getattr(figure, name) for name in names}
        words = figure_in_words(
            whose="" if _is_take_up(figure) else str(self._whose.get(figure.measure, "")),
            subject=self._titled(figure),
            place=self._named(figure),
            figure=_said(figure),
            partly=figure.partly,
            round=self.release.round.name,
        )
        key = key_of(figure.measure, figure.level, figure.place, figure.subject_kind, figure.subject)
        return DecisionAbout(key, words, {**columns, **more})

    def _titled(self, figure: ReleasedFigure) -> str:
        """What a figure is about, in words; "" where the framework no longer says."""
        described = self.measures[figure.measure]
        match figure.subject_kind:
            case f.OVERALL:
                is_said = figure.measure in self._whose and not _is_take_up(figure)
                return _("All features") if is_said else described.title
            case f.FEATURE:
                feature = self._features.get(figure.subject)
                return feature.title if feature else ""
            case f.STATEMENT:
                return _quoted(self._statements.get(figure.subject, ""))
            case f.QUESTION:
                title = _quoted(self._questions.get(described.asks, {}).get(figure.subject, ""))
                return title if figure.measure in self._whose or not title else f"{described.title}, {title}"
            case f.PART:
                title = described.parts.get(figure.subject, "")
                return f"{described.title}, {within(title)}" if title else ""
        return ""

    def _named(self, figure: ReleasedFigure) -> str:
        """The place as the words name it: nothing for the whole, and a combined result by its sector."""
        if figure.level != f.REST:
            return "" if figure.level == f.SYSTEM else figure.place_name
        return f.combined(self._sectors.get(figure.place, ""))

    @cached_property
    def _sectors(self) -> dict[int, str]:
        found = ReleasedFigure.objects.of(self.release).at(f.SECTOR).order_by()
        return dict(found.values_list("place", "place_name").distinct())

    @cached_property
    def _features(self) -> dict[str, Feature]:
        return {one.code: one for one in Feature.objects.filter(framework=self.release.round.framework_id)}

    @cached_property
    def _statements(self) -> dict[str, str]:
        found = Statement.objects.filter(feature__framework=self.release.round.framework_id)
        return dict(found.order_by("feature__order", "order").values_list("code", "text"))

    @cached_property
    def _questions(self) -> dict[str, dict[str, str]]:
        """The texts of questions in their order, by the survey that asks them and their code."""
        round_ = self.release.round
        found = Question.objects.filter(Q(partnership=None) | Q(partnership=round_.partnership_id))
        found = found.filter(kind=Question.Format.CHOICE, instrument__framework=round_.framework_id)
        by: dict[str, dict[str, str]] = {}
        for survey, code, text in found.values_list("instrument__key", "code", "text"):
            by.setdefault(survey, {})[code] = text
        return by


def _is_take_up(figure: ReleasedFigure) -> bool:
    """Whether it counts who took part, and is nothing that anyone says."""
    return figure.subject_kind == f.OVERALL and figure.statistic == f.COUNT


def _said(figure: ReleasedFigure) -> str:
    said = str(cell_of(figure))
    if figure.statistic == f.RESPONSES:
        return _("%(number)s responses") % {"number": said}
    if figure.statistic != f.MEAN:
        return said
    average = AVERAGE_STAGE if figure.measure == OWN_WORD else AVERAGE
    return str(average % {"figure": said})


def _quoted(text: str) -> str:
    return f"“{text}”" if text else ""

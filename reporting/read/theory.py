"""The theory of change with the published figures that speak to each of its boxes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from framework.models import FrameworkVersion, Statement, TheoryColumn
from reporting import figures as f
from reporting.measures.of_framework import measures_of
from reporting.measures.registry import Measure
from reporting.models import OutcomeIndicator, Release, ReleasedFigure, TheoryFigure
from reporting.models.indicators import place_of
from reporting.read.journey import line_in_words, on_a_line, position_of
from reporting.read.tables import cell_of
from surveys.models import Question


@dataclass(frozen=True)
class Speaking:
    """What one published figure says to a box. `text` is None where it is withheld."""

    text: str | None
    label: str
    about: str
    note: str
    url: str


@dataclass
class LivingBox:
    """One box: what it says, its figures, and what no one records here so far."""

    text: str
    figures: list[Speaking] = field(default_factory=list)
    indicators: list[OutcomeIndicator] = field(default_factory=list)
    waits_for: list[str] = field(default_factory=list)
    nothing_yet: list[str] = field(default_factory=list)
    named: bool = False  # whether the framework names anything that would speak to it

    @property
    def is_without_evidence(self) -> bool:
        """Whether nothing that is kept here could say whether it is happening."""
        return not (self.named or self.indicators)


@dataclass(frozen=True)
class LivingColumn:
    """One column of the theory of change."""

    code: str
    title: str
    boxes: list[LivingBox]


def theory_of(
    framework: FrameworkVersion, release: Release | None, indicators: Iterable[OutcomeIndicator] = ()
) -> list[LivingColumn]:
    """The columns with their boxes, figures and the newest indicators. The same few queries whatever the size."""
    kept: dict[str, list[OutcomeIndicator]] = {}
    for one in indicators:
        kept.setdefault(one.box, []).append(one)
    published = _published(release)
    measures = measures_of(framework)
    words = _words(framework, measures)
    speaking: dict[int, list[TheoryFigure]] = {}
    for each in TheoryFigure.objects.filter(box__column__framework=framework):
        speaking.setdefault(each.box_id, []).append(each)
    columns = TheoryColumn.objects.filter(framework=framework).prefetch_related("boxes")
    found = []
    for column in columns:
        boxes = []
        for row in column.boxes.all():
            at = place_of(column.code, row.code)
            box = LivingBox(row.text, indicators=kept.get(at, []), named=row.pk in speaking)
            for speaks in speaking.get(row.pk, ()):
                _add(box, speaks, measures.get(speaks.measure), published, words, release)
            boxes.append(box)
        found.append(LivingColumn(column.code, column.title, boxes))
    return found


def _published(release: Release | None) -> dict[tuple[str, str, str, str], ReleasedFigure]:
    """The system's own figures, by measure, subject and statistic."""
    if release is None:
        return {}
    found = ReleasedFigure.objects.of(release).at(f.SYSTEM)
    found = found.filter(subject_kind__in=(f.OVERALL, f.FEATURE, f.STATEMENT, f.QUESTION, f.PART, f.LINE, f.POSITION))
    return {(each.measure, each.subject_kind, each.subject, each.statistic): each for each in found}


def _words(framework: FrameworkVersion, measures: Mapping[str, Measure]) -> dict[tuple[str, str, str], str]:
    """What a figure is about, by measure, kind and code; features and statements are the same for every measure."""
    words = {("", f.FEATURE, each.code): str(each) for each in framework.features.all()}
    statements = Statement.objects.filter(feature__framework=framework)
    words |= {("", f.STATEMENT, each.code): str(each) for each in statements}
    asked: dict[str, list[str]] = {}
    for measure in measures.values():
        asked.setdefault(measure.asks, []).append(measure.key)
        words |= {(measure.key, f.PART, code): title for code, title in measure.parts.items()}
        words |= {(measure.key, f.LINE, line.code): line_in_words(line) for line in measure.lines}
    questions = Question.objects.core().filter(instrument__framework=framework)
    for survey, code, text in questions.values_list("instrument__key", "code", "text"):
        words |= {(key, f.QUESTION, code): text for key in asked.get(survey, ())}
    return words


def _add(
    box: LivingBox,
    speaks: TheoryFigure,
    measure: Measure | None,
    published: dict,
    words: dict,
    release: Release | None,
) -> None:
    if measure is None:  # what no measure of this framework counts is refused when files are loaded
        return
    if measure.make is None:
        if measure.waits_for not in box.waits_for:
            box.waits_for.append(measure.waits_for)
        return
    statistic = speaks.statistic or _usual(measure, speaks)
    figure = published.get((speaks.measure, speaks.subject_kind, speaks.subject, statistic))
    if figure is None and speaks.subject_kind == f.QUESTION:
        # Where too few organisations answered for any question to be shown, the whole alone says so.
        whole = published.get((speaks.measure, f.OVERALL, "", f.RATE))
        figure = whole if whole is not None and whole.status == f.WITHHELD else None
    of_measure = speaks.measure if speaks.subject_kind in (f.QUESTION, f.PART, f.LINE) else ""
    about = words.get((of_measure, speaks.subject_kind, speaks.subject), "")
    # A figure that is withheld is a figure: the box says that it is not shown. Only what no one recorded is named as
    # missing.
    if release is None or figure is None or figure.status == f.NONE:
        title = f"{measure.title}: {about}" if about else measure.title
        if release is not None:
            box.nothing_yet.append(title)
        return
    box.figures.append(
        Speaking(
            text=cell_of(figure),
            label=_label(measure, figure),
            about=about,
            note=_note(measure, figure, published),
            url=reverse(
                "reporting:measure-results", args=[release.round.partnership.slug, release.round.slug, speaks.measure]
            ),
        )
    )


def _note(measure: Measure, figure: ReleasedFigure, published: dict) -> str:
    """How many people a figure is from; of a line of the change journey, how many services are at each position."""
    if figure.subject_kind == f.LINE and figure.is_shown:
        subjects = [position_of(figure.subject, each.value) for each in measure.positions]
        found = {one: published.get((measure.key, f.POSITION, one, f.COUNT)) for one in subjects}
        return on_a_line(measure, figure.subject, found)
    return f"from {figure.base_text} people" if figure.base_low is not None and figure.value is not None else ""


def _label(measure: Measure, figure: ReleasedFigure) -> str:
    """What a figure is, where it stands alone in a box."""
    if figure.statistic == f.MEAN and not measure.is_survey:
        return _("%(average)s, from self-assessments") % {"average": measure.columns[f.MEAN]}
    if figure.statistic == f.SHARE_POSITIVE:
        return _("Positive answers, %(measure)s") % {"measure": measure.within}
    if figure.subject_kind == f.LINE:
        return measure.title
    counted = measure.columns[figure.statistic]
    if figure.subject_kind == f.QUESTION and figure.statistic == f.COUNT:
        counted = figure.note[:1].upper() + figure.note[1:]  # of an organisational question: those that say yes
    # "159" says more as "People trained, take-up of …" than as "Take-up of …"; "Services that …" says it by itself.
    elif counted.split()[0].lower() in measure.title.lower():
        return measure.title
    return _("%(counted)s, %(measure)s") % {"counted": counted, "measure": measure.within}


def _usual(measure: Measure, speaks: TheoryFigure) -> str:
    """The figure that is meant where a file names none: the first for the whole, share or mean stage for a part."""
    if speaks.subject_kind == f.OVERALL:
        return measure.statistics[0]
    return f.SHARE_POSITIVE if measure.is_survey else f.MEAN

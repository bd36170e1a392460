"""The theory of change with the published figures that speak to each of its boxes."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from framework.models import FrameworkVersion, Statement, TheoryColumn
from reporting import figures as f
from reporting.measures.registry import MEASURES, Measure
from reporting.models import Release, ReleasedFigure, TheoryFigure
from reporting.read.tables import STATISTICS, cell_of


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
    waits_for: list[str] = field(default_factory=list)
    nothing_yet: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class LivingColumn:
    """One column of the theory of change."""

    code: str
    title: str
    boxes: list[LivingBox]


def theory_of(framework: FrameworkVersion, release: Release | None) -> list[LivingColumn]:
    """The columns with their boxes and figures. The same few queries whatever the size."""
    published = _published(release)
    words = _words(framework)
    speaking: dict[int, list[TheoryFigure]] = {}
    for each in TheoryFigure.objects.filter(box__column__framework=framework):
        speaking.setdefault(each.box_id, []).append(each)
    columns = TheoryColumn.objects.filter(framework=framework).prefetch_related("boxes")
    found = []
    for column in columns:
        boxes = []
        for row in column.boxes.all():
            box = LivingBox(row.text)
            for speaks in speaking.get(row.pk, ()):
                _add(box, speaks, published, words, release)
            boxes.append(box)
        found.append(LivingColumn(column.code, column.title, boxes))
    return found


def _published(release: Release | None) -> dict[tuple[str, str, str, str], ReleasedFigure]:
    """The system's own figures, by measure, subject and statistic."""
    if release is None:
        return {}
    found = ReleasedFigure.objects.of(release).at(f.SYSTEM)
    found = found.filter(subject_kind__in=(f.OVERALL, f.FEATURE, f.STATEMENT))
    return {(each.measure, each.subject_kind, each.subject, each.statistic): each for each in found}


def _words(framework: FrameworkVersion) -> dict[tuple[str, str], str]:
    words = {(f.FEATURE, each.code): str(each) for each in framework.features.all()}
    statements = Statement.objects.filter(feature__framework=framework)
    return words | {(f.STATEMENT, each.code): str(each) for each in statements}


def _add(box: LivingBox, speaks: TheoryFigure, published: dict, words: dict, release: Release | None) -> None:
    measure = MEASURES[speaks.measure]
    if measure.make is None:
        if measure.waits_for not in box.waits_for:
            box.waits_for.append(measure.waits_for)
        return
    statistic = _statistic(speaks)
    figure = published.get((speaks.measure, speaks.subject_kind, speaks.subject, statistic))
    about = words.get((speaks.subject_kind, speaks.subject), "")
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
            label=_label(measure, statistic),
            about=about,
            note=f"from {figure.base_text} people" if figure.base_low is not None and figure.value is not None else "",
            url=reverse(
                "reporting:measure-results", args=[release.round.partnership.slug, release.round.slug, speaks.measure]
            ),
        )
    )


def _label(measure: Measure, statistic: str) -> str:
    """What a figure is, where it stands alone in a box."""
    if statistic == f.MEAN:
        return _("Average stage, 0 to 4, from self-assessments")
    if statistic == f.SHARE_POSITIVE:
        return _("Positive answers, %(measure)s") % {"measure": measure.within}
    counted = measure.columns[statistic]
    # "159" says more as "People trained, take-up of …" than as "Take-up of …"; "Services that …" says it by itself.
    if counted.split()[0].lower() in measure.title.lower():
        return measure.title
    return _("%(counted)s, %(measure)s") % {"counted": counted, "measure": measure.within}


def _statistic(speaks: TheoryFigure) -> str:
    """Which of a measure's figures is meant: its first for the whole, share positive or mean stage for a part."""
    if speaks.subject_kind == f.OVERALL:
        return STATISTICS[speaks.measure][0]
    return f.SHARE_POSITIVE if MEASURES[speaks.measure].is_survey else f.MEAN

"""Reading a release for the pages: constant numbers of queries, whatever the size of the borough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from framework.models import Feature, MatrixCell, MatrixObjective
from organisations.models import Round
from reporting import figures as f
from reporting.measures.barriers import MEASURE as BARRIERS
from reporting.measures.improvement import MEASURE as ACTIONS
from reporting.measures.journey import MEASURE as JOURNEY
from reporting.measures.names import OF_ORGANISATIONS
from reporting.measures.of_framework import measures_of
from reporting.measures.registry import Measure
from reporting.measures.training import BEFORE, FEEDBACK_MEASURE, NOW
from reporting.models import Release, ReleasedFigure
from reporting.read.asked_again import AskedAgain
from reporting.read.matrix import LEVELS, MatrixEntry, lay_out
from reporting.read.matrix_blocks import Overview, Seen
from reporting.read.narratives import Narratives
from surveys.models import Question

COLUMNS = (
    "measure",
    "level",
    "place",
    "place_name",
    "subject",
    "statistic",
    "status",
    "value",
    "edge",
    "base_low",
    "base_high",
    "numerator",
    "denominator",
    "note",
)
# Questions that speak to no feature stand in cells one by one: what organisations say, and confidence around training.
ITEMS = Q(level=f.SYSTEM, subject_kind=f.QUESTION) & (
    Q(measure__startswith=OF_ORGANISATIONS, statistic=f.COUNT)
    | Q(measure=FEEDBACK_MEASURE, statistic=f.SHARE_POSITIVE, subject__in=(BEFORE, NOW))
)
# So do the states of improvement actions and of barriers, and the positions of the change journey.
PARTS_OF_CELLS = Q(level=f.SYSTEM, measure__in=(ACTIONS, BARRIERS), subject_kind=f.PART) | Q(
    level=f.SYSTEM, measure=JOURNEY, subject_kind=f.POSITION
)


def seen(row: Mapping[str, Any], items: Mapping[str, str]) -> Seen:
    """What the matrix needs of one row of released figures; `items` are the words of questions by their codes."""
    statistic, value = row["statistic"], row["value"]
    low, high = row["base_low"], row["base_high"]
    return Seen(
        row["measure"],
        row["level"],
        row["place"],
        statistic,
        row["status"],
        f.in_words(statistic, row["status"], value, row["edge"], low, high),
        float(value) if statistic in (f.SHARE_POSITIVE, f.RATE) and value is not None else None,
        row["numerator"],
        row["denominator"],
        f.band_in_words(low, high),
        row["edge"],
        row["note"],
        row["place_name"],
        items.get(row["subject"], row["subject"]) if row["subject"] else "",
    )


@dataclass
class ReleasedRound:
    """A released round and the figures about whole places in it."""

    release: Release

    @property
    def round(self) -> Round:
        return self.release.round

    @cached_property
    def earlier(self) -> ReleasedRound | None:
        """The round that this one's changes are since."""
        since = self.release.since
        return ReleasedRound(_as_it_stands(since)) if since else None

    @cached_property
    def assessed(self) -> frozenset[str]:
        """The codes of the features that services assessed themselves on."""
        return frozenset(feature.code for feature in self.round.assessed_features())

    @cached_property
    def asked_again(self) -> AskedAgain:
        """What its surveys asked, beside the round that its changes are since."""
        return AskedAgain(self.round, self.earlier.round if self.earlier else None)

    @cached_property
    def overview(self) -> Overview:
        # Two queries for the whole matrix. Means are left out: no cell shows one, and every place has one for each
        # measure.
        rows = ReleasedFigure.objects.of(self.release).exclude(statistic=f.MEAN)
        rows = rows.filter(Q(subject_kind=f.OVERALL) | ITEMS | PARTS_OF_CELLS).order_by("pk")
        return Overview(seen(row, self._items) for row in rows.values(*COLUMNS))

    @cached_property
    def _items(self) -> dict[str, str]:
        """The words of questions that speak to no feature, by their codes."""
        asked = Question.objects.core().filter(statement=None, instrument__framework=self.round.framework_id)
        found = dict(asked.values_list("code", "text"))
        for measure in self.measures.values():
            positions = {f"{line.code}:{one.value}": one.title for line in measure.lines for one in measure.positions}
            found |= positions
        return found

    @cached_property
    def narratives(self) -> Narratives:
        return Narratives(self.round)

    def matrix(self) -> list[dict]:
        """Objectives with their cells, in the framework's own order."""
        objectives = MatrixObjective.objects.filter(framework=self.round.framework_id).prefetch_related("cells")
        return [
            {"objective": objective, "cells": [self._cell(objective, level) for level in LEVELS]}
            for objective in objectives
        ]

    def _cell(self, objective: MatrixObjective, level: str) -> MatrixEntry:
        cell: MatrixCell | None = next((c for c in objective.cells.all() if c.level == level), None)
        # A name that no measure has is refused when files are loaded; what was loaded before that is left out here.
        keys = [key for key in cell.all_measure_keys if key in self.measures] if cell else []
        if cell is None or not keys:
            return MatrixEntry(
                cell.title if cell else "", level, reason=_("The framework has no measure for this cell.")
            )
        return lay_out(cell.title, level, keys, self.overview, self._titles, self._waits, cell.our_measure_keys)

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Every measure of the round's framework."""
        return measures_of(self.round.framework)

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {measure.key: measure.title for measure in self.measures.values()}

    @cached_property
    def _waits(self) -> dict[str, str]:
        """What a measure waits for, as a thing that is recorded."""
        return {measure.key: measure.waits_for for measure in self.measures.values() if measure.waits_for}

    @cached_property
    def features(self) -> list[Feature]:
        return list(Feature.objects.filter(framework=self.round.framework_id).prefetch_related("statements"))


def _as_it_stands(release: Release) -> Release:
    """What corrects a release, and what corrects that; itself where nothing does."""
    found = Release.objects.standing().filter(round=release.round_id).select_related("round__partnership").first()
    return found or release


def released_rounds(partnership) -> list[Release]:
    """A partnership's releases, newest round first; of one that was corrected, what corrects it."""
    return list(
        Release.objects.standing()
        .filter(round__partnership=partnership, round__state=Round.State.RELEASED)
        .select_related("round__partnership", "prepared_by", "approved_by", "corrects")
        .prefetch_related("round__framework")  # one row for all rounds of a version: what it asks is read once
        .order_by("-round__opens_on")
    )


@dataclass
class ResultRow:
    """One row of a results table: a feature, statement or question at one place, beside another place."""

    kind: str
    code: str
    text: str
    share: ReleasedFigure | None
    mean: ReleasedFigure | None
    beside: ReleasedFigure | None
    rows: list[ResultRow]


class PlaceResults:
    """All figures of one measure at one place, arranged feature > statement > question."""

    def __init__(self, released: ReleasedRound, measure: str, level: str, place: int) -> None:
        self.released, self.measure, self.level, self.place = released, measure, level, place
        everything = ReleasedFigure.objects.of(released.release, measure)
        found = everything.exclude(subject_kind=f.OPTION)
        self._options = everything.filter(subject_kind=f.OPTION).at(level, place)
        self.here = {(x.subject_kind, x.subject, x.statistic): x for x in found.at(level, place)}
        self.system = {(x.subject_kind, x.subject, x.statistic): x for x in found.at(f.SYSTEM, 0)}

    @cached_property
    def options(self) -> dict[str, ReleasedFigure]:
        """How many chose each option of each question, by question and option."""
        return {figure.subject: figure for figure in self._options}

    @property
    def described(self) -> Measure:
        """The measure with its title and columns."""
        return self.released.measures[self.measure]

    @cached_property
    def then(self) -> dict[str, ReleasedFigure]:
        """The whole of the measure at this place in the round before, by statistic. One query."""
        if self.released.earlier is None:
            return {}
        found = ReleasedFigure.objects.of(self.released.earlier.release, self.measure).overall()
        return {figure.statistic: figure for figure in found.at(self.level, self.place)}

    @cached_property
    def means_then(self) -> dict[str, ReleasedFigure]:
        """The mean of each feature at this place in the round before. One query."""
        if self.released.earlier is None:
            return {}
        found = ReleasedFigure.objects.of(self.released.earlier.release, self.measure).at(self.level, self.place)
        return {figure.subject: figure for figure in found.filter(subject_kind=f.FEATURE, statistic=f.MEAN)}

    @property
    def exists(self) -> bool:
        return bool(self.here)

    @property
    def name(self) -> str:
        return next(iter(self.here.values())).place_name

    @property
    def sector(self) -> int | None:
        return next(iter(self.here.values())).sector

    def overall(self, statistic: str) -> ReleasedFigure | None:
        return self.here.get((f.OVERALL, "", statistic))

    def subject(self, kind: str, code: str, text: str) -> ResultRow:
        return ResultRow(
            kind,
            code,
            text,
            self.here.get((kind, code, f.SHARE_POSITIVE)),
            self.here.get((kind, code, f.MEAN)),
            self.system.get((kind, code, f.SHARE_POSITIVE)) if self.level != f.SYSTEM else None,
            [],
        )

    def by_feature(self, questions: dict[str | None, list[tuple[str, str]]]) -> list[ResultRow]:
        """Features with their questions; `questions` gives a statement's questions as (code, text)."""
        # In the framework's order, and questions below the feature that their statement belongs to.
        subjects = []
        for feature in self.released.features:
            top = self.subject(f.FEATURE, feature.code, str(feature))
            for statement in feature.statements.all():
                top.rows += [self.subject(f.QUESTION, code, text) for code, text in questions.get(statement.code, [])]
            if top.rows:
                subjects.append(top)
        return subjects

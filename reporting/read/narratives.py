"""Commentary: the texts beside a round's figures, and the places at which they can stand."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from framework.models import Feature, MatrixCell, MatrixObjective
from organisations.models import Round
from reporting.models import Narrative, ReleasedNarrative

DASHBOARD = "dashboard"


def of_cell(objective: str, level: str) -> str:
    """The name of a cell of the matrix as a place for a text."""
    return f"cell-{objective}-{level}"


def at_cell(name: str) -> tuple[str, str]:
    """The objective and the level of the cell that `of_cell` names so."""
    objective, _dash, level = name.removeprefix("cell-").rpartition("-")
    return objective, level


def of_theme(code: str) -> str:
    """The name of a feature's page as a place for a text."""
    return f"theme-{code}"


@dataclass(frozen=True)
class NarrativeText:
    """A text with its day. Whether it is in the release, or was added after it, is said beside it."""

    text: str
    day: datetime.date
    is_later: bool

    @property
    def line(self) -> str:
        """The text in a table; what came after the release says so."""
        if not self.is_later:
            return self.text
        return _("Added on %(day)s: %(text)s") % {"day": date_format(self.day), "text": self.text}


@dataclass(frozen=True)
class NarrativePlace:
    """Somewhere that a text can stand."""

    where: str
    title: str


@dataclass(frozen=True)
class NarrativeSection:
    """Places that are written and read together: the whole, a row of the matrix, the themes."""

    title: str
    places: list[NarrativePlace]


class Narratives:
    """The texts of one round: what its release holds, and what stands beside it. Two queries."""

    def __init__(self, round: Round) -> None:
        self.round = round

    @cached_property
    def released(self) -> dict[str, NarrativeText]:
        rows = ReleasedNarrative.objects.filter(release__round=self.round, release__corrected_by=None)
        return {row.where: NarrativeText(row.text, row.written_on, is_later=False) for row in rows}

    @cached_property
    def unreleased(self) -> dict[str, NarrativeText]:
        """What is written for the release, or once there is one what was added after it."""
        is_later = self.round.state == Round.State.RELEASED
        rows = Narrative.objects.filter(round=self.round)
        return {row.where: NarrativeText(row.text, row.written_on, is_later) for row in rows}

    def at(self, where: str) -> list[NarrativeText]:
        """What is said at a place: the released text first, then what was added."""
        found = (self.released.get(where), self.unreleased.get(where))
        return [words for words in found if words]

    @cached_property
    def sections(self) -> list[NarrativeSection]:
        """All places of the round, in the framework's own order. Three queries."""
        framework = self.round.framework_id
        objectives = MatrixObjective.objects.filter(framework=framework).prefetch_related("cells")
        features = Feature.objects.filter(framework=framework)
        return [
            NarrativeSection(_("All results"), [NarrativePlace(DASHBOARD, _("About all the results"))]),
            *(NarrativeSection(objective.title, list(_cells_of(objective))) for objective in objectives),
            NarrativeSection(
                _("Features"), [NarrativePlace(of_theme(feature.code), str(feature)) for feature in features]
            ),
        ]

    @cached_property
    def written(self) -> list[tuple[str, list[tuple[str, list[NarrativeText]]]]]:
        """Sections and places at which something is said, with what is."""
        if not self.released and not self.unreleased:
            return []
        sections = [
            (section.title, [(place.title, self.at(place.where)) for place in section.places if self.at(place.where)])
            for section in self.sections
        ]
        return [(title, places) for title, places in sections if places]


def _cells_of(objective: MatrixObjective) -> Iterator[NarrativePlace]:
    by_level = {cell.level: cell for cell in objective.cells.all()}
    for level in MatrixCell.Level:
        if level in by_level:
            yield NarrativePlace(of_cell(objective.key, level), f"{level.label}: {by_level[level].title}")

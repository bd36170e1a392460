"""What a board takes to its meeting: everything of one release on about twenty pages. Published figures only."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reporting import figures as f
from reporting.draw.charts import Charts, voices_charts
from reporting.draw.moves import findings_charts
from reporting.measures.asked import one_of, stages_of
from reporting.measures.names import OF_ORGANISATIONS
from reporting.measures.registry import Measure
from reporting.models import OutcomeIndicator, Release, ReleasedFigure
from reporting.read.beside import days_of, matrix_rows
from reporting.read.by_sector import sectors_table
from reporting.read.comparing import WHO, SystemFigures, moved
from reporting.read.counted_days import CountedDays
from reporting.read.decided import Decided, decided
from reporting.read.findings import Findings, Reading, readings, release_before
from reporting.read.indicators import series_of
from reporting.read.matrix_blocks import items_table
from reporting.read.selectors import ReleasedRound
from reporting.read.tables import cell_of, voices_table
from reporting.read.theory import LivingColumn, theory_of
from reporting.read.voices import NAMES, SERVICES, FeatureVoices, ThreeVoices, Voice, Voices

# What each voice's own figures are called, beside their numbers.
CALLED = gettext_lazy("%(who)s: positive answers · average, %(ends)s")
CALLED_OF_SERVICES = gettext_lazy("%(who)s: average stage, %(ends)s")


@dataclass(frozen=True)
class FeaturePage:
    """One feature: what each voice says of it as a table, how it moved, and what the gap is in words."""

    heard: FeatureVoices
    columns: list
    rows: list[list]


class BoardPack:
    """The pack of one release, beside the release of the round before. The same few queries whatever the size."""

    def __init__(self, release: Release, releases: list[Release], *, on: datetime.date) -> None:
        self.release, self.releases, self.on = release, releases, on
        self.released = ReleasedRound(release)
        before = release_before(releases, release)
        self.earlier = ReleasedRound(before) if before else None

    @cached_property
    def decided(self) -> Decided:
        """What the board decided before these results and on them, with its status on the day of the pack."""
        return decided(self.release, self.releases, on=self.on)

    @cached_property
    def findings(self) -> Findings:
        return Findings(self.released, self.earlier)

    @cached_property
    def findings_chart(self) -> Charts | None:
        return findings_charts(self.findings)

    @cached_property
    def readings(self) -> list[Reading]:
        return readings(self.findings)

    @cached_property
    def days(self) -> CountedDays:
        return days_of(self.released)

    @cached_property
    def matrix(self) -> list[dict[str, Any]]:
        """The cells, without the ways on, which lead nowhere on paper."""
        return matrix_rows(self.released, on_paper=True)

    @cached_property
    def stages(self) -> str:
        """The stages with their numbers: "not yet (0), realise (1) or respond (2)"."""
        stages = stages_of(self.released.round.framework)
        return one_of([f"{f.within(stage.title)} ({stage.value})" for stage in stages])

    @cached_property
    def _surveys(self) -> dict[str, Measure]:
        """The take-up of each survey that the framework has, by its measure."""
        return {key: one for key, one in self.released.measures.items() if one.has_take_up_chart}

    @cached_property
    def _take_up(self) -> list[ReleasedFigure]:
        found = ReleasedFigure.objects.of(self.release).overall()
        return list(found.filter(measure__in=self._surveys, level__in=(f.SYSTEM, f.SECTOR)))

    @cached_property
    def take_up(self) -> dict[str, Any]:
        """How many people answered, and in how many services, for the whole system."""
        by = {(x.measure, x.statistic): x for x in self._take_up if x.level == f.SYSTEM}
        statistics = (f.RESPONSES, f.COUNT, f.RATE)
        return {
            "columns": [_("Survey"), *_numeric(_("Responses"), _("Services with responses"), _("Take-up"))],
            "rows": [
                [_survey_of(described), *(cell_of(by.get((key, one))) for one in statistics)]
                for key, described in self._surveys.items()
                if (key, f.RESPONSES) in by
            ],
            "notes": [
                f"{_survey_of(described)}: {by[key, f.RESPONSES].note}."
                for key, described in self._surveys.items()
                if (key, f.RESPONSES) in by and by[key, f.RESPONSES].note
            ],
        }

    @cached_property
    def take_up_by_sector(self) -> dict[str, Any]:
        """How many people answered each survey in each sector, in the order of their names."""
        by = {(x.place, x.measure): x for x in self._take_up if x.level == f.SECTOR and x.statistic == f.RESPONSES}
        sectors = sorted({(x.place_name, x.place) for x in self._take_up if x.level == f.SECTOR})
        return {
            "columns": [_("Sector"), *_numeric(*map(_who_answers, self._surveys.values()))],
            "rows": [[name, *(cell_of(by.get((key, measure))) for measure in self._surveys)] for name, key in sectors],
        }

    @cached_property
    def voices(self) -> ThreeVoices:
        return ThreeVoices(self.released, f.SYSTEM, 0)

    @cached_property
    def chart(self) -> Charts:
        return voices_charts(self.voices)

    @cached_property
    def voices_table(self) -> dict[str, Any]:
        return voices_table(self.voices, None)

    @cached_property
    def features(self) -> list[FeaturePage]:
        voices = self.voices.of_framework
        now = _of_features(self.release, voices)
        then = _of_features(self.earlier.release, voices) if self.earlier else {}
        heads = [_("Figure"), _("Number of people or services"), *([self.earlier.round.name] if self.earlier else [])]
        pages = []
        for heard in self.voices.rows:
            rows = []
            for voice in voices.all:
                key = (voice.measure, heard.feature.code)
                figures = now.get(key, [])
                if not figures or figures[0].status == f.NONE:
                    continue
                row: list = [_called(voice), _together(figures), _base(figures[0], voice)]
                if self.earlier:
                    row.append(_together(then.get(key, [])))
                rows.append(row)
            pages.append(FeaturePage(heard, [_("Voice"), *_numeric(*heads)], rows))
        return pages

    @cached_property
    def changes(self) -> dict[str, Any] | None:
        """Each feature and voice beside the round before, and whether it is likely to have changed."""
        if self.earlier is None:
            return None
        now, then = self.findings.now, SystemFigures(self.earlier.release)
        rows = [
            [f"{feature}: {WHO[one.voice.key]}", one.then or "–", one.now_in_full, one.words]
            for feature in self.released.features
            for one in moved(now, then, f.FEATURE, feature)
        ]
        columns = [_("Feature and voice"), *_numeric(self.earlier.round.name, self.released.round.name)]
        return {"columns": [*columns, _("Change")], "rows": rows} if rows else None

    @cached_property
    def sectors(self) -> dict[str, Any]:
        """What people say in each sector, beside the round before."""
        return sectors_table(self.release, self.earlier.release if self.earlier else None, self.voices.of_framework)

    @cached_property
    def organisations(self) -> list[dict[str, Any]]:
        """What organisations say of themselves: each part of their survey with its items, and how many say yes."""
        columns = [_("Item"), *_numeric(_("Organisations that say yes"))]
        found = [
            {"title": one.title, "columns": columns, "rows": items_table(self.released.overview, key)}
            for key, one in self.released.measures.items()
            if key.startswith(OF_ORGANISATIONS)
        ]
        return [one for one in found if one["rows"]]

    @cached_property
    def theory(self) -> list[LivingColumn]:
        newest = self.indicators["newest"] if self.indicators else ()
        return theory_of(self.released.round.framework, self.release, newest)

    @cached_property
    def indicators(self) -> dict[str, Any] | None:
        return series_of(OutcomeIndicator.objects.of(self.released.round.partnership).year_by_year())

    @cached_property
    def definitions(self) -> list[tuple[str, str]]:
        """How each measure with figures in this release is counted."""
        there = set(ReleasedFigure.objects.of(self.release).at(f.SYSTEM).order_by().values_list("measure", flat=True))
        return [(each.title, each.definition) for each in self.released.measures.values() if each.key in there]


def _numeric(*heads: str) -> list[dict[str, Any]]:
    return [{"text": head, "numeric": True} for head in heads]


def _survey_of(take_up: Measure) -> str:
    """The title of the survey whose take-up it is: "Workforce survey"."""
    return take_up.survey.title.replace("'", "’") if take_up.survey else take_up.title


def _who_answers(take_up: Measure) -> str:
    """Whose responses a column holds: a voice, or a survey that is none."""
    voice = take_up.survey.voice if take_up.survey else ""
    return str(NAMES.get(voice, _survey_of(take_up)))


def _called(voice: Voice) -> str:
    words = CALLED_OF_SERVICES if voice.key == SERVICES else CALLED
    return words % {"who": voice.name, "ends": voice.scale.ends}


def _of_features(release: Release, voices: Voices) -> dict[tuple[str, str], list[ReleasedFigure]]:
    """The system's figures of each voice and feature: share positive, then mean; of services the mean stage."""
    found = (
        ReleasedFigure.objects.of(release)
        .at(f.SYSTEM)
        .filter(
            subject_kind=f.FEATURE,
            measure__in=voices.by_measure,
            statistic__in=(f.SHARE_POSITIVE, f.MEAN),
        )
    )
    by: dict[tuple[str, str], list[ReleasedFigure]] = {}
    for figure in sorted(found, key=lambda x: x.statistic != f.SHARE_POSITIVE):
        by.setdefault((figure.measure, figure.subject), []).append(figure)
    return by


def _together(figures: list[ReleasedFigure]) -> str | None:
    """A voice's figures in one cell: "50% · 3.5"; None where they are withheld."""
    said = [cell_of(figure) for figure in figures]
    if None in said:
        return None
    return " · ".join(str(each) for each in said) or "–"


def _base(figure: ReleasedFigure, voice: Voice) -> str | None:
    if figure.status == f.WITHHELD:
        return None
    if voice.key != SERVICES:
        return figure.base_text
    services = figure.denominator or 0
    return ngettext("%(number)s service", "%(number)s services", services) % {"number": services}


def context_of(release: Release, releases: list[Release], *, on: datetime.date) -> dict[str, object]:
    """What the page of a board pack and its PDF are made from. Decisions have the status that they have on this day."""
    pack = BoardPack(release, releases, on=on)
    return {"release": release, "pack": pack, "partnership": release.round.partnership}

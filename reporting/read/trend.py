"""What several rounds say of the whole system, read at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from reporting import figures as f
from reporting.models import Release, ReleasedFigure
from reporting.read.comparing import SystemFigures
from reporting.read.voices import voices_of


class FiguresAtHand(SystemFigures):
    """The same of one release, whose rows were read with those of others."""

    def __init__(self, release: Release, rows: Iterable[ReleasedFigure]) -> None:
        self.release = release
        self.voices = voices_of(release.round.framework)
        self._by = {
            (row.measure, row.subject_kind, row.subject, row.statistic): row
            for row in rows
            if row.measure in self.voices.by_measure
        }


def figures_of_rounds(releases: Sequence[Release]) -> list[SystemFigures]:
    """The figures of each of these releases, in their order: of features and stages. One query for all of them."""
    rows = ReleasedFigure.objects.filter(release__in=releases, subject_kind__in=(f.FEATURE, f.STAGE)).at(f.SYSTEM)
    by_release: dict[int, list[ReleasedFigure]] = defaultdict(list)
    for row in rows:
        by_release[row.release_id].append(row)
    return [FiguresAtHand(release, by_release[release.pk]) for release in releases]

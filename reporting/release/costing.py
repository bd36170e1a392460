"""What protection cost a release: what is not shown by itself although enough people answered the survey.

It is worked out from nothing but figures that are published, so it tells no one more than they could count themselves:
whether at least so many people answered a survey at a place is in its take-up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from reporting import figures as f
from reporting.measures.names import take_up_beside
from reporting.measures.registry import Measure
from reporting.models import PreparedFigure

LEVELS = (f.SYSTEM, f.SECTOR, f.SERVICE, f.REST)


@dataclass
class Cost:
    """Of one survey, over its questions. A place counts where at least T people answered the survey.

    `together` services stand with others instead of separately, and `larger` ones only in a larger place, each for at
    least one question; `results` is services by question.
    """

    together: int = 0
    larger: int = 0
    sectors: int = 0
    whole: int = 0
    shown: int = 0
    results: int = 0


@dataclass
class _Survey:
    """Where a survey's questions are shown, and where enough people answered it."""

    enough: set[tuple[str, int]] = field(default_factory=set)
    sector_of: dict[int, int | None] = field(default_factory=dict)
    status: dict[str, dict[tuple[str, int], str]] = field(default_factory=lambda: defaultdict(dict))

    def cost(self) -> Cost:
        cost = Cost()
        together: set[int] = set()
        larger: set[int] = set()
        sectors: set[tuple[str, int]] = set()
        for at in self.status.values():
            for level, key in self.enough & at.keys():
                is_shown = at[level, key] == f.SHOWN
                if level == f.SERVICE:
                    cost.results += 1
                    cost.shown += is_shown
                    if not is_shown:
                        rest = at.get((f.REST, self.sector_of[key] or 0))
                        (together if rest == f.SHOWN else larger).add(key)
                elif not is_shown:
                    sectors.add((level, key))
                    cost.whole += level == f.SYSTEM
        cost.together, cost.larger = len(together), len(larger)
        cost.sectors = sum(level == f.SECTOR for level, _ in sectors)
        return cost


def what_protection_cost(
    preparation_id: int, least_people: int, measures: Mapping[str, Measure]
) -> dict[str, dict[str, int]]:
    """The cost by measure, of surveys that someone answered. One query."""
    surveys = [key for key, measure in measures.items() if measure.is_survey and not measure.instrument]
    found: dict[str, _Survey] = {key: _Survey() for key in surveys}
    results_of = {take_up_beside(key): key for key in surveys}
    rows = PreparedFigure.objects.filter(
        preparation=preparation_id,
        measure__in=[*surveys, *results_of],
        statistic__in=[f.SHARE_POSITIVE, f.RESPONSES],
        subject_kind__in=[f.QUESTION, f.OVERALL],
        level__in=LEVELS,
    )
    columns = ("measure", "level", "place", "sector", "subject_kind", "subject", "status", "base_low")
    for measure, level, place, sector, kind, subject, status, low in rows.values_list(*columns).iterator():
        if measure in results_of:
            if low is not None and low >= least_people:
                found[results_of[measure]].enough.add((level, place))
        elif kind == f.QUESTION:
            found[measure].status[subject][level, place] = status
            if level == f.SERVICE:
                found[measure].sector_of[place] = sector
    return {key: asdict(survey.cost()) for key, survey in found.items() if survey.enough}

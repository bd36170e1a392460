"""How services that rated themselves in two rounds moved, counted so that it says of none of them how it did."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from organisations.lineage import Lineage
from reporting import figures as f
from reporting.change import Paired, paired
from reporting.measures.journey import MEASURE as JOURNEY
from reporting.measures.self_assessment import MEASURE as SELF_ASSESSMENT
from reporting.models import Release, ReleasedFigure
from reporting.protect.alike import says_it_of_no_one, told_of


def told_of_sectors(moved: Mapping[int, Paired]) -> dict[int, Paired]:
    """The sectors of which it may be told, beside the whole: what is left of that says it of no one either."""
    told = told_of({sector: _ways(one) for sector, one in moved.items()}) or set()
    return {sector: one for sector, one in moved.items() if sector in told}


def _ways(moved: Paired) -> tuple[int, int, int]:
    return moved.up, moved.same, moved.down


class ServicesMoved:
    """The services of one release beside those of another, by feature; "" for all statements together. Two queries.

    On the change journey they are beside each other by line.
    """

    def __init__(self, now: Release, then: Release, measure: str = SELF_ASSESSMENT) -> None:
        self.now, self.then = now, then
        self._read = _positions if measure == JOURNEY else _stages

    def whole(self, feature: str) -> Paired | None:
        """None where too few rated themselves in both rounds, or all moved alike."""
        if not self._are_of_the_same(feature):
            return None
        found = paired(_values(self._now, feature), self._values_then(feature))
        return found if found and says_it_of_no_one(_ways(found)) else None

    def by_sector(self, feature: str) -> dict[int, Paired]:
        """By the sectors in which services are now, of which it may be told."""
        if not self._are_of_the_same(feature):
            return {}
        values, before = _values(self._now, feature), self._values_then(feature)
        services: dict[int, dict[int, float]] = {}
        for (service, of), (_value, sector) in self._now.items():
            if of == feature:
                services.setdefault(sector, {})[service] = values[service]
        found = {sector: paired(some, before) for sector, some in services.items()}
        return told_of_sectors({sector: one for sector, one in found.items() if one})

    def _values_then(self, feature: str) -> dict[int, float]:
        """Without services that were merged or split since: they are not the same any more."""
        return {one: value for one, value in _values(self._then, feature).items() if one not in self._came_of}

    @cached_property
    def _came_of(self) -> Mapping[int, frozenset[int]]:
        return Lineage(self.then.round.partnership_id).between(self.then.round, self.now.round)

    def _are_of_the_same(self, feature: str) -> bool:
        """Whether the figures are of the same features: all together are not, where a round was over a part of them."""
        return bool(feature) or {of for _service, of in self._now} == {of for _service, of in self._then}

    @cached_property
    def _now(self) -> dict[tuple[int, str], tuple[float, int]]:
        return self._read(self.now)

    @cached_property
    def _then(self) -> dict[tuple[int, str], tuple[float, int]]:
        return self._read(self.then)


def _values(stages: Mapping[tuple[int, str], tuple[float, int]], feature: str) -> dict[int, float]:
    return {service: value for (service, of), (value, _sector) in stages.items() if of == feature}


def _stages(release: Release) -> dict[tuple[int, str], tuple[float, int]]:
    """The mean stage at which each service put itself, by feature, and its sector. No page says it of one."""
    rows = ReleasedFigure.objects.of(release, SELF_ASSESSMENT).at(f.SERVICE).filter(statistic=f.MEAN, status=f.SHOWN)
    rows = rows.filter(subject_kind__in=(f.FEATURE, f.OVERALL))
    columns = ("place", "subject", "value", "sector")
    return {(one, of): (float(value), sector or 0) for one, of, value, sector in rows.values_list(*columns)}


def _positions(release: Release) -> dict[tuple[int, str], tuple[float, int]]:
    """The position at which each service placed itself, by line, and its sector. No page says it of one."""
    rows = ReleasedFigure.objects.of(release, JOURNEY).at(f.SERVICE).filter(subject_kind=f.POSITION)
    found = {}
    for one, subject, sector in rows.values_list("place", "subject", "sector"):
        line, _, value = subject.rpartition(":")
        found[one, line] = (float(value), sector or 0)
    return found

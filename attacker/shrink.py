"""The smallest example of something broken: services are left out, then people, as long as it stays broken."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping

Counts = dict[int, tuple[int, ...]]


def smallest(
    sectors: Mapping[int, int],
    counts: Mapping[int, tuple[int, ...]],
    is_broken: Callable[[dict[int, int], Counts], bool],
    seconds: float = 20,
) -> tuple[dict[int, int], Counts]:
    """A borough from which nothing more can be left out within so many seconds: no service, and no single person."""
    deadline = time.process_time() + seconds
    now = dict(sectors), {service: tuple(map(int, row)) for service, row in counts.items() if sum(row)}
    found = True
    while found and time.process_time() < deadline:
        found = False
        for less in _less(*now):
            if time.process_time() > deadline:
                break
            if is_broken(*less):
                now, found = less, True
                break
    return now


def _less(sectors: dict[int, int], counts: Counts) -> Iterator[tuple[dict[int, int], Counts]]:
    """Without one sector, without one service, without one person: largest first."""
    for sector in sorted(set(sectors.values())):
        if len(set(sectors.values())) > 1:
            yield (
                {service: at for service, at in sectors.items() if at != sector},
                {service: row for service, row in counts.items() if sectors[service] != sector},
            )
    for service in sorted(counts, key=lambda one: -sum(counts[one])):
        if len(counts) > 1:
            yield (
                {one: at for one, at in sectors.items() if one != service},
                {one: row for one, row in counts.items() if one != service},
            )
    for service in sorted(counts, key=lambda one: -sum(counts[one])):
        row = counts[service]
        if sum(row) > 1:
            for option in range(len(row)):
                if row[option]:
                    fewer = (*row[:option], row[option] - 1, *row[option + 1 :])
                    yield dict(sectors), {**counts, service: fewer}

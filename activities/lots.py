"""Who has coffee with whom, by lot: plain arithmetic over plain values. It knows no Django and no rows.

Everyone is in a pair; an odd one joins as a group of three. As far as it can be: no one meets a colleague of their own
service, and no one meets again whom they have met. The rest is chance. Two people of whom one asked not to meet the
other are never together, even if someone is then left out.

Method: a matching of least cost in a graph of all pairs, as an integer program (`scipy.optimize.milp`, HiGHS).
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

Pair = frozenset[int]
LARGEST = 3
MOST_ODD_ONES = 25  # who are tried as the one that joins others, where no way is free of all that is bad


@dataclass(frozen=True)
class Person:
    """Someone who takes part, and the services at which they have a role."""

    key: int
    services: frozenset[int] = frozenset()


def draw(
    people: Collection[Person],
    *,
    met: Mapping[Pair, int] | None = None,
    not_with: Collection[Pair] = (),
    seed: str = "",
) -> list[list[int]]:
    """Groups of two, and of three where it does not come out even, each by the keys of its people.

    `met` says how often two people have met before. The same seed gives the same. Those whom no group may have are in
    none.
    """
    lot = _Lot(sorted(people, key=lambda one: one.key), met or {}, frozenset(not_with), random.Random(seed))  # noqa: S311
    return lot.draw()


def badness(
    groups: Iterable[Iterable[int]], people: Collection[Person], met: Mapping[Pair, int]
) -> tuple[int, int, int]:
    """How many are left out, how many pairs share a service, and how often those who meet have met before."""
    services, seated = {one.key: one.services for one in people}, 0
    colleagues = again = 0
    for group in map(list, groups):
        seated += len(group)
        for a, b in itertools.combinations(group, 2):
            colleagues += bool(services[a] & services[b])
            again += met.get(frozenset((a, b)), 0)
    return len(people) - seated, colleagues, again


class _Lot:
    """One draw."""

    def __init__(self, people: list[Person], met: Mapping[Pair, int], not_with: frozenset[Pair], rng: random.Random):
        self.people, self.met, self.not_with = people, met, not_with
        self.keys = [one.key for one in people]
        services = {one.key: one.services for one in people}
        pairs = itertools.combinations(self.keys, 2)
        self.pairs = [(a, b) for a, b in pairs if frozenset((a, b)) not in not_with]
        number = len(people)
        most = max(met.values(), default=0)
        colleague = most * number * 2 + 1
        self.left_out = colleague * number * 2 + 1
        self.cost: dict[Pair, float] = {}
        for a, b in self.pairs:
            pair = frozenset((a, b))
            # Chance decides what is equal otherwise: all of it together weighs less than one meeting again.
            chance = rng.random() / (2 * number)
            self.cost[pair] = colleague * bool(services[a] & services[b]) + met.get(pair, 0) + chance
        self.in_turn = rng.sample(self.keys, number)

    def draw(self) -> list[list[int]]:
        if len(self.keys) < 2:
            return []
        if len(self.keys) % 2 == 0:
            return self._with_the_others(self._matched(None))
        best: tuple[tuple[int, int, int], list[list[int]]] | None = None
        for odd_one in self.in_turn[:MOST_ODD_ONES]:
            groups = self._with_the_others(self._matched(odd_one))
            bad = badness(groups, self.people, self.met)
            if best is None or bad < best[0]:
                best = (bad, groups)
            if not any(bad):
                break
        return best[1] if best else []

    def _matched(self, odd_one: int | None) -> list[list[int]]:
        """The pairs of least cost, where `odd_one` is to join others."""
        import numpy as np  # here, since no page needs them
        from scipy.optimize import Bounds, LinearConstraint, milp

        keys = [key for key in self.keys if key != odd_one]
        row_of = {key: row for row, key in enumerate(keys)}
        pairs = [pair for pair in self.pairs if odd_one not in pair]
        costs = np.array([self.cost[frozenset(pair)] for pair in pairs] + [float(self.left_out)] * len(keys))
        rows = np.zeros((len(keys), len(costs)))
        for column, pair in enumerate(pairs):
            rows[row_of[pair[0]], column] = rows[row_of[pair[1]], column] = 1
        for row in range(len(keys)):
            rows[row, len(pairs) + row] = 1
        once = LinearConstraint(rows, 1, 1)  # each in one pair, or alone
        found = milp(
            costs, constraints=once, integrality=np.ones(len(costs)), bounds=Bounds(0, 1), options={"mip_rel_gap": 0}
        )
        return [list(pair) for pair, chosen in zip(pairs, found.x, strict=False) if chosen > 0.5]

    def _with_the_others(self, groups: list[list[int]]) -> list[list[int]]:
        """The same, with those who are in no pair joined to one that may have them, where it is least bad."""
        seated = {key for group in groups for key in group}
        for key in self.in_turn:
            if key in seated:
                continue
            may = [group for group in groups if len(group) < LARGEST and self._may_join(key, group)]
            if may:
                min(may, key=lambda group: sum(self.cost[frozenset((key, one))] for one in group)).append(key)
        return sorted(sorted(group) for group in groups)

    def _may_join(self, key: int, group: list[int]) -> bool:
        return all(frozenset((key, one)) not in self.not_with for one in group)

"""Kind 6: which places are shown, and which are not, as something that tells. Every way of answering is gone through.

A small borough is given by how many people answered at each service. Every way in which they can have answered is put
through the product. Whoever knows how it works keeps those ways that lead to the same places and the same figures. What
insiders then know for certain is broken; it is the fault of the pattern where the figures alone would leave it open.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product as every

import numpy as np

from attacker import product
from attacker.kinds import Break, Outcome, told
from attacker.puzzle import Reading
from attacker.question import TODAY
from attacker.words import Scale, all_ways

Shows = Callable[[Mapping[int, int], product.Counts, Scale], frozenset[product.Place]]


@dataclass
class Enumeration:
    """Every way of answering of a borough, and what would be shown and printed of each."""

    sectors: Mapping[int, int]
    people: Mapping[int, int]
    scale: Scale
    shows: Shows = product.shown_places
    reading: Reading = TODAY
    seconds: float = 60
    given: Mapping[int, tuple[int, ...]] = field(default_factory=dict)  # services of which only one way is gone through
    # Which service they know whole (None: none), and which one they look at; every pair where this is left out.
    insiders: Collection[tuple[int | None, int]] | None = None
    outcome: Outcome = field(default_factory=Outcome)

    @cached_property
    def services(self) -> list[int]:
        return sorted(service for service, people in self.people.items() if people)

    @cached_property
    def ways(self) -> np.ndarray:
        """One way after another: by service, by option."""
        options = len(self.scale)
        each = [
            np.array([self.given[one]]) if one in self.given else all_ways(self.people[one], options)
            for one in self.services
        ]
        return np.array([np.stack(rows) for rows in every(*each)])

    def counts(self, way: np.ndarray) -> dict[int, tuple[int, ...]]:
        return {service: tuple(row) for service, row in zip(self.services, way.tolist(), strict=True)}

    @cached_property
    def patterns(self) -> list[frozenset[product.Place]] | None:
        """The places that are shown in each way; None where it takes too long."""
        deadline, found = time.process_time() + self.seconds, []
        for way in self.ways:
            if time.process_time() > deadline:
                return None
            found.append(self.shows(self.sectors, self.counts(way), self.scale))
        return found

    def printed(self, shown: frozenset[product.Place]) -> np.ndarray:
        """A number for each way: ways have the same where the same would be printed at these places."""
        columns = []
        for place in sorted(shown):
            inside = [
                self.services.index(one)
                for one in product.people_of(place, shown, self.sectors)
                if one in self.services
            ]
            totals = self.ways[:, inside].sum(axis=1)
            rows, which = np.unique(totals, axis=0, return_inverse=True)
            figures = [self.reading.printed(tuple(row), self.scale) for row in rows.tolist()]
            numbers = {figure: number for number, figure in enumerate(dict.fromkeys(figures))}
            columns.append(np.array([numbers[figure] for figure in figures])[which.ravel()])
        if not columns:
            return np.zeros(len(self.ways), dtype=np.int64)
        return np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True)[1].ravel()

    def attack(self) -> Outcome:
        """All classes of ways that look alike, and what insiders know in each."""
        if self.patterns is None:
            self.outcome.unknown += 1
            return self.outcome
        numbers = {pattern: number for number, pattern in enumerate(dict.fromkeys(self.patterns))}
        which = np.array([numbers[pattern] for pattern in self.patterns])
        for pattern, number in numbers.items():
            figures = self.printed(pattern)
            for figure in np.unique(figures[which == number]):
                by_figures = np.flatnonzero(figures == figure)
                both = by_figures[which[by_figures] == number]
                self._class(pattern, both, by_figures)
        return self.outcome

    def _class(self, pattern, both: np.ndarray, by_figures: np.ndarray) -> None:
        """One class: ways with the same places and figures, among those with the same figures."""
        for known, target, answers in self._insiders(pattern, both):
            same = self._known(both, known, target, answers)
            self.outcome.checks += len(self.scale)
            ways = self.ways[same][:, target]
            exact = np.flatnonzero(ways.min(axis=0) == ways.max(axis=0))
            if len(exact):
                wide = self.ways[self._known(by_figures, known, target, answers)][:, target]
                told_ = [k for k in exact if wide[:, k].min() != wide[:, k].max()]
                self._is_broken(pattern, same, known, target, answers, (told_ or exact.tolist())[0], 6 if told_ else 4)

    def _insiders(self, pattern, both: np.ndarray) -> Iterator[tuple]:
        """Which service they know and what was said there, which they look at, and what colleagues said."""
        hidden = [n for n, service in enumerate(self.services) if ("service", service) not in pattern]
        for target in hidden:
            for known in (None, *(n for n in range(len(self.services)) if n != target)):
                whole = None if known is None else self.services[known]
                if self.insiders is not None and (whole, self.services[target]) not in self.insiders:
                    continue
                rows = [None] if known is None else np.unique(self.ways[both][:, known], axis=0)
                for row in rows:
                    some = both if known is None else both[(self.ways[both][:, known] == row).all(axis=1)]
                    possible = np.unique(self.ways[some][:, target], axis=0)
                    pairs = {tuple(said) for way in possible for said in told(way, 2)}
                    for said in sorted(pairs):
                        yield (known, row), target, np.array(said)

    def _known(self, ways: np.ndarray, known, target: int, answers: np.ndarray) -> np.ndarray:
        number, row = known
        keep = (self.ways[ways][:, target] >= answers).all(axis=1)
        if number is not None:
            keep &= (self.ways[ways][:, number] == row).all(axis=1)
        return ways[keep]

    def _is_broken(self, pattern, ways, known, target, answers, option, kind) -> None:
        number, row = known
        whole = "" if number is None else f", service {self.services[number]} whole {row.tolist()}"
        example = self.counts(self.ways[ways[0]])
        shown = (
            ", ".join(f"{level} {key}" if level != "system" else level for level, key in sorted(pattern)) or "nothing"
        )
        about = f"service {self.services[target]}, option {option + 1}, in {example} with {shown} shown"
        value = int(self.ways[ways[0], target, option])
        knowing = f"how many answered, {answers.tolist()} of its own people{whole}"
        self.outcome.broken.append(Break(kind, about, knowing, value))


def every_way(
    sectors: Mapping[int, int], people: Mapping[int, int], scale: Scale, seconds: float, seed: int
) -> Outcome:
    """Kind 6 of a small borough, for whoever knows a service whole: each service, and each way that it answered in.

    One after the other, in an order of its own, as far as time goes; what is left is unknown. Whoever knows no service
    whole knows less than they do.
    """
    known = [(one, tuple(row)) for one in people for row in all_ways(people[one], len(scale)).tolist()]
    outcome, deadline = Outcome(), time.process_time() + seconds
    for number in np.random.default_rng(seed).permutation(len(known)):
        service, row = known[number]
        left = deadline - time.process_time()
        if left < 0:
            outcome.unknown += 1
            continue
        who = {(service, one) for one in people if one != service}
        outcome += Enumeration(sectors, people, scale, seconds=left, given={service: row}, insiders=who).attack()
    return outcome

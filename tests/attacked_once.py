"""An attack on a question of a round is carried out once in each run of the tests, and remembered after that.

Many tests release the few same boroughs, and an attack is worked out from what it is given alone. What attacks
find is tried by tests that ask `attack.publishable` itself (tests/reporting/test_attack.py and its neighbours): nothing
is remembered for those, nor for one that brings an attack of its own.
"""

import hashlib
import os
import pickle
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest import mock

from reporting.figures import REST, SECTOR, SERVICE
from reporting.measures.round_context import RoundContext
from reporting.protect.attack import Report, publishable
from reporting.protect.rollup import Node, RatingPoint, Tally, Tree

decide = RoundContext.decide


class Renumbered:
    """A borough's services and sectors by their place in order: a test that was rolled back leaves other numbers."""

    def __init__(self, counts: Iterable[int], tree: Tree, most: Iterable[int], never: Iterable[Node]) -> None:
        services = {*tree.sector_of, *counts, *most, *(node.key for node in never if node.level == SERVICE)}
        sectors = {*tree.sector_of.values(), *(node.key for node in never if node.level in (SECTOR, REST))}
        self.services, self.sectors = sorted(services), sorted(sectors)
        self.service = {number: nth for nth, number in enumerate(self.services)}
        self.sector = {number: nth for nth, number in enumerate(self.sectors)}

    def away(self, node: Node) -> tuple[str, int]:
        """A place without the numbers of this borough."""
        if node.level == SERVICE:
            return node.level, self.service[node.key]
        return node.level, self.sector[node.key] if node.level in (SECTOR, REST) else node.key

    def back(self, level: str, nth: int) -> Node:
        if level == SERVICE:
            return Node(level, self.services[nth])
        return Node(level, self.sectors[nth] if level in (SECTOR, REST) else nth)


class Once:
    """Attacks as `attack.publishable` does, but nothing twice. What was given is compared to the last number.

    Processes that test side by side share what they know in a folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self.known: dict[str, tuple[list[tuple[str, int]], Report]] = {}

    def __call__(self, counts: Mapping[int, Tally], points, tree: Tree, limits, most, never, wishes):
        names = Renumbered(counts, tree, most, never)
        rated = [(names.service[service], sorted(tally.by_point.items())) for service, tally in counts.items()]
        sectors = [(names.service[service], names.sector[sector]) for service, sector in tree.sector_of.items()]
        at_most = [(names.service[service], people) for service, people in most.items()]
        given = repr((rated, points, sectors, limits, at_most, sorted(map(names.away, never)), wishes))
        known = self.known.get(given) or self._told_by_others(given)
        if not known:
            published, report = publishable(counts, points, tree, limits, most, never, wishes)
            known = sorted(map(names.away, published)), replace(report)
            self._tell_others(given, known)
        self.known[given] = known
        return {names.back(*place) for place in known[0]}, replace(known[1])

    def _file(self, given: str) -> Path | None:
        return self.folder / hashlib.sha256(given.encode()).hexdigest() if self.folder else None

    def _told_by_others(self, given: str):
        file = self._file(given)
        return pickle.loads(file.read_bytes()) if file and file.exists() else None  # noqa: S301  this run wrote it

    def _tell_others(self, given: str, known) -> None:
        if file := self._file(given):
            unfinished = file.with_suffix(f".{os.getpid()}")
            unfinished.write_bytes(pickle.dumps(known))
            unfinished.replace(file)  # nobody reads half of it


@contextmanager
def attacked_once() -> Iterator[None]:
    """Remember what attacks of releases come to."""
    shared = os.environ.get("SHARED_BY_TESTS")
    once = Once(Path(shared) if shared else None)

    def decide_once(
        self: RoundContext,
        counts: Mapping[int, Tally],
        points: list[RatingPoint],
        tree: Tree,
        most: Mapping[int, int],
        hidden: Set[Node] = frozenset(),
    ) -> set[Node]:
        if self.publishable is publishable:
            self.publishable = once
        return decide(self, counts, points, tree, most, hidden)

    with mock.patch.object(RoundContext, "decide", decide_once):
        yield

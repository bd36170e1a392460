"""An attack on a question of a round is carried out once in each process, and remembered for the releases after it.

Many tests release the few same boroughs, and an attack is worked out from what it is given alone. What attacks
find is tried by tests that ask `attack.publishable` itself (tests/reporting/test_attack.py and its neighbours): nothing
is remembered for those, nor for one that brings an attack of its own.
"""

from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import replace
from unittest import mock

from reporting.measures.round_context import RoundContext
from reporting.protect.attack import Report, publishable
from reporting.protect.rollup import Node, RatingPoint, Tally, Tree

decide = RoundContext.decide


class Once:
    """Attacks as `attack.publishable` does, but nothing twice. What was given is compared to the last number."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[frozenset[Node], Report]] = {}

    def __call__(self, counts: Mapping[int, Tally], points, tree: Tree, limits, most, never, wishes):
        rated = [(service, sorted(tally.by_point.items())) for service, tally in counts.items()]
        given = repr((rated, points, list(tree.sector_of.items()), limits, list(most.items()), sorted(never), wishes))
        if given not in self.known:
            published, report = publishable(counts, points, tree, limits, most, never, wishes)
            self.known[given] = frozenset(published), replace(report)
        published, report = self.known[given]
        return set(published), replace(report)


@contextmanager
def attacked_once() -> Iterator[None]:
    """Remember what attacks of releases come to."""
    once = Once()

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

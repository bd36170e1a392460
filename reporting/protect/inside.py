"""What everything published together tells of the numbers at options inside a place that is shown. Plain arithmetic.

A place's own figures leave open more than one number at every option (`codebook.py`). But its sector's figures, less
those of the services beside it, are figures of the same people once more, and both together can leave one way only.
So each shown place is looked at in all that is published. For people who know how many answered everywhere, and for
each one who answered, there or elsewhere, and knows their own answer as well, no number at any option may be certain.

What would do is looked for nearest first: a few people answer otherwise, with others who answer the other way round
where that takes it (`moves.py`); then many ways of the place's own; and last whatever the integer program finds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from reporting.protect.bounds import Answer, Program, Way
from reporting.protect.moves import Moves
from reporting.protect.questions import Asked, Counts, Residual
from reporting.protect.rollup import REST, SECTOR, SERVICE, THE_SYSTEM, Node


@dataclass
class Inside:
    """Looks for shown places whose numbers at options are told by all figures together.

    `solved` counts what was put to the integer program.
    """

    asked: Asked
    program: Program
    solved: int = 0

    def __post_init__(self) -> None:
        self.moves = Moves(self.asked)
        self.gentle_moves = Moves(self.asked, gently=True)

    def weakest(self, safe: set[tuple]) -> Node | None:
        """The first place that is given away: services and smaller services together first, then what they are in."""
        for node, services in self._places():
            if not self._is_safe(node, services, safe):
                return node
        return None

    def _places(self) -> Iterator[tuple[Node, tuple[int, ...]]]:
        """Every shown place where somebody answered, the smallest kind first."""
        together = {each.node: each.services for each in self.asked.residuals}
        for node in sorted(self.asked.published, key=lambda node: (ORDER.index(node.level), node)):
            if node.level == REST:
                services = together.get(Node(SECTOR, node.key), ())
            else:
                services = tuple(one for one in self.asked.tree.services_under(node) if self.asked.people(one))
            if services:
                yield node, services

    def _is_safe(self, node: Node, services: tuple[int, ...], safe: set[tuple]) -> bool:
        total = self.asked.together(services)
        if is_open(total + near(self.gentle_moves, node, services), total):
            return True
        place = Residual(self.asked, node, services)
        met = (node.level, *place.met_as)
        if met not in safe:
            if not self._is_open_further_off(place) or not self._is_open_to_others(place):
                return False
            safe.add(met)
        return True

    def _is_open_to_others(self, place: Residual) -> bool:
        """Whether no number is certain to someone who answered elsewhere, by what they know that they said."""
        ways = place.total + near(self.gentle_moves, place.node, place.services)
        nobody = (0,) * len(place.total)
        options = [option for own, option in certain(ways, place.total) if own == nobody]
        return all(self._is_open_to_each(place, option, nobody) for option in options)

    def _is_open_to_each(self, place: Residual, option: int, nobody: tuple[int, ...]) -> bool:
        """Whether there is another number at an option whichever one answer elsewhere somebody knows to be theirs.

        The integer program finds a way; where it takes an answer that somebody gave, they know of another one or none.
        """
        way = self._another_or_near(place, option, nobody, None)
        if way is None:
            return False
        apart = {answer for answer in way.taken if answer[0] != frozenset(place.services)}
        while apart:
            answer = min(apart, key=lambda one: (sorted(one[0]), one[1]))
            way = self._another_or_near(place, option, nobody, answer)
            if way is None:
                return False
            apart &= way.taken
        return True

    def _another_or_near(
        self, place: Residual, option: int, nobody: tuple[int, ...], elsewhere: Answer | None
    ) -> Way | None:
        """As `_another`; where a place has no mean, which no row says, with each of its own nearest ways as given."""
        way = self._another(place, option, nobody, elsewhere)
        if way is not None or place.node.level not in (SERVICE, REST):
            return way
        ways = place.ways_of_its_own
        ways = ways[ways[:, option] != place.total[option]]
        nearest = ways[np.argsort(np.abs(ways - place.total).sum(axis=1), kind="stable")[:MOST_GIVEN]]
        for given in nearest.tolist():
            self.solved += 1
            # Its own people are known, so that they answer just so.
            way = self.program.cell_inside(place.services, option, tuple(given), elsewhere).way()
            if way is not None and way.total[option] != place.total[option]:
                return way
        return None

    def _another(self, place: Residual, option: int, own: tuple[int, ...], elsewhere: Answer | None) -> Way | None:
        """Another number at an option of a place, as the integer program finds it."""
        self.solved += 1
        cell = self.program.cell_inside(place.services, option, own, elsewhere)
        number = int(place.total[option])
        return cell.way(at_least=number + 1) or cell.way(at_most=number - 1)

    def _is_open_further_off(self, place: Residual) -> bool:
        ways = place.total + near(self.moves, place.node, place.services)
        if place.node.level in (SERVICE, REST):
            its_own = place.ways_of_its_own
            its_own = its_own[np.argsort(np.abs(its_own - place.total).sum(axis=1), kind="stable")[:MOST_WAYS]]
            ways = np.concatenate([ways, place.total + self.moves.shared_out(place.services, its_own - place.total)])
            if not is_open(ways, place.total):
                ways = np.concatenate([ways, place.ways])
        return is_open(ways, place.total) or self._is_open_to_the_program(place, ways)

    def _is_open_to_the_program(self, place: Residual, ways: Counts) -> bool:
        """Whether the integer program finds another number at each option that is certain by those ways."""
        while found := next(certain(ways, place.total), None):
            own, option = found
            way = self._another(place, option, own, None)
            # Of several places together an answer of one's own is not asked of the program, so it is here.
            if way is None or (way.total < own).any():
                return False
            ways = np.concatenate([ways, way.total[None]])
        return True


MOST_WAYS = 300  # of a place's own, nearest first: whoever is not open by then is rarely open by more of them
MOST_GIVEN = 12  # of these the integer program is asked whether all others can answer so that nothing changes
ORDER = (SERVICE, REST, SECTOR, THE_SYSTEM.level)


def near(moves: Moves, node: Node, services: tuple[int, ...]) -> Counts:
    """The changes of a place's numbers by a few people that leave all figures as they are."""
    if node.level == SECTOR:
        return moves.of_sector(node.key)
    return moves.of_the_whole() if node == THE_SYSTEM else moves.of_part(services)


def certain(ways: Counts, truth: Counts) -> Iterator[tuple[tuple[int, ...], int]]:
    """The options whose number is certain if these are all ways: with the answer that somebody has to know for it.

    The answer is a number of people at each option: all 0 where it takes none.
    """
    nobody = np.zeros(len(truth), dtype=np.int64)
    for own in [nobody, *(answer for answer in np.eye(len(truth), dtype=np.int64) if (answer <= truth).all())]:
        theirs = ways[(ways >= own).all(axis=1)]
        for option in np.flatnonzero(theirs.min(axis=0) == theirs.max(axis=0)):
            yield tuple(int(number) for number in own), int(option)


def is_open(ways: Counts, truth: Counts) -> bool:
    """Whether no option's number is certain, also to someone who knows one of the answers."""
    return next(certain(ways, truth), None) is None

"""Small changes of answers that change no published figure, for all places at once. Plain arithmetic.

A move is a few people of one place who answer otherwise, as a number of people more or fewer at each option. What its
own figures forbid is looked up place by place; what a sector's and the whole's figures forbid is met in three ways:
they are the same after the move, or another place makes the move the other way round, in the same sector or elsewhere.
So hundreds of places are looked at without going through the ways of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from reporting.protect.questions import Asked, Counts, signature, steps
from reporting.protect.rollup import REST, SECTOR, SERVICE, THE_SYSTEM, Node, RatingPoint

FEW_OPTIONS = 3  # up to here two people an option move, above one: about fifty moves


@cache
def moves_of(options: int) -> Counts:
    """The moves that are tried, one row each; the first half and the second are opposites, in reverse order."""
    found = steps(options, 2 if options <= FEW_OPTIONS else 1)
    return found[np.lexsort(found.T[::-1])]


def opposite(kept: np.ndarray) -> np.ndarray:
    """For each move whether its opposite is among these. In order of the rows a move and its opposite lie alike."""
    return kept[..., ::-1]


@cache
def kept_by(counts: tuple[int, ...], points: tuple[RatingPoint, ...]) -> np.ndarray:
    """Which moves leave the published figures of a place with these counts as they are."""
    total = np.array(counts, dtype=np.int64)
    after = total + moves_of(len(counts))
    possible = (after >= 0).all(axis=1)
    found = np.zeros(len(after), dtype=bool)
    found[possible] = (signature(after[possible], points) == signature(total[None], points)).all(axis=1)
    return found


@cache
def possible_for(counts: tuple[int, ...]) -> np.ndarray:
    """Which moves the people of a place can make at all."""
    return (np.array(counts, dtype=np.int64) + moves_of(len(counts)) >= 0).all(axis=1)


@dataclass(frozen=True)
class Moves:
    """The moves that each part of the tree can make without changing a published figure.

    A part is a service that is shown, or the hidden services that are only ever published together.

    With `gently` each move leaves somebody at every option of every other part that somebody chose there, or could be
    made beside another part as well: it is one for everybody who answered elsewhere and knows what they said.
    """

    asked: Asked
    gently: bool = False

    @cached_property
    def parts(self) -> dict[tuple[int, ...], int | None]:
        """Every part where somebody answered, with its sector; None for hidden services of several sectors."""
        sector_of = self.asked.tree.sector_of
        found: dict[tuple[int, ...], int | None] = {}
        for node in self.asked.published:
            if node.level == SERVICE and self.asked.people(node.key):
                found[node.key,] = sector_of[node.key]
        for each in self.asked.residuals:
            sectors = {sector_of[service] for service in each.services}
            # Hidden services of a sector that is not shown lie in no figure but the whole's.
            found[each.services] = sectors.pop() if each.node.level == SECTOR else None
        return found

    def _figures_keep(self, services: tuple[int, ...]) -> np.ndarray:
        return kept_by(tuple(int(number) for number in self.asked.together(services)), self.asked.points)

    @cached_property
    def by_part(self) -> Mapping[tuple[int, ...], np.ndarray]:
        """The moves that a part's own figures allow, whatever those of the places around it say."""
        found = {services: self._own(services, sector) for services, sector in self.parts.items()}
        return {services: own & self._leaves_some(services) for services, own in found.items()}

    def _leaves_some(self, services: tuple[int, ...]) -> np.ndarray:
        """Which moves leave somebody wherever somebody is; every one where that is not asked for."""
        total = self.asked.together(services)
        left = total + moves_of(len(total))
        return ((left > 0) | (total == 0)).all(axis=1) if self.gently else np.ones(len(left), dtype=bool)

    def _own(self, services: tuple[int, ...], sector: int | None) -> np.ndarray:
        is_shown = len(services) == 1 and Node(SERVICE, services[0]) in self.asked.published
        if is_shown or (sector is not None and Node(REST, sector) in self.asked.published):
            return self._figures_keep(services)
        return possible_for(tuple(int(number) for number in self.asked.together(services)))

    def _sector_keeps(self, sector: int | None) -> np.ndarray:
        if sector is None or Node(SECTOR, sector) not in self.asked.published:
            return np.ones(len(moves_of(len(self.asked.points))), dtype=bool)
        return self._figures_keep(self.asked.tree.services_under(Node(SECTOR, sector)))

    @cached_property
    def _sectors(self) -> dict[int | None, np.ndarray]:
        return {sector: self._sector_keeps(sector) for sector in set(self.parts.values())}

    @cached_property
    def _whole(self) -> np.ndarray:
        if THE_SYSTEM not in self.asked.published:
            return np.ones(len(moves_of(len(self.asked.points))), dtype=bool)
        return self._figures_keep(self.asked.tree.services)

    @cached_property
    def _by_sector(self) -> dict[int | None, np.ndarray]:
        """In how many parts of a sector each move can be made."""
        found: dict[int | None, np.ndarray] = {}
        for services, sector in self.parts.items():
            found[sector] = found.get(sector, 0) + self.by_part[services].astype(np.int64)
        return found

    @cached_property
    def _elsewhere(self) -> dict[int | None, np.ndarray]:
        """Which moves of a sector's part leave the whole as it is, by itself or with the opposite in another sector."""
        may = {sector: (number > 0) & self._sectors[sector] for sector, number in self._by_sector.items()}
        in_all = np.sum(list(may.values()), axis=0)
        return {sector: self._whole | opposite(in_all - may[sector] > 0) for sector in may}

    def of_part(self, services: tuple[int, ...]) -> Counts:
        """The moves of a part that leave all figures as they are."""
        sector = self.parts[services]
        own = self._own(services, sector)
        beside = opposite(self._by_sector[sector] - self.by_part[services].astype(np.int64) > 0)
        return self._rows(own & (beside | (self._sectors[sector] & self._elsewhere[sector])))

    def shared_out(self, services: tuple[int, ...], ways: Counts) -> Counts:
        """Of these changes of a part's numbers those that others of its sector can make the other way round together.

        Each of the others moves one person: so many people change in one place, and one in each of so many others.
        """
        sector = self.parts[services]
        movers = {
            pair: [one for one in found if one != services] for pair, found in self._movers.get(sector, {}).items()
        }
        return ways[[_can_share(way, movers) for way in ways]]

    @cached_property
    def _movers(self) -> dict[int | None, dict[tuple[int, int], list[tuple[int, ...]]]]:
        """By sector, from which option and to which: the parts in which one person can move so."""
        moves = moves_of(len(self.asked.points))
        single = np.flatnonzero(np.abs(moves).sum(axis=1) == 2)  # one person
        names = {number: (int(moves[number].argmin()), int(moves[number].argmax())) for number in single}
        found: dict[int | None, dict[tuple[int, int], list[tuple[int, ...]]]] = {}
        for services, sector in sorted(self.parts.items(), key=lambda item: item[0]):
            own = self.by_part[services]
            for number in single[own[single]]:
                found.setdefault(sector, {}).setdefault(names[number], []).append(services)
        return found

    def of_sector(self, sector: int) -> Counts:
        """The changes of a sector's numbers that one part's move makes and that leave all figures as they are."""
        if sector not in self._by_sector:
            return self._rows(np.zeros(len(moves_of(len(self.asked.points))), dtype=bool))
        return self._rows((self._by_sector[sector] > 0) & self._sectors[sector] & self._elsewhere[sector])

    def of_the_whole(self) -> Counts:
        """As `of_sector`, for the whole."""
        may = [(number > 0) & self._sectors[sector] for sector, number in self._by_sector.items()]
        return self._rows(np.any(may, axis=0) & self._whole)

    def _rows(self, kept: np.ndarray) -> Counts:
        """The moves themselves, with none at all."""
        kept = kept.copy()
        kept[len(kept) // 2] = True  # by order of the rows nobody moves in the middle
        return moves_of(len(self.asked.points))[kept]


def _can_share(way: Counts, movers: Mapping[tuple[int, int], list[tuple[int, ...]]]) -> bool:
    """Whether for each person who moves in this change someone of another place can move back."""
    less = [option for option, number in enumerate(way) for _ in range(-number)]
    more = [option for option, number in enumerate(way) for _ in range(number)]
    used: set[tuple[int, ...]] = set()
    for back in zip(more, less, strict=True):  # elsewhere somebody leaves what is chosen more here
        free = next((one for one in movers.get(back, ()) if one not in used), None)
        if free is None:
            return False
        used.add(free)
    return True

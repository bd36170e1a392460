"""Who could be whose peer: plain arithmetic over plain values. It knows no Django and no rows.

What is looked for, each as far as the ones before it leave a choice: as many services as possible get a peer; what
people do for others is shared evenly; the peer is from another sector; the peer helps with as much as possible of what
is asked. A conflict of interest is never weighed: it forbids.

Method: an assignment of least cost (`scipy.optimize.linear_sum_assignment`), in which the n-th service that someone
reads costs more than the one before, so that loads come out level (Harvey, Ladner, Lovász and Tamir, *Semi-matchings
for bipartite graphs and load balancing*, 2006). Two services that would read each other are told apart by trying both
ways and keeping the better one.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

MOST_TRIES = 500  # ways of telling apart services that would read each other, before the first way is good enough
TIES = 8  # what is equal otherwise is decided by a number from 0 to 7, drawn by the seed


class Conflict(Enum):
    """Why someone cannot be a service's peer."""

    WORKS_THERE = "works there"
    SAME_ORGANISATION = "works for the same organisation or leads it"
    OVERSEES = "looks after the service: leads its sector, or sits on the board, or is an admin"
    EACH_OTHER = "people of the service are reading the self-assessment of theirs"
    NOT_AGAIN = "was asked about this self-assessment before"


@dataclass(frozen=True)
class Peer:
    """Someone who offers to be a peer: where they hold roles, what they can help with, and what they do already.

    `load` is how many services they were asked to read over the last year, `room` how many more they would take now.
    """

    key: int
    services: frozenset[int]
    organisations: frozenset[int]
    sectors: frozenset[int]
    leads_sectors: frozenset[int] = frozenset()
    oversees_all: bool = False
    features: frozenset[str] = frozenset()
    load: int = 0
    room: int = 1


@dataclass(frozen=True)
class Ask:
    """A service that asks for a peer: its places, the features it wants help with, and who reads whom already."""

    key: int
    service: int
    organisation: int
    sector: int
    features: frozenset[str] = frozenset()
    reads: frozenset[int] = frozenset()  # the services that people of this one read for at present
    not_again: frozenset[int] = frozenset()  # peers who were asked already


def conflict_of(ask: Ask, peer: Peer) -> Conflict | None:
    """Why this person cannot be this service's peer; None where they can."""
    if ask.service in peer.services:
        return Conflict.WORKS_THERE
    if ask.organisation in peer.organisations:
        return Conflict.SAME_ORGANISATION
    if peer.oversees_all or ask.sector in peer.leads_sectors:
        return Conflict.OVERSEES
    if peer.services & ask.reads:
        return Conflict.EACH_OTHER
    return Conflict.NOT_AGAIN if peer.key in ask.not_again else None


def can_help(ask: Ask, peer: Peer) -> bool:
    """Whether we would suggest this person: no conflict, room for one more, and strong in something that is asked."""
    return conflict_of(ask, peer) is None and peer.room > 0 and bool(ask.features & peer.features)


def match(asks: Collection[Ask], peers: Collection[Peer], *, seed: str = "") -> dict[int, int]:
    """The key of a peer for each ask, as far as there is one. The same seed gives the same, in any order of the two.

    No pair has a conflict, no two services read each other, and no ask goes to someone where another who can help would
    have a load lower by two or more.
    """
    draw = _Draw.of(asks, peers, seed)
    count, tried = 0, set[frozenset[tuple[int, int]]]()
    queue = [(*draw.solve(frozenset()), count, frozenset[tuple[int, int]]())]
    while True:
        _cost, pairs, _count, banned = heapq.heappop(queue)
        clash = draw.that_read_each_other(dict(pairs))
        if clash is None:
            # Where all ways were tried this is the best there is, and nothing is left to be shared better.
            return dict(pairs) if len(tried) <= MOST_TRIES else draw.shared_better(dict(pairs))
        if len(tried) > MOST_TRIES:
            queue, clash = [], clash[:1]
        for pair in clash:
            fewer = banned | {pair}
            if fewer not in tried:
                tried.add(fewer)
                count += 1
                heapq.heappush(queue, (*draw.solve(fewer), count, fewer))


def suggestions_for(ask: Ask, asks: Collection[Ask], peers: Collection[Peer], *, seed: str = "") -> list[int]:
    """Whom to suggest to one service: the one whom the match gives it, then the others who can help.

    Of the others those who have done least come first, then other sectors, then those who help with most.
    """
    others = {each.key: each for each in asks} | {ask.key: ask}
    chosen = match(list(others.values()), peers, seed=seed).get(ask.key)
    ties = _ties([ask.key], peers, seed)
    able = [peer for peer in peers if can_help(ask, peer)]
    able.sort(
        key=lambda peer: (
            peer.key != chosen,
            peer.load,
            ask.sector in peer.sectors,
            -len(ask.features & peer.features),
            ties[ask.key, peer.key],
            peer.key,
        )
    )
    return [peer.key for peer in able]


def _ties(asks: Iterable[int], peers: Iterable[Peer], seed: str) -> dict[tuple[int, int], int]:
    """A number for each pair that hangs on the seed and on the two alone."""
    keys = [peer.key for peer in peers]
    # No secret, and the same on every machine: a pair keeps its number whoever else comes or goes.
    return {(ask, key): random.Random(f"{seed} {ask} {key}").randrange(TIES) for ask in asks for key in keys}  # noqa: S311


@dataclass
class _Draw:
    """One draw: the asks and peers in order, who can help whom, and what each choice costs."""

    asks: list[Ask]
    peers: list[Peer]
    able: set[tuple[int, int]] = field(default_factory=set)  # places in the two lists
    quality: dict[tuple[int, int], int] = field(default_factory=dict)
    one_more: int = 1  # what a step of load costs: more than any difference in quality
    none: int = 1  # what it costs to leave a service without a peer: more than anything else

    @classmethod
    def of(cls, asks: Collection[Ask], peers: Collection[Peer], seed: str) -> _Draw:
        draw = cls(sorted(asks, key=lambda ask: ask.key), sorted(peers, key=lambda peer: peer.key))
        ties = _ties([ask.key for ask in draw.asks], draw.peers, seed)
        number, most = len(draw.asks), max((len(ask.features) for ask in draw.asks), default=0)
        help_less = (TIES - 1) * number + 1
        own_sector = help_less * (most * number + 1)
        draw.one_more = own_sector * (number + 1)
        for row, ask in enumerate(draw.asks):
            for column, peer in enumerate(draw.peers):
                if can_help(ask, peer):
                    draw.able.add((row, column))
                    draw.quality[row, column] = (
                        own_sector * (ask.sector in peer.sectors)
                        + help_less * len(ask.features - peer.features)
                        + ties[ask.key, peer.key]
                    )
        heaviest = max((draw._step(peer, number) for peer in draw.peers), default=1)
        draw.none = draw.one_more * (heaviest * number + 1)
        if draw.none * (number + 1) > 2**53:  # beyond it a float no longer holds each whole number
            raise ValueError("too many services ask at once to be compared exactly")
        return draw

    def _step(self, peer: Peer, more: int) -> int:
        """What the load of someone weighs who takes one service after `more` others, above the lightest of all."""
        lightest = min(each.load for each in self.peers)
        return 2 * (peer.load - lightest + more) + 1

    def solve(self, banned: frozenset[tuple[int, int]]) -> tuple[float, tuple[tuple[int, int], ...]]:
        """The cost of the best choice without these pairs (of keys), and its pairs."""
        import numpy as np  # here, since no other page of the room needs them
        from scipy.optimize import linear_sum_assignment

        number = len(self.asks)
        slots = list(self._slots())
        costs = np.full((number, len(slots) + number), float(self.none))
        for row, ask in enumerate(self.asks):
            for place, (column, step) in enumerate(slots):
                may = (row, column) in self.able and (ask.key, self.peers[column].key) not in banned
                costs[row, place] = self.one_more * step + self.quality[row, column] if may else np.inf
        rows, places = linear_sum_assignment(costs)
        chosen = zip(rows.tolist(), places.tolist(), strict=True)
        pairs = ((self.asks[row].key, self.peers[slots[at][0]].key) for row, at in chosen if at < len(slots))
        return float(costs[rows, places].sum()), tuple(pairs)

    def _slots(self) -> Iterator[tuple[int, int]]:
        """Each peer once for every service they would take now, with the weight that it adds."""
        for column, peer in enumerate(self.peers):
            for more in range(min(peer.room, len(self.asks))):
                yield column, self._step(peer, more)

    def that_read_each_other(self, pairs: Mapping[int, int]) -> list[tuple[int, int]] | None:
        """Two pairs of keys in which the services would read each other, if there are such."""
        peers = {peer.key: peer for peer in self.peers}
        found = [(ask, peers[pairs[ask.key]]) for ask in self.asks if ask.key in pairs]
        for place, (ask, peer) in enumerate(found):
            for other, others_peer in found[place + 1 :]:
                if other.service in peer.services and ask.service in others_peer.services:
                    return [(ask.key, peer.key), (other.key, others_peer.key)]
        return None

    def shared_better(self, pairs: dict[int, int]) -> dict[int, int]:
        """The same pairs, with each service moved that someone with a load lower by two or more could read as well.

        Ends, since each move makes the sum of all squared loads smaller or gives one more service a peer.
        """
        now = {peer.key: peer.load + list(pairs.values()).count(peer.key) for peer in self.peers}
        while move := self._better(pairs, now):
            ask, peer = move
            if ask in pairs:
                now[pairs[ask]] -= 1
            pairs[ask] = peer
            now[peer] += 1
        return pairs

    def _better(self, pairs: dict[int, int], now: Mapping[int, int]) -> tuple[int, int] | None:
        for row, column in sorted(self.able):
            ask, peer = self.asks[row].key, self.peers[column]
            is_full = now[peer.key] >= peer.load + peer.room
            is_level = ask in pairs and now[pairs[ask]] < now[peer.key] + 2
            if not (is_full or is_level or self.that_read_each_other(pairs | {ask: peer.key})):
                return ask, peer.key
        return None

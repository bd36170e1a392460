"""What looks like stuffing: counted in memory, of each link and of nobody."""

import datetime
import threading
from collections import OrderedDict, deque

from django.conf import settings
from django.utils import timezone

from organisations.limits import MOST_REMEMBERED

HOUR = 3600  # seconds


class LinkTally:
    """What came in by each link of late: how much within an hour, and how much faster than anybody reads."""

    BURST = 100  # within an hour, by one link
    TOO_FAST = 20  # in a day, by one link
    SECONDS_TO_READ = 1.0  # a question: nobody reads and answers faster

    def __init__(self, *, most: int = MOST_REMEMBERED) -> None:
        self._lock, self._most = threading.Lock(), most
        self._day: datetime.date | None = None
        self._sent: OrderedDict[int, deque[float]] = OrderedDict()  # the link that was used last comes last
        self._fast: dict[int, int] = {}
        self._told: set[tuple[int, str]] = set()

    def count(self, link: int, *, at: datetime.datetime, made: int, answers: int) -> list[str]:
        """Note that answers came in by a link, from a page made at `made`.

        Returns the kinds of flags to raise: each once a day for a link.
        """
        share = max(1, settings.SERVER_PROCESSES)
        moment, day = at.timestamp(), timezone.localdate(at)
        with self._lock:
            if day != self._day:
                self._begin(day, moment)
            sent = self._sent.setdefault(link, deque())
            # No longer than the number that raises a sign, so that a flood costs no memory.
            sent.append(moment)
            while sent[0] <= moment - HOUR or len(sent) > self.BURST:
                sent.popleft()
            fast = self._fast[link] = self._fast.get(link, 0) + (moment - made < answers * self.SECONDS_TO_READ)
            signs = {"burst": len(sent) >= max(1, self.BURST // share), "speed": fast >= max(1, self.TOO_FAST // share)}
            new = {(link, kind) for kind, seen in signs.items() if seen} - self._told
            self._told |= new
            if len(self._sent) > self._most:
                self._let_go(next(iter(self._sent)))
        return sorted(kind for _, kind in new)

    def _begin(self, day: datetime.date, moment: float) -> None:
        """A new day: what was counted by the day goes, and so does every link by which an hour brought nothing.

        A process may live for months, and links come and go: what is of no use any more would only grow.
        """
        self._day, self._fast, self._told = day, {}, set()
        self._sent = OrderedDict((link, sent) for link, sent in self._sent.items() if sent[-1] > moment - HOUR)

    def _let_go(self, link: int) -> None:
        """Forget the link that was not used for longest; signs that it has shown may be told once more."""
        self._sent.pop(link)
        self._fast.pop(link, None)
        self._told = {told for told in self._told if told[0] != link}

    def forget(self) -> None:
        """Begin afresh."""
        with self._lock:
            self._begin(datetime.date.min, float("inf"))


tally = LinkTally()

"""How fast one browser may go: counted in memory, by hashes whose key changes daily.

Each process counts its share in its own memory, or all of them count together in a server that keeps nothing on disk
(LIMITS_URL, organisations/shared_limits.py). Where that one is away, each counts its share again.

Nothing here is ever written down: neither an address nor its hash nor a time reaches the disk. The limits are for
one browser; a whole school or council behind one network address stays far below them. What people write is read by a
person, so that many words from one address or by one link are also slowed, and held apart for the one who reads.
"""

import datetime
import hashlib
import hmac
import ipaddress
import logging
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

logger = logging.getLogger(__name__)
T = TypeVar("T")
MOST_REMEMBERED = 50_000


@dataclass(frozen=True)
class Limit:
    """So many at once, then so many a minute; for one browser, and for all browsers behind one network address."""

    at_once: int
    a_minute: float
    at_once_behind_one_address: int
    a_minute_behind_one_address: float


LIMITS = {
    # 30 pupils of one class may press "Send" at the same moment, on thirty tablets that look the same.
    "send": Limit(30, 15, 600, 300),
    "page": Limit(600, 600, 6000, 6000),
    "code": Limit(30, 15, 300, 150),
    # Sends with something written. Three classes may press at the same moment; a council in its lunch hour sends fewer.
    "words": Limit(30, 15, 90, 60),
    "contact": Limit(10, 1, 20, 2),
    # Wrong codes of a team's session. The right one always joins, so this tells people off and keeps no secret.
    "room": Limit(30, 15, 300, 150),
    # What stands in the way, written by people who work behind one address; and codes of slips.
    "barrier": Limit(10, 1, 60, 30),
    "slip": Limit(20, 5, 200, 60),
    # An example answer is stored and undone; it keeps the database busy for a moment.
    "example": Limit(10, 4, 100, 30),
    # Wrong keys of the feed of figures. One that is out of date may be tried again by a program every few minutes.
    "feed": Limit(20, 2, 200, 20),
    # Wrong keys of a directory, which is a program at one address.
    "directory": Limit(10, 1, 20, 2),
}


@dataclass(frozen=True)
class Allowance:
    """What goes straight to those who read it: so many at once, then so many a minute. More is taken and held apart.

    By what is counted, and never by the browser, whose name anyone can change.
    """

    by_address: tuple[int, float]
    by_link: tuple[int, float] | None = None


ALLOWANCES = {
    # Two classes of 30 may answer one link in the same lesson, with words from each.
    "words": Allowance((60, 10), (60, 4)),
    "contact": Allowance((6, 0.1)),
    "barrier": Allowance((20, 1)),
}


class Buckets:
    """Token buckets: each holds `at_once` tokens and gets `a_minute` new ones; the longest unused are forgotten."""

    def __init__(self, at_once: float, a_minute: float, *, most: int = MOST_REMEMBERED) -> None:
        self.at_once, self.a_second, self.most = max(1.0, at_once), a_minute / 60, most
        self._left: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def wait(self, who: bytes, at: float, *, take: bool = True) -> float:
        """Take a token, or only look whether there is one. Returns 0, or the seconds after which there will be one."""
        left, before = self._left.get(who, (self.at_once, at))
        # What has flowed in since is worked out when somebody comes: no clock runs. Clocks of two requests may be a
        # little apart, so time never runs backwards here.
        left = min(self.at_once, left + max(0.0, at - before) * self.a_second)
        allowed = left >= 1
        if not take:
            return 0.0 if allowed else (1 - left) / self.a_second
        self._left.pop(who, None)
        self._left[who] = (left - 1 if allowed else left, max(at, before))
        if len(self._left) > self.most:
            # Whoever came longest ago is nearest to a full bucket: forgetting them lets hardly anybody through who
            # would have had to wait.
            self._left.popitem(last=False)
        return 0.0 if allowed else (1 - left) / self.a_second


class RateLimiter:
    """Remembers, for a day at most, how busy each browser was."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._again_at = 0.0  # when a shared server that failed is asked again, by the clock that only goes forwards
        self._begin(None)

    def _begin(self, day: datetime.date | None) -> None:
        # With a new key every day nobody can be followed from one day to the next, not even by whoever reads the
        # memory.
        self._day, self._key, self._is_shared = day, secrets.token_bytes(32), False
        shared = max(1, settings.SERVER_PROCESSES)  # each process keeps its own count of its share of the requests
        self._make_buckets(lambda name, at_once, a_minute: Buckets(at_once / shared, a_minute / shared))

    def _begin_together(self, day: datetime.date) -> None:
        """Count with all other processes. Raises NotToBeUsed."""
        from organisations import shared_limits  # only there where the setting asks for it

        self._key = shared_limits.key_of(day)
        self._day, self._is_shared = day, True
        self._make_buckets(shared_limits.SharedBuckets)

    def _make_buckets(self, new: Callable[[str, float, float], Any]) -> None:
        self._browsers = {k: new(f"browser:{k}", each.at_once, each.a_minute) for k, each in LIMITS.items()}
        self._addresses = {
            k: new(f"address:{k}", each.at_once_behind_one_address, each.a_minute_behind_one_address)
            for k, each in LIMITS.items()
        }
        self._allowed = {
            (kind, by): new(f"allowed:{kind}:{by}", *each)
            for kind, allowance in ALLOWANCES.items()
            for by, each in (("address", allowance.by_address), ("link", allowance.by_link))
            if each
        }

    def _count(self, at: datetime.datetime, counting: Callable[[], T]) -> T:
        """Count with the key and the buckets of the day; alone where a shared server fails, until it is asked again."""
        with self._lock:
            day = timezone.localdate(at)
            wants_shared = bool(settings.LIMITS_URL) and time.monotonic() >= self._again_at
            if day != self._day or (wants_shared and not self._is_shared):
                self._begin(day)
                if wants_shared and not self._together(lambda: self._begin_together(day)):
                    self._begin(day)
            if self._is_shared:
                found: list[T] = []
                if self._together(lambda: found.append(counting())):
                    return found[0]
                self._begin(day)
            return counting()

    def _together(self, deed: Callable[[], None]) -> bool:
        """Whether something with the shared server came to its end; where not, it is left alone for a while."""
        from organisations.shared_limits import REST, NotToBeUsed

        try:
            deed()
        except NotToBeUsed as why:
            logger.error("LIMITS_URL is not used, and each process counts its share: %s", why)
            self._again_at = time.monotonic() + REST
            return False
        return True

    def _hash(self, *parts: str) -> bytes:
        return hmac.digest(self._key, "\0".join(parts).encode(), hashlib.sha256)

    def wait(self, request: HttpRequest, kind: str, *, at: datetime.datetime, take: bool = True) -> int:
        """Seconds that this browser should wait before it does this; 0 when it may go on. It counts where `take`."""
        address, moment = network_of(request), at.timestamp()
        told = [request.headers.get(name, "") for name in ("User-Agent", "Accept-Language")]

        def counting() -> float:
            # The browser first: one that has to wait does not use up what its whole network may send.
            waits = self._browsers[kind].wait(self._hash(address, *told), moment, take=take)
            return waits or self._addresses[kind].wait(self._hash(address), moment, take=take)

        return int(-(-self._count(at, counting) // 1))

    def is_flood(self, request: HttpRequest, kind: str, *, at: datetime.datetime, link: int | None = None) -> bool:
        """Whether this comes on top of what people write by themselves: by one address, or by one link. It counts."""
        told, moment = {"address": network_of(request), "link": str(link)}, at.timestamp()

        def counting() -> list[float]:
            asked = [by for by in told if (kind, by) in self._allowed]
            return [self._allowed[kind, by].wait(self._hash(by, told[by]), moment) for by in asked]

        return any(self._count(at, counting))

    def forget(self) -> None:
        """Begin afresh, with a new key."""
        with self._lock:
            self._again_at = 0.0
            self._begin(None)


def network_of(request: HttpRequest) -> str:
    """The address that a request came from, seen through our own proxies; of IPv6 the part that a home shares."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT > 0:
        passed_on = request.headers.get("X-Forwarded-For", "").split(",")
        # From the right: our own proxies wrote the last entries. What stands further left, a visitor may have made
        # up.
        if len(passed_on) >= settings.ALLAUTH_TRUSTED_PROXY_COUNT and passed_on[0].strip():
            address = passed_on[-settings.ALLAUTH_TRUSTED_PROXY_COUNT].strip()
    try:
        found = ipaddress.ip_address(_without_port(address))
    except ValueError:
        return address
    # A server that listens for both kinds names IPv4 as ::ffff:1.2.3.4: cut short, all of IPv4 would be one home.
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def _without_port(address: str) -> str:
    """An address without the port that some proxies write behind it: as 1.2.3.4:80 and [2001:db8::1]:80."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address


rate_limiter = RateLimiter()

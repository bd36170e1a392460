"""Counting together in a server that keeps nothing: once over all processes, no disk, and no page that waits for it."""

import datetime
import signal
import time
from collections.abc import Iterator

import pytest
import redis

from organisations import limits, shared_limits
from organisations.limits import RateLimiter
from tests.builders import NOON
from tests.redis_server import RedisServer, needs_redis, redis_server
from tests.surveys.test_limits import SCHOOL, request_from

pytestmark = needs_redis


@pytest.fixture
def server(settings) -> Iterator[RedisServer]:
    with redis_server() as found:
        settings.LIMITS_URL = found.url()
        yield found


def served(*keepers: RateLimiter, of: int = 60) -> int:
    """How many of a browser's sends go through, which the processes get in turn."""
    return sum(keepers[n % len(keepers)].wait(request_from(), "send", at=NOON) == 0 for n in range(of))


def test_i7_three_processes_count_once(server: RedisServer, settings):
    settings.SERVER_PROCESSES = 3
    assert served(RateLimiter(), RateLimiter(), RateLimiter()) == 30
    settings.LIMITS_URL = ""
    assert served(RateLimiter()) == 10, "alone each counts its share"


def test_i7_looking_takes_nothing_and_a_flood_is_told_over_all_processes(server: RedisServer):
    one, other = RateLimiter(), RateLimiter()
    assert not any(one.wait(request_from(), "send", at=NOON, take=False) for _ in range(100))
    floods = [each.is_flood(request_from(), "contact", at=NOON) for each in (one, other) * 4]
    assert floods == [False] * 6 + [True] * 2


def test_i7_what_the_server_holds_names_nobody_is_forgotten_and_reaches_no_disk(server: RedisServer):
    served(RateLimiter(), of=3)
    held = redis.Redis(unix_socket_path=str(server.socket))
    names = held.keys("*")
    assert len(names) == 3, "a key, a browser and its network"
    assert all(0 < held.ttl(name) <= shared_limits.A_DAY for name in names)
    told = b"".join(names) + b"".join(held.dump(name) for name in names)
    assert SCHOOL.encode() not in told
    assert b"Tablet" not in told
    held.shutdown(nosave=False)
    server.process.wait()
    assert [path.name for path in server.folder.iterdir()] in ([], ["s"])


@pytest.mark.parametrize("keeps", [("--appendonly", "yes"), ("--save", "60 1")])
def test_i7_a_server_that_keeps_something_is_not_used(keeps: tuple[str, str], settings, caplog):
    with redis_server(*keeps) as server:
        settings.LIMITS_URL = server.url()
        settings.SERVER_PROCESSES = 3
        assert served(RateLimiter()) == 10
        assert not redis.Redis(unix_socket_path=str(server.socket)).keys("*")
    assert "It keeps what it is told on disk" in caplog.text


@pytest.mark.parametrize("what", [signal.SIGKILL, signal.SIGSTOP])
def test_i7_a_server_that_is_away_or_silent_holds_nobody_up_and_is_used_again(
    what: int, server: RedisServer, settings, monkeypatch
):
    settings.SERVER_PROCESSES = 3
    keeper = RateLimiter()
    assert served(keeper, of=30) == 30
    server.process.send_signal(what)
    start = time.monotonic()
    assert served(keeper, of=30) == 10
    assert time.monotonic() - start < 2
    if what == signal.SIGSTOP:
        server.process.send_signal(signal.SIGCONT)
        time.sleep(0.1)
        later = time.monotonic() + shared_limits.REST + 1
        monkeypatch.setattr(limits.time, "monotonic", lambda: later)
        assert keeper.wait(request_from(), "send", at=NOON) > 0, "together they have sent thirty"


def test_i7_the_clock_an_hour_back_lets_nobody_through_twice_nor_keeps_anybody_out(server: RedisServer):
    keeper = RateLimiter()
    assert served(keeper, of=30) == 30
    an_hour_back = NOON - datetime.timedelta(hours=1)
    assert keeper.wait(request_from(), "send", at=an_hour_back) <= 4
    assert keeper.wait(request_from(), "send", at=NOON + datetime.timedelta(seconds=5)) == 0

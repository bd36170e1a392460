"""Buckets that all web processes share, in a Redis or Valkey server that keeps nothing on disk (LIMITS_URL).

The key of a day's hashes lies in that server too, and in no file: whoever has the disk has neither the key nor a hash.
"""

import datetime
import secrets
from functools import cache

import redis
from django.conf import settings

PATIENCE = 0.3  # seconds that a page waits for the server
REST = 10.0  # seconds for which one that was away, or that may not be used, is left alone
A_DAY = 60 * 60 * 26  # seconds; the day on which clocks are put back has 25 hours
BEFORE = "tip-borough-limits:"

# The same arithmetic as in organisations.limits.Buckets, in one step for all processes.
_TAKE = """
local kept = redis.call('HMGET', KEYS[1], 'left', 'at')
local at_once, a_second, at = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local left, before = tonumber(kept[1]) or at_once, tonumber(kept[2]) or at
left = math.min(at_once, left + math.max(0, at - before) * a_second)
local wait = 0
if left < 1 then wait = (1 - left) / a_second end
if ARGV[4] == '1' then
  if wait == 0 then left = left - 1 end
  redis.call('HSET', KEYS[1], 'left', tostring(left), 'at', tostring(math.max(at, before)))
  redis.call('PEXPIRE', KEYS[1], math.ceil((at_once - left) / a_second * 1000) + 1000)
end
return tostring(wait)
"""


class NotToBeUsed(Exception):
    """The server is away, or it may keep what it is told. The message says which, for the log and the operator."""


@cache
def client_of(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)


def why_not(url: str) -> str:
    """Why this server may not be used, in words; empty where it may."""
    try:
        told = {name: client_of(url).config_get(name).get(name) for name in ("save", "appendonly")}
        copies = client_of(url).info("replication")["connected_slaves"]
    except redis.ResponseError:
        return "It does not say whether it keeps anything on disk (CONFIG GET), so it is not used."
    except (redis.RedisError, OSError) as error:
        return f"It does not answer ({type(error).__name__})."
    if told["save"] or told["appendonly"] != "no":
        return 'It keeps what it is told on disk. Start it with --save "" --appendonly no.'
    return "Another server copies what it holds. Give limits a server without copies." if copies else ""


class SharedBuckets:
    """As organisations.limits.Buckets, for all processes together. A full bucket is forgotten by the server."""

    def __init__(self, name: str, at_once: float, a_minute: float) -> None:
        self.name, self.at_once, self.a_second = name, max(1.0, at_once), a_minute / 60

    def wait(self, who: bytes, at: float, *, take: bool = True) -> float:
        """Take a token, or only look. Returns 0, or the seconds after which there will be one. Raises NotToBeUsed."""
        key = f"{BEFORE}{self.name}:{who.hex()}"
        try:
            said = client_of(settings.LIMITS_URL).eval(_TAKE, 1, key, self.at_once, self.a_second, at, int(take))
        except (redis.RedisError, OSError) as error:
            raise NotToBeUsed(type(error).__name__) from error
        return float(said)


def key_of(day: datetime.date | None) -> bytes:
    """The key of a day, the same for all processes: whoever asks first makes it. Raises NotToBeUsed."""
    if problem := why_not(settings.LIMITS_URL):
        raise NotToBeUsed(problem)
    name, client = f"{BEFORE}key:{day}", client_of(settings.LIMITS_URL)
    try:
        client.set(name, secrets.token_bytes(32), nx=True, ex=A_DAY)
        return bytes(client.get(name))
    except (redis.RedisError, OSError, TypeError) as error:
        raise NotToBeUsed(type(error).__name__) from error

"""A Redis server of the test's own: on a Unix socket in a temporary folder, on no network address, nothing on disk."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PROGRAM = shutil.which("redis-server") or shutil.which("valkey-server")
needs_redis = pytest.mark.skipif(PROGRAM is None, reason="there is no redis-server or valkey-server on this machine")


@dataclass
class RedisServer:
    """Where it listens, and the process."""

    folder: Path
    process: subprocess.Popen

    @property
    def socket(self) -> Path:
        return self.folder / "s"

    def url(self, scheme: str = "unix") -> str:
        return f"{scheme}://{self.socket}"


@contextmanager
def redis_server(*options: str) -> Iterator[RedisServer]:
    """A server that keeps nothing, or what the options say; gone at the end, with its folder."""
    assert PROGRAM is not None
    folder = Path(tempfile.mkdtemp(prefix="tip-redis-"))  # short: a socket's path has 107 letters at most
    keep_nothing = ["--save", "", "--appendonly", "no"]
    process = subprocess.Popen(
        [PROGRAM, "--port", "0", "--unixsocket", str(folder / "s"), "--dir", str(folder), *keep_nothing, *options],
        stdout=subprocess.DEVNULL,
    )
    try:
        start = time.monotonic()
        while not (folder / "s").exists():
            assert time.monotonic() - start < 20, "the server did not begin"
            assert process.poll() is None, "the server ended"
            time.sleep(0.02)
        yield RedisServer(folder, process)
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)

"""Runs parts of the suite side by side, in lanes, so that no processor waits: each part says its piece when it ends."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO

from setup import command as commands
from setup.place import ROOT, say, surroundings

SECONDS_BETWEEN_LOOKS = 0.1
# Whatever the machine says: to compile every test anew costs each process of pytest several seconds.
KEEP_WHAT_IS_COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}


@dataclass(frozen=True)
class Part:
    """One command of the suite and the line a person reads about it.

    `gives_way` is how ready it is to leave the processor to other lanes (0 to 19, as in `nice`). `after` is a part of
    another lane that has to have ended before this one begins.
    """

    title: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    gives_way: int = 0
    after: Part | None = None


class Running:
    """A part that has been started; what it prints is kept until it ends, so that lanes do not talk over each other."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  closed when it is told
        self.start = time.monotonic()
        command = ["nice", "-n", str(part.gives_way), *part.command] if part.gives_way else part.command
        self.child = subprocess.Popen(
            command,
            cwd=ROOT,
            env=surroundings(**KEEP_WHAT_IS_COMPILED, **part.environment),
            stdin=subprocess.DEVNULL,
            stdout=self.said,
            stderr=subprocess.STDOUT,
        )

    def has_ended(self) -> bool:
        """Whether it has; then also how much of the processors it took, with all that it started and waited for."""
        pid, status, usage = os.wait4(self.child.pid, os.WNOHANG)
        if not pid:
            return False
        self.child.returncode = os.waitstatus_to_exitcode(status)
        self.processor = usage.ru_utime + usage.ru_stime
        return True

    def tell(self) -> None:
        """Print what it said, and how it went."""
        self.said.seek(0)
        code = self.child.returncode
        verdict = "passed" if code == 0 else f"FAILED (exit code {code})"
        say(f"\n--- {self.part.title}")
        if said := self.said.read().decode(errors="replace").strip("\n"):
            say(said)
        took = f"{time.monotonic() - self.start:.1f} s ({self.processor:.1f} s of processor)"
        say(f"--- {self.part.title}: {verdict} in {took}")
        self.said.close()


def run(*lanes: Iterable[Part]) -> list[str]:
    """Run each lane's parts one after another, and the lanes side by side; the titles of the parts that failed.

    A part that fails stops nobody: whoever waits for the suite wants to know all that is wrong.
    """
    waiting = [deque(lane) for lane in lanes]
    running: dict[int, Running] = {}
    failed = []
    try:
        while running or any(waiting):
            to_come = [*(one.part for one in running.values()), *(part for parts in waiting for part in parts)]
            for number, parts in enumerate(waiting):
                if parts and number not in running and parts[0].after not in to_come:
                    running[number] = Running(parts.popleft())
            time.sleep(SECONDS_BETWEEN_LOOKS)
            for number in [number for number, one in running.items() if one.has_ended()]:
                done = running.pop(number)
                done.tell()
                if done.child.returncode:
                    failed.append(done.part.title)
    except BaseException as reason:
        commands.end([one.child for one in running.values()], reason)
        raise
    return failed

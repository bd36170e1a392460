"""Tries small faults against the nearest tests: `python -m setup.mutants [word]` prints those that no test sees.

Each fault is put into a copy of this folder, never into the folder itself, and its tests are run there. A `word`
chooses the faults whose file or text holds it. What was seen once is not tried again while no file has changed, so
that a run which was stopped goes on where it was.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

from setup import command as commands
from setup.place import ROOT, STAMPS, fingerprint, say, stop, surroundings
from setup.suite import SETTINGS, SQLITE
from tests.mutants import MUTANTS
from tests.mutants.fault import Mutant

AT_ONCE = 2
SECONDS = 240  # the slowest of the tests named takes a tenth of it; a fault that goes round in circles is seen too
SEEN = STAMPS / "mutants.json"
LEFT_OUT = shutil.ignore_patterns(".*", "node_modules", "__pycache__", "staticfiles", "dist", "*.sqlite3", "media")
PYTEST = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:xdist", "-p", "no:cacheprovider", "--nomigrations"]
FAILED, PASSED = 1, 0  # exit codes of pytest; all others mean that nothing was tried


class Trial:
    """One copy of the folder, in which one fault at a time is tried."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "copy"
        shutil.copytree(ROOT, self.folder, ignore=LEFT_OUT)
        (self.folder / "static" / "dist").symlink_to(ROOT / "static" / "dist")
        self.environment = surroundings(
            **SETTINGS | {"PYTHONPATH": str(self.folder), "DATABASE_URL": SQLITE, "TMPDIR": str(folder)}
        )
        # pytest reads its options for a run with several processes from pyproject.toml, and has none of these here.
        self.environment["PYTEST_ADDOPTS"] = ""
        self.environment.pop("SHARED_BY_TESTS", None)  # what the code did without the fault is none of its business
        self._stamp = int(time.time()) - 1_000_000

    def run(self, tests: Sequence[str]) -> tuple[int, str]:
        """The exit code of some tests in the copy, and the end of what they said."""
        try:
            done = subprocess.run(
                [*PYTEST, *tests],
                cwd=self.folder,
                env=self.environment,
                capture_output=True,
                text=True,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            return FAILED, "went on for too long"
        return done.returncode, (done.stdout + done.stderr)[-1500:]

    def with_fault(self, mutant: Mutant) -> tuple[int, str]:
        """What the nearest tests make of a fault."""
        path = self.folder / mutant.file
        text = path.read_text(encoding="utf-8")
        if text.count(mutant.old) != 1:
            return -1, f"The text stands {text.count(mutant.old)} times in the file, and has to stand there once."
        try:
            self._write(path, text.replace(mutant.old, mutant.new))
            return self.run(mutant.tests)
        finally:
            self._write(path, text)

    def _write(self, path: Path, text: str) -> None:
        """With a time of its own: Python tells by size and whole seconds whether what it compiled is out of date."""
        path.write_text(text, encoding="utf-8")
        self._stamp += 1
        os.utime(path, (self._stamp, self._stamp))


@contextmanager
def trials(number: int) -> Iterator["Queue[Trial]"]:
    """So many copies to try faults in, which go again whatever happens."""
    with tempfile.TemporaryDirectory(prefix="tip-borough-mutants-") as folder:
        ready: Queue[Trial] = Queue()
        for each in range(number):
            (Path(folder) / str(each)).mkdir()
            ready.put(Trial(Path(folder) / str(each)))
        yield ready


class Memory:
    """Which faults were seen with the files as they are now."""

    def __init__(self) -> None:
        files = [ROOT / name for name in _tracked()]
        self._mark, self._lock = fingerprint(files), threading.Lock()
        kept = json.loads(SEEN.read_text()) if SEEN.exists() else {}
        self._seen = set(kept.get("seen", [])) if kept.get("mark") == self._mark else set()

    def holds(self, title: str) -> bool:
        return title in self._seen

    def add(self, title: str) -> None:
        with self._lock:
            self._seen.add(title)
            STAMPS.mkdir(exist_ok=True)
            SEEN.write_text(json.dumps({"mark": self._mark, "seen": sorted(self._seen)}))


def _tracked() -> list[str]:
    """Files of the copy that a test could depend on."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        ignored = LEFT_OUT(folder, [*folders, *names])
        folders[:] = [name for name in folders if name not in ignored]
        found += [os.path.relpath(os.path.join(folder, name), ROOT) for name in names if name not in ignored]
    return found


def chosen(word: str) -> list[Mutant]:
    """The faults whose file or text holds a word; all without one."""
    return [mutant for mutant in MUTANTS if word.lower() in mutant.title.lower()]


def try_all(mutants: Sequence[Mutant], ready: "Queue[Trial]", memory: Memory) -> list[str]:
    """Try faults, so many at once as there are copies; what is to be told of those that no test saw."""

    def one(numbered: tuple[int, Mutant]) -> str:
        number, mutant = numbered
        trial = ready.get()
        try:
            code, said = trial.with_fault(mutant)
        finally:
            ready.put(trial)
        if code == FAILED:
            memory.add(mutant.title)
        verdict = {FAILED: "seen", PASSED: "SURVIVES"}.get(code, "CANNOT BE TRIED")
        say(f"{number:3} of {len(mutants)}  {verdict:9} {mutant.title}")
        return "" if code == FAILED else f"{verdict}: {mutant.title}\n{'' if code == PASSED else said}".rstrip()

    with ThreadPoolExecutor(AT_ONCE) as workers:
        return [told for told in workers.map(one, enumerate(mutants, start=1)) if told]


def main(word: str) -> None:
    memory, start = Memory(), time.monotonic()
    wanted = chosen(word)
    if not wanted:
        stop(f"No fault has “{word}” in its file or its text.")
    left = [mutant for mutant in wanted if not memory.holds(mutant.title)]
    if len(left) < len(wanted):
        say(f"{len(wanted) - len(left)} were seen before, with the files as they are now.")
    with trials(AT_ONCE) as ready:
        if left:
            say("First without any fault: all of their tests have to pass.")
            trial = ready.get()
            code, said = trial.run(sorted({test for mutant in left for test in mutant.tests}))
            ready.put(trial)
            if code != PASSED:
                stop(f"They do not pass as it is, so they would tell nothing of a fault:\n{said}")
        told = try_all(left, ready, memory)
    seconds = time.monotonic() - start
    if told:
        stop("\n".join([*told, "", f"{len(told)} of {len(wanted)} faults were not seen ({seconds:.0f} s)."]))
    say(f"\nEvery one of {len(wanted)} faults was seen ({seconds:.0f} s).")


if __name__ == "__main__":
    commands.end_tidily_when_told_to()
    main(" ".join(sys.argv[1:]))

"""Where things are in this folder, how we speak to the person at the terminal, and when work can be skipped."""

import hashlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMPS = ROOT / ".setup"
REQUIREMENTS = ROOT / "requirements"


def say(message: str) -> None:
    """Tell the person what is going on, at once, even when the output is a file."""
    print(message, flush=True)


def stop(message: str) -> NoReturn:
    """End with a message that says what to do, and no traceback."""
    print(f"\n{message}\n", file=sys.stderr, flush=True)
    raise SystemExit(1)


def fingerprint(paths: Iterable[Path]) -> str:
    """One hash over the names and contents of files; folders count with everything inside them."""
    files: set[Path] = set()
    for path in paths:
        files.update(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else files.add(path)
    total = hashlib.sha256()
    for file in sorted(files):
        if file.exists():
            total.update(f"{file.relative_to(ROOT)}\0".encode())
            total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def is_done(name: str, mark: str) -> bool:
    """Whether this piece of work was already finished for exactly this state of the files."""
    stamp = STAMPS / name
    return stamp.exists() and stamp.read_text() == mark


def set_done(name: str, mark: str) -> None:
    """Remember that this piece of work is finished; written last, so a broken run starts again."""
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / name).write_text(mark)


def surroundings(**extra: str) -> dict[str, str]:
    """The environment for commands we start: our own `.venv/bin` first, then whatever the person has."""
    path = os.pathsep.join([str(VENV / "bin"), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path, "VIRTUAL_ENV": str(VENV), **extra}

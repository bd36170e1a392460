"""What a small fault is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """A fault: in which file which text becomes which, and the tests of which at least one has to fail."""

    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    @property
    def title(self) -> str:
        return f"{self.file}: {self.old.strip()} -> {self.new.strip() or 'nothing'}"


def faults(file: str, *rows: tuple[str, str, str]) -> list[Mutant]:
    """Faults of one file; of each row the text, what it becomes, and its tests (several apart by a space)."""
    return [Mutant(file, old, new, tuple(f"tests/{one}" for one in tests.split())) for old, new, tests in rows]

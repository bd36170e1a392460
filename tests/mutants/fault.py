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
        """What it is, on one line."""
        old, new = (" ".join(text.split()) for text in (self.old, self.new))
        return f"{self.file}: {old} -> {new or 'nothing'}"


def faults(file: str, *rows: tuple[str, str, str]) -> list[Mutant]:
    """Faults of one file; of each row the text, what it becomes, and its tests (several apart by a space)."""
    return [Mutant(file, old, new, tuple(f"tests/{one}" for one in tests.split())) for old, new, tests in rows]

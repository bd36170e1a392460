"""`make attack`: all attacks on forty made-up boroughs. The exit code is 1 where something is broken.

ONLY=tiny for one shape, ONLY=tiny/2 for one borough; SECONDS=30 for each borough; PROCESSES=2 for two at a time.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from attacker.boroughs import Borough, boroughs
from attacker.running import KINDS, Result, attack_borough

WHO = {
    1: "outsiders",
    2: "knows n",
    3: "one who answered",
    4: "insiders",
    5: "keyers",
    6: "the pattern",
    7: "two rounds",
}


def chosen(only: str) -> list[Borough]:
    """The boroughs of a shape, or one of them; all where nothing is asked for."""
    return [one for one in boroughs() if only in ("", one.shape, one.name)]


def results(some: Iterable[Borough], seconds: float, processes: int) -> Iterator[Result]:
    attack = partial(attack_borough, seconds=seconds)
    if processes == 1:
        yield from map(attack, some)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(attack, some)


def line(name: str, *numbers: object) -> str:
    return f"{name:<22}" + "".join(f"{number:>9}" for number in numbers)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m attacker", description=__doc__)
    parser.add_argument("--only", default="", help="a shape, or a shape and a seed: tiny/2")
    parser.add_argument("--seconds", type=float, default=30, help="for each borough; what takes longer is unknown")
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_args(arguments)
    some = chosen(asked.only)
    if not some:
        print(f"There is no such borough. Shapes: {', '.join(sorted({one.shape for one in boroughs()}))}.")
        return 2
    print("kinds: " + ", ".join(f"{kind} {who}" for kind, who in WHO.items()))
    print(line("borough", "tables", "checks", *(f"kind {kind}" for kind in KINDS), "unknown", "seconds"))
    done = []
    for one in results(some, asked.seconds, asked.processes):
        done.append(one)
        kinds = [one.broken(kind) for kind in KINDS]
        print(
            line(one.name, one.tables, one.outcome.checks, *kinds, one.outcome.unknown, f"{one.seconds:.1f}"),
            flush=True,
        )
    return summary(done)


def summary(done: list[Result]) -> int:
    totals = [sum(one.broken(kind) for one in done) for kind in KINDS]
    checks, unknown = sum(one.outcome.checks for one in done), sum(one.outcome.unknown for one in done)
    print(
        line(
            "all", sum(one.tables for one in done), checks, *totals, unknown, f"{sum(one.seconds for one in done):.1f}"
        )
    )
    for kind in KINDS:
        for one in [one for one in done if kind in one.examples][:3]:
            print(f"\nkind {kind} ({WHO[kind]}), {one.name}:\n  " + one.examples[kind])
    print("\nNothing is broken." if not sum(totals) else f"\n{sum(totals)} numbers are certain for someone.")
    return 1 if sum(totals) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

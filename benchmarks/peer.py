"""How many places an outside peer shows on the same trees: `python -m benchmarks.peer`.

The peer is tau-argus in the Python package pytauargus (`pip install pytauargus`, or this project's extra `peer`; it is
no part of the product and in none of its lists). Its rule is weaker than ours: it suppresses places below ten people
(FREQ) and, as few as it can, others from which those could be worked out (OPT). It does not ask that a residual be ten
people, nor five beside its largest service, and looks at numbers of people only, never at answers.

So the same trees also go through an integer program of this file that shows the most by our own rules, and through the
product: by its rules alone, and after its attack. Without pytauargus its column is left out.
"""

from __future__ import annotations

import contextlib
import importlib
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from reporting.protect import disclosure
from reporting.protect.attack import at_most
from reporting.protect.attack import publishable as after_the_attack
from reporting.protect.rollup import REST, SECTOR, SERVICE, SYSTEM, RatingPoint, Tally, Tree

SCALE = [RatingPoint(key, value, value >= 4) for value, key in enumerate("abcde", start=1)]
LEAST, BESIDE = disclosure.LEAST_PEOPLE, disclosure.LEAST_BESIDE_LARGEST
LEVELS = (SYSTEM, SECTOR, SERVICE)
# Name, median people of a service, how uneven services are (sigma), services a sector.
SHAPES = (
    ("small services", 7, 0.6, 7),
    ("mixed", 14, 0.8, 6),
    ("large services", 30, 0.8, 5),
    ("two a sector", 12, 0.5, 2),
)
TIMES, SECTORS, SEED = 15, 4, 14


def borough(rng: np.random.Generator, median: float, sigma: float, services: int) -> tuple[Tree, dict[int, Tally]]:
    tree = Tree({service: 1 + service % SECTORS for service in range(1, services * SECTORS + 1)})
    tallies = {}
    for service in tree.services:
        people = max(1, round(median * rng.lognormal(0, sigma)))
        counted = rng.multinomial(people, rng.dirichlet([0.8] * len(SCALE)))
        tallies[service] = Tally(Counter({point.key: int(n) for point, n in zip(SCALE, counted, strict=True)}))
    return tree, tallies


def by_peer(pytauargus, base: Mapping[int, int], tree: Tree) -> Counter[str]:
    """How many places tau-argus shows at each level, optimally."""
    # Its codes are as wide as each other.
    lines = [
        line for key, inside in tree.services_in.items() for line in (f"s{key:03}", *(f"@{one:04}" for one in inside))
    ]
    people = [f"{service:04}" for service in tree.services for _ in range(base[service])]
    answers = {"service": people, "one": [1] * len(people)}
    # Its solver writes logs wherever it stands.
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        hierarchy = Path(folder, "tree.hrc")
        hierarchy.write_text("\n".join(lines) + "\n")
        made = pytauargus.protect(
            answers, ["service"], "one", safety_rules=f"FREQ({LEAST},10)", suppress="OPT(1)",
            hrc={"service": str(hierarchy)}, hierleadstring="@", workdir=folder,
        )  # fmt: skip
        shown = [row["service"] for row in made.tables[0].rows if row["status"] in ("S", "P")]
    return Counter(SYSTEM if name == "Total" else SECTOR if name.startswith("s") else SERVICE for name in shown)


def by_program(base: Mapping[int, int], tree: Tree) -> Counter[str]:
    """The most that our rules allow, found by an integer program: the system, then sectors, then services."""
    rows = Rows()
    shown = {node: rows.column() for node in tree.nodes}
    for node, column in shown.items():
        if disclosure.people_under(node, base, tree) < LEAST:
            rows.add({column: 1}, 0, 0)
    hidden_in_hidden = {}
    for key, services in tree.services_in.items():
        sector = shown[disclosure.Node(SECTOR, key)]
        apart = {one: rows.column() for one in services}  # not shown, in a sector that is
        outside = {one: rows.column() for one in services}  # not shown, in a sector that is not
        for one in services:
            rows.add({apart[one]: 1, outside[one]: 1, shown[disclosure.Node(SERVICE, one)]: 1}, 1, 1)
            rows.add({apart[one]: 1, sector: -1}, -1, 0)
            rows.add({outside[one]: 1, sector: 1}, 0, 1)
        rows.residual(apart, base, sector)
        hidden_in_hidden |= outside
    rows.residual(hidden_in_hidden, base, shown[disclosure.THE_SYSTEM])
    weights = {SYSTEM: 10_000, SECTOR: 100, SERVICE: 1}
    found = rows.most({column: weights[node.level] for node, column in shown.items()})
    return Counter(node.level for node, column in shown.items() if found[column])


class Rows:
    """A small integer program of yes and no."""

    def __init__(self) -> None:
        self.columns, self.rows = 0, []

    def column(self) -> int:
        self.columns += 1
        return self.columns - 1

    def add(self, weights: Mapping[int, float], least: float, most: float) -> None:
        self.rows.append((weights, least, most))

    def residual(self, left: Mapping[int, int], base: Mapping[int, int], place: int) -> None:
        """Of a shown place is left no one, or ten people of whom five are beside its largest service."""
        empty, everyone = self.column(), sum(base[one] for one in left)
        people = {column: base[one] for one, column in left.items()}
        for column in left.values():
            self.add({column: 1, empty: 1, place: 1}, 0, 2)
        self.add({**people, empty: everyone, place: -LEAST}, 0, np.inf)
        for column in left.values():
            beside = {**people, column: 0.0}
            # Asked only where this service is among them: else it is no part of what is left.
            self.add({**beside, empty: everyone, place: -BESIDE, column: -BESIDE}, -BESIDE, np.inf)

    def most(self, wishes: Mapping[int, float]) -> np.ndarray:
        from scipy.optimize import Bounds, LinearConstraint, milp

        matrix = np.zeros((len(self.rows), self.columns))
        for number, (weights, _, _) in enumerate(self.rows):
            matrix[number, list(weights)] = list(weights.values())
        aim = np.zeros(self.columns)
        aim[list(wishes)] = [-weight for weight in wishes.values()]
        ends = np.array([row[1:] for row in self.rows], dtype=float).T
        result = milp(
            aim,
            integrality=np.ones(self.columns),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, *ends),
            options={"mip_rel_gap": 0},
        )
        return np.rint(result.x).astype(int)


def levels(nodes) -> Counter[str]:
    return Counter(node.level for node in nodes)


def compared(tree: Tree, tallies: Mapping[int, Tally], pytauargus) -> dict[str, Counter[str]]:
    """How many places each way shows on one tree."""
    base = {service: tally.base for service, tally in tallies.items()}
    most = {service: at_most(people) for service, people in base.items()}
    shown, _report = after_the_attack(dict(tallies), SCALE, tree, disclosure.Thresholds(), most)
    found = {
        "tau-argus, frequency rule of 10": by_peer(pytauargus, base, tree) if pytauargus else None,
        "our rules, by an integer program": by_program(base, tree),
        "our rules, by the product": levels(disclosure.publishable(base, tree)),
        "the product, after its attack": levels(shown),
    }
    return {name: counted for name, counted in found.items() if counted is not None}


def peer():
    """The package pytauargus, or None after saying how to get it."""
    try:
        return importlib.import_module("pytauargus")
    except ImportError:
        print("tau-argus is left out: it is not installed here. To compare with it: .venv/bin/pip install pytauargus")
        return None


def main() -> None:
    pytauargus, rng = peer(), np.random.default_rng(SEED)
    for name, *shape in SHAPES:
        sums: dict[str, Counter[str]] = {}
        eligible: Counter[str] = Counter()
        for _ in range(TIMES):
            tree, tallies = borough(rng, *shape)
            base = {service: tally.base for service, tally in tallies.items()}
            eligible += levels(node for node in tree.nodes if disclosure.people_under(node, base, tree) >= LEAST)
            for way, counted in compared(tree, tallies, pytauargus).items():
                sums.setdefault(way, Counter()).update(counted)
        print(f"\n{name}: {TIMES} boroughs; of at least {LEAST} people: " + told(eligible))
        for way, counted in sums.items():
            together = f", {counted[REST]} times smaller services together" if counted[REST] else ""
            print(f"  {way:<34} {told(counted)}{together}")


def told(counted: Counter[str]) -> str:
    return f"system {counted[SYSTEM]}, sectors {counted[SECTOR]}, services {counted[SERVICE]}"


if __name__ == "__main__":
    main()

"""How long it takes to decide where one question of 300 services is shown, all attacks included: part of `make bench`.

Made-up boroughs of 10 and 12 sectors: mixed answers and nearly unanimous ones, large services and small. The goal: a
median of less than a second and never more than twenty, on two processors.
"""

import random
import statistics
import time
from collections import Counter

from reporting.protect.attack import at_most, publishable
from reporting.protect.disclosure import Thresholds
from reporting.protect.rollup import REST, SECTOR, SERVICE, RatingPoint, Tally, Tree

SERVICES = 300
SCALE = [RatingPoint(key, value, value >= 4) for value, key in enumerate("abcde", start=1)]
ALIKE = (0.004, 0.006, 0.02, 0.07, 0.9)  # how nearly everyone says the same
# Name, sectors, median people of a service, how uneven services are (sigma), how services lean: each by itself, more
# strongly the higher the number, or all in this way.
SHAPES = (
    ("mixed answers", 10, 12, 1.2, 0.8),
    ("many small services", 10, 6, 0.7, 0.8),
    ("large services", 12, 30, 0.8, 0.8),
    ("each service nearly unanimous", 12, 12, 1.0, 12.0),
    ("each small service nearly unanimous", 12, 6, 0.7, 12.0),
    ("everybody alike", 12, 12, 1.0, ALIKE),
    ("everybody alike in large services", 12, 30, 0.8, ALIKE),
)
TIMES = 4
SEED = 2026


def borough(rng: random.Random, sectors: int, median: float, sigma: float, agree: float | tuple) -> tuple:
    """A tree, its answers and its take-up."""
    tree = Tree({service: service % sectors for service in range(1, SERVICES + 1)})
    tallies = {}
    for service in tree.services:
        lean = agree if isinstance(agree, tuple) else [rng.random() ** agree for _ in SCALE]
        people = round(median * rng.lognormvariate(0, sigma))
        tallies[service] = Tally(Counter(rng.choices([point.key for point in SCALE], lean, k=people)))
    return tree, tallies, {service: at_most(tally.base) for service, tally in tallies.items()}


def main() -> None:
    rng = random.Random(SEED)  # noqa: S311  made-up answers
    publishable({1: Tally(Counter(a=5, b=6))}, SCALE, Tree({1: 1}), Thresholds(), {1: 14})  # loads what is slow to load
    all_times = []
    for name, *shape in SHAPES:
        took = []
        for _ in range(TIMES):
            tree, tallies, most = borough(rng, *shape)
            start = time.monotonic()
            shown, report = publishable(tallies, SCALE, tree, Thresholds(), most)
            took.append(time.monotonic() - start)
        all_times += took
        levels = Counter(node.level for node in shown)
        print(
            f"{name}: median {statistics.median(took):.1f} s, at most {max(took):.1f} s; the last shows "
            f"{levels[SECTOR]} sectors, {levels[SERVICE]} services, {levels[REST]} times smaller services together; "
            f"{report.solved} programs, {report.withdrawn} withdrawn"
        )
    print(f"a question of {SERVICES} services: median {statistics.median(all_times):.2f} s, {max(all_times):.1f} s")


if __name__ == "__main__":
    main()

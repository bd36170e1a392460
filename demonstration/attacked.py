"""What came of attacking the demonstration's answers, remembered, so that the made-up borough is there in a moment.

To attack a round takes half of the time in which the borough is built, and Millbrook's answers are the same each time.
`attacked.csv` says of every question, known by a fingerprint of all that an attack is given, where it may be shown.
A question that it does not know is attacked as everywhere else, so what is remembered can save time and nothing more.
`manage.py attack_demonstration` works it out anew; a test holds that it comes to the same. Real answers never come
here: their figures are always attacked afresh.
"""

import csv
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import astuple
from pathlib import Path

from reporting.protect import attack, disclosure
from reporting.protect.attack import Report
from reporting.protect.choice import Wishes
from reporting.protect.rollup import REST, SECTOR, SERVICE, THE_SYSTEM, Node, RatingPoint, Tally, Tree

FILE = Path(__file__).parent / "attacked.csv"
COLUMNS = ("fingerprint", "shown", "hidden_cells", "coalitions", "solved", "withdrawn")
Outcome = tuple[set[Node], Report]


class RememberedAttack:
    """Attacks a question as `attack.publishable` does, or remembers what came of it. Counts what it did not know."""

    def __init__(self, known: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.known = dict(remembered() if known is None else known)
        self.used: set[str] = set()
        self.learnt: dict[str, tuple[str, ...]] = {}

    def __call__(
        self,
        tallies: Mapping[int, Tally],
        points: list[RatingPoint],
        tree: Tree,
        limits: disclosure.Thresholds,
        most: Mapping[int, int],
        never: Collection[Node] = (),
        wishes: Wishes = Wishes.WHOLE_FIRST,
    ) -> Outcome:
        key = fingerprint(tallies, points, tree, limits, most, never, wishes)
        if key in self.known:
            self.used.add(key)
            return _outcome(self.known[key], tree)
        found = attack.publishable(tallies, points, tree, limits, most, never, wishes)
        self.learnt[key] = _row(found, tree)
        return found


def fingerprint(
    tallies: Mapping[int, Tally],
    points: list[RatingPoint],
    tree: Tree,
    limits: disclosure.Thresholds,
    most: Mapping[int, int],
    never: Collection[Node],
    wishes: Wishes = Wishes.WHOLE_FIRST,
) -> str:
    """64 bits of a hash over everything that an attack is given, whatever numbers the database gave to the places."""
    number = _numbers(tree)
    counts = [
        [tallies[service].by_point[point.key] for point in points] if service in tallies else []
        for service in tree.services
    ]
    given = (
        astuple(limits),
        [astuple(point) for point in points],
        [number[Node(SECTOR, tree.sector_of[service])] for service in tree.services],
        counts,
        [most.get(service, 0) for service in tree.services],
        sorted(number[node] for node in never),
        str(wishes),
    )
    return hashlib.sha256(repr(given).encode()).hexdigest()[:16]


def _numbers(tree: Tree) -> dict[Node, str]:
    """Places by their order, which is the same in every database: ties between places are settled by it too."""
    found = {THE_SYSTEM: "all"}
    found |= {Node(SECTOR, key): f"s{place}" for place, key in enumerate(tree.services_in)}
    found |= {Node(REST, key): f"r{place}" for place, key in enumerate(tree.services_in)}
    return found | {Node(SERVICE, key): str(place) for place, key in enumerate(tree.services)}


def _row(outcome: Outcome, tree: Tree) -> tuple[str, ...]:
    published, report = outcome
    number = _numbers(tree)
    shown = " ".join(number[node] for node in sorted(published))
    return (shown, *(str(value) for value in (report.hidden_cells, report.coalitions, report.solved, report.withdrawn)))


def _outcome(row: tuple[str, ...], tree: Tree) -> Outcome:
    shown, *counted = row
    node = {number: node for node, number in _numbers(tree).items()}
    return {node[number] for number in shown.split()}, Report(1, *map(int, counted))


def remembered() -> dict[str, tuple[str, ...]]:
    """What `attacked.csv` says, by fingerprint."""
    if not FILE.exists():
        return {}
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [tuple(row[column] for column in COLUMNS) for row in csv.DictReader(file)]
    return {key: rest for key, *rest in rows}  # type: ignore[misc]


def remember(learnt: Mapping[str, tuple[str, ...]]) -> None:
    """Write `attacked.csv` anew."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS)
        table.writerows((key, *row) for key, row in sorted(learnt.items()))

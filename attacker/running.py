"""Running all attacks on a borough, and what came of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

import numpy as np

from attacker import question, rounds
from attacker.boroughs import Borough, Table
from attacker.kinds import Break, Outcome, Search, insiders, knows_how_many
from attacker.outsiders import outsiders
from attacker.pattern import every_way
from attacker.puzzle import Puzzle
from attacker.shrink import smallest
from attacker.words import THREE

KINDS = range(1, 8)
MOST_LINES = 24  # of an example


@dataclass
class Result:
    """One line of the table, and an example of each kind that is broken."""

    name: str
    tables: int = 0
    outcome: Outcome = field(default_factory=Outcome)
    examples: dict[int, str] = field(default_factory=dict)
    seconds: float = 0

    def add(self, outcome: Outcome, example: Callable[[int], str]) -> None:
        """One question more, with an example of each kind that was not broken before."""
        self.tables += 1
        self.outcome += outcome
        for kind in sorted({one.kind for one in outcome.broken} - self.examples.keys()):
            self.examples[kind] = example(kind)

    def broken(self, kind: int) -> int:
        return sum(one.kind == kind for one in self.outcome.broken)


def top_of_band(people: int) -> int:
    return people - people % 5 + 4


def attack_table(table: Table, seconds: float, sample: int | None = None, seed: int = 0) -> tuple[Puzzle, Outcome]:
    """Kinds 1 to 5 on one question of one round."""
    puzzle = question.puzzle_of(table.sectors, table.counts, table.scale, take_up=table.take_up)
    search = Search(puzzle, time.process_time() + seconds)
    only, places = None, None
    if sample is not None:
        rng = np.random.default_rng(seed)
        only = {puzzle.hidden[n] for n in rng.permutation(len(puzzle.hidden))[:sample]}
        places = set(rng.permutation(len(puzzle.places))[:sample].tolist())
    tops = {f"service {service}": top_of_band(people) for service, people in table.take_up.items()}
    outsiders(search, tops, only)
    knows_how_many(search, places)
    insiders(search, 4, 2, only)
    insiders(search, 5, 0, only)
    return puzzle, search.outcome


def stories_of(table: Table, seed: int, number_of_rounds: int) -> Iterator[Callable]:
    """How the borough may have changed: each a story when it is given sectors and counts."""
    rng = np.random.default_rng(seed)
    options = len(table.scale)
    services = [service for service, row in table.counts.items() if sum(row)]
    while services:
        one, other = (int(n) for n in rng.choice(services, size=2))
        one_said = tuple(np.bincount(rng.integers(options, size=1), minlength=options).tolist())
        for people in (1, 2, 3):
            said = tuple(np.bincount(rng.integers(options, size=people), minlength=options).tolist())
            yield lambda s, c, one=one, said=said: rounds.with_joiners(s, c, one, said, number_of_rounds)
        row = np.repeat(np.arange(options), table.counts[one])
        if len(row) > 1:
            said = tuple(np.bincount(rng.choice(row, size=1), minlength=options).tolist())
            yield lambda s, c, one=one, said=said: rounds.with_leavers(s, c, one, said)
        if one != other and sum(table.counts[other]) > 1:
            who = np.repeat(np.arange(options), table.counts[other])
            left = tuple(np.bincount(rng.choice(who, size=1), minlength=options).tolist())
            yield lambda s, c, one=one, said=one_said, other=other, left=left: rounds.with_a_change(
                s, c, one, said, other, left
            )
        if table.sectors[one] != table.sectors[other]:
            yield lambda s, c, one=one, other=other: rounds.with_a_move(s, c, one, s[other])
        if len(services) > 1:
            yield lambda s, c, one=one: rounds.with_a_closure(s, c, one)
        if one != other:
            yield lambda s, c, one=one, other=other: rounds.with_a_merger(s, c, one, other)


def attack_story(table: Table, make: Callable, seconds: float) -> tuple[Puzzle, Outcome]:
    """Kind 7 on one question of several rounds."""
    story = make(table.sectors, table.counts)
    puzzle, alone = rounds.puzzle_of(story, table.scale), rounds.told_alone(story, table.scale)
    search = Search(puzzle, time.process_time() + seconds)
    rounds.joint(search, story, alone)
    return search.puzzle, search.outcome


def attack_borough(borough: Borough, seconds: float, shrink_seconds: float = 10) -> Result:
    """All attacks on a borough; of what is broken the smallest example of each kind.

    `seconds` are the attacker's own, not those in which the product decides what to show nor those for examples.
    """
    result, start = Result(borough.name), time.monotonic()
    stories = borough.stories if borough.tables else 0
    share = seconds / max(1, len(borough.tables) + stories + len(borough.bases))
    for table in borough.tables:
        _puzzle, outcome = attack_table(table, share, borough.sample, borough.seed)
        result.add(outcome, partial(_example, table, again=_kinds_of_one, seconds=shrink_seconds))
    for number in range(stories):
        table = borough.tables[number % len(borough.tables)]
        make = next(islice(stories_of(table, borough.seed, borough.rounds), number, None))
        _puzzle, outcome = attack_story(table, make, share)
        again = partial(_story_again, make)
        result.add(outcome, partial(_example, table, again=again, seconds=shrink_seconds))
    for bases in borough.bases:
        outcome = every_way(dict.fromkeys(bases, 1), bases, THREE, share, borough.seed)
        told = {one.kind: f"bases {bases}, one sector, every way gone through\n  {one}" for one in outcome.broken[::-1]}
        result.add(outcome, told.__getitem__)
    result.seconds = time.monotonic() - start
    return result


def _story_again(make: Callable, table: Table, kind: int, seconds: float) -> tuple[Puzzle, Outcome]:
    return attack_story(table, make, seconds)


def _kinds_of_one(table: Table, kind: int, seconds: float) -> tuple[Puzzle, Outcome]:
    """One question again, for one kind only."""
    puzzle = question.puzzle_of(table.sectors, table.counts, table.scale, take_up=table.take_up)
    search = Search(puzzle, time.process_time() + seconds)
    if kind == 1:
        outsiders(search, {f"service {service}": top_of_band(n) for service, n in table.take_up.items()})
    elif kind in (2, 3):
        knows_how_many(search)
    else:
        insiders(search, kind, 2 if kind == 4 else 0)
    return puzzle, search.outcome


def _example(table: Table, kind: int, again: Callable, seconds: float) -> str:
    """The smallest borough that is broken so: what was counted, what is published, who knows what."""

    def look(sectors, counts):
        less = Table(sectors, counts, table.scale, {one: max(table.take_up[one], sum(counts[one])) for one in counts})
        return again(less, kind, 3)

    def is_broken(sectors, counts) -> bool:
        try:
            return any(one.kind == kind for one in look(sectors, counts)[1].broken)
        except (KeyError, ValueError):  # what the story is about was left out
            return False

    sectors, counts = smallest(table.sectors, table.counts, is_broken, seconds)
    puzzle, outcome = look(sectors, counts)
    found: list[Break] = [one for one in outcome.broken if one.kind == kind]
    sent = {service: table.take_up[service] for service in counts}
    lines = [f"sectors {sectors}, counted {counts}, sent the survey {sent}"]
    joined = {group: row for group, row in puzzle.counts.items() if str(group).startswith("who ")}
    lines += [f"  {group}: {row}" for group, row in joined.items()]
    lines += [f"  published: {place.name}: {place.figure}" for place in puzzle.places[:MOST_LINES]]
    if len(puzzle.places) > MOST_LINES:
        lines.append(f"  … and {len(puzzle.places) - MOST_LINES} places more")
    lines += [f"  {one}" for one in found[:3]] or ["  (not found again within its time)"]
    return "\n".join(lines)

"""Kind 7: several rounds together, where the same people answer the same and a few join or leave, or services change.

The hypothesis "everyone else answers the same" is true in these made-up data; whoever makes it and knows how many
answered asks what those who joined or left have said, and what the figures of all rounds together tell of any other
number that is not published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from attacker import product
from attacker.kinds import Cell, Search
from attacker.puzzle import Group, Place, Puzzle, Reading
from attacker.question import TODAY
from attacker.words import Scale

Row = tuple[int, ...]


@dataclass(frozen=True)
class Round:
    """A round: each service's sector, and the groups of people who answered there."""

    sectors: Mapping[int, int]
    members: Mapping[int, tuple[Group, ...]]


@dataclass(frozen=True)
class Story:
    """Rounds in a row, what each group answered in all of them, and the groups that came or went."""

    name: str
    rounds: tuple[Round, ...]
    answers: Mapping[Group, Row]
    moved: tuple[Group, ...]

    def counts(self, number: int) -> dict[int, Row]:
        """What is counted in a round, by service."""
        members = self.rounds[number].members
        rows = {service: [self.answers[group] for group in groups] for service, groups in members.items() if groups}
        return {service: tuple(map(sum, zip(*found, strict=True))) for service, found in rows.items()}


def stayers(counts: product.Counts) -> dict[Group, Row]:
    return {f"service {service}": tuple(map(int, row)) for service, row in counts.items() if sum(row)}


def as_they_are(sectors: Mapping[int, int], counts: product.Counts) -> Round:
    members = {service: (f"service {service}",) if sum(counts[service]) else () for service in counts}
    return Round(dict(sectors), members)


def with_joiners(sectors: Mapping[int, int], counts: product.Counts, service: int, said: Row, rounds: int = 2) -> Story:
    """People join a service after the first round; in a third round one more of them comes who says the same."""
    first = as_they_are(sectors, counts)
    answers = stayers(counts)
    later, members, moved = [], dict(first.members), []
    for number in range(1, rounds):
        group = f"who joined service {service} in round {number + 1}"
        answers[group] = said
        moved.append(group)
        members = {**members, service: (*members[service], group)}
        later.append(Round(first.sectors, members))
    return Story(f"{sum(said)} joined", (first, *later), answers, tuple(moved))


def with_leavers(sectors: Mapping[int, int], counts: product.Counts, service: int, said: Row) -> Story:
    """People leave a service after the first round: the rest of it is asked again."""
    group = f"who left service {service}"
    rest = tuple(a - b for a, b in zip(counts[service], said, strict=True))
    answers = {**stayers({**counts, service: rest}), group: said}
    second = as_they_are(sectors, {**counts, service: rest})
    first = Round(second.sectors, {**second.members, service: (*second.members[service], group)})
    return Story(f"{sum(said)} left", (first, second), answers, (group,))


def with_a_change(
    sectors: Mapping[int, int], counts: product.Counts, service: int, said: Row, other: int, left: Row
) -> Story:
    """People join one service, and others leave another: in a place that holds both, as many answer as before."""
    joined = with_joiners(sectors, counts, service, said)
    went = with_leavers(sectors, counts, other, left)
    members = {**joined.rounds[1].members, other: went.rounds[1].members[other]}
    first = Round(joined.rounds[0].sectors, went.rounds[0].members)
    moved = (*joined.moved, *went.moved)
    answers = {**went.answers, joined.moved[0]: said}
    return Story("joined and left", (first, Round(first.sectors, members)), answers, moved)


def with_a_move(sectors: Mapping[int, int], counts: product.Counts, service: int, to: int) -> Story:
    first = as_they_are(sectors, counts)
    return Story("moved", (first, Round({**sectors, service: to}, first.members)), stayers(counts), ())


def with_a_closure(sectors: Mapping[int, int], counts: product.Counts, service: int) -> Story:
    first = as_they_are(sectors, counts)
    fewer = {one: sector for one, sector in sectors.items() if one != service}
    members = {one: groups for one, groups in first.members.items() if one != service}
    return Story("closed", (first, Round(fewer, members)), stayers(counts), ())


def with_a_merger(sectors: Mapping[int, int], counts: product.Counts, service: int, into: int) -> Story:
    first = as_they_are(sectors, counts)
    fewer = {one: sector for one, sector in sectors.items() if one != service}
    members = {one: groups for one, groups in first.members.items() if one != service}
    members[into] = (*members[into], *first.members[service])
    return Story("merged", (first, Round(fewer, members)), stayers(counts), ())


def puzzle_of(
    story: Story,
    scale: Scale,
    reading: Reading = TODAY,
    shown: Sequence[product.Published] | None = None,
) -> Puzzle:
    """All rounds of a story as one puzzle. `shown` is what each shows; if left out the product is asked."""
    all_shown = shown or published(story, scale)
    places = [
        place for number in range(len(story.rounds)) for place in _places(story, number, all_shown, scale, reading)
    ]
    answers = {group: row for group, row in story.answers.items() if sum(row)}
    return Puzzle(scale, answers, places, reading)


def published(story: Story, scale: Scale) -> list[product.Published]:
    """What each round shows."""
    return product.published_in_rounds(
        [(one.sectors, story.counts(number)) for number, one in enumerate(story.rounds)], scale
    )


def _places(
    story: Story, number: int, shown: Sequence[product.Published], scale: Scale, reading: Reading
) -> Iterator[Place]:
    """The places of one round, each with what the product holds it beside."""
    one, nodes, counts = story.rounds[number], shown[number].places, story.counts(number)
    for place in sorted(nodes):
        services = product.people_of(place, nodes, one.sectors)
        total = tuple(map(sum, zip(*(counts[service] for service in services if service in counts), strict=True)))
        groups = frozenset(group for service in services for group in one.members.get(service, ()))
        level, key = place
        own = f"service {key}" if level == "service" else None
        name = f"round {number + 1}: {level if level == 'system' else f'{level} {key}'}"
        held = shown[number].held.get(place)
        yield Place(name, groups, reading.of(total, scale, held), own, held)


Told = set[tuple[frozenset[Group], int]]  # whose number, at which option


def joint(search: Search, story: Story, alone: Told | None = None) -> None:
    """Kind 7. `alone` are what a round by itself tells already, which is not the fault of their being together."""
    puzzle = search.puzzle
    for group in story.moved:
        row = np.array(story.answers[group])
        # What somebody of them said: that no one said something else tells less, and of few people is no wonder.
        for option in np.flatnonzero(row).tolist():
            cell = Cell(str(group), (puzzle.atom_of[group],), option, int(row.sum()))
            search.settle(7, cell, {}, {}, "how many answered in every round")
    for group in puzzle.hidden:
        if group not in story.moved:
            _each_option(
                search, str(group), (puzzle.atom_of[group],), int(sum(puzzle.counts[group])), range(puzzle.options)
            )
    looked_at = set(alone or ())
    for number, place in enumerate(puzzle.places):
        options = [option for option in range(puzzle.options) if (place.groups, option) not in looked_at]
        _each_option(search, place.name, tuple(puzzle.atoms_in[number]), None, options)
        looked_at |= {(place.groups, option) for option in options}


def _each_option(search: Search, name: str, atoms: tuple[int, ...], people: int | None, options) -> None:
    for option in options:
        if search.is_over:
            search.outcome.unknown += 1
        else:
            search.settle(7, Cell(name, atoms, option, people), {}, {}, "how many answered in every round")


def told_alone(story: Story, scale: Scale, reading: Reading = TODAY) -> Told:
    """The numbers of shown places that one round tells by itself, as kind 2 finds them."""
    found: Told = set()
    shown = published(story, scale)
    for number, one in enumerate(story.rounds):
        members = {group for groups in one.members.values() for group in groups}
        answers = {group: story.answers[group] for group in members if sum(story.answers[group])}
        search = Search(Puzzle(scale, answers, list(_places(story, number, shown, scale, reading)), reading))
        for index, place in enumerate(search.puzzle.places):
            for option in range(len(scale)):
                before = len(search.outcome.broken)
                search.settle(2, Cell("", tuple(search.puzzle.atoms_in[index]), option), {}, {}, "")
                if len(search.outcome.broken) > before:
                    found.add((place.groups, option))
    return found

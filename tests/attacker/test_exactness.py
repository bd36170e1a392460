"""The attacker reads figures as the product prints them, and finds just what going through every way finds."""

from itertools import product

import numpy as np
import pytest

from attacker import product as adapter
from attacker import question
from attacker.kinds import Search, insiders, knows_how_many, told
from attacker.words import FIVE, THREE, all_ways, few_people, sums_of
from tests.proving import few_and_many


@few_and_many(60, 3000)
def test_the_words_of_a_figure_are_read_as_the_product_prints_them(times: int):
    rng = np.random.default_rng(14)
    for _ in range(times):
        scale = (THREE, FIVE)[int(rng.integers(2))]
        row = rng.multinomial(int(rng.integers(10, 50)), rng.dirichlet([0.6] * len(scale)))
        positive, total = (int(number[0]) for number in sums_of(row[None], scale))
        figure = adapter.printed(tuple(row.tolist()), scale)
        assert few_people(int(row.sum()), scale)[positive, total] == (figure.share, figure.mean)


def found_by_program(sectors, counts, shown) -> tuple[set, set, set]:
    """Numbers that are certain: for whoever knows n, for one of those who answered, for insiders."""
    search = Search(question.puzzle_of(sectors, counts, THREE, shown))
    knows_how_many(search)
    insiders(search)
    assert search.outcome.unknown == 0
    places = {one.about for one in search.outcome.broken if one.kind == 2}
    own = {(one.about, one.label) for one in search.outcome.broken if one.kind == 3}
    return places, own, {(one.about, one.knowing) for one in search.outcome.broken if one.kind == 4}


def found_by_going_through(sectors, counts, shown) -> tuple[set, set, set]:
    services = sorted(counts)
    each = [all_ways(sum(counts[service]), 3) for service in services]
    ways = np.array([np.stack(rows) for rows in product(*each)])
    truth = np.array([counts[service] for service in services])
    places = {}
    for place in shown:
        inside = [services.index(service) for service in adapter.people_of(place, shown, sectors)]
        totals = ways[:, inside].sum(axis=1)
        wanted = adapter.printed(tuple(truth[inside].sum(axis=0).tolist()), THREE)
        rows, which = np.unique(totals, axis=0, return_inverse=True)
        same = np.array([adapter.printed(tuple(row), THREE) == wanted for row in rows.tolist()])
        places[place] = inside
        ways = ways[same[which.ravel()]]
    exact = {
        f"{name if name == 'system' else f'{name} {key}'}, option {option + 1}"
        for (name, key), inside in places.items()
        for option in range(3)
        if np.ptp(ways[:, inside, option].sum(axis=1)) == 0
    }
    atoms = question.puzzle_of(sectors, counts, THREE, shown).atoms
    own = {
        (f"{name if name == 'system' else f'{name} {key}'}, option {option + 1}", f"{said} at {' or '.join(atom)}")
        for atom in atoms
        for group in atom
        for mine in range(3)
        for said in [f"that they answered option {mine + 1}"]
        for number in [services.index(int(group.removeprefix("service ")))]
        if truth[number][mine]
        for (name, key), inside in places.items()
        for option in range(3)
        if np.ptp(ways[ways[:, number, mine] > 0][:, inside, option].sum(axis=1)) == 0
    }
    own = {(about, said) for about, said in own if about not in exact}
    known = set()
    for target, service in enumerate(services):
        if ("service", service) in shown:
            continue
        for said in told(truth[target], 2):
            for other in (None, *(n for n in range(len(services)) if n != target)):
                some = ways[(ways[:, target] >= said).all(axis=1)]
                whole = ""
                if other is not None:
                    some = some[(some[:, other] == truth[other]).all(axis=1)]
                    whole = f", service {services[other]} whole"
                asked = "how many answered everywhere"
                asked += f", {said.tolist()} of its own people" if said.any() else ""
                known |= {
                    (f"service {service}, option {option + 1}", asked + whole)
                    for option in range(3)
                    if np.ptp(some[:, target, option]) == 0
                }
    return exact, own, known


@few_and_many(6, 150)
def test_the_program_finds_what_going_through_every_way_finds(times: int):
    """Small boroughs with anything shown, lawful or not, so that there is much to find."""
    rng, broken = np.random.default_rng(2026), 0
    for _ in range(times):
        sizes = [int(n) for n in rng.choice([1, 2, 3, 4, 10, 11, 12], size=int(rng.integers(2, 4)))]
        while sum(sizes) > 17:
            sizes[sizes.index(max(sizes))] -= 3
        counts = {n: tuple(rng.multinomial(size, rng.dirichlet([0.5] * 3)).tolist()) for n, size in enumerate(sizes, 1)}
        sectors = {service: 1 + int(rng.integers(2)) for service in counts}
        places = {("system", 0), *(("sector", n) for n in sectors.values()), *(("service", n) for n in counts)}
        large = [place for place in sorted(places) if _is_large(place, sectors, counts)]
        shown = frozenset(place for place in large if rng.random() < 0.75)
        by_program, by_ways = (f(sectors, counts, shown) for f in (found_by_program, found_by_going_through))
        assert by_program[:2] == by_ways[:2], (sectors, counts, shown)
        # Whoever knows nobody whole is not asked about again with each service; so they are compared by number.
        alone = {(about, knowing) for about, knowing in by_program[2] if "whole" not in knowing}
        assert alone == {(about, knowing) for about, knowing in by_ways[2] if "whole" not in knowing}
        implied = {
            (about, knowing)
            for about, knowing in by_ways[2]
            if any(about == other and knowing.startswith(less) for other, less in alone)
        }
        assert by_program[2] | implied == by_ways[2], (sectors, counts, shown)
        broken += bool(by_ways[1]) + bool(by_ways[2])
    assert broken, "nothing was there to be found"


def _is_large(place, sectors, counts) -> bool:
    inside = adapter.people_of(place, frozenset(), sectors)
    return sum(sum(counts[service]) for service in inside) >= 10


@pytest.mark.parametrize("scale", [THREE, FIVE], ids=["three", "five"])
def test_what_a_figure_stands_for_is_all_that_is_said_so(scale):
    """Rectangles of P and S hold exactly the pairs that are printed alike."""
    from attacker.words import Figure, boxes_of

    said = few_people(16, scale)
    for share, mean in set(said.values()):
        wanted = {pair for pair, words in said.items() if words == (share, mean)}
        boxes = boxes_of(said, Figure((15, 19), share, mean))
        inside = {(p, s) for p, s in said for a, b, c, d in boxes if a <= p <= b and c <= s <= d}
        assert inside == wanted


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        ((1, 50, 2), "50 to 54 people, 10 or less%, mean 2"),
        ((0, 52, 1), "50 to 54 people, 10 or less%, mean 2"),
        ((5, 45, 1), "50 to 54 people, 10 or less%, mean 1.9"),
        ((0, 18, 33), "50 to 54 people, 50 or more%, mean not shown"),
        ((10, 12, 30), "50 to 54 people, 60%, mean 2.4 counts 10, 10, 30"),
    ],
    ids=["nearly all alike", "all but one alike", "all but a few alike", "half or more", "counts"],
)
def test_fifty_people_and_more_are_read_exactly(counted, words):
    """Each number that the program says is possible is one that goes with the printed figure, and each other is not."""
    search = Search(question.puzzle_of({1: 1}, {1: counted}, THREE, frozenset({("service", 1)})))
    figure = search.puzzle.places[0].figure
    assert str(figure) == words
    alike = np.array(
        [way for way in all_ways(sum(counted), 3) if adapter.printed(tuple(way.tolist()), THREE) == figure]
    )
    for option in range(3):
        possible = set(alike[:, option].tolist())
        for number in {min(possible) - 1, min(possible), max(possible), max(possible) + 1} & set(range(54)):
            is_possible = number in possible
            if number == counted[option]:
                continue  # the truth itself is no alternative
            found = search.program.find({search.program.column(0, option): 1.0}, number, number)
            assert (found is not None) == is_possible, (option, number)

"""One question of one round as the product would publish it, made into a puzzle; and the attacks on it."""

from __future__ import annotations

from collections.abc import Mapping

from attacker import product
from attacker.puzzle import Place, Puzzle, Reading
from attacker.words import Scale, few_people

TODAY = Reading(product.printed, few_people)


def places_of(
    shown: frozenset[product.Place],
    sectors: Mapping[int, int],
    counts: product.Counts,
    scale: Scale,
    reading: Reading = TODAY,
) -> list[Place]:
    """Shown places with what is printed of them; services are named "service 3"."""
    found = []
    for place in sorted(shown):
        services = [service for service in product.people_of(place, shown, sectors) if sum(counts.get(service, ()))]
        total = tuple(sum(numbers) for numbers in zip(*(counts[service] for service in services), strict=True))
        level, key = place
        name = level if level == "system" else f"{level} {key}"
        groups = frozenset(f"service {service}" for service in services)
        own = name if level == "service" else None
        found.append(Place(name, groups, reading.of(total, scale), own))
    return found


def puzzle_of(
    sectors: Mapping[int, int],
    counts: product.Counts,
    scale: Scale,
    shown: frozenset[product.Place] | None = None,
    reading: Reading = TODAY,
    take_up: Mapping[int, int] | None = None,
) -> Puzzle:
    """A question's puzzle. `shown` are the places; the product is asked where it is left out."""
    if shown is None:
        shown = product.shown_places(sectors, counts, scale, take_up)
    groups = {f"service {service}": tuple(map(int, row)) for service, row in counts.items() if sum(row)}
    return Puzzle(scale, groups, places_of(shown, sectors, counts, scale, reading), reading)

"""Figures of other gates: exact ones, and those from before shares and means were looked at together.

With these the attacker must find what it looks for, or it could not find anything.
"""

from functools import cache

from attacker import words
from attacker.puzzle import Reading
from attacker.words import Figure, Scale, Words


def exact(row: tuple[int, ...], scale: Scale) -> Figure:
    """Every number as it was counted."""
    people = sum(row)
    positive = sum(number for number, (_, good) in zip(row, scale, strict=True) if good)
    return Figure((people, people), Words(100 * positive / people), None, tuple(Words(n, "exactly") for n in row))


@cache
def old_words(people: int, scale: Scale) -> dict:
    """Of each P and S the share to the nearest ten beside the mean to a tenth, both with ends, and always both."""
    return {
        (positive, total): (
            words.share_in_tens(positive, people),
            words.mean_in_words(words.tenths_of_mean(total, people, scale), scale),
        )
        for positive, total in words.sums(people, scale)
    }


def old(row: tuple[int, ...], scale: Scale) -> Figure:
    people = sum(row)
    positive = sum(number for number, (_, good) in zip(row, scale, strict=True) if good)
    total = sum(number * value for number, (value, _) in zip(row, scale, strict=True))
    low = people - people % 5
    return Figure((low, low + 4), *old_words(people, scale)[positive, total])


EXACT = Reading(exact, None)
OLD = Reading(old, old_words)

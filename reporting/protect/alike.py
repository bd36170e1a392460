"""Counts of few services, such as how many are where: told only where they say it of no single one. Plain arithmetic.

Three services that are all at one place are as good as named. So is whatever is left of the whole without the sectors
that are told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

LEAST_SERVICES = 3  # of fewer nothing is said of how they did: it would say it of one


def says_it_of_no_one(counts: Sequence[int]) -> bool:
    """Whether these are enough services, and not all counted as the same."""
    return sum(counts) >= LEAST_SERVICES and max(counts) < sum(counts)


def told_of(sectors: Mapping[int, Sequence[int]]) -> set[int] | None:
    """The sectors whose counts may be told beside those of the whole; None where not even the whole may be.

    All counts have one length. Where too much could be told of what is left, the sector with the fewest is not told.
    """
    if not sectors:
        return None
    whole = [sum(column) for column in zip(*sectors.values(), strict=True)]
    if not says_it_of_no_one(whole):
        return None
    told = {sector for sector, counts in sectors.items() if says_it_of_no_one(counts)}
    # Only one thing can be taken away here: each sector stands in the whole once.
    while told:
        left = [sum(column) for column in zip(*(sectors[one] for one in sectors.keys() - told), strict=True)]
        if not any(left) or says_it_of_no_one(left):
            break
        told.remove(min(told, key=lambda sector: (sum(sectors[sector]), sector)))
    return told

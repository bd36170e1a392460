"""The known faults that the accessibility statement lists: `known_faults.csv`, looked through every half year.

A fault that is mended leaves the file with the change that mends it; a test fails when nobody has looked at one of
them for longer than `LOOKED_AT_EVERY`, so that the statement cannot quietly grow old.
"""

import csv
import datetime
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "known_faults.csv"
LOOKED_AT_EVERY = datetime.timedelta(days=180)


@dataclass(frozen=True)
class KnownFault:
    """Something that some people cannot use yet: the criterion of WCAG 2.2, what it is, and what to do instead."""

    guideline: str
    found_on: datetime.date
    looked_at_on: datetime.date
    what: str
    instead: str


@cache
def known_faults() -> tuple[KnownFault, ...]:
    """In the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    day = datetime.date.fromisoformat
    return tuple(
        KnownFault(row["guideline"], day(row["found_on"]), day(row["looked_at_on"]), row["what"], row["instead"])
        for row in rows
    )


def reviewed_on() -> datetime.date:
    """The day on which the statement was last looked through as a whole."""
    return min(fault.looked_at_on for fault in known_faults())

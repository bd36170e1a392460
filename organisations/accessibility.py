"""The known faults that the accessibility statement lists: `known_faults.csv`, which the checks read as well.

Each fault names the test that shows it. What axe minds is tolerated where a fault here says so, and nowhere else. A
fault that is mended turns its test red until its line has left the file; another test fails when no one has looked at
one of them for longer than `LOOKED_AT_EVERY`. So the statement cannot quietly grow old.
"""

import csv
import datetime
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "known_faults.csv"
LOOKED_AT_EVERY = datetime.timedelta(days=180)
# The columns that people read: they are translated with the page's other phrases.
SAID = ("what", "instead")


@dataclass(frozen=True)
class KnownFault:
    """Something that some people cannot use yet: the criterion of WCAG 2.2, what it is, and what to do instead.

    `shown_by` is the test that shows it, as pytest calls it. Where axe finds it, `axe_rule` is the rule and `page` the
    name of the address at which it is tolerated; otherwise both are "".
    """

    key: str
    guideline: str
    found_on: datetime.date
    looked_at_on: datetime.date
    shown_by: str
    axe_rule: str
    page: str
    what: str
    instead: str


@cache
def known_faults() -> tuple[KnownFault, ...]:
    """In the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    day = datetime.date.fromisoformat
    return tuple(
        KnownFault(**{**row, "found_on": day(row["found_on"]), "looked_at_on": day(row["looked_at_on"])})
        for row in rows
    )


def known_fault(key: str) -> KnownFault:
    """The one with this key. Raises KeyError where the file has none, such as after it was mended."""
    return {fault.key: fault for fault in known_faults()}[key]


def reviewed_on() -> datetime.date:
    """The day on which the statement was last looked through as a whole."""
    return min(fault.looked_at_on for fault in known_faults())

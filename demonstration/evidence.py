"""What made-up services give as evidence for a stage: of that very statement, in the words of their sector."""

import csv
import random
from functools import cache
from pathlib import Path

from assessments.models import Rating

FILE = Path(__file__).parent / "evidence.csv"
LATER = 2  # the stage from which a service has something to show, and not only something begun
DRAWS = 12
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
MONTHS += ("November", "December")
# What each sector calls where it meets families, where it writes things down, and where it plans with others.
OF_A_SECTOR = {
    "Children's social care": ("the contact room", "the case file", "the family meeting"),
    "Schools and early years": ("the school office", "the pupil's record", "the pastoral meeting"),
    "Health": ("the waiting room", "the patient's notes", "the case discussion"),
    "Police and justice": ("the front office", "the case record", "the partners' meeting"),
    "Housing and homelessness": ("the housing office", "the support file", "the support meeting"),
    "Voluntary and community": ("the drop-in", "our notes", "the team meeting"),
}


@cache
def texts() -> dict[str, tuple[str, str]]:
    """By statement: what a service says that has just begun, and one that is further along."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {row["statement"]: (row["early"], row["later"]) for row in csv.DictReader(lines)}


def evidence_of(rating: Rating, rng: random.Random) -> str:
    """One or two sentences for a rating with a stage. One draw from `rng`, whatever the text."""
    drawn = rng.randrange(DRAWS)
    early, later = texts()[rating.statement.code]
    text = later if rating.stage and rating.stage.value >= LATER else early
    place, record, meeting = OF_A_SECTOR[rating.assessment.service.sector.name]
    said = text.format(
        few=2 + drawn % 4, many=8 + drawn, month=MONTHS[drawn], place=place, record=record, meeting=meeting
    )
    return said[:1].upper() + said[1:]

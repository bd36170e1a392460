"""What may be said of a question once it is known that some people should not have been counted there. No database.

Figures with these people and figures without them, side by side, would tell what they said. So nothing is counted
again: the corrected share is worked out from what was published, and from how many people went or came, to the next
five. It says what the published figures leave open, and is true; it hangs on no answer, so both releases together tell
nothing that the first did not.
"""

from __future__ import annotations

from dataclasses import replace

from reporting.protect import disclosure
from reporting.protect.disclosure import CoarsenedResult
from reporting.protect.exactness import ends_of
from reporting.protect.rounds import wide

STEP = 5  # how exactly it may be known how many people went or came


def to_the_next_five(people: int) -> int:
    """As exactly as a number of people is used: a published end says no more of it than a band does."""
    return -(-people // STEP) * STEP


def corrected(shown: CoarsenedResult, *, went: int, came: int) -> CoarsenedResult | None:
    """One wide share in place of what was shown, where up to so many people go or come. None: it is left out.

    Whatever those people answered, and however many fewer they are, the true share lies in it.
    """
    least, most = shown.base[0] - went, shown.base[1] + came
    if least < disclosure.LEAST_PEOPLE:
        return None
    before = ends_of(shown)
    people = shown.base[0]  # of as few people as there can have been, those who go weigh most
    low = max(0.0, (before.low / 100 * people - went) / (people - went + came))
    high = min(1.0, (before.high / 100 * people + came) / (people - went + came))
    return wide(replace(shown, base=(least, most)), (low, high))

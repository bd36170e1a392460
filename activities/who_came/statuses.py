"""What a list says of each person: came, goes or not. Only words that we know are ever kept or shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from tables.folding import fold

BLANK, OTHER = "blank", "other"


class Said(StrEnum):
    """What a status means for the count."""

    CAME = "came"
    GOING = "going"  # a ticket or a yes: they may have come
    BEGUN = "begun"  # of a course: enrolled, or under way
    OUT = "out"
    UNCLEAR = "unclear"


_WORDS: dict[Said, tuple[str, ...]] = {
    Said.CAME: (
        *("checked in", "checked-in", "check in", "attended", "fully attended", "partially attended", "part attended"),
        *("present", "yes", "y", "true", "1", "x", "✓", "✔", "completed", "complete", "passed", "pass", "joined"),
        *("arrived", "in attendance", "here", "came", "signed in", "late"),
    ),
    Said.GOING: (
        *("attending", "registered", "going", "accepted", "confirmed", "booked", "reserved", "approved", "paid"),
        *("valid", "active", "coming", "will attend", "yes, attending", "yes, i will attend", "organizer", "ordered"),
        *("placed", "processed", "free", "yes i can attend", "yes, i can attend", "yes i will attend", "yes please"),
    ),
    Said.BEGUN: (
        *("enrolled", "in progress", "started", "not completed", "incomplete", "assigned", "overdue", "due"),
        *("not started", "launched", "expired", "not yet started"),
    ),
    Said.OUT: (
        *("not attending", "no show", "no-show", "noshow", "did not attend", "dna", "not attended", "absent", "no"),
        *("apologies", "apology", "sent apologies", "cancelled", "canceled", "declined", "decline", "deleted"),
        *(
            "refunded",
            "refund",
            "false",
            "n",
            "0",
            "withdrawn",
            "withdrew",
            "rejected",
            "failed",
            "fail",
            "transferred",
        ),
        *("not going", "can't go", "not checked in", "not present", "unable to attend", "did not join", "left early"),
        *("no response", "not responded", "none", "maybe", "tentative", "interested", "invited", "pending", "unpaid"),
        *("waitlisted", "wait listed", "waitlist", "wait list", "waiting list", "waiting", "on waiting list"),
        *("on the waiting list", "on waitlist", "unconfirmed", "awaiting approval", "no, i can't attend", "void"),
    ),
}
_MEANS = {word: said for said, words in _WORDS.items() for word in words}
LABELS = {BLANK: _("Blank"), OTHER: _("Something else")}
_MOSTLY = 0.6


def status_of(text: str) -> str:
    """A status as it is kept: a word that we know, or that it is blank or something else."""
    folded = fold(text).strip(".!")
    if not folded:
        return BLANK
    return folded if folded in _MEANS else OTHER


def means(status: str) -> Said:
    return _MEANS.get(status, Said.UNCLEAR)


def are_statuses(texts: Iterable[str]) -> bool:
    """Whether a column mostly has words that we know as statuses, and not just numbers of people."""
    found = [text for text in texts if text.strip()]
    known = [text for text in found if status_of(text) != OTHER]
    return bool(found) and len(known) >= _MOSTLY * len(found) and not all(text.strip().isdigit() for text in known)


def counted_at_first(statuses: Collection[str]) -> set[str]:
    """The statuses that are counted until somebody chooses others.

    Tickets count beside people who were checked in, since not everybody is. A course that is only begun does not count
    beside ones that are completed, and a blank not beside a yes.
    """
    said = {means(status) for status in statuses}
    counting = {Said.CAME, Said.GOING}
    if Said.CAME not in said:
        counting |= {Said.BEGUN}
    counted = {status for status in statuses if means(status) in counting}
    if BLANK in statuses and not counted:
        counted.add(BLANK)
    return counted


def words_of_status(status: str) -> str:
    """A status as it is shown: "Checked in"."""
    return str(LABELS[status]) if status in LABELS else status[:1].upper() + status[1:]

"""When a service and its peer are asked what came of it: ten months after the peer has written."""

import datetime

from assessments.models import PeerConversation

MONTHS = 10
ASKED_FOR = datetime.timedelta(days=90)  # so long Home asks; the page takes an answer at any time after


def asked_from(conversation: PeerConversation) -> datetime.date | None:
    """The day from which both are asked; None where nothing was said that could come to something."""
    said = conversation.left_on
    if said is None or conversation.state not in (PeerConversation.State.ACCEPTED, PeerConversation.State.FINISHED):
        return None
    months = said.month - 1 + MONTHS
    # The 28th at the latest, so that each month has it.
    return datetime.date(said.year + months // 12, months % 12 + 1, min(said.day, 28))


def is_asked(conversation: PeerConversation, *, on: datetime.date) -> bool:
    """Whether this is the time to say what came of it, or later."""
    day = asked_from(conversation)
    return day is not None and day <= on


def is_asked_now(conversation: PeerConversation, *, on: datetime.date) -> bool:
    """Whether Home and a mail ask for it: for three months."""
    day = asked_from(conversation)
    return day is not None and day <= on < day + ASKED_FOR

"""The slip: a code in someone's hand, of which we keep a hash, and with which they come back."""

import datetime
import hashlib
import re

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from learning.models import Barrier
from organisations.actions import ActionRefused, hold_partnership
from organisations.codes import tidy
from surveys.actions.codes import new_codes

_HASH = re.compile(r"[0-9a-f]{64}")


def new_slip() -> str:
    """A code, for a browser that makes none itself. It has more than 112 bits and is kept nowhere."""
    return new_codes(1)[0]


def hash_in_browser(code: str) -> str:
    """What a browser sends of the code that it has made: see `static/js/slip.js`."""
    return hashlib.sha256(tidy(code).encode()).hexdigest()


def hash_to_keep(sent: str) -> str:
    """What is kept of what a browser has sent: no one without our key can use it, nor try codes against it."""
    return salted_hmac("learning.slip", sent, algorithm="sha256").hexdigest()


def is_a_hash(sent: str) -> bool:
    return _HASH.fullmatch(sent) is not None


def barrier_of_slip(code: str, *, on: datetime.date) -> Barrier | None:
    """The barrier of a code that someone typed, until its last day. One query, whether there is one or not."""
    lasts = Q(slip_ends_on=None) | Q(slip_ends_on__gte=on)
    found = Barrier.objects.with_places().filter(lasts, slip=hash_to_keep(hash_in_browser(code)))
    return found.first()


@transaction.atomic
def reply_by_slip(*, code: str, text: str, on: datetime.date) -> Barrier | None:
    """Keep the answer to the reviewer's question. The first one stays; None where the code has no barrier.

    Raises ActionRefused where no question waits for an answer. Nothing is logged: the log has the time of day.
    """
    found = barrier_of_slip(code, on=on)
    if found is None:
        return None
    hold_partnership(found.partnership_id)  # who reviews, answers or mixes does so too
    held = Barrier.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if not held.question or held.reply or held.state != Barrier.State.WAITING:
        raise ActionRefused(_("We already have an answer to this question, or it is no longer asked."))
    held.reply = text
    held.save(update_fields=["reply"])
    found.reply = text
    return found

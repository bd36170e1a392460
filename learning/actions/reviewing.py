"""Reading what someone wrote without a name, before anyone who answers does."""

import datetime
import json

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from learning.actions.answering import SLIP_DAYS, hold_barrier
from learning.actions.naming import review_day
from learning.models import Barrier
from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.models import Membership, Organisation, Partnership, User
from organisations.permissions import memberships_of
from organisations.roles import PLACE_OF_ROLE, Role
from surveys.actions.comments import mail_escalation

# Roles with which no one leads people or answers for them. Where someone chose no organisation, the one who reads could
# be their own manager with any other role.
_FAR_FROM_EVERYONE = (Role.REVIEWER, Role.PAPER_KEYER, Role.TRAINING_LEAD, Role.PROGRAMME_LEAD)
# What a decision changes of a barrier.
_DECIDED = [
    "words",
    "organisation",
    "state",
    "due_on",
    "passed_on",
    "is_held",
    "slip_ends_on",
    "question",
    "reply",
    "note",
]
PASS_ON, ASK, KEEP_OUT, ESCALATE = "pass_on", "ask", "keep_out", "escalate"


def for_reviewer(user: User, partnership: Partnership) -> QuerySet[Barrier]:
    """Those that this reviewer may read: never about a place where they hold a role.

    One that names no place is read by those who hold no role at any, and answer for none.
    """
    here = [each for each in memberships_of(user) if each.partnership_id == partnership.pk]
    return Barrier.objects.in_partnership(partnership).with_places().exclude(_of_their_own(here))


def _of_their_own(memberships: list[Membership]) -> Q:
    own = Q(pk__in=[])
    for each in memberships:
        if each.role not in _FAR_FROM_EVERYONE:
            own |= Q(organisation=None)
        match PLACE_OF_ROLE[Role(each.role)]:
            case "organisation":
                own |= Q(organisation=each.organisation_id)
            case "service":
                own |= Q(organisation__services=each.service_id)
            case "sector":
                own |= Q(organisation__services__sector=each.sector_id)
    # Asked apart from the rows themselves: an organisation with several services would stand there several times.
    return Q(pk__in=Barrier.objects.filter(own).order_by().values("pk"))


def without_reader(partnership: Partnership) -> int:
    """How many wait that none of the partnership's reviewers may read."""
    waiting = Barrier.objects.in_partnership(partnership).waiting()
    people: dict[int, list[Membership]] = {}
    for each in Membership.objects.filter(partnership=partnership, user__is_active=True):
        people.setdefault(each.user_id, []).append(each)
    for held in people.values():
        if any(each.role == Role.REVIEWER for each in held):
            # What is left is closed to every one of them.
            waiting = waiting.filter(_of_their_own(held))
    return waiting.count()


def version_of(barrier: Barrier) -> str:
    """What tells whether a barrier is still as it was shown to a reviewer."""
    shown = [str(barrier.pk), barrier.words, barrier.state, barrier.question, barrier.reply]
    return salted_hmac("learning.barrier.version", json.dumps(shown), algorithm="sha256").hexdigest()


@transaction.atomic
def settle_barrier(
    *,
    barrier: Barrier,
    version: str,
    decision: str,
    words: str,
    organisation: Organisation | None,
    said: str,
    by: User,
    on: datetime.date,
    address: str,
) -> Barrier:
    """Say what becomes of what someone wrote. `said` is for whoever holds the slip: a question, or why it is kept out.

    What the reviewer leaves takes the place of what was written. The log says that one was settled, and not which.
    Raises ActionRefused where someone else has settled it meanwhile, and where a question cannot be asked.
    """
    held = hold_barrier(barrier)
    if held.state != Barrier.State.WAITING or not constant_time_compare(version_of(held), version):
        raise ActionRefused(
            _("Something has changed since you opened this: the page shows how it is now. Your decision is not saved.")
        )
    held.words, held.organisation = words, organisation
    end = on + datetime.timedelta(days=SLIP_DAYS)
    if decision == ASK:
        _ask(held, said, on)
        what = "asked someone with a slip a question"
    elif decision == KEEP_OUT:
        held.state, held.note, held.due_on, held.slip_ends_on = Barrier.State.SET_ASIDE, said, None, end
        what = "kept a barrier out of the ledger"
    elif decision == ESCALATE:
        held.state, held.due_on, held.slip_ends_on = Barrier.State.ESCALATED, None, end
        what = "passed a barrier to safeguarding because someone may not be safe"
    else:
        held.state, held.due_on, held.passed_on = Barrier.State.OPEN, None, on
        what = "passed a barrier to those who answer"
    held.is_held = False
    if decision in (PASS_ON, KEEP_OUT):  # it has been of use, and no one else is to read it
        held.question = held.reply = ""
    held.save(update_fields=_DECIDED)
    record(partnership=held.partnership, by=by, what=what, about=held.partnership)
    if decision == ESCALATE:
        mail_escalation(partnership=held.partnership, by=by, address=address, of_a_survey=False)
    return held


def _ask(held: Barrier, question: str, on: datetime.date) -> None:
    if held.question:
        raise ActionRefused(_("One question has been asked already, and there is only one."))
    if held.slip is None:
        raise ActionRefused(_("No one holds a slip for this, so no one can be asked."))
    held.question = question
    # They come back when they can. Then it is read in the time that anything new is read in.
    held.due_on = review_day(held.partnership, on=on + datetime.timedelta(days=14))

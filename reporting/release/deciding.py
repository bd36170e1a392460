"""Recording what a board decided on a round's results, and how far it is."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.models import Round, User
from organisations.saving import hold, save_shown_fields
from reporting.models import Decision

OF_A_DECISION = ("what", "owner", "who", "by_when", "state", "ended_on", "outcome")


@transaction.atomic
def record_decision(*, decision: Decision, by: User, at: datetime.datetime) -> Decision:
    """Record a decision on a released round.

    Raises ActionRefused where the round's results are not released: there is nothing to decide on yet. And where no one
    is named who does it.
    """
    if hold(decision.round).state != Round.State.RELEASED:
        raise ActionRefused(_("These results are not released, so no decision can be recorded on them."))
    if not decision.whose:
        raise ActionRefused(_("Enter who will do it, or select an owner."))
    decision.recorded_by, decision.recorded_at = by, at
    decision.save(force_insert=True)
    record(partnership=decision.partnership, by=by, what="recorded a decision of the board", about=decision, at=at)
    return decision


@transaction.atomic
def change_decision(
    *, decision: Decision, by: User, on: datetime.date, fields: Collection[str] = OF_A_DECISION
) -> Decision:
    """Keep what was changed of a decision.

    What is done or dropped gets a day, today's where none was given, and what is open again has none. Raises
    ActionRefused as saving does.
    """
    held = hold(decision)
    state = decision.state if "state" in fields else held.state
    given = decision.ended_on if "ended_on" in fields else held.ended_on
    ended_on = None if state in Decision.OPEN else given or on
    also = {} if ended_on == held.ended_on else {"ended_on": ended_on}
    shown = [name for name in fields if name != "ended_on"]
    return save_shown_fields(decision, shown, by=by, what="changed a decision of the board", also=also)


@transaction.atomic
def set_state(
    *,
    decision: Decision,
    state: Decision.State,
    seen: str,
    by: User,
    on: datetime.date,
    outcome: str | None = None,
) -> Decision:
    """Say how far a decision is, and what has changed because of it where an outcome is given.

    Pressing twice changes nothing. `seen` is the status beside which the button stood. Raises ActionRefused where
    someone else has set another one since, and where the decision is gone.
    """
    held = hold(decision)
    words = held.outcome if outcome is None else outcome
    if (held.state, held.outcome) == (state, words):
        return held
    if held.state not in (state, seen):
        said = {"status": held.get_state_display().lower()}
        raise ActionRefused(_("Someone else has changed the status to “%(status)s” since you opened the page.") % said)
    if held.state != state:
        held.state, held.ended_on = state, None if state in Decision.OPEN else on
    held.outcome = words
    held.save(update_fields=["state", "ended_on", "outcome"])
    what = f"marked a decision of the board as {Decision.State(state).label.lower()}"
    record(partnership=held.partnership, by=by, what=what, about=held)
    return held


@transaction.atomic
def delete_decision(*, decision: Decision, by: User) -> None:
    """Delete a decision that was recorded by mistake; its words stay in the audit log.

    Raises ActionRefused where it is gone already.
    """
    held = hold(decision)
    record(partnership=held.partnership, by=by, what="deleted a decision of the board", about=held)
    held.delete()

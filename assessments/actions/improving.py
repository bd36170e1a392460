"""Keeping a service's improvement actions."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models import ImprovementAction
from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.hanging import hangs_on
from organisations.models import AuditEntry, User
from organisations.saving import hold, save_shown_fields

PLANNED = "planned an action"
A_MOMENT = datetime.timedelta(minutes=1)
OF_AN_ACTION = ("what", "statement", "person", "who", "due_on", "would_show")


@transaction.atomic
def save_action(
    *, action: ImprovementAction, by: User, on: datetime.date, fields: Collection[str] = OF_AN_ACTION
) -> ImprovementAction:
    """Record a service's improvement action, or keep what was changed of one. Raises ActionRefused as saving does.

    The same sent twice within a minute, as by a double press, is one action.
    """
    if action.pk is None:
        hold(action.service)
        if made := _made_just_now(action, by):
            return made
        action.recorded_by, action.recorded_on = by, on
        action.save(force_insert=True)
        record(partnership=action.partnership, by=by, what=PLANNED, about=action)
        return action
    return save_shown_fields(action, fields, by=by, what="changed an action")


def _made_just_now(action: ImprovementAction, by: User) -> ImprovementAction | None:
    """The action that the same person made of the same words within a minute, if there is one."""
    since = timezone.now() - A_MOMENT
    entries = AuditEntry.objects.filter(partnership=action.partnership, by=by, what=PLANNED, at__gte=since)
    if not entries.filter(about=str(action)[:300]).exists():
        return None
    same = {name: getattr(action, name) for name in OF_AN_ACTION}
    found = ImprovementAction.objects.filter(**same, service=action.service, recorded_by=by)
    return found.order_by("-pk").first()


@transaction.atomic
def delete_action(*, action: ImprovementAction, by: User) -> None:
    """Delete an action that was planned by mistake. Twice is as once.

    Raises ActionRefused where a round has counted it, or something else was made of it: then it is stopped, with what
    became of it.
    """
    held = ImprovementAction.objects.select_for_update(of=("self",)).filter(pk=action.pk).first()
    if held is None:
        return
    if hangs_on(held):
        refusal = _("“%(what)s” has been counted, so it cannot be deleted. Stop it instead, and say why.")
        raise ActionRefused(refusal % {"what": held.what})
    record(partnership=action.partnership, by=by, what="deleted an action", about=held)
    held.delete()


@transaction.atomic
def set_state(
    *,
    action: ImprovementAction,
    state: str,
    by: User,
    on: datetime.date,
    became: str | None = None,
    seen: str | None = None,
) -> bool:
    """How far an action is, in one press; `became` says what has changed. Whether anything did.

    Whoever says that it is done first is on record with the day: saying it twice changes nothing. `seen` is the state
    that the page showed. Raises ActionRefused where someone else has said another one since.
    """
    held = hold(action)
    said = held.became if became is None else became
    if (held.state, held.became) == (state, said):
        return False
    if seen is not None and held.state != seen:
        raise ActionRefused(
            _("Someone else has changed “%(what)s” since you opened the page. It is now: %(state)s. Check it first.")
            % {"what": held.what, "state": held.get_state_display().lower()}
        )
    if held.state != state:
        held.ended_on = on if state in ImprovementAction.ENDED else None
    held.state, held.became = state, said
    held.save(update_fields=["state", "ended_on", "became"])
    what = f"marked an action as {ImprovementAction.State(state).label.lower()}"
    record(partnership=held.partnership, by=by, what=what, about=held)
    return True

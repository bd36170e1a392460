"""When a closed round is sealed, how services' actions stood at its end is written down."""

from assessments.models import ActionAtSealing, ImprovementAction
from background.actions.jobs import Run
from organisations.models import Round

ORDER = 20


def begin(*, round_: Round) -> None:
    """One row for each action that the round counts, in two queries. There is no way back to the open round by now."""
    last = round_.closes_on
    actions = ImprovementAction.objects.in_partnership(round_.partnership_id).standing_at_the_end_of(round_)
    rows = []
    for action in actions:
        state = action.stood_on(last)
        is_overdue = state in ImprovementAction.OPEN and action.due_on is not None and action.due_on < last
        rows.append(
            ActionAtSealing(
                round=round_, action=action, service_id=action.service_id, state=state, is_overdue=is_overdue
            )
        )
    ActionAtSealing.objects.bulk_create(rows, ignore_conflicts=True)


def seal(*, round_: Round, run: Run) -> None:
    """All is done at the beginning: there are no answers of people among it."""

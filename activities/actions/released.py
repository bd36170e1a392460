"""What becomes of records when the release of their round is made."""

from __future__ import annotations

from django.db import transaction

from activities.models import Briefing, DeepListening, Event, Meeting, TrainingSession
from organisations.models import Round

COUNTED_BY_DAY = (Briefing, DeepListening, Event, Meeting, TrainingSession)


@transaction.atomic
def mark_counted(*, round_: Round) -> None:
    """Note on each record that a release counts it in this round. What is written down later has no such note."""
    for model in COUNTED_BY_DAY:
        model.objects.in_partnership(round_.partnership).counting_in(round_).update(counted_in=round_)

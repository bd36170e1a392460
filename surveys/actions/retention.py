"""Letting raw answers go. What was released stays as it is."""

from django.db import transaction

from organisations.audit import record
from organisations.models import Round
from surveys.models import ClosedRoundAnswer, ClosedRoundResponse, Comment, SurveyLink


@transaction.atomic
def forget_answers(*, round_: Round) -> int:
    """Delete a round's raw answers and comments. Returns how many people's answers went."""
    people = ClosedRoundResponse.objects.in_round(round_).count()
    comments = Comment.objects.filter(round=round_)
    if not people and not comments.exists():
        return 0
    kept = ClosedRoundResponse.objects.filter(survey_link__in=SurveyLink.objects.in_round(round_))
    ClosedRoundAnswer.objects.filter(response__in=kept).delete()
    kept.delete()
    comments.delete()
    record(partnership=round_.partnership, by=None, what="deleted raw answers whose time was up", about=round_)
    return people

"""Letting raw answers go. What was released stays as it is."""

from django.db import connection, transaction

from organisations.audit import record
from organisations.models import Round
from surveys.models import ClosedRoundAnswer, ClosedRoundResponse, Comment, SurveyLink

# Tables from which rows are deleted that somebody trusted us with.
_TABLES = (
    "surveys_answer",
    "surveys_response",
    "surveys_singleusecode",
    "surveys_draft",
    "surveys_comment",
    "surveys_contactrequest",
    "surveys_closedroundanswer",
    "surveys_closedroundresponse",
    "surveys_papermark",
)


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


def wipe_deleted_rows() -> None:
    """Take what was deleted off the disk too. PostgreSQL keeps old versions of rows until they are vacuumed; SQLite
    overwrites them as they are deleted (`secure_delete` in the settings)."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM {', '.join(_TABLES)}")

"""That a reviewer has read what people wrote goes on record: how much or of which round, and no more."""

from django.db import transaction

from organisations.audit import record
from organisations.audit_kinds import READ_COMMENT, READ_COMMENTS, READ_HEAP, READ_SETTLED
from organisations.models import Partnership, User

__all__ = ["READ_COMMENT", "READ_COMMENTS", "READ_HEAP", "READ_SETTLED", "note_reading"]


@transaction.atomic
def note_reading(*, partnership: Partnership, by: User, what: str, about: object) -> None:
    """Put down that someone has read; an entry never leads to one person’s words."""
    record(partnership=partnership, by=by, what=what, about=about)

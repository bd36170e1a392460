"""Ending one's own sessions."""

from django.db import transaction

from organisations.models import User
from organisations.sessions import end_all_sessions
from signing_in.models import Session


@transaction.atomic
def end_session(*, user: User, number: int) -> bool:
    """End one session of a person, known by its number. Whether there was one."""
    ended, _ = Session.objects.filter(user=user, number=number).delete()
    return bool(ended)


@transaction.atomic
def sign_out_everywhere(*, user: User, but: str | None) -> int:
    """End all sessions of a person, or all but the one whose key is given. Returns how many."""
    return end_all_sessions(user, but=but)

"""Ending what someone has signed in to: in the same request in which their account is closed."""

from importlib import import_module

from django.conf import settings
from django.db.models import QuerySet

from organisations.models import User


def all_sessions() -> QuerySet:
    """Every session. They lie in a room above (signing_in/session_store.py), which Django's setting names."""
    return import_module(settings.SESSION_ENGINE).SessionStore.get_model_class().objects.all()


def end_all_sessions(user: User, *, but: str | None = None) -> int:
    """End every session of a person, in all browsers, at once, but one with the key `but`. Returns how many."""
    sessions = all_sessions().filter(user=user)
    ended, _ = (sessions.exclude(pk=but) if but else sessions).delete()
    return ended

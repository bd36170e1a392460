"""Ending what someone has signed in to: in the same request in which their account is closed."""

from importlib import import_module

from django.conf import settings

from organisations.models import User


def end_all_sessions(user: User, *, but: str | None = None) -> int:
    """End every session of a person, in all browsers, at once. `but` is the key of one that goes on. Returns how many.

    Sessions lie in another room (signing_in/session_store.py), which Django's setting names.
    """
    sessions = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class().objects.filter(user=user)
    ended, _ = (sessions.exclude(pk=but) if but else sessions).delete()
    return ended

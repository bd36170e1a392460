"""Ending what someone has signed in to, in the same request in which their account is closed."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from organisations.models import User


def end_all_sessions(user: User) -> int:
    """Sign someone out of every browser, also of those that allauth knows nothing of. Returns how many."""
    UserSession.objects.filter(user=user).delete()
    running = Session.objects.filter(expire_date__gt=timezone.now()).iterator()
    theirs = [each.session_key for each in running if each.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(session_key__in=theirs).delete()
    return len(theirs)

"""Ending the sessions of someone, everywhere and at once."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from organisations.models import User


def end_all_sessions(user: User) -> int:
    """Sign someone out of every browser; of how many. Sessions that allauth knows nothing of end too."""
    UserSession.objects.filter(user=user).delete()
    running = Session.objects.filter(expire_date__gt=timezone.now()).iterator()
    theirs = [each.session_key for each in running if each.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(session_key__in=theirs).delete()
    return len(theirs)

"""What a session is worth: whether it still counts, and whether it has shown the second factor that a role needs.

No page pays for the question: marks lie in the session, and roles are those that a page asks for anyway.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import Enum
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from organisations.actions import DEMONSTRATION_DOMAIN
from organisations.models import User
from organisations.permissions import memberships_of, partnerships_of
from organisations.roles import Role
from signing_in.session_store import BEGAN, SEEN

# What they see or change touches people who were hurt, or a whole partnership: a mailbox alone must not open it.
NEEDS_FACTOR = frozenset({Role.ADMIN, Role.BOARD_MEMBER, Role.REVIEWER})
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes alone are none
SECOND_FACTOR = "mfa"  # as allauth records it in the session


@dataclass(frozen=True)
class Limits:
    """How long a session lasts unused, and at most."""

    idle: datetime.timedelta
    absolute: datetime.timedelta


SHORT = Limits(idle=datetime.timedelta(hours=2), absolute=datetime.timedelta(hours=12))  # roles that need a factor
LONG = Limits(idle=datetime.timedelta(hours=12), absolute=datetime.timedelta(days=7))  # everyone else
KEPT_EVERY = datetime.timedelta(minutes=5)  # a page writes nothing: when it was last used is kept this seldom


class Standing(Enum):
    """What becomes of a request."""

    COUNTS = "goes on"
    OVER = "its session has ended"
    SHOW = "has a second factor and has not shown it"
    ENROL = "has to add a second factor first"


def needs_factor(user: Any) -> bool:
    """Whether a person must have a second factor: by a role anywhere, or as one who looks after the installation."""
    if user.is_staff or user.is_superuser:
        return True
    return any(membership.role in NEEDS_FACTOR for membership in memberships_of(user))


def is_made_up(user: Any) -> bool:
    """Whether someone is one of the demonstration's people, whom anyone walks in as, and is nothing anywhere else."""
    if not settings.DEMONSTRATION_BOROUGH or user.is_staff or user.is_superuser:
        return False
    if not user.email.endswith(DEMONSTRATION_DOMAIN):
        return False
    return all(partnership.is_demonstration for partnership in partnerships_of(user))


def factors_of(user: User):
    """A person's second factors, the oldest first; recovery codes are not among them."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).order_by("pk")


def has_shown_factor(request: HttpRequest, user: Any) -> bool:
    """Whether a second factor was shown in this session, by this person."""
    return any(record.get("method") == SECOND_FACTOR for record in get_authentication_records(request, user))


def is_over(request: HttpRequest, user: Any, *, at: datetime.datetime) -> bool:
    """Whether a session was unused for too long, or lasts too long. One that does not say since when is over."""
    began, seen = request.session.get(BEGAN), request.session.get(SEEN)
    if began is None or seen is None:
        return True
    limits = SHORT if needs_factor(user) else LONG
    now = at.timestamp()
    return now - seen > limits.idle.total_seconds() or now - began > limits.absolute.total_seconds()


def standing_of(request: HttpRequest, user: Any, *, at: datetime.datetime) -> Standing:
    """What a request's session is worth at this moment, as this person's."""
    if not user.is_authenticated:
        return Standing.COUNTS  # as no one
    if is_over(request, user, at=at):
        return Standing.OVER
    if has_shown_factor(request, user) or not needs_factor(user) or is_made_up(user):
        return Standing.COUNTS
    return Standing.SHOW if factors_of(user).exists() else Standing.ENROL

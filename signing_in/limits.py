"""How often a code may be asked for: counted once for all processes, by keys that name no one.

The limit is on who asks. A browser in which someone has signed in before is known to us by a signed cookie, and can
always ask for that person: strangers use up only what strangers share.
"""

from __future__ import annotations

import datetime
import hashlib

from allauth.core.internal.ratelimit import consume
from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import salted_hmac

KNOWN_FOR = datetime.timedelta(days=180)
# For one address: by a browser that is known for it, and by all others together.
BY_KNOWN = {"code": "6/5m/key,30/d/key"}
BY_STRANGERS = {"code": "6/5m/key,20/d/key"}


def hashed_key(key: str, prefix: str, version: int) -> str:
    """The key of a count. Those of a network's address have the day in them: no one is followed to the next day."""
    day = timezone.localdate().isoformat() if ":ip:" in key else ""
    return salted_hmac("signing_in.limits", f"{day}:{prefix}:{version}:{key}", algorithm="sha256").hexdigest()


def _name() -> str:
    return "__Host-known" if settings.SESSION_COOKIE_SECURE else "known"


def key_of(email: str) -> str:
    """An address as the cookie names it; no one reads the address from it."""
    return salted_hmac("signing_in.known", email.lower(), algorithm="sha256").hexdigest()[:32]


def known_for(request: HttpRequest) -> list[str]:
    """The people who have signed in in this browser, the newest first, as keys."""
    try:
        told = request.get_signed_cookie(_name(), default="", salt="signing_in.known", max_age=KNOWN_FOR)
    except BadSignature:
        return []
    return told.split(".") if told else []


def remember(response: HttpResponseBase, request: HttpRequest, email: str) -> None:
    """Let this browser be known as one in which this person has signed in."""
    known = [key_of(email), *(each for each in known_for(request) if each != key_of(email))]
    response.set_signed_cookie(
        _name(),
        ".".join(known[:5]),
        salt="signing_in.known",
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def may_send_code(request: HttpRequest, email: str) -> bool:
    """Whether one more code may go to an address, asked from this browser. It counts."""
    address = hashlib.sha256(email.lower().encode()).hexdigest()
    if key_of(email) in known_for(request):
        told = request.COOKIES[_name()]
        return bool(consume(request, app="signing_in", action="code", config=BY_KNOWN, key=f"{told}:{address}"))
    return bool(consume(request, app="signing_in", action="code", config=BY_STRANGERS, key=address))

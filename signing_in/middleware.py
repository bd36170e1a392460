"""The gate: a session that is over, or has not shown the second factor that a role needs, is no one's session."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from signing_in.browsers import in_words
from signing_in.session_store import BEGAN, BROWSER, SEEN
from signing_in.standing import KEPT_EVERY, Standing, standing_of

# All that someone reaches who has to add a second factor, and who has to show one. Public pages take both for no one.
TO_SIGN_OUT = frozenset({"account_logout"})
TO_ENROL = TO_SIGN_OUT | {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn"}
TO_SHOW = TO_SIGN_OUT | {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
OPEN = {Standing.ENROL: TO_ENROL, Standing.SHOW: TO_SHOW}
WAY = {Standing.ENROL: "mfa_index", Standing.SHOW: "mfa_reauthenticate"}


class AsksWhatASessionIsWorth:
    """Stands before the middleware that asks for signing in; a public page that asks for no one costs nothing here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.session_counts = False
        response = self.get_response(request)
        session = request.session
        # One that began with this request, or that was found to count: what is over is not brought back to life.
        if session.accessed and SESSION_KEY in session and (request.session_counts or BEGAN not in session):
            _mark(request, at=timezone.now())
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponseBase | None:
        name = request.resolver_match.view_name
        # The front page sends people on to their own start, and so on to adding a second step.
        if not getattr(view, "login_required", True) and name not in TO_SIGN_OUT and name != "home":
            person = request.user
            request.user = SimpleLazyObject(lambda: _whoever_counts(request, person))
            return None
        standing = _standing(request, request.user)
        if standing is Standing.OVER:
            logout(request)  # what was typed is kept by the middleware that finds no one signed in
        if standing not in OPEN or name in OPEN[standing]:
            return None
        if request.headers.get("X-Autosave") == "yes":
            return JsonResponse({"status": "signed-out"}, status=403)
        return redirect(WAY[standing])


def _standing(request: HttpRequest, user) -> Standing:
    standing = standing_of(request, user, at=timezone.now())
    request.session_counts = standing is not Standing.OVER
    return standing


def _whoever_counts(request: HttpRequest, person):
    """The person of a public page: no one, where their session does not count. Asked only by a page that asks."""
    return person if _standing(request, person) is Standing.COUNTS else AnonymousUser()


def _mark(request: HttpRequest, *, at: datetime.datetime) -> None:
    """Since when someone is signed in, when last seen and where; written with what is written anyway, or seldom."""
    session, now = request.session, at.timestamp()
    if BEGAN not in session:
        session[BEGAN], session[BROWSER] = now, in_words(request.headers.get("User-Agent", ""))
    if now - session.get(SEEN, 0) >= KEPT_EVERY.total_seconds():
        session[SEEN] = now

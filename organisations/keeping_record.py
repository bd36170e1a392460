"""Two middlewares: who signs in and out goes on record, and no browser keeps a page of someone who is signed in."""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.account.utils import url_str_to_user_pk
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from organisations.audit import record
from organisations.audit_kinds import FAILED, SIGNED_IN, SIGNED_OUT, WAYS
from organisations.models import Partnership, User

WALKS_IN = "/demonstration/walk-in/"
DOORS = ("/accounts/", "/admin/log", WALKS_IN)
PRIVATE = "private, no-store"


class KeepsRecordOfSigningIn:
    """Compares who a session belongs to before and after: whatever way there is, by now or later, it is noted.

    Someone is in several partnerships' logs who has a role in several. Network addresses are in none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(DOORS):
            response = self.get_response(request)
            _note_an_end(request)
            return response
        before, asked = request.session.get(SESSION_KEY), _who_tries(request)
        response = self.get_response(request)
        after = request.session.get(SESSION_KEY)
        if before == after:
            if after is None and asked and _was_refused(request, response):
                _note(User.objects.filter(pk=asked).first(), FAILED)
            return response
        if before is not None:
            _note(User.objects.filter(pk=before).first(), SIGNED_OUT)
        if after is not None:
            person = User.objects.filter(pk=after).first()
            _note(person, SIGNED_IN, _way(request, person))
        return response


def _note_an_end(request: HttpRequest) -> None:
    """A session that any other page has ended, such as one that hands a tablet over to a survey."""
    person = getattr(request, "_cached_user", None)  # whom Django has looked up; nobody is looked up for this
    was_somebody = person is not None and person.is_authenticated
    if was_somebody and request.session.modified and SESSION_KEY not in request.session:
        _note(person, SIGNED_OUT)


def _who_tries(request: HttpRequest) -> int | None:
    """The account for which a code or a password is typed, where there is one: kept by allauth in the session."""
    if request.method != "POST":
        return None
    waiting = request.session.get("account_login") or {}
    begun = request.session.get("account_login_code") or request.session.get("account_code") or {}
    if waiting.get("user_pk"):
        return url_str_to_user_pk(waiting["user_pk"])  # to base 36: the number of an account looks like another's
    found = begun.get("user_id")
    if found is None and settings.DEMONSTRATION_BOROUGH and request.POST.get("login"):
        return User.objects.filter(email__iexact=request.POST["login"]).values_list("pk", flat=True).first()
    return found if str(found).isdecimal() else None


def _was_refused(request: HttpRequest, response: HttpResponseBase) -> bool:
    """A form that is shown again, or a code for which there are no more tries. Not one that leads to a second step."""
    typed = any(request.POST.get(name) for name in ("code", "password", "credential"))
    leads_on = response.status_code == 302 and bool(request.session.get("account_login"))
    return typed and response.status_code in (200, 302, 429) and not leads_on


def _way(request: HttpRequest, person: User | None) -> str:
    if request.path == WALKS_IN:
        return WAYS["demonstration"]
    methods = [str(each.get("method", "")) for each in get_authentication_records(request, person)]
    return ", ".join(dict.fromkeys(WAYS.get(each, each) for each in methods))


def _note(user: User | None, what: str, about: str = "") -> None:
    if user is None:
        return
    now = timezone.now()
    for place in Partnership.objects.there().filter(pk__in=user.memberships.values("partnership")):
        record(partnership=place, by=user, what=what, about=about, at=now)


class KeepsPagesPrivate:
    """Tells browsers and proxies to keep nothing that was made for someone who is signed in.

    Whoever uses a shared computer next finds nothing by pressing Back, and no file of ours lies in a cache.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        session = getattr(request, "session", None)
        # A page that asked no session is the same for everyone, such as a survey's: those say for themselves.
        is_somebody_s = session is not None and session.accessed and SESSION_KEY in session
        is_somebody_s |= getattr(request, "asks_for_signing_in", False)
        if is_somebody_s and "no-store" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = PRIVATE
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        request.asks_for_signing_in = getattr(view, "login_required", True)

"""What someone sends after their session has ended is shown to them again, and nothing of it is kept here.

Two pages come from here, without a script too: one for a form that arrives signed out, one for a form whose proof
that it is ours (its CSRF token) is no longer good, as after signing in again. Both show what was typed, to be sent
again with a press. The browser holds the text and our database does not, so there is nothing to encrypt, to bind to
a person or to delete.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

OURS = "csrfmiddlewaretoken"
BUTTONS = ("go", "save", "another", "record", "end", "make", "do")  # whose words are sent with the form
MOST = 200_000  # characters that are shown again; a browser could send megabytes


class KeepsWhatIsSent(LoginRequiredMiddleware):
    """As Django's, but a form with words in it is not thrown away on the way to the sign-in page."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponseBase:
        # What saves itself needs no page: its script keeps the text and says so. The CSRF check comes before this, so
        # what arrives here was sent by a page of ours.
        saves_itself = request.headers.get("X-Autosave") == "yes"
        if request.method != "POST" or saves_itself or _is_secret(request) or not typed_in(request):
            return super().handle_no_permission(request, view_func)
        return _send_again(request, may_send=True)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose proof has expired. What was typed is shown, and sent again where the browser says it is ours.

    Browsers name the origin of a form, and no other site can name ours. Without it, or from elsewhere, there is nothing
    to send again: a stranger's form must not become one of ours with a press.
    """
    if request.headers.get("X-Autosave") == "yes":
        return JsonResponse({"status": "expired"}, status=403)
    return _send_again(request, may_send=_is_from_here(request) and not _is_secret(request))


def _is_secret(request: HttpRequest) -> bool:
    """Whether a form signs someone in: a password or a code is typed again and never put into a page."""
    return request.path.startswith("/accounts/") or any("password" in name for name in request.POST)


def _is_from_here(request: HttpRequest) -> bool:
    """Whether the origin is ours as Django's own check reads it, scheme included: without encryption anyone on the way
    can write a page of ours.
    """
    own = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin", "") in (own, *settings.CSRF_TRUSTED_ORIGINS)


def typed_in(request: HttpRequest) -> list[str]:
    """What a form holds that someone may have typed: texts with a space or a line in them, as they were sent.

    What a page of ours sends beside it, in hidden fields, is left out: what stood there before, and marks in JSON.
    """
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    return [value for name, value in fields if not _is_of_the_page(name, value) and len(value.split()) > 1]


def _is_of_the_page(name: str, value: str) -> bool:
    return name == OURS or name in BUTTONS or name.startswith("seen") or value[:1] + value[-1:] in ("{}", "[]")


def _send_again(request: HttpRequest, *, may_send: bool) -> HttpResponse:
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name != OURS]
    fits = sum(len(value) for _name, value in fields) <= MOST
    get_token(request)  # a new one, since the old one may be what is wrong
    context = {
        "signed_out": not getattr(request, "user", None) or not request.user.is_authenticated,
        "typed": typed_in(request) if may_send and fits else [],
        "fields": fields if may_send and fits else [],
        "has_files": bool(request.FILES),
        "again": request.get_full_path(),
    }
    page = render(request, "send_again.html", context, status=403)
    add_never_cache_headers(page)
    return page

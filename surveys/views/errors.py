"""What people who answer see when something goes wrong: the way out and the people who help stay where they are."""

import sys
from contextlib import suppress

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views import defaults

from organisations.codes import tidy
from organisations.traceless import public
from surveys.languages import Language, english, language_called, phrases_not_translated
from surveys.logs import PREFIX
from surveys.reaching import BY_TEXT, TO_RING
from surveys.views.visits import ELSEWHERE, not_open

# Lines that answer day and night, all over the country. They stand here too because the database may be what is wrong.
ALWAYS_THERE = (
    {"name": _("In danger now"), "number": "999", "tel": "tel:999", **TO_RING},
    {"name": "Childline", "number": "0800 1111", "tel": "tel:08001111", **TO_RING},
    {"name": "Samaritans", "number": "116 123", "tel": "tel:116123", **TO_RING},
    {"name": "Shout", "number": "85258", "tel": "sms:85258", **BY_TEXT},
)


@public
def lost(request, rest: str = ""):
    """An address that no survey has. One written with spaces leads to the same without, whether there is one or not."""
    written = rest.strip("/")
    if request.method in ("GET", "HEAD") and "/" not in written and tidy(written) not in ("", written.lower()):
        query = request.GET.urlencode()
        return redirect(f"{PREFIX}{tidy(written)}/" + (f"?{query}" if query else ""))
    return not_open(request)


def bad_request(request, exception):
    return _kindly(request, status=400) if _is_of_a_survey(request) else defaults.bad_request(request, exception)


def permission_denied(request, exception):
    if _is_of_a_survey(request):
        return _kindly(request, status=403)
    return defaults.permission_denied(request, exception)


def page_not_found(request, exception):
    return lost(request) if _is_of_a_survey(request) else defaults.page_not_found(request, exception)


def server_error(request):
    """Something is wrong with us. Where it is the database that is away, that passes: browsers and proxies hear so."""
    status = 503 if isinstance(sys.exc_info()[1], OperationalError | InterfaceError) else 500
    page = _kindly(request, status=status) if _is_of_a_survey(request) else defaults.server_error(request)
    page.status_code = status
    if status == 503:
        page["Retry-After"] = "30"
    return page


def _is_of_a_survey(request) -> bool:
    return request.path.lower().startswith(PREFIX)


def _kindly(request, *, status: int):
    """The page in the language that the person had chosen, without asking the database anything."""
    language = _language_of(request)
    visit = {"language": language, "for_families": True, "place": "TiP Borough", "way_out": ELSEWHERE}
    with translation.override(language.code):
        page = render(
            request,
            "surveys/public/error.html",
            {"visit": visit, "support": ALWAYS_THERE, "is_ours": status >= 500},
            status=status,
        )
    page["Referrer-Policy"], page["Cache-Control"] = "no-referrer", "no-store"
    return page


def _language_of(request) -> Language:
    code = request.GET.get("language", "")
    with suppress(SuspiciousOperation, OSError):  # what was sent may be what could not be read
        code = request.POST.get("language", code)
    language = language_called(code)
    return english() if phrases_not_translated(language.code) else language

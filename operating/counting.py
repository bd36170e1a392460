"""Counts requests by view, for Prometheus, where METRICS_FOLDER is set. Never who, what address, or which partnership.

Pages on which people answer, vote or write without an account are not counted: how many answers come in, and when, is
told by no number while a round is open (S5). Only that one of them failed is counted.
"""

import time

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed

from surveys.logs import PREFIX

UNDER = "pages without an account"
SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30)


class CountsRequests:
    """Middleware: one count and one length of time a request, kept in METRICS_FOLDER by each process."""

    def __init__(self, get_response) -> None:
        if not settings.METRICS_FOLDER:
            raise MiddlewareNotUsed
        from operating.numbers import failures, requests

        self.get_response, self.requests, self.failures = get_response, requests(), failures()

    def __call__(self, request):
        start = time.monotonic()
        response = self.get_response(request)
        view = name_of(request)
        if response.status_code >= 500:
            self.failures.labels(view).inc()
        if view != UNDER:
            status = f"{response.status_code // 100}xx"
            self.requests.labels(view, request.method if request.method in METHODS else "other", status).observe(
                time.monotonic() - start
            )
        return response


METHODS = {"GET", "HEAD", "POST"}


def name_of(request) -> str:
    """The name of a view, which is the same for all partnerships; one name for all that takes answers."""
    match = request.resolver_match
    if request.path.startswith(PREFIX):
        return UNDER
    if match is None or not match.view_name:
        return "none"
    if not getattr(match.func, "login_required", True) and request.method != "GET":
        return UNDER  # whatever is sent without an account
    return match.view_name

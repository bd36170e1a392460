"""Starting the site while its database is away: it starts, says so kindly, and goes on once the database is back.

Whether the site may answer at all (the demonstration accounts, see checks.py) only the database knows. Asked while this
module is loaded, a database that is away would end the process, and with it the web server for good. So where it cannot
be asked at the start, it is asked again by each request until it has answered, and no one gets further before that.
"""

import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus

from django.db import DatabaseError, InterfaceError, connection
from django.template.loader import render_to_string

from home.checks import refuse_an_unsafe_start, why_unsafe

log = logging.getLogger(__name__)
AWAY = HTTPStatus.SERVICE_UNAVAILABLE
TRY_AGAIN_IN = "30"  # seconds


class OnceKnownToBeSafe:
    """The site as a WSGI application, which answers no one before its database has said that it may."""

    def __init__(self, site: Callable) -> None:
        self.site = site
        self.is_safe = False
        try:
            refuse_an_unsafe_start()
            self.is_safe = True
        except (DatabaseError, InterfaceError):
            log.warning("The database is away. The site starts all the same, and asks again.")
        finally:
            connection.close()

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        if self.is_safe or self._finds_out():
            return self.site(environ, start_response)
        page = render_to_string("500.html").encode()
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(page))),
            ("Cache-Control", "no-store"),
            ("Retry-After", TRY_AGAIN_IN),
        ]
        start_response(f"{AWAY.value} {AWAY.phrase}", headers)
        return [page]

    def _finds_out(self) -> bool:
        try:
            problems = why_unsafe()
        except (DatabaseError, InterfaceError):
            return False
        finally:
            connection.close()
        if problems:
            log.critical("The site answers nobody: %s", "\n".join(problems))
        self.is_safe = not problems
        return self.is_safe

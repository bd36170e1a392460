"""Sessions in the database, each with its person beside it, so that all of someone can be seen and ended at once."""

import datetime
import secrets

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

BEGAN, SEEN, BROWSER = "began_at", "seen_at", "browser"  # seconds, seconds, and the browser in words


class SessionStore(DatabaseStore):
    """As Django's; what is listed of a session is written with it, never by a statement of its own."""

    @classmethod
    def get_model_class(cls):
        from signing_in.models import Session  # models are not ready when settings name this module

        return Session

    def create_model_instance(self, data: dict):
        # Within what is kept, so that the same session has the same number each time it is written.
        data.setdefault("number", secrets.randbits(48))
        row = super().create_model_instance(data)
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.browser = str(data.get(BROWSER, ""))[:60]
        row.began_at, row.seen_at = _moment(data.get(BEGAN)), _moment(data.get(SEEN))
        row.number = data["number"]
        return row


def _moment(seconds) -> datetime.datetime | None:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC) if seconds else None

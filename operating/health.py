"""How the site is: asked of its parts every few seconds at most, and never for longer than two."""

import logging
import threading
import time

from django.db import DatabaseError, InterfaceError, connection, transaction

from operating.parts import Part, all_parts, parts_without_database

logger = logging.getLogger(__name__)
REMEMBERED = 5.0  # seconds: whoever asks often costs no more than whoever asks now and then
LONGEST_QUERY = 1500  # milliseconds


class Health:
    """What the parts said last, in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._parts: list[Part] = []
        self._asked_at = float("-inf")

    def parts(self) -> list[Part]:
        """What each part says now, or said within the last few seconds."""
        with self._lock:
            if time.monotonic() - self._asked_at > REMEMBERED:
                self._parts = _ask()
                self._asked_at = time.monotonic()
            return self._parts

    def forget(self) -> None:
        """Ask anew next time."""
        with self._lock:
            self._asked_at = float("-inf")


def _ask() -> list[Part]:
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL statement_timeout = {LONGEST_QUERY}")
            return all_parts()
    except (DatabaseError, InterfaceError) as error:
        logger.warning("Asked how it is, the database failed: %s", type(error).__name__)
        return parts_without_database(error)


def is_well(parts: list[Part], *, only_serving: bool = False) -> bool:
    """Whether nothing is amiss that someone who runs the site has to mend; or nothing without which no page shows."""
    return all(part.is_ok or part.is_only_told for part in parts if part.serves or not only_serving)


health = Health()

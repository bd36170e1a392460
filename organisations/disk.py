"""Taking what was deleted off the disk, where the database would keep old versions of rows.

PostgreSQL keeps every version of a row until it is vacuumed, and numbers the transactions that wrote and ended it. A
plain VACUUM frees the space and leaves the bytes in it; VACUUM FULL writes the table and its indexes anew with the rows
that are there, and nothing else. SQLite overwrites what is deleted (`secure_delete` in the settings); its write-ahead
file is emptied here.
"""

import re
import time
from collections.abc import Iterable

from django.db import OperationalError, connection
from django.db.models import Model

# To rewrite a table nobody else may use it. Longer than this nobody has to queue behind us for a lock that somebody
# else holds (a backup), and we never come to the second after which PostgreSQL looks for a deadlock.
LOCK_WAIT = "500ms"
PAUSE = 1.0  # seconds between two tries
TRIES = 30
_AFTER_THE_FIRST_LINE = re.compile(r"\n\D*(\d+)")


class StillThere(Exception):
    """Old versions of rows could not be taken off the disk: something else uses the table, or may still read them."""


def rewrite(models: Iterable[type[Model]], *, tries: int = TRIES) -> None:
    """Leave no old version of any row of these tables on the disk, nor of their indexes. Own transaction only.

    Raises StillThere where something else is in the way after so many tries, a second apart.
    """
    if connection.in_atomic_block:  # a test that rolls back, or the building of a demonstration
        return
    if connection.vendor != "postgresql":
        _empty_the_write_ahead_file(tries)
        return
    for model in models:
        _rewrite_one(model._meta.db_table, tries)


def _rewrite_one(table: str, tries: int) -> None:
    for attempt in range(tries):
        if attempt:
            time.sleep(PAUSE)
        if _old_versions_after_rewriting(table) == 0:
            return
    raise StillThere(table)


def _old_versions_after_rewriting(table: str) -> int | None:
    """How many old versions are left since a transaction that is running may still read them; None without the lock."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_WAIT}'")
        notices = connection.connection.notices
        del notices[:]
        try:
            cursor.execute(f"VACUUM (FULL, VERBOSE) {connection.ops.quote_name(table)}")
        except OperationalError:  # the lock was not to be had
            return None
        finally:
            cursor.execute("SET lock_timeout = DEFAULT")
        # The second line of what it says begins with the number, in whatever language: "DETAIL:  0 dead row versions
        # cannot be removed yet."
        left = [int(found.group(1)) for notice in notices if (found := _AFTER_THE_FIRST_LINE.search(notice))]
        return sum(left) if left else None


def _empty_the_write_ahead_file(tries: int) -> None:
    """SQLite's `-wal` file holds copies of pages as they were until it is emptied. Raises StillThere."""
    with connection.cursor() as cursor:
        for attempt in range(tries):
            if attempt:
                time.sleep(PAUSE)
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if cursor.fetchone()[0] == 0:
                return
    raise StillThere("the write-ahead file")


def wipe(models: Iterable[type[Model]]) -> None:
    """Free the space of what was deleted, without keeping anybody from a table: PostgreSQL no longer finds it.

    Its bytes are overwritten by what is written next, or by `rewrite`.
    """
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM {', '.join(model._meta.db_table for model in models)}")

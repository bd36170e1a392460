"""Preparing a release beside the pages: in a thread of its own, with its own connection to the database.

A process that is stopped takes its threads with it. A preparation then falls silent, the page says so, and it can be
begun anew; nothing is released by halves.
"""

import logging
import threading

from django.db import connection

from reporting.models import Preparation
from reporting.release.preparing import carry_out

logger = logging.getLogger(__name__)


def prepare(preparation: Preparation, address: str = "") -> None:
    """Carry a preparation out in the background; returns at once. `address` is where a second person finds it."""
    about = [preparation.pk, address]
    threading.Thread(target=_carry_out, args=about, name="preparing a release", daemon=True).start()


def _carry_out(pk: int, address: str = "") -> None:
    try:
        waiting = Preparation.objects.select_related("round__partnership", "started_by")
        carry_out(waiting.get(pk=pk), address)
    except Exception:
        logger.exception("Preparing a release stopped half-way")
    finally:
        connection.close()

"""Holding still what is counted, while it is looked at for the last time and released."""

from __future__ import annotations

from django.apps import apps
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused

# Rooms whose rows are written without holding their round: what they record is sorted into rounds by its day.
WRITTEN_BY_DAY = ("activities", "pledges")


def hold_records() -> None:
    """Let no one write a record down until the caller's transaction ends; everyone may go on reading.

    Anyone who writes meanwhile waits, and is told afterwards that the round is released. Raises ActionRefused where
    someone is half-way through writing: waiting for them, while they wait for us, could go on for ever. On SQLite
    writers come one after another anyway.
    """
    if connection.vendor != "postgresql":
        return
    tables = ", ".join(
        connection.ops.quote_name(model._meta.db_table)
        for room in WRITTEN_BY_DAY
        for model in apps.get_app_config(room).get_models()
    )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # EXCLUSIVE keeps out row locks too, so that no one holds a row which they have not changed yet.
            cursor.execute(f"LOCK TABLE {tables} IN EXCLUSIVE MODE NOWAIT")
    except OperationalError as error:
        raise ActionRefused(
            _("Someone is saving a record that counts in these results. Wait a moment, then try again.")
        ) from error

"""Where the bytes of files lie: in a folder or a bucket (the storage `stored_files`), under names drawn by chance."""

from __future__ import annotations

import contextlib
import datetime
import logging
from collections.abc import Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from stored_files.names import random_name

logger = logging.getLogger(__name__)


class CannotKeep(Exception):
    """The bytes could not be written, read or taken away: a full disk, a bucket that is away."""


def storage() -> Storage:
    return storages["stored_files"]


def put(content: bytes) -> str:
    """Keep these bytes; returns the name under which they lie. Raises CannotKeep, and leaves nothing then."""
    name = random_name()
    try:
        return storage().save(name, ContentFile(content))
    except Exception as error:  # each kind of storage has errors of its own
        logger.error("A file could not be kept: %s", type(error).__name__)
        with contextlib.suppress(CannotKeep):
            take_away(name)
        raise CannotKeep from error


def read(name: str) -> bytes:
    """The bytes under a name. Raises CannotKeep where they cannot be read."""
    try:
        with storage().open(name) as file:
            return file.read()
    except Exception as error:
        logger.error("A kept file could not be read: %s", type(error).__name__)
        raise CannotKeep from error


def take_away(name: str) -> None:
    """Delete the bytes under a name; where there are none, nothing happens. Raises CannotKeep."""
    try:
        storage().delete(name)
    except Exception as error:
        logger.error("A kept file could not be deleted: %s", type(error).__name__)
        raise CannotKeep from error


def all_names() -> Iterator[str]:
    """Every name under which something lies."""
    try:
        folders, _files = storage().listdir("")
        for folder in folders:
            _folders, files = storage().listdir(folder)
            yield from (f"{folder}/{file}" for file in files)
    except FileNotFoundError:
        return  # nothing was ever kept
    except Exception as error:
        raise CannotKeep from error


def changed_at(name: str) -> datetime.datetime | None:
    """When the bytes under a name were written; None where they are gone by now."""
    try:
        return storage().get_modified_time(name)
    except Exception:
        return None

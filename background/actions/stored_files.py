"""Keeping files that people have added: bytes first, then the row; a scanner that is away is not taken for a yes."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import logging
from collections.abc import Callable

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, QuerySet

from background.models import StoredFile
from stored_files import keeping
from stored_files.scanner import NotReached, what_is_in

logger = logging.getLogger(__name__)
PATIENCE_OF_A_PAGE = 4.0  # seconds that someone waits for the scanner; then the worker asks it
PATIENCE_OF_THE_WORKER = 30.0
AT_ONCE = 50
MOST_FAILURES = 2  # then the scanner is left alone for a minute
ORPHANS_KEPT = datetime.timedelta(days=7)


class FoundSomething(Exception):
    """The scanner has found something in a file that was about to be kept."""


def first_look(content: bytes) -> StoredFile.State:
    """What a scanner says at once: clean, or that the file has to wait. Raises FoundSomething."""
    if not settings.VIRUS_SCANNER:
        return StoredFile.State.WAITING
    try:
        found = what_is_in(content, settings.VIRUS_SCANNER, patience=PATIENCE_OF_A_PAGE)
    except NotReached as reason:
        logger.warning("The virus scanner does not answer (%s): a file waits.", reason)
        return StoredFile.State.WAITING
    if found:
        raise FoundSomething(found)
    return StoredFile.State.CLEAN


def look_at_waiting(on_found: Callable[[StoredFile, str], None]) -> int:
    """Ask the scanner about files that wait; returns how many it has answered for.

    What something is found in is deleted; `on_found` is called in the transaction that notes it. They come in the
    order of chance, so that none that the scanner cannot read is in the way of the others for good.
    """
    if not settings.VIRUS_SCANNER:
        return 0
    answered = failures = 0
    for row in StoredFile.objects.waiting().order_by("?")[:AT_ONCE]:
        try:
            content = keeping.read(row.name)
            found = what_is_in(content, settings.VIRUS_SCANNER, patience=PATIENCE_OF_THE_WORKER)
        except (keeping.CannotKeep, NotReached) as reason:
            logger.warning("A file goes on waiting to be looked at: %s %s", type(reason).__name__, reason)
            failures += 1
            if failures >= MOST_FAILURES:
                break
            continue
        _note(row, found, on_found)
        answered += 1
    return answered


def _note(row: StoredFile, found: str, on_found: Callable[[StoredFile, str], None]) -> None:
    waiting = StoredFile.objects.filter(pk=row.pk, state=StoredFile.State.WAITING)
    with transaction.atomic():
        if not found:
            waiting.update(state=StoredFile.State.CLEAN)
        elif waiting.update(state=StoredFile.State.REFUSED, name=""):
            on_found(row, found)
            _take_away_after_the_commit(row.name)


def _take_away_after_the_commit(name: str) -> None:
    def go() -> None:
        with contextlib.suppress(keeping.CannotKeep):  # then it goes when what nobody knows is swept away
            keeping.take_away(name)

    if name:
        transaction.on_commit(go)


def content_of(stored: StoredFile) -> bytes:
    """The bytes as they were kept. Raises CannotKeep where they are away, or are other bytes by now."""
    content = keeping.read(stored.name)
    if hashlib.sha256(content).hexdigest() != stored.digest:
        logger.error("Stored file %s is not what was kept.", stored.pk)
        raise keeping.CannotKeep
    return content


def _unused() -> QuerySet[StoredFile]:
    """Files that nothing shows any more, whichever rooms show files."""
    rows = StoredFile.objects.all()
    for relation in StoredFile._meta.related_objects:
        rows = rows.filter(**{f"{relation.name}__isnull": True})
    return rows


def forget_unused() -> int:
    """Delete files that nothing shows any more, with their bytes; returns how many."""
    return sum(_forget(row) for row in _unused()[:1000])


def _forget(row: StoredFile) -> bool:
    try:
        with transaction.atomic():
            gone, _kinds = _unused().filter(pk=row.pk).delete()
            if gone:
                _take_away_after_the_commit(row.name)
            return bool(gone)
    except (ProtectedError, IntegrityError):  # shown again a moment ago
        return False


def sweep(*, at: datetime.datetime) -> int:
    """Delete bytes that have lain for a week without a row: of a transaction that failed, or a deletion that did.

    Nothing is deleted where no row is known at all: a database that was just made knows nothing of what lies here.
    """
    known = set(StoredFile.objects.exclude(name="").values_list("name", flat=True))
    if not known:
        return 0
    swept = 0
    try:
        for name in [name for name in keeping.all_names() if name not in known]:
            changed = keeping.changed_at(name)
            if changed and changed < at - ORPHANS_KEPT and not StoredFile.objects.filter(name=name).exists():
                keeping.take_away(name)
                swept += 1
    except keeping.CannotKeep:
        logger.error("What no one knows could not be swept away.")
    return swept

"""Making, knowing and ending the keys of a directory, and choosing its mail domains."""

from __future__ import annotations

import datetime
import hmac
import re
import secrets

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused, hold_partnership
from organisations.audit import record
from organisations.models import Partnership, User
from organisations.models.people import hash_of
from signing_in.models import DirectoryDomain, DirectoryKey

BYTES = 32  # 256 bits
MARK = "tip-directory-"  # so that anyone who finds one lying about knows what it is
MOST_KEYS = 2  # the one in use, and the one that takes over from it
DOMAIN = re.compile(r"(?=.{4,200}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


@transaction.atomic
def make_key(*, partnership: Partnership, by: User, at: datetime.datetime) -> str:
    """A new key, which is not kept anywhere.

    Raises ActionRefused where there are two already, and for a made-up borough: anyone can be its admin.
    """
    held = hold_partnership(partnership.pk)
    if held.is_demonstration:
        raise ActionRefused(_("A demonstration cannot be connected to a directory."))
    if DirectoryKey.objects.live().filter(partnership=held).count() >= MOST_KEYS:
        raise ActionRefused(_("There are %(most)s keys already. End one of them first.") % {"most": MOST_KEYS})
    key = MARK + secrets.token_urlsafe(BYTES)
    DirectoryKey.objects.create(partnership=held, made_by=by, hash=hash_of(key), made_at=at)
    record(partnership=held, by=by, what="made a directory key", about="", at=at)
    return key


@transaction.atomic
def end_key(*, key: DirectoryKey, by: User, at: datetime.datetime) -> None:
    """From the next request on the key opens nothing. Twice is as once."""
    if DirectoryKey.objects.live().filter(pk=key.pk).update(ended_at=at):
        record(partnership=key.partnership, by=by, what="ended a directory key", about="", at=at)


@transaction.atomic
def choose_domains(*, partnership: Partnership, names: list[str], by: User) -> None:
    """Of which mail domains the directory may tell. The same again changes nothing."""
    held = hold_partnership(partnership.pk)
    before = set(held.directory_domains.values_list("name", flat=True))
    if before == set(names):
        return
    held.directory_domains.exclude(name__in=names).delete()
    new = [DirectoryDomain(partnership=held, name=name) for name in sorted(set(names) - before)]
    DirectoryDomain.objects.bulk_create(new)
    record(partnership=held, by=by, what="chose the mail domains of the directory", about=", ".join(sorted(names)))


def key_that_opens(header: str, *, on: datetime.date) -> DirectoryKey | None:
    """The key in an Authorization header, if it is live; its use is noted by the day."""
    scheme, _space, token = header.strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return None
    wanted = hash_of(token.strip())
    live = DirectoryKey.objects.live().filter(hash=wanted, partnership__ended_at=None)
    found = live.select_related("partnership").first()
    # Found by its hash, which tells nothing of a guess; compared once more in a time that tells nothing either.
    if found is None or not hmac.compare_digest(found.hash, wanted):
        return None
    if found.last_used_on != on:
        DirectoryKey.objects.filter(pk=found.pk).update(last_used_on=on)
    return found

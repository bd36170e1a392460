"""Making, knowing and revoking the keys of the feed."""

from __future__ import annotations

import base64
import binascii
import datetime
import secrets

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.models import Partnership, User
from organisations.models.people import hash_of
from organisations.permissions import has_permission
from organisations.roles import Permission
from reporting.models import FeedKey

BYTES = 24  # 192 bits
MARK = "tip-feed-"  # so that anyone who finds one lying about knows what it is
MOST_KEYS = 10


@transaction.atomic
def make_key(*, person: User, partnership: Partnership, name: str, at: datetime.datetime) -> tuple[FeedKey, str]:
    """A new key: its row, and the key itself, which is not kept anywhere.

    Raises ActionRefused where there are too many.
    """
    # Counted under a lock: two presses at once would both find room for one more.
    User.objects.select_for_update().get(pk=person.pk)
    if FeedKey.objects.of(person, partnership).live().count() >= MOST_KEYS:
        raise ActionRefused(
            _("You have %(most)s keys already. Revoke one that you do not use first.") % {"most": MOST_KEYS}
        )
    key = MARK + secrets.token_urlsafe(BYTES)
    row = FeedKey.objects.create(person=person, partnership=partnership, name=name, hash=hash_of(key), made_at=at)
    record(partnership=partnership, by=person, what="made a feed key", about=row, at=at)
    return row, key


@transaction.atomic
def revoke_key(*, key: FeedKey, by: User, at: datetime.datetime) -> None:
    """End a key, from the next request on. Doing it twice changes nothing."""
    if FeedKey.objects.live().filter(pk=key.pk).update(revoked_at=at):
        place, whose = key.partnership, key.person
        record(partnership=place, by=by, what="revoked a feed key", about=key, person=whose, at=at)


def key_in(header: str) -> str:
    """The key in an Authorization header: the password of Basic, whatever the user name, or what follows Bearer.

    Empty where there is none.
    """
    scheme, _space, rest = header.strip().partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest.strip(), validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def key_that_opens(header: str, partnership: str, *, on: datetime.date) -> FeedKey | None:
    """The key in a header, where it opens this partnership's feed today; its use is noted by the day.

    A key ends with its person's right to connect a program and with their account.
    """
    key = key_in(header)
    # Looked up by its hash, so no comparison's time tells how much of a guess was right.
    live = FeedKey.objects.live().filter(hash=hash_of(key), partnership__slug=partnership, person__is_active=True)
    found = live.select_related("person", "partnership").first() if key else None
    if found is None or not has_permission(found.person, Permission.CONNECT_FEED, found.partnership):
        return None
    # By the day only: a program asks every few minutes, and when someone works is no one's business.
    if found.last_used_on != on:
        FeedKey.objects.filter(pk=found.pk).update(last_used_on=on)
    return found

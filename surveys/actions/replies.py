""" "You said, we did": what a service tells those who answered. One person writes it, another publishes it."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.going_public import GONE, end_words, publish_words
from organisations.models import Service, User
from organisations.saving import hold, take_over
from surveys.models import YouSaidWeDid

OF_A_REPLY = ("said", "did", "for_families")


@transaction.atomic
def write_reply(*, reply: YouSaidWeDid, by: User, fields: Collection[str] = OF_A_REPLY) -> YouSaidWeDid:
    """Keep a new draft, or what was changed of a version that is not public.

    A change of what is public makes another version, and the older one stays until that one is published. What waits
    goes on waiting with its new words; what was returned is a draft again. The same words saved twice, as by a double
    click, are one draft. Raises ActionRefused where the version was removed meanwhile.
    """
    if reply.pk is None:
        return _added(reply, by)
    held = hold(reply)
    if held.ended_on is not None:
        raise ActionRefused(GONE)
    if held.published_on is not None:
        return _next_version(held, reply, by)
    also: dict[str, object] = {"sent_on": None if held.returned_on else held.sent_on, "returned_on": None}
    # Whoever saves another's words as they are has not written them: the one who has could publish them alone.
    if any(getattr(held, name) != getattr(reply, name) for name in OF_A_REPLY if name in fields):
        also |= {"written_by": by}
    take_over(held, reply, fields, also=also)
    record(partnership=held.partnership, by=by, what=f"changed {held.called}", about=held)
    return held


def _added(reply: YouSaidWeDid, by: User) -> YouSaidWeDid:
    # Locked, so that two presses make one.
    Service.objects.select_for_update(of=("self",), no_key=True).get(pk=reply.service_id)
    words = {name: getattr(reply, name) for name in (*OF_A_REPLY, "replaces_id")}
    there = YouSaidWeDid.objects.filter(service=reply.service_id, published_on=None, ended_on=None, **words)
    if same := there.first():
        return same
    reply.written_by = by
    reply.save(force_insert=True)
    record(partnership=reply.partnership, by=by, what=f"wrote {reply.called}", about=reply)
    return reply


def _next_version(public: YouSaidWeDid, reply: YouSaidWeDid, by: User) -> YouSaidWeDid:
    words = {name: getattr(reply, name) for name in OF_A_REPLY}
    for older in public.versions_to_come.filter(published_on=None, ended_on=None):
        older.ended_on = timezone.localdate()
        older.save(update_fields=["ended_on"])
    return _added(YouSaidWeDid(service=public.service, round=public.round, replaces=public, **words), by)


@transaction.atomic
def publish_reply(
    *, reply: YouSaidWeDid, by: User, mark: str | None = None, on: datetime.date | None = None
) -> YouSaidWeDid:
    """Show what was said and done on the survey's page from now on, in place of the version before.

    Raises ActionRefused as `publish_words` does.
    """
    day = on or timezone.localdate()
    published = publish_words(words=reply, by=by, mark=mark, on=day)
    if published.replaces_id:
        YouSaidWeDid.objects.filter(pk=published.replaces_id, ended_on=None).update(ended_on=day)
    return published


@transaction.atomic
def take_down_reply(*, reply: YouSaidWeDid, by: User, on: datetime.date | None = None) -> None:
    """Take it off the page at once; it stays on record. Raises ActionRefused where someone else has just done so."""
    end_words(words=reply, by=by, on=on)

"""Keeping what the owners of figures say in their own words."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.models import Round, User
from organisations.saving import hold
from reporting.models import Narrative, Release, ReleasedNarrative


@transaction.atomic
def keep_narratives(
    *, round: Round, texts: dict[str, str], by: User, on: datetime.date, seen: dict[str, str] | None = None
) -> None:
    """Store new texts by place; an empty one takes away what stood there. What a release holds stays as it was.

    `seen` is what the writer had before them, by place. Raises ActionRefused where someone else has written there
    since, while the round is neither closed nor released, and where it was released a moment ago.
    """
    locked = hold(round)
    if locked.state not in (Round.State.CLOSED, Round.State.RELEASED):
        raise ActionRefused(
            _("%(name)s is not closed yet. You can add commentary after it closes.") % {"name": locked.name}
        )
    if locked.state != round.state:
        raise ActionRefused(
            _("%(name)s has just been released, without this commentary. Reload the page to add it after the release.")
            % {"name": locked.name}
        )
    if seen is not None:
        # No one writes while the round is held, so what stands now is what is replaced.
        stored = dict(Narrative.objects.filter(round=locked, where__in=texts).values_list("where", "text"))
        if any(stored.get(where, "") not in (seen.get(where, ""), text) for where, text in texts.items()):
            raise ActionRefused(
                _("Someone else saved commentary here at the same time. Yours is not saved yet. Check both.")
            )
    Narrative.objects.filter(round=locked, where__in=[where for where, text in texts.items() if not text]).delete()
    Narrative.objects.bulk_create(
        [
            Narrative(round=locked, where=where, text=text, written_by=by, written_on=on)
            for where, text in texts.items()
            if text
        ],
        update_conflicts=True,
        unique_fields=["round", "where"],
        update_fields=["text", "written_by", "written_on"],
    )
    if texts:
        record(partnership=locked.partnership, by=by, what="wrote about figures in their own words", about=locked)


def freeze_narratives(*, release: Release) -> None:
    """Put what is written into the release, inside the caller's transaction. What comes later stands beside it."""
    written = Narrative.objects.filter(round=release.round)
    ReleasedNarrative.objects.bulk_create(
        ReleasedNarrative(
            release=release,
            where=one.where,
            text=one.text,
            written_by_id=one.written_by_id,
            written_on=one.written_on,
        )
        for one in written
    )
    written.delete()

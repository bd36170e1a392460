"""Answering the organisational survey."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.known import Known
from activities.models import OrganisationalAnswer, OrganisationalReply
from organisations.actions import ActionRefused, hold_open
from organisations.audit import record
from organisations.models import Organisation, Round, User
from surveys.models import Instrument, Question, ScalePoint

Said = tuple[ScalePoint | None, str]  # an answer, and a note


def organisational_questions_of(round_: Round) -> list[Question]:
    """What organisations are asked in a round, section by section; nothing where its framework does not ask."""
    asked = Question.objects.core().filter(
        instrument__framework=round_.framework_id,
        instrument__handed_out_by=Instrument.HandedOutBy.ORGANISATION,
        kind=Question.Format.CHOICE,
    )
    return list(asked.select_related("section").prefetch_related("scale__points"))


@transaction.atomic
def keep_reply(
    *,
    organisation: Organisation,
    round_: Round,
    said: Mapping[Question, Said],
    known: Mapping[str, Known],
    send: bool,
    by: User,
    at: datetime.datetime | None = None,
    changed: Collection[Question] | None = None,
) -> OrganisationalReply:
    """Store what an organisation says, in place of what it said before, with what was known at the time.

    `changed` are the questions of which something else was said than stood there; without it all of them. It counts
    from when it is first sent; after that every change counts at once. Raises ActionRefused where the round is not
    open any more, and where there is nothing to send.
    """
    # The round is held until all is stored, so that it cannot close on half of the answers.
    if not hold_open(round_.pk):
        raise ActionRefused(
            _("You can no longer change your answers, because %(name)s has closed.") % {"name": round_.name}
        )
    given = {question: one for question, one in said.items() if one[0] is not None or one[1]}
    # Held, so that two colleagues at one page come one after the other: what only one of them answered stays.
    replies = OrganisationalReply.objects.select_for_update(of=("self",))
    reply, _made = replies.get_or_create(organisation=organisation, round=round_)
    before = reply.answers.all() if changed is None else reply.answers.filter(question__in=changed)
    before.delete()
    OrganisationalAnswer.objects.bulk_create(
        OrganisationalAnswer(
            reply=reply,
            question=question,
            point=point,
            note=note,
            # As it was when they answered: records change, and the answer has to be read beside what was known then.
            known=known[question.code].text[:300] if question.code in known else "",
        )
        for question, (point, note) in given.items()
        if changed is None or question in changed
    )
    if send and not reply.answers.filter(point__isnull=False).exists():
        raise ActionRefused(_("Answer at least one question before you submit. You can skip the rest."))
    if send or reply.sent_at:
        reply.sent_at, reply.sent_by = at or timezone.now(), by
        reply.save(update_fields=["sent_at", "sent_by"])
    what = "submitted the organisational survey" if reply.sent_at else "started the organisational survey"
    record(partnership=round_.partnership, by=by, what=what, about=organisation)
    return reply

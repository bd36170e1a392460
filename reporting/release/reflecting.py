"""Reflecting as the leads of an organisation, or as a board: beginning, writing, finishing.

What is on record is that someone reflected and when, never a word of it: admins read the log.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.models import Organisation, Partnership, User
from organisations.saving import hold, take_over
from reporting.models import Reflection, ReflectionAnswer, ReflectionPart


@transaction.atomic
def begin_reflection(
    *, place: Organisation | Partnership, part: ReflectionPart, by: User, on: datetime.date
) -> Reflection:
    """Begin a part with its questions as they are asked today; where one is begun already, that one."""
    hold(place)  # two who begin at one moment begin one
    begun = Reflection.objects.of(place).unfinished().filter(part__code=part.code).first()
    if begun is not None:
        return begun
    organisation = place if isinstance(place, Organisation) else None
    partnership = place.partnership if isinstance(place, Organisation) else place
    made = Reflection.objects.create(
        partnership=partnership, organisation=organisation, part=part, begun_on=on, begun_by=by
    )
    ReflectionAnswer.objects.bulk_create(
        ReflectionAnswer(reflection=made, question=question, asked=question.text)
        for question in part.questions.filter(is_asked=True)
    )
    record(partnership=partnership, by=by, what="began a reflection", about=made)
    return made


@transaction.atomic
def save_answers(
    *,
    reflection: Reflection,
    changed: Collection[tuple[ReflectionAnswer, Collection[str]]],
    by: User,
    on: datetime.date,
) -> None:
    """Keep what was changed of some answers. Raises ActionRefused where it is finished, and as saving does."""
    _held_open(reflection)
    for answer, fields in changed:
        held = hold(answer)
        take_over(held, answer, fields, also={"changed_by": by, "changed_on": on})
    if changed:
        record(partnership=reflection.partnership, by=by, what="wrote in a reflection", about=reflection)


@transaction.atomic
def finish_reflection(*, reflection: Reflection, by: User, on: datetime.date) -> None:
    """Say that it is finished for now. Raises ActionRefused where it is already, and where nothing is answered."""
    held = _held_open(reflection)
    if not any(answer.is_given or answer.words for answer in held.answers.select_related("question")):
        raise ActionRefused(_("Answer at least one question before you finish."))
    held.finished_on = max(on, held.begun_on)
    held.save(update_fields=["finished_on"])
    record(partnership=held.partnership, by=by, what="finished a reflection", about=reflection)


@transaction.atomic
def reopen_reflection(*, reflection: Reflection, by: User) -> None:
    """Go on with one that was finished too early. Raises ActionRefused where a newer one of its part has begun."""
    hold(reflection.place)
    held = hold(reflection)
    if not held.is_finished:
        return
    if Reflection.objects.of(held.place).filter(part__code=held.part.code, pk__gt=held.pk).exists():
        raise ActionRefused(_("A newer one has been started since, so this one stays as it is."))
    held.finished_on = None
    held.save(update_fields=["finished_on"])
    record(partnership=held.partnership, by=by, what="reopened a reflection", about=reflection)


@transaction.atomic
def delete_reflection(*, reflection: Reflection, by: User) -> None:
    """Delete a reflection with its answers: whoever began it may. Twice is as once.

    Raises ActionRefused for anyone else.
    """
    held = Reflection.objects.select_for_update(of=("self",)).filter(pk=reflection.pk).first()
    if held is None:
        return
    if held.begun_by_id != by.pk:
        raise ActionRefused(_("Only the person who started this can delete it."))
    record(partnership=held.partnership, by=by, what="deleted a reflection", about=reflection)
    held.delete()


def _held_open(reflection: Reflection) -> Reflection:
    held = hold(reflection)
    if held.is_finished:
        raise ActionRefused(_("Someone else has finished this since you opened the page. Your words are still here."))
    return held

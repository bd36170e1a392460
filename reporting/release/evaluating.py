"""Keeping what a place tells an inspector of itself: made by rules, then gone through by a person."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from typing import Protocol

from django.db import transaction
from django.db.models import Max

from organisations.audit import record
from organisations.models import Organisation, Partnership, Service, User
from organisations.saving import save_shown_fields
from reporting.models import EvaluationLine, Release, SelfEvaluation


class Sentence(Protocol):
    """What the rules make: one sentence with its section, what it is about, and its source."""

    @property
    def section(self) -> EvaluationLine.Section: ...
    @property
    def about(self) -> str: ...
    @property
    def said(self) -> str: ...
    @property
    def source(self) -> str: ...


@transaction.atomic
def keep_evaluation(
    *,
    place: Service | Organisation | Partnership,
    release: Release | None,
    sentences: Iterable[Sentence],
    by: User,
    on: datetime.date,
) -> SelfEvaluation:
    """Keep the sentences as they are made today, to be gone through. What was kept before stays as it is."""
    partnership = place if isinstance(place, Partnership) else place.partnership
    made = SelfEvaluation.objects.create(
        partnership=partnership,
        organisation=place if isinstance(place, Organisation) else None,
        service=place if isinstance(place, Service) else None,
        release=release,
        made_on=on,
        made_by=by,
    )
    EvaluationLine.objects.bulk_create(
        EvaluationLine(
            evaluation=made,
            section=one.section,
            about=one.about,
            made=one.said,
            said=one.said,
            source=one.source,
            order=number,
        )
        for number, one in enumerate(sentences)
    )
    record(partnership=partnership, by=by, what="made a self-evaluation", about=made)
    return made


@transaction.atomic
def change_line(*, line: EvaluationLine, by: User, on: datetime.date, fields: Collection[str]) -> EvaluationLine:
    """Say a sentence in other words, or leave it out. As it was made it stays beside. Raises ActionRefused as saving
    does."""
    also = {"changed_by": by, "changed_on": on}
    return save_shown_fields(line, fields, by=by, what="changed a self-evaluation", also=also)


@transaction.atomic
def add_line(*, line: EvaluationLine, by: User, on: datetime.date) -> EvaluationLine:
    """Add a sentence of one's own at the end of its section, with where it comes from."""
    last = line.evaluation.lines.aggregate(last=Max("order"))["last"]
    line.order, line.changed_by, line.changed_on = (last or 0) + 1, by, on
    line.save(force_insert=True)
    record(partnership=line.partnership, by=by, what="added to a self-evaluation", about=line.evaluation)
    return line

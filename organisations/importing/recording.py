"""Putting down what an import does, field by field, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from organisations.models import ImportedField, ImportedThing, ImportRun, User

AT_ONCE = 500


def as_text(thing: models.Model, field: str) -> str | None:
    """A field's value as text; None where it is empty."""
    value = getattr(thing, thing._meta.get_field(field).attname)
    return None if value is None else str(value)


class Recorder:
    """What one import has added and changed. Nothing is written before `keep`."""

    def __init__(self, run: ImportRun, *, by: User, site: str = "") -> None:
        """`site` is what addresses in emails begin with."""
        self.run, self.by, self.site = run, by, site
        self._earlier: dict[tuple[str, int], Mapping[str, str | None]] = {}
        self._things: list[tuple[ImportedThing, list[ImportedField]]] = []

    def added(self, thing: models.Model, fields: tuple[str, ...]) -> None:
        """A row that is new, and saved, with the fields that the import filled."""
        self._note(thing, True, {field: (None, as_text(thing, field)) for field in fields})

    def changed(self, thing: models.Model, before: Mapping[str, str | None]) -> None:
        """A row that was there, and saved, with the fields that the import wrote as they were before (`as_text`)."""
        earlier = self._earlier.pop((thing._meta.label_lower, thing.pk), {})
        told = {field: (was, as_text(thing, field)) for field, was in {**before, **earlier}.items()}
        self._note(thing, False, {field: both for field, both in told.items() if both[0] != both[1]})

    def before(self, thing: Any, before: Mapping[str, str | None]) -> None:
        """What a row was before a step that comes ahead of the one that `changed` is told of."""
        self._earlier[thing._meta.label_lower, thing.pk] = before

    def _note(self, thing: Any, was_added: bool, fields: Mapping[str, tuple[str | None, str | None]]) -> None:
        noted = ImportedThing(
            run=self.run, model=thing._meta.label_lower, key=thing.pk, name=str(thing)[:200], was_added=was_added
        )
        rows = [ImportedField(thing=noted, field=field, before=was, after=now) for field, (was, now) in fields.items()]
        self._things.append((noted, rows))

    def keep(self) -> None:
        """Write it all down, some hundred rows at a time."""
        for some in (self._things[at : at + AT_ONCE] for at in range(0, len(self._things), AT_ONCE)):
            ImportedThing.objects.bulk_create([thing for thing, _fields in some])
            ImportedField.objects.bulk_create([field for _thing, fields in some for field in fields])
        self._things.clear()

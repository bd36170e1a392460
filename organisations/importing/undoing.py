"""Taking an import back, for a day. What was used or changed since stays, and is named before."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused, hold_partnership, withdraw_invitation
from organisations.audit import record
from organisations.importing.recording import as_text
from organisations.models import (
    AuditEntry,
    ImportedField,
    ImportedThing,
    ImportRun,
    Invitation,
    Service,
    ServiceMove,
    User,
)
from organisations.models.naming import FoldedName
from organisations.saving import write_columns

AT_ONCE = 500
MOVE = "organisations.servicemove"
PLACES = frozenset({"organisation", "sector"})


@dataclass
class Undoing:
    """What taking an import back would do, and the names of what would stay because it was used or changed since."""

    removes: list[tuple[ImportedThing, models.Model]] = field(default_factory=list)
    restores: list[tuple[ImportedThing, models.Model]] = field(default_factory=list)
    in_use: list[str] = field(default_factory=list)
    changed_since: list[str] = field(default_factory=list)
    stays_open: list[str] = field(default_factory=list)  # archived before; archiving has rules of its own

    @property
    def removed(self) -> int:
        """How many things go. A move that is taken back is not one of them: its service is changed back."""
        return sum(thing.model != MOVE for thing, _row in self.removes)

    @property
    def stays(self) -> int:
        return len(self.in_use) + len(self.changed_since) + len(self.stays_open)

    @property
    def does_anything(self) -> bool:
        return bool(self.removes or self.restores)


@dataclass
class Going:
    """Rows that no longer refer to what they refer to now: those that are removed, and fields that are restored."""

    removed: dict[type[models.Model], set[int]] = field(default_factory=lambda: defaultdict(set))
    restored: dict[tuple[type[models.Model], str], set[int]] = field(default_factory=lambda: defaultdict(set))


def plan_undo(run: ImportRun) -> Undoing:
    """Look at each thing of an import as it is now. Writes nothing."""
    undoing, going = Undoing(), Going()
    by_model: dict[str, list[ImportedThing]] = defaultdict(list)
    for thing in run.things.prefetch_related("fields"):
        by_model[thing.model].append(thing)
    moves = by_model.pop(MOVE, [])
    round_has_closed = AuditEntry.objects.filter(
        partnership=run.partnership_id, what="closed a round", at__gte=run.at
    ).exists()
    # What was added last is looked at first: a service goes before its organisation can.
    for label in sorted(by_model, key=lambda one: -max(thing.pk for thing in by_model[one])):
        _look_at_things(apps.get_model(label), by_model[label], undoing, going, round_has_closed)
    _take_moves_back(moves, undoing, going)
    return undoing


def _look_at_things(
    model: type[models.Model], things: list[ImportedThing], undoing: Undoing, going: Going, round_has_closed: bool
) -> None:
    now = model._default_manager.in_bulk([thing.key for thing in things])
    used = _in_use(model, [thing.key for thing in things if thing.was_added], going)
    for thing in things:
        row, fields = now.get(thing.key), list(thing.fields.all())
        if row is None:  # somebody has deleted it already
            continue
        names = {each.field for each in fields}
        if thing.was_added and thing.key in used:
            undoing.in_use.append(thing.name)
        elif any(as_text(row, each.field) != each.after for each in fields):
            undoing.changed_since.append(thing.name)
        elif thing.was_added:
            undoing.removes.append((thing, row))
            going.removed[model].add(thing.key)
        elif "archived_on" in names:
            undoing.stays_open.append(thing.name)
        elif not _can_stand_again(row, fields) or (round_has_closed and names & PLACES):
            undoing.changed_since.append(thing.name)
        else:
            undoing.restores.append((thing, row))
            for each in fields:
                going.restored[model, each.field].add(thing.key)


def _take_moves_back(moves: list[ImportedThing], undoing: Undoing, going: Going) -> None:
    """The history of a service that stands again where it stood goes; that of another one stays."""
    found = ServiceMove.objects.in_bulk([thing.key for thing in moves])
    back = going.restored[Service, "organisation"] | going.restored[Service, "sector"]
    undoing.removes += [
        (thing, found[thing.key]) for thing in moves if thing.key in found and found[thing.key].service_id in back
    ]


def _can_stand_again(row: models.Model, fields: list[ImportedField]) -> bool:
    """Whether the places that a row stood in before are still there, and its name before is nobody else's."""
    before = copy(row)
    for each in fields:
        target = row._meta.get_field(each.field)
        if isinstance(target, models.ForeignKey) and each.before is not None:
            there = target.related_model._base_manager.filter(pk=each.before)
            if not there.exists():
                return False
        _put_back(before, each)
    for own in row._meta.concrete_fields:
        if isinstance(own, FoldedName):
            own.pre_save(before, add=False)
    try:
        before.validate_constraints()
    except ValidationError:
        return False
    return True


def _put_back(row: models.Model, each: ImportedField) -> None:
    target = row._meta.get_field(each.field)
    setattr(row, target.attname, target.to_python(each.before) if each.before is not None else None)


def _in_use(model: type[models.Model], keys: list[int], going: Going) -> set[int]:
    """Which rows of a model others refer to, but for those that go too."""
    used: set[int] = set()
    # Hidden ones too: a role names its service and the service knows nothing of that.
    relations = [one for one in model._meta.get_fields(include_hidden=True) if one.auto_created and not one.concrete]
    # What the log says of a row keeps no row here: it holds a number that outlives it.
    relations = [one for one in relations if one.related_model is not AuditEntry]
    for relation in relations:
        name = relation.field.name
        for some in (keys[at : at + AT_ONCE] for at in range(0, len(keys), AT_ONCE)):
            others = relation.related_model._base_manager.filter(**{f"{name}__in": some})
            rows = others.values_list("pk", name)
            gone = going.removed[relation.related_model] | going.restored[relation.related_model, name]
            used |= {key for pk, key in rows if pk not in gone}
    return used


@transaction.atomic
def undo(*, run: ImportRun, by: User, at: datetime.datetime | None = None) -> Undoing:
    """Take an import back: what it added and nobody has used goes, what it changed is as it was before.

    Raises ActionRefused after a day, where it was taken back before, and where nothing can be.
    """
    partnership = hold_partnership(run.partnership_id)
    held = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    now = at or timezone.now()
    if held.undone_at is not None:
        raise ActionRefused(_("This import has already been undone."))
    if not held.can_be_undone(now):
        raise ActionRefused(_("You can undo an import for one day. That day is over."))
    undoing = plan_undo(held)
    if not undoing.does_anything:
        raise ActionRefused(_("Everything in this import has been used or changed since, so nothing can be undone."))
    try:
        with transaction.atomic():
            _restore(undoing)
            _delete((row for _thing, row in undoing.removes), by)
    except IntegrityError:
        raise ActionRefused(_("A name from before this import has been given to something else since.")) from None
    held.undone_at, held.undone_by = now, by
    held.save(update_fields=["undone_at", "undone_by"])
    told = f"{undoing.removed} removed, {len(undoing.restores)} changed back, {undoing.stays} stayed"
    about = f"{held.file_name}: {told}"
    record(partnership=partnership, by=by, what="undid an import", about=about, at=now)
    return undoing


def _restore(undoing: Undoing) -> None:
    for thing, row in undoing.restores:
        for each in thing.fields.all():
            _put_back(row, each)
        write_columns(row, [each.field for each in thing.fields.all()])


def _delete(rows: Iterable[models.Model], by: User) -> None:
    """Delete rows in the order given, those of one model together; invitations are withdrawn instead."""
    by_model: dict[type[models.Model], list[Any]] = defaultdict(list)
    for row in rows:
        if isinstance(row, Invitation):
            withdraw_invitation(invitation=row, by=by)
        else:
            by_model[type(row)].append(row.pk)
    for model, keys in by_model.items():
        for some in (keys[at : at + AT_ONCE] for at in range(0, len(keys), AT_ONCE)):
            model._base_manager.filter(pk__in=some).delete()

"""Which rows of a partnership are taken out, in which part, and under which keys of the zip's own."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from carrying import kinds
from carrying.columns import (
    PERSON,
    Column,
    called_by,
    columns_of,
    in_order,
    model_of,
    path_to_partnership,
    shared_in_order,
)
from organisations.models import Partnership

OPEN, SEALED = "open", "sealed"


@dataclass
class Keys:
    """The keys of the zip for rows of this database: by model, then by the row's own key."""

    of: dict[str, dict[Any, str]] = field(default_factory=dict)  # rows of the partnership
    shared: dict[str, dict[Any, str]] = field(default_factory=dict)  # rows of frameworks
    gone: dict[int, str] = field(default_factory=dict)  # places that a figure names and nobody has any more

    def key_of(self, label: str, pk: Any) -> str | None:
        """The key of a row that a column names; None where it is not taken out."""
        found = self.of.get(label, {}).get(pk)
        return found if found is not None else self.shared.get(label, {}).get(pk)

    def key_of_place(self, label: str, level: str, kind: str | None, number: int | None) -> str:
        """The key for the number of a place; empty for the whole partnership and where there is none."""
        place = kind or kinds.PLACES_BY_LEVEL.get(level)
        if not number or place is None:
            return ""
        return self.of.get(place, {}).get(number) or self.gone.setdefault(number, f"gone-{len(self.gone) + 1}")


@dataclass
class Gathered:
    """The rows that are taken out: `parts` says which part of the zip each goes into, in the order of its file."""

    partnership: Partnership
    keys: Keys
    parts: dict[str, dict[str, list[Any]]]
    frameworks: set[str] = field(default_factory=set)

    def rows(self, label: str, part: str) -> list[Any]:
        return self.parts.get(label, {}).get(part, [])


def gather(partnership: Partnership) -> Gathered:
    """Look through all models, each after those that it refers to."""
    found = Gathered(partnership, Keys(), {})
    found.keys.shared = shared_keys()
    people: dict[Any, str] = {}
    for label in in_order():
        if label != PERSON:
            found.parts[label] = _rows_of(label, partnership, found, people)
    where: dict[str, list[Any]] = {OPEN: [], SEALED: []}
    for pk in sorted(people):
        where[people[pk]].append(pk)
    found.parts[PERSON] = where
    found.keys.of[PERSON] = _numbered([*where[OPEN], *where[SEALED]])
    return found


def rows_in(label: str, partnership: Partnership) -> QuerySet:
    """All rows of a model that are a partnership's, whatever becomes of them."""
    if label == "organisations.Partnership":
        return model_of(label)._base_manager.filter(pk=partnership.pk)
    rows = model_of(label)._base_manager.filter(**{path_to_partnership(label): partnership})
    rows = kinds.partnerships_own(label, rows).filter(kinds.ROWS_AT_ALL.get(label, Q()))
    return rows.distinct() if label in kinds.FOUND_BY else rows


def _rows_of(label: str, partnership: Partnership, found: Gathered, people: dict[Any, str]) -> dict[str, list[Any]]:
    """The keys of the rows of one model by part. What belongs to a sealed row is sealed; what belongs to a row that is
    not taken out is not taken out either."""
    rows = rows_in(label, partnership).order_by("pk")
    references = [column for column in columns_of(label) if column.to and not column.is_many]
    where = {OPEN: [], SEALED: []} if label not in kinds.SEALED else {SEALED: []}
    for_admins = kinds.ROWS_FOR_ADMINS.get(label)
    admins = None if for_admins is None else set(rows.filter(for_admins).values_list("pk", flat=True))
    sealed = {each: set(found.rows(each, SEALED)) for each in {column.to for column in references}}
    mine: dict[Any, str] = {}
    for pk, *named in rows.values_list("pk", *(column.field.attname for column in references)):
        part = SEALED if label in kinds.SEALED or (admins is not None and pk not in admins) else OPEN
        is_taken = True
        for column, to in zip(references, named, strict=True):
            if to is None or column.to == PERSON:
                continue
            if column.to == label:
                part = SEALED if mine.get(to) == SEALED else part
            elif to in sealed[column.to]:
                part = SEALED
            elif found.keys.key_of(column.to, to) is None and not column.field.null:
                is_taken = False
        if not is_taken:
            continue
        mine[pk] = part
        where[part].append(pk)
        for column, to in zip(references, named, strict=True):
            if column.to == PERSON and to is not None and people.get(to) != OPEN:
                people[to] = part
    if kinds.is_in_chance_order(model_of(label)):
        for pks in where.values():
            secrets.SystemRandom().shuffle(pks)
        found.keys.of[label] = {pk: secrets.token_hex(8) for pks in where.values() for pk in pks}
        # In the order of keys that were drawn by chance: nothing in the file knows another order.
        for pks in where.values():
            pks.sort(key=found.keys.of[label].__getitem__)
    else:
        found.keys.of[label] = _numbered([*where.get(OPEN, []), *where[SEALED]])
    return where


def _numbered(pks: Iterable[Any]) -> dict[Any, str]:
    return {pk: str(number) for number, pk in enumerate(pks, start=1)}


# --- a framework's own rows, by what they are called -------------------------------------------


def shared_keys() -> dict[str, dict[Any, str]]:
    """What the rows of all loaded frameworks are called, the same in every installation: tip-2026-5/safety/3a."""
    found: dict[str, dict[Any, str]] = {}
    for label in shared_in_order():
        names = called_by(label)
        by_name = {column.name: column for column in columns_of(label)}
        rows = kinds.frameworks_own(label, model_of(label)._base_manager.all())
        attnames = [by_name[name].field.attname for name in names]
        found[label] = {
            pk: "/".join(_part(by_name[name], value, found) for name, value in zip(names, values, strict=True))
            for pk, *values in rows.values_list("pk", *attnames)
        }
    return found


def _part(column: Column, value: Any, found: dict[str, dict[Any, str]]) -> str:
    return found[column.to].get(value, "") if column.to else str(value)


def shared_rows(label: str, keys: Keys, frameworks: set[str]) -> list[Any]:
    """The rows of some frameworks, in the order of what they are called."""
    found = [(key, pk) for pk, key in keys.shared[label].items() if key.partition("/")[0] in frameworks]
    return [pk for _key, pk in sorted(found)]

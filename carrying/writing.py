"""Writing the rows of one model as tidy CSV: one row a thing, one column a field."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import Model

from carrying import cells, kinds
from carrying.columns import KEY, Column, columns_of, model_of
from carrying.gathering import Keys

BATCH = 2000
# Called with the column, the key of the row and the bytes; gives back what stands in the cell.
KeepFile = Callable[[Column, str, bytes], str]


def header_of(label: str) -> list[str]:
    return [KEY, *(column.name for column in columns_of(label))]


def lines_of(label: str, pks: Iterable[Any], keys: Keys, keep: KeepFile) -> Iterator[list[str]]:
    """The lines of a model's file below its header, in the order of these rows."""
    columns = columns_of(label)
    wanted = list(pks)
    for some in (wanted[at : at + BATCH] for at in range(0, len(wanted), BATCH)):
        rows = model_of(label)._base_manager.in_bulk(some)
        many = {column.name: _named_by_many(column, rows) for column in columns if column.is_many}
        for pk in some:
            row = rows[pk]
            key = keys.key_of(label, pk) or ""
            yield [key, *(_cell(column, row, key, keys, many, keep) for column in columns)]


def _named_by_many(column: Column, rows: dict[Any, Model]) -> dict[Any, list[Any]]:
    field = column.field
    source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    found: dict[Any, list[Any]] = {}
    pairs = field.remote_field.through._base_manager.filter(**{f"{source}__in": list(rows)})
    for pk, to in pairs.values_list(f"{source}_id", f"{target}_id"):
        found.setdefault(pk, []).append(to)
    return found


def _cell(column: Column, row: Model, key: str, keys: Keys, many: dict, keep: KeepFile) -> str:
    label = row._meta.label
    if column.is_many:
        named = (keys.key_of(column.to, to) for to in many[column.name].get(row.pk, ()))
        return " ".join(sorted(found for found in named if found))
    value = getattr(row, column.field.attname)
    if column.to:
        return (keys.key_of(column.to, value) or "") if value is not None else ""
    if column.name in kinds.NUMBERS_OF_PLACES.get(label, {}):
        kind = kinds.NUMBERS_OF_PLACES[label][column.name]
        return keys.key_of_place(label, getattr(row, "level", ""), kind, value)
    if column.is_file:
        return keep(column, key, bytes(value)) if value is not None else ""
    change = kinds.CHANGED.get((label, column.name))
    return cells.to_cell(column.field, change(value) if change else value)


def as_csv(header: list[str], lines: Iterable[list[str]]) -> tuple[bytes, int]:
    """A file of RFC 4180 in UTF-8, and how many lines it has below its header."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    count = 0
    for line in lines:
        writer.writerow(line)
        count += 1
    return out.getvalue().encode(), count


def hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

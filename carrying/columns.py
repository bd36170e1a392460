"""The files of the zip, as the models make them: which columns each has, what they mean and what they refer to."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import models
from django.db.models import Model, UniqueConstraint

from carrying import cells, kinds

PARTNERSHIP = "organisations.Partnership"
PERSON = "organisations.User"
FRAMEWORK = "framework.FrameworkVersion"
KEY = "key"
# Told apart by these where no constraint says by what.
_CALLED_BY = {"surveys.SupportLine": ("framework", "code"), FRAMEWORK: ("code",)}


@dataclass(frozen=True)
class Column:
    """One column: a field of the model, and the model whose rows it names, if it names any."""

    field: models.Field
    to: str = ""
    is_many: bool = False
    is_file: bool = False

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def kind(self) -> str:
        if self.to:
            return "keys, with a space between" if self.is_many else "key"
        return "key of a place" if self.name in _numbers_of_places(self.field.model) else cells.type_of(self.field)


def _numbers_of_places(model: type[Model]) -> tuple[str, ...]:
    return tuple(kinds.NUMBERS_OF_PLACES.get(model._meta.label, ()))


def model_of(label: str) -> type[Model]:
    return apps.get_model(label)


def file_of(label: str) -> str:
    """The name of the file of a model's rows: organisations_service.csv."""
    return label.lower().replace(".", "_") + ".csv"


@cache
def columns_of(label: str) -> tuple[Column, ...]:
    """The columns after the key, in the order of the model's fields."""
    model = model_of(label)
    left = kinds.FIELDS_LEFT_OUT.get(label, {})
    found = []
    for field in model._meta.concrete_fields:
        if field.primary_key or field.name in left:
            continue
        to = field.related_model._meta.label if field.is_relation else ""
        found.append(Column(field, to, is_file=isinstance(field, models.BinaryField)))
    for many in model._meta.many_to_many:
        if many.name not in left:
            found.append(Column(many, many.related_model._meta.label, is_many=True))
    return tuple(found)


@cache
def in_order() -> tuple[str, ...]:
    """All models that are taken out, each after those that it refers to."""
    wanted = sorted(label for label in (*kinds.OPEN, *kinds.SEALED) if _is_there(label))
    return _sorted(wanted)


@cache
def shared_in_order() -> tuple[str, ...]:
    """The models of a framework's own rows, in the same way."""
    return _sorted([label for label in kinds.SHARED if _is_there(label)])


def _is_there(label: str) -> bool:
    try:
        model_of(label)
    except LookupError:
        return False
    return True


def _sorted(labels: list[str]) -> tuple[str, ...]:
    done: dict[str, None] = {}

    def visit(label: str) -> None:
        if label in done:
            return
        for column in columns_of(label):
            if column.to in labels and column.to != label:
                visit(column.to)
        done[label] = None

    # What the partnership is, is asked of its people.
    for label in sorted(labels, key=lambda label: label != PARTNERSHIP):
        visit(label)
    return tuple(done)


@cache
def path_to_partnership(label: str) -> str:
    """The way of keys from a model to its partnership, by fields that are never empty where there is one."""
    if label in kinds.FOUND_BY:
        return kinds.FOUND_BY[label]
    found = way(model_of(label), PARTNERSHIP, empty=False) or way(model_of(label), PARTNERSHIP, empty=True)
    if not found:
        raise LookupError(f"No key leads from {label} to its partnership")
    return found


def way(model: type[Model], to: str, *, empty: bool) -> str:
    """The shortest way of keys from a model to another, not by way of people; empty where there is none."""
    seen, queue = {model}, deque([(model, "")])
    while queue:
        here, path = queue.popleft()
        for field in here._meta.concrete_fields:
            if not field.is_relation or (field.null and not empty):
                continue
            there, further = field.related_model, f"{path}__{field.name}".strip("_")
            if there._meta.label == to:
                return further
            if there not in seen and there._meta.label != PERSON:
                seen.add(there)
                queue.append((there, further))
    return ""


@cache
def called_by(label: str) -> tuple[str, ...]:
    """The fields that tell a framework's rows apart wherever they are loaded: those of a constraint."""
    if label in _CALLED_BY:
        return _CALLED_BY[label]
    model = model_of(label)
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.fields and constraint.condition is None:
            return tuple(constraint.fields)
    single = [field.name for field in model._meta.concrete_fields if field.unique and not field.primary_key]
    if not single:
        raise LookupError(f"Nothing tells rows of {label} apart")
    return (single[0],)


def schema() -> Iterator[list[str]]:
    """schema.csv: every column of every file, with what it means."""
    yield ["file", "column", "type", "most_letters", "values", "means", "refers_to"]
    for folder, labels in (("framework", shared_in_order()), ("rows", in_order())):
        for label in labels:
            model, name = model_of(label), f"{folder}/{file_of(label)}"
            about = (model.__doc__ or "").strip().split("\n")[0]
            yield [name, KEY, "key", "", "", about, ""]
            for column in columns_of(label):
                yield [name, column.name, column.kind, *_limits(column), _meaning(column), _refers_to(column)]


def _limits(column: Column) -> tuple[str, str]:
    field = column.field
    values = "; ".join(str(value) for value, _label in field.flatchoices) if not column.to else ""
    most = getattr(field, "max_length", None)
    return (str(most) if most and not column.to and not column.is_file else "", values)


def _meaning(column: Column) -> str:
    words = str(column.field.verbose_name)
    return words[:1].upper() + words[1:]


def _refers_to(column: Column) -> str:
    if column.name in _numbers_of_places(column.field.model):
        return "rows/organisations_service.csv or rows/organisations_sector.csv, by the column level"
    places = []
    if column.to in kinds.SHARED:
        places.append(f"framework/{file_of(column.to)}")
    if kinds.is_taken(column.to):
        places.append(f"rows/{file_of(column.to)}")
    return " or ".join(places)

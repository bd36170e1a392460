"""A value of the database as the text of a cell, and back: one way each, so that a file can be written again the same.

An empty cell is an empty text, or nothing where the column holds no text. In a column of texts that may also hold
nothing, nothing is \\N, and a text that begins with a backslash has one more.
"""

from __future__ import annotations

import datetime
import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from tables.guards import defused, unguarded

NOTHING = "\\N"
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,18})")
_TYPES: dict[type[models.Field], str] = {
    models.BooleanField: "yes or no",
    models.IntegerField: "whole number",
    models.DecimalField: "number",
    models.DateTimeField: "date and time (UTC)",
    models.DateField: "date",
    models.TimeField: "time of day",
    models.JSONField: "JSON",
    models.BinaryField: "name of a file in the zip",
    models.CharField: "text",
    models.TextField: "text",
}


class BadCell(Exception):
    """What stands in a cell is none of what its column takes. The message says why."""


def type_of(field: models.Field) -> str:
    """What kind of value a column holds, in words. LookupError for one that we could not write down whole."""
    for kind, words in _TYPES.items():
        if isinstance(field, kind):
            return words
    raise LookupError(f"{field}: no way is known to write {type(field).__name__} into a cell")


def is_text(field: models.Field) -> bool:
    return isinstance(field, (models.CharField, models.TextField))


def to_cell(field: models.Field, value: Any) -> str:
    """The text of a cell. A formula is guarded, as in every file that leaves."""
    return defused(_as_text(field, value))


def from_cell(field: models.Field, cell: str) -> Any:
    """The value of a cell, looked at as if someone had typed it. Raises BadCell."""
    text = unguarded(cell)
    try:
        value = _as_value(field, text)
    except (ValueError, InvalidOperation, OverflowError) as error:
        raise BadCell(f"“{cell[:40]}” is no {type_of(field)}") from error
    if value is None:
        if not field.null and text != "null":
            raise BadCell("nothing stands here, where something must")
        return None
    try:
        field.run_validators(value)
        if field.choices and value not in ("", *_all_choices(field)):
            raise BadCell(f"“{cell[:40]}” is none of the values of this column")
    except ValidationError as error:
        raise BadCell(f"“{cell[:40]}”: {' '.join(error.messages)}") from error
    return value


def _all_choices(field: models.Field) -> list[Any]:
    return [value for value, _label in field.flatchoices]


def _as_text(field: models.Field, value: Any) -> str:
    if is_text(field):
        if not field.null:
            return value
        return NOTHING if value is None else f"\\{value}" if value.startswith("\\") else value
    if isinstance(field, models.JSONField) and not (value is None and field.null):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime.datetime():
            return value.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
        case datetime.date() | datetime.time():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
    return str(value)


def _as_value(field: models.Field, text: str) -> Any:
    if is_text(field):
        if "\0" in text:
            raise ValueError(text)
        if not field.null:
            return text
        return None if text == NOTHING else text[1:] if text.startswith("\\") else text
    if not text:
        return None
    match field:
        case models.BooleanField():
            return {"yes": True, "no": False}[text] if text in ("yes", "no") else _refuse(text)
        case models.IntegerField():
            return int(text) if _WHOLE.fullmatch(text) else _refuse(text)
        case models.DecimalField():
            number = Decimal(text)
            return number if number.is_finite() else _refuse(text)
        case models.DateTimeField():
            moment = datetime.datetime.fromisoformat(text)
            return moment if moment.tzinfo else _refuse(text)
        case models.DateField():
            return datetime.date.fromisoformat(text)
        case models.TimeField():
            return datetime.time.fromisoformat(text)
        case models.JSONField():
            return json.loads(text)
    raise LookupError(field)


def _refuse(text: str) -> Any:
    raise ValueError(text)

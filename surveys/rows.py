"""Rows written and looked for as they are: no object is made for each, since someone waits who has pressed a button."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model


def is_there(model: type[Model], key: Any) -> bool:
    """Whether a model's table has a row with this primary key."""
    column, quote = model._meta.pk, connection.ops.quote_name
    sql = f"SELECT 1 FROM {quote(model._meta.db_table)} WHERE {quote(column.column)} = %s"  # noqa: S608 our own names
    with connection.cursor() as cursor:
        cursor.execute(sql, [column.get_db_prep_value(key, connection)])
        return cursor.fetchone() is not None


def insert(model: type[Model], rows: Sequence[Sequence[Any]], columns: Sequence[str]) -> None:
    """Write rows of a model's table in one statement; nothing where there are none.

    Values are what the columns hold: keys, not objects. Raises IntegrityError as saving does.
    """
    if not rows:
        return
    fields = {field.column: field for field in model._meta.concrete_fields}
    prepared = [fields[column].get_db_prep_save for column in columns]
    quote = connection.ops.quote_name
    one = f"({', '.join(['%s'] * len(columns))})"
    named = f"{quote(model._meta.db_table)} ({', '.join(map(quote, columns))})"
    sql = f"INSERT INTO {named} VALUES {', '.join([one] * len(rows))}"  # noqa: S608 names of our own tables
    values = [make(value, connection) for row in rows for make, value in zip(prepared, row, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)

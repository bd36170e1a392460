"""Queries that every page of a survey makes, put into SQL once in a process.

For a page that is made from what was made before, working out the same SQL again took most of the time. The rows are
read and made into objects by Django, as by the query itself.
"""

import copy
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.db import connections
from django.db.models import QuerySet

_FIRST = 2_000_000_001  # stands for a number; no row of a survey is numbered so high


class Prepared:
    """A query whose conditions are the same but for some values: `Prepared(make, "token")(token="…")` is its rows.

    `make` is given a value for each name, and makes the query with it; each must stand in it as it is, as numbers and
    texts do.
    """

    def __init__(self, make: Callable[..., QuerySet], *names: str) -> None:
        self._make = make
        # Of a kind that no one types: a number where numbers are looked for, which stands for a text as well.
        self._stand_in: dict[str, Any] = {name: _FIRST + place for place, name in enumerate(names)}
        self._compiled: dict[str, tuple[Any, str, tuple, type]] = {}

    def __call__(self, **values: Any) -> list:
        """The rows with these values, from the default database."""
        connection = connections["default"]
        if connection.vendor not in self._compiled:
            queryset = self._make(**self._stand_in)
            compiler = queryset.query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
            self._compiled[connection.vendor] = (compiler, sql, tuple(params), queryset._iterable_class)
        compiler, sql, params, rows_of = self._compiled[connection.vendor]
        # Each with a compiler of its own: several threads ask at once, each over its own connection.
        compiler = copy.copy(compiler)
        compiler.connection = connection
        asked = {self._stand_in[name]: value for name, value in values.items()}
        asked |= {str(number): value for number, value in asked.items()}
        filled_in = tuple(asked.get(param, param) for param in params)
        compiler.as_sql = lambda *_, **__: (sql, filled_in)
        query = SimpleNamespace(get_compiler=lambda *_, **__: compiler)
        return list(rows_of(SimpleNamespace(query=query, db="default", _known_related_objects={})))

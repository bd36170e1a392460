"""Queries that every page of a survey makes, put into SQL once in a process, and planned once in a connection.

For a page that is made from what was made before, working out the same SQL again took most of the time, and PostgreSQL
took longer to plan it than to carry it out. The rows are read and made into objects by Django, as by the query itself.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from types import SimpleNamespace
from typing import Any

from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

_FIRST = 2_000_000_001  # stands for a number; no row of a survey is numbered so high
_numbers = count(1)
_KNOWN = "_of_surveys_known_to_the_server"
_MODE = "plan_cache_mode"
# What PostgreSQL says of a plan whose table has changed (feature_not_supported), and of a name that it has forgotten.
_OUT_OF_DATE = ("0A000", "26000")


@dataclass(frozen=True)
class _Compiled:
    """A query as a database is asked it: with a place for each parameter that is not the same each time."""

    compiler: Any
    sql: str
    params: tuple
    rows_of: type


class Prepared:
    """A query whose conditions are the same but for some values: `Prepared(make, "token")(token="…")` is its rows.

    `make` is given a value for each name, and makes the query with it; each must stand in it as it is, as numbers and
    texts do.
    """

    def __init__(self, make: Callable[..., QuerySet], *names: str) -> None:
        self._make = make
        # Of a kind that no one types: a number where numbers are looked for, which stands for a text as well.
        self._stand_in: dict[str, Any] = {name: _FIRST + place for place, name in enumerate(names)}
        self._compiled: dict[str, _Compiled] = {}
        self._name = f"of_a_survey_{next(_numbers)}"

    def __call__(self, **values: Any) -> list:
        """The rows with these values, from the default database."""
        connection = connections["default"]
        if connection.vendor not in self._compiled:
            queryset = self._make(**self._stand_in)
            compiler = queryset.query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
            self._compiled[connection.vendor] = _Compiled(compiler, sql, tuple(params), queryset._iterable_class)
        compiled = self._compiled[connection.vendor]
        asked = {self._stand_in[name]: value for name, value in values.items()}
        asked |= {str(number): value for number, value in asked.items()}
        if not _plans_are_kept(connection):
            return self._rows(connection, compiled.sql, tuple(asked.get(param, param) for param in compiled.params))
        of_each_time = tuple(asked[param] for param in compiled.params if param in asked)
        try:
            return self._rows(connection, self._planned(connection, compiled, asked), of_each_time)
        except DatabaseError as error:
            if getattr(error.__cause__, "pgcode", None) not in _OUT_OF_DATE:
                raise
            connection.__dict__.pop(_KNOWN, None)
            if connection.in_atomic_block:  # which has failed as a whole
                raise
        return self._rows(connection, self._planned(connection, compiled, asked), of_each_time)

    def _rows(self, connection: BaseDatabaseWrapper, sql: str, params: tuple) -> list:
        compiled = self._compiled[connection.vendor]
        # Each with a compiler of its own: several threads ask at once, each over its own connection.
        compiler = copy.copy(compiled.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_, **__: (sql, params)
        query = SimpleNamespace(get_compiler=lambda *_, **__: compiler)
        return list(compiled.rows_of(SimpleNamespace(query=query, db="default", _known_related_objects={})))

    def _planned(self, connection: BaseDatabaseWrapper, compiled: _Compiled, asked: dict[Any, Any]) -> str:
        """What carries the query out, which the server knows from its first time in this connection on."""
        # As before any query: a connection that has died meanwhile is replaced now, and not between the two steps.
        connection.close_if_health_check_failed()
        connection.ensure_connection()
        server = connection.connection
        known_to, names = connection.__dict__.get(_KNOWN, (None, {}))
        if known_to is not server:  # the last connection has ended, and with it all that it knew
            names = {}
            connection.__dict__[_KNOWN] = (server, names)
        if not connection.in_atomic_block and _MODE not in names:
            with connection.wrap_database_errors, server.cursor() as cursor:
                # One plan for all values, from the first time on: else each connection plans five times to see whether
                # values matter. They do not where one row is found by its key.
                cursor.execute(f"SET {_MODE} = force_generic_plan")
            names[_MODE] = _MODE
        varying = sum(param in asked for param in compiled.params)
        if self._name not in names:
            from psycopg2.extensions import AsIs  # not there where only SQLite is used

            name, places = f"{self._name}_{next(_numbers)}", count(1)  # never one that it may know from before
            marked = [AsIs(f"${next(places)}") if param in asked else param for param in compiled.params]
            with connection.wrap_database_errors, server.cursor() as cursor:
                cursor.execute(f"PREPARE {name} AS {compiled.sql}", marked)
            names[self._name] = name
        return f"EXECUTE {names[self._name]}" + (f" ({', '.join(['%s'] * varying)})" if varying else "")


def _plans_are_kept(connection: BaseDatabaseWrapper) -> bool:
    """Whether a connection of ours stays one connection of the server's: not behind a pool that shares them out."""
    return connection.vendor == "postgresql" and not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")

"""Scenes: rows that many tests start from. Each is built once, in a database of its own, and given to tests as new.

`@scene` stands where `@pytest.fixture` would. A test that is rolled back works in the scene's own database; one with
real transactions, such as a journey in a browser, in a copy that is thrown away. So nothing that a test does reaches
another, and nobody builds a released borough twice. A scene that asks another one by name is built on top of it.

A scene may only write rows and give back what can be pickled: every test gets its own copy of that too.
"""

import inspect
import os
import pickle
import sqlite3
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

# A thread of the site may still be answering the last test's browser: its database goes a little later.
KEPT_A_LITTLE_LONGER = 3


@dataclass(frozen=True)
class Scene:
    """How a scene is built, and the scenes it stands on, the lowest first."""

    name: str
    build: Callable[..., Any]
    asks: tuple[str, ...]

    @property
    def below(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for asked in self.asks for name in (*SCENES[asked].below, asked)))


SCENES: dict[str, Scene] = {}


def scene(build: Callable[..., Any]) -> Any:
    """Make a fixture of what a function builds, which asks for at most one other scene."""
    name = build.__name__
    asks = tuple(inspect.signature(build).parameters)
    assert name not in SCENES, f"Two scenes are called {name}"
    assert len(asks) < 2, f"{name} stands on two scenes; let one of them stand on the other"
    SCENES[name] = Scene(name, build, asks)

    def given(request: pytest.FixtureRequest, db: None) -> Any:
        return request.getfixturevalue("things_of_the_scene")[name]

    given.__doc__ = build.__doc__
    given.is_scene = True  # type: ignore[attr-defined]
    return pytest.fixture(name=name)(given)


def fixtures_that_are_scenes(item: pytest.Item) -> list[str]:
    """The scenes that a test asks for. A fixture of another module may have the name of a scene and be none."""
    found = item._fixtureinfo.name2fixturedefs  # type: ignore[attr-defined]
    return [name for name, defined in found.items() if getattr(defined[-1].func, "is_scene", False)]


def wanted(fixtures: Collection[str]) -> str | None:
    """The scene that a test plays in, by the fixtures it asks: of several the one that stands on all the others."""
    asked = [SCENES[name] for name in fixtures if name in SCENES]
    for one in asked:
        if all(other is one or other.name in one.below for other in asked):
            return one.name
    assert not asked, f"No scene stands on all the others: {', '.join(one.name for one in asked)}"
    return None


class Files:
    """Databases of SQLite, each a file beside the first."""

    def copy(self, source: str, target: str) -> None:
        # Not a copy of the file: what was written last may still be in the log beside it.
        with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
            here.backup(there)

    def drop(self, name: str) -> None:
        for path in (Path(name), Path(f"{name}-wal"), Path(f"{name}-shm")):
            path.unlink(missing_ok=True)


class Templates:
    """Databases of PostgreSQL, each made from another as its template."""

    def copy(self, source: str, target: str) -> None:
        # File by file, as before version 15. The other way writes every page into the log too: two or three times the
        # work, to spare a large server a checkpoint.
        by_files = " STRATEGY FILE_COPY" if connection.pg_version >= 150_000 else ""
        self._tell(f'CREATE DATABASE "{target}" TEMPLATE "{source}"{by_files}')

    def drop(self, name: str) -> None:
        self._tell(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @staticmethod
    def _tell(command: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(command)


class Stage:
    """Where the tests of one process play: the empty database, a scene's own, or a copy to be thrown away."""

    def __init__(self) -> None:
        self.empty = connection.settings_dict["NAME"]
        self.databases = Files() if connection.vendor == "sqlite" else Templates()
        self.built: dict[str, bytes] = {}
        self.copies: list[str] = []
        self.number = 0

    def go_to(self, name: str | None, *, real_transactions: bool = False) -> dict[str, Any]:
        """Connect to the database of a scene, or to a new copy of it; gives back what the scenes built."""
        things = self._built(name)
        if real_transactions:
            self._connect(self._new_copy(self._database(name)))
        else:
            self._connect(self._database(name))
        return pickle.loads(things)  # noqa: S301  written by this process

    def clear_away(self) -> None:
        """Leave the empty database alone behind, as it was found."""
        self._connect(self.empty)
        if os.environ.get(
            "TEST_TEMPLATE"
        ):  # the whole server goes with the suite, and dropping them one by one takes long
            return
        for name in [*self.copies, *map(self._database, self.built)]:
            self.databases.drop(name)

    def _database(self, name: str | None) -> str:
        return f"{self.empty}_{name}" if name else str(self.empty)

    def _connect(self, database: str) -> None:
        """Threads of a site under test go there too: they share these settings, and connect for each request."""
        if connection.settings_dict["NAME"] != database:
            connection.close()
            connection.settings_dict["NAME"] = database

    def _new_copy(self, source: str) -> str:
        self.number += 1
        connection.close()  # PostgreSQL copies no database that somebody is connected to
        copy = f"{self.empty}_copy_{self.number}"
        self.databases.copy(source, copy)
        self.copies.append(copy)
        while len(self.copies) > KEPT_A_LITTLE_LONGER:
            self.databases.drop(self.copies.pop(0))
        return copy

    def _built(self, name: str | None) -> bytes:
        """What a scene and those below it gave back; built now where no test has asked for it yet."""
        if name is None:
            return pickle.dumps({})
        if name not in self.built:
            below = SCENES[name].asks[0] if SCENES[name].asks else None
            things = pickle.loads(self._built(below))  # noqa: S301
            connection.close()
            self.databases.copy(self._database(below), self._database(name))
            self._connect(self._database(name))
            with transaction.atomic():
                things[name] = SCENES[name].build(*(things[asked] for asked in SCENES[name].asks))
                connection.run_on_commit.clear()  # no mail: nobody was there when it happened
            self.built[name] = pickle.dumps(things)
        return self.built[name]

"""A backup holds everything, opens with its key alone, and comes back row for row."""

import datetime
import io
import json
import os
import sqlite3
import stat
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from background.models import OutgoingMail
from operating.backups import counting, sealing
from operating.backups.making import ENDING, delete_older, make_backup
from operating.backups.restoring import restore
from operating.backups.sealing import CannotBeRead, Sealing, new_key, read_key, unseal
from organisations.models import Partnership, Sector
from organisations.sessions import all_sessions

AT = datetime.datetime(2026, 11, 30, 2, tzinfo=datetime.UTC)
KEY = bytes(range(32))
TABLES = 100  # at least so many has a whole installation


# --- the lock -----------------------------------------------------------------------------------


def sealed(plain: bytes, key: bytes = KEY, by: int = 7_000) -> bytes:
    file = io.BytesIO()
    lock = Sealing(file, key)
    for start in range(0, len(plain), by):
        lock.write(plain[start : start + by])
    lock.close()
    return file.getvalue()


def opened(locked: bytes, key: bytes = KEY) -> bytes:
    into = io.BytesIO()
    unseal(io.BytesIO(locked), into, key)
    return into.getvalue()


@pytest.mark.anywhere
@given(st.binary(max_size=400), st.integers(1, 90))
def test_what_is_locked_comes_out_as_it_was(plain: bytes, by: int):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "PIECE", 50)
        assert opened(sealed(plain, by=by)) == plain


@pytest.mark.anywhere
def test_a_byte_changed_a_piece_gone_or_swapped_and_another_key_are_refused(monkeypatch):
    monkeypatch.setattr(sealing, "PIECE", 50)
    whole = sealed(bytes(170))
    head, piece = len(sealing.MAGIC) + 8, 50 + sealing.TAG
    pieces = [whole[head + at : head + at + piece] for at in range(0, len(whole) - head, piece)]
    assert len(pieces) == 4
    broken = [
        *(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(len(sealing.MAGIC), len(whole), 13)),
        whole[:-1],
        whole[:head] + b"".join(pieces[:-1]),
        whole[:head] + b"".join([pieces[1], pieces[0], *pieces[2:]]),
        whole[:head] + b"".join([*pieces, pieces[-1]]),
        whole[:head],
        b"",
    ]
    for locked in broken:
        with pytest.raises(CannotBeRead):
            opened(locked)
    with pytest.raises(CannotBeRead):
        opened(whole, bytes(32))


@pytest.mark.anywhere
def test_a_key_is_new_each_time_and_another_file_is_no_key(tmp_path: Path):
    assert new_key() != new_key()
    (tmp_path / "key").write_text(new_key() + "\n")
    assert len(read_key(tmp_path / "key")) == 32
    for text in ("", "short", "é"):
        (tmp_path / "key").write_text(text)
        with pytest.raises(CannotBeRead, match="holds no key"):
            read_key(tmp_path / "key")
    with pytest.raises(CannotBeRead, match="cannot be read"):
        read_key(tmp_path / "none")


# --- out and in ---------------------------------------------------------------------------------


def _database(name: str, **changed) -> dict:
    return {**connection.settings_dict, "NAME": name, "ATOMIC_REQUESTS": False, **changed}


@pytest.fixture
def two(tmp_path: Path, transactional_db, django_db_blocker, settings) -> Iterator[tuple[str, str]]:
    """Two databases of their own: one with an installation's tables and a few rows, and an empty one."""
    settings.FILES_FOLDER = tmp_path / "files"
    names = {alias: f"{alias}_{uuid.uuid4().hex[:10]}" for alias in ("out", "back")}
    if connection.vendor == "postgresql" and "TEST_TEMPLATE" not in os.environ:
        pytest.skip("the database that others begin as is made by `make test`")
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connections["default"].cursor() as cursor:
                cursor.execute(f'CREATE DATABASE "{names["out"]}" TEMPLATE "{os.environ["TEST_TEMPLATE"]}"')
                cursor.execute(f'CREATE DATABASE "{names["back"]}"')
            made = {alias: _database(name) for alias, name in names.items()}
        else:
            made = {alias: _database(str(tmp_path / f"{name}.sqlite3")) for alias, name in names.items()}
        connections.databases.update(made)
        try:
            if connection.vendor == "sqlite":
                _copy_tables(made["out"]["NAME"])
            Partnership.objects.using("out").create(name="Elmham", slug="elmham")
            place = Partnership.objects.using("out").get()
            Sector.objects.using("out").create(partnership=place, name="Health – “ي”", slug="health")
            yield "out", "back"
        finally:
            for alias, name in names.items():
                connections[alias].close()
                del connections[alias]
                del connections.databases[alias]
                if connection.vendor == "postgresql":
                    with connections["default"].cursor() as cursor:
                        cursor.execute(f'DROP DATABASE "{name}"')


def _copy_tables(name: str) -> None:
    """The tables that the tests' own database has, with the framework in them."""
    connection.ensure_connection()
    with closing(sqlite3.connect(name)) as new:
        connection.connection.backup(new)


def later() -> OutgoingMail:
    return OutgoingMail(
        to="lead@elmham.example", subject="Hello", kind="reminder", made_at=timezone.now(), next_try_at=timezone.now()
    )


@pytest.mark.parametrize("key", [None, KEY], ids=["open", "locked"])
def test_all_comes_back_row_for_row_and_no_one_is_signed_in_or_written_to_again(two, tmp_path: Path, key):
    out, back = two
    later().save(using=out)
    all_sessions().using(out).create(session_key="k", number=1, session_data="d", expire_date=timezone.now())
    evidence = tmp_path / "files" / "ab" / "cd.pdf"
    evidence.parent.mkdir(parents=True)
    evidence.write_bytes(b"%PDF-")
    path, holds = make_backup(tmp_path / "kept", key=key, at=AT, using=out)
    assert path.name == f"tip-borough-2026-11-30T020000Z{ENDING}"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert holds["tables"]["organisations_sector"][0] == 1
    assert holds["files"] == 1
    assert len(holds["tables"]) > TABLES
    assert (b"Health" in path.read_bytes()) == (key is None and connection.vendor == "sqlite")
    assert json.loads((tmp_path / "kept" / "last-backup.json").read_text()) == {
        "finished_at": AT.isoformat(),
        "file": path.name,
        "encrypted": key is not None,
    }
    evidence.unlink()
    evidence.parent.rmdir()

    said: list[str] = []
    restore(path, key=key, say=said.append, using=back)
    assert Sector.objects.using(back).get().name == "Health – “ي”"
    assert evidence.read_bytes() == b"%PDF-"
    assert "1 files of evidence." in said
    assert not all_sessions().using(back).exists()
    assert OutgoingMail.objects.using(back).get().state == "uncertain"


def test_it_is_brought_into_an_empty_database_only_and_a_damaged_one_not_at_all(two, tmp_path: Path):
    out, back = two
    path, _holds = make_backup(tmp_path / "kept", key=KEY, at=AT, using=out)
    with pytest.raises(CannotBeRead, match="not empty"):
        restore(path, key=KEY, say=str, using=out)
    with pytest.raises(CannotBeRead, match="Name its key"):
        restore(path, key=None, say=str, using=back)
    with pytest.raises(CannotBeRead, match="There is no file"):
        restore(tmp_path / "none", key=None, say=str, using=back)
    (tmp_path / "other").write_bytes(b"no zip at all")
    with pytest.raises(CannotBeRead, match="no backup"):
        restore(tmp_path / "other", key=None, say=str, using=back)
    damaged = tmp_path / "damaged"
    damaged.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(CannotBeRead, match="damaged"):
        restore(damaged, key=KEY, say=str, using=back)
    assert connections[back].introspection.table_names() == []


def test_a_row_that_is_not_as_it_was_is_found(two, tmp_path: Path, monkeypatch):
    out, back = two
    path, _holds = make_backup(tmp_path, key=None, at=AT, using=out)
    kind = "of_postgresql" if connection.vendor == "postgresql" else "of_sqlite"
    count = getattr(counting, kind)

    def changed(cursor):
        found = count(cursor)
        found["organisations_sector"][1] = "0"
        return found

    monkeypatch.setattr(counting, kind, changed)
    with pytest.raises(CannotBeRead, match="The rows of organisations_sector are not the same"):
        restore(path, key=None, say=str, using=back)


@pytest.mark.anywhere
def test_what_differs_between_two_counts_is_said_table_by_table():
    was = {"a": [1, "7"], "b": [2, "8"], "c": [3, "9"]}
    assert counting.differences(was, was) == []
    assert counting.differences(was, {"a": [1, "6"], "b": [3, "8"], "d": [0, "0"]}) == [
        "The rows of a are not the same.",
        "b had 2 rows and has 3.",
        "c is missing.",
        "d was not in the backup.",
    ]


@pytest.mark.anywhere
def test_only_old_backups_of_ours_are_deleted_and_never_the_newest(tmp_path: Path):
    for name, days in (("2026-11-01T020000Z", 29), ("2026-11-15T020000Z", 15), ("2026-11-17T020000Z", 13)):
        path = tmp_path / f"tip-borough-{name}{ENDING}"
        path.touch()
        os.utime(path, (AT.timestamp() - days * 86_400,) * 2)
    (tmp_path / "another.tip-backup").touch()
    os.utime(tmp_path / "another.tip-backup", (0, 0))
    assert [path.name[12:22] for path in delete_older(tmp_path, days=14, at=AT)] == ["2026-11-01", "2026-11-15"]
    assert delete_older(tmp_path, days=1, at=AT) == []
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.anywhere
def test_the_command_says_what_to_do_where_it_cannot(tmp_path: Path):
    with pytest.raises(CommandError, match="Say where the backup goes"):
        call_command("backup", "")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("backup", str(tmp_path), key_file=str(tmp_path / "none"))
    with pytest.raises(CommandError, match="There is no file"):
        call_command("restore", str(tmp_path / "none"))
    call_command("backup", new_key=str(tmp_path / "key"), stdout=io.StringIO())
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="exists"):
        call_command("backup", new_key=str(tmp_path / "key"))


@pytest.mark.anywhere
def test_a_file_that_is_not_locked_is_not_taken_where_a_key_is_named(tmp_path: Path):
    path = tmp_path / "x.tip-backup"
    path.write_bytes(b"PK")
    with pytest.raises(CannotBeRead, match="not locked"):
        restore(path, key=KEY, say=str)
